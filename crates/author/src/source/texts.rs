//! The texts of a survey that can be translated, each by the path that a translation names it with.

use sondage_survey::answer::Decimal;

use super::keys::{Declared, Form, Keys, Said, Whole, Word, Written};
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
    fn words(&mut self, name: &'static str, said: Said, value: &mut Text, _: &'static str) {
        match said {
            Said::Here => {
                let path = self.below(name);
                (self.see)(&path, value);
            }
            Said::ForTable => (self.see)(&self.path, value),
            Said::Never => {}
        }
    }

    fn maybe_words(
        &mut self,
        name: &'static str,
        said: Said,
        value: &mut Option<Text>,
        doc: &'static str,
    ) {
        if let Some(text) = value {
            self.words(name, said, text, doc);
        }
    }

    fn alt(&mut self, name: &'static str, said: Said, value: &mut Text, doc: &'static str) {
        if !value.is_empty() {
            self.words(name, said, value, doc);
        }
    }

    fn table<T: Declared + Default>(
        &mut self,
        name: &'static str,
        value: &mut Option<T>,
        _: &'static str,
    ) {
        if let Some(table) = value {
            self.inside(name, table);
        }
    }

    fn own_table<T: Declared + Default + PartialEq>(
        &mut self,
        name: &'static str,
        value: &mut T,
        _: &'static str,
    ) {
        self.inside(name, value);
    }

    fn must_table<T: Declared + Default>(
        &mut self,
        name: &'static str,
        value: &mut T,
        _: &'static str,
    ) {
        self.inside(name, value);
    }

    fn tables<T: Declared + Default>(
        &mut self,
        name: &'static str,
        value: &mut Vec<T>,
        _: usize,
        _: bool,
        _: &'static str,
    ) {
        let list = self.below(name);
        for table in value {
            let id = table.own_id().unwrap_or_default();
            let path = format!("{list}.{id}");
            each_text(table, &path, self.see);
        }
    }

    fn text(&mut self, _: &'static str, _: Form, _: &mut String, _: &'static str) {}

    fn maybe_text(&mut self, _: &'static str, _: Form, _: &mut Option<String>, _: &'static str) {}

    fn flag(&mut self, _: &'static str, _: &mut bool, _: bool, _: &'static str) {}

    fn whole(
        &mut self,
        _: &'static str,
        _: &mut Option<u32>,
        _: Whole,
        _: Option<u32>,
        _: &'static str,
    ) {
    }

    fn must_whole(&mut self, _: &'static str, _: &mut u32, _: Whole, _: &'static str) {}

    fn decimal(
        &mut self,
        _: &'static str,
        _: &mut Option<Decimal>,
        _: (Decimal, Decimal),
        _: Option<Decimal>,
        _: &'static str,
    ) {
    }

    fn word<W: Word>(&mut self, _: &'static str, _: &mut Option<W>, _: Option<W>, _: &'static str) {
    }

    fn own_word<W: Word>(&mut self, _: &'static str, _: &mut W, _: W, _: &'static str) {}

    fn change(&mut self, _: &mut Change) {}

    fn must_texts(&mut self, _: &'static str, _: Form, _: &mut Vec<String>, _: &'static str) {}

    fn texts(
        &mut self,
        _: &'static str,
        _: Form,
        _: &'static [&'static str],
        _: &mut Option<Vec<String>>,
        _: &'static str,
    ) {
    }

    fn value<T: Written>(&mut self, _: &'static str, _: &mut Option<T>, _: &'static str) {}

    fn must_value<T: Written>(&mut self, _: &'static str, _: &mut T, _: &'static str) {}

    fn open_value<T: Written + Default + PartialEq>(
        &mut self,
        _: &'static str,
        _: &mut T,
        _: &'static str,
    ) {
    }

    fn kind(&mut self, _: &'static str, _: &[&'static str], _: &mut &'static str) {}
}
