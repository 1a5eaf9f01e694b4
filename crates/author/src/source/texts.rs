//! The texts of a survey that can be translated, each by the path that a translation names it with.

use sondage_survey::answer::Decimal;

use super::keys::{Declared, Doc, Form, Key, Keys, Said, Whole, Word, Written};
use super::{Change, Text};

/// Shows each text below a path that can be translated, with its own path.
pub(super) fn each_text<T: Declared>(
    value: &mut T,
    path: &str,
    see: &mut dyn FnMut(&str, &mut Text),
) {
    value.declare(&mut TextKeys { path: path.to_owned(), see });
}

/// A table whose texts are looked at.
struct TextKeys<'a> {
    path: String,
    see: &'a mut dyn FnMut(&str, &mut Text),
}

impl TextKeys<'_> {
    fn below(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn inside<T: Declared>(&mut self, name: &str, table: &mut T) {
        each_text(table, &self.below(name), self.see);
    }
}

impl Keys for TextKeys<'_> {
    fn words(&mut self, name: Key, said: Said, value: &mut Text, _: Doc) {
        match said {
            Said::Here => {
                let path = self.below(name);
                (self.see)(&path, value);
            }
            Said::ForTable => (self.see)(&self.path, value),
            Said::Never => {}
        }
    }

    fn maybe_words(&mut self, name: Key, said: Said, value: &mut Option<Text>, doc: Doc) {
        if let Some(text) = value {
            self.words(name, said, text, doc);
        }
    }

    fn alt(&mut self, name: Key, said: Said, value: &mut Text, doc: Doc) {
        if !value.is_empty() {
            self.words(name, said, value, doc);
        }
    }

    fn table<T: Declared + Default>(&mut self, name: Key, value: &mut Option<T>, _: Doc) {
        if let Some(table) = value {
            self.inside(name, table);
        }
    }

    fn own_table<T: Declared + Default + PartialEq>(&mut self, name: Key, value: &mut T, _: Doc) {
        self.inside(name, value);
    }

    fn must_table<T: Declared + Default>(&mut self, name: Key, value: &mut T, _: Doc) {
        self.inside(name, value);
    }

    fn tables<T: Declared + Default>(
        &mut self,
        name: Key,
        value: &mut Vec<T>,
        _: usize,
        _: bool,
        _: Doc,
    ) {
        let list = self.below(name);
        for table in value {
            let id = table.own_id().unwrap_or_default();
            let path = format!("{list}.{id}");
            each_text(table, &path, self.see);
        }
    }

    fn text(&mut self, _: Key, _: Form, _: &mut String, _: Doc) {}

    fn maybe_text(&mut self, _: Key, _: Form, _: &mut Option<String>, _: Doc) {}

    fn flag(&mut self, _: Key, _: &mut bool, _: bool, _: Doc) {}

    fn whole(&mut self, _: Key, _: &mut Option<u32>, _: Whole, _: Option<u32>, _: Doc) {}

    fn must_whole(&mut self, _: Key, _: &mut u32, _: Whole, _: Doc) {}

    fn decimal(
        &mut self,
        _: Key,
        _: &mut Option<Decimal>,
        _: (Decimal, Decimal),
        _: Option<Decimal>,
        _: Doc,
    ) {
    }

    fn word<W: Word>(&mut self, _: Key, _: &mut Option<W>, _: Option<W>, _: Doc) {}

    fn own_word<W: Word>(&mut self, _: Key, _: &mut W, _: W, _: Doc) {}

    fn change(&mut self, _: &mut Change) {}

    fn must_texts(&mut self, _: Key, _: Form, _: &mut Vec<String>, _: Doc) {}

    fn texts(
        &mut self,
        _: Key,
        _: Form,
        _: &'static [&'static str],
        _: &mut Option<Vec<String>>,
        _: Doc,
    ) {
    }

    fn value<T: Written>(&mut self, _: Key, _: &mut Option<T>, _: Doc) {}

    fn must_value<T: Written>(&mut self, _: Key, _: &mut T, _: Doc) {}

    fn open_value<T: Written + Default + PartialEq>(&mut self, _: Key, _: &mut T, _: Doc) {}

    fn kind(&mut self, _: Key, _: &[&'static str], _: &mut &'static str) {}
}
