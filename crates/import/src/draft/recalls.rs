//! Recalls in texts of ours: `{id}`, `{id|words}`, `{id.part}`.

use super::{Choice, Question, Survey, Text, Value};
use crate::ids::is_id;

impl Text {
    /// Puts its words in the place of each recall that is to go, in every language; whether there
    /// was any.
    pub(crate) fn forget(&mut self, goes: &dyn Fn(&str) -> bool) -> bool {
        let mut has_changed = false;
        let others = self.others.iter_mut().map(|(_, words)| words);
        for words in std::iter::once(&mut self.own).chain(others) {
            let kept = without(words, goes);
            has_changed |= kept != *words;
            *words = kept;
        }
        // A text that was nothing else is no text.
        if self.own.trim().is_empty() && has_changed {
            "…".clone_into(&mut self.own);
        }
        self.others.retain(|(_, words)| !words.trim().is_empty());
        has_changed
    }
}

/// The text with the words of each recall in its place, where its question is to go.
pub(crate) fn without(text: &str, goes: &dyn Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        kept.push_str(before);
        rest = after;
        let Some((inner, next)) = after.split_once('}') else {
            kept.push('{');
            continue;
        };
        let (id, fallback) = inner.split_once('|').unwrap_or((inner, ""));
        let (name, part) = id.split_once('.').unwrap_or((id, "x"));
        if is_id(name) && is_id(part) && goes(name) {
            kept.push_str(fallback);
            rest = next;
        } else {
            kept.push('{');
        }
    }
    (kept + rest).trim().to_owned()
}

impl Survey {
    /// Does something with each text that respondents read.
    pub(crate) fn each_text(&mut self, see: &mut dyn FnMut(&mut Text)) {
        for question in &mut self.questions {
            question.each_text(see);
        }
        let endings = self.endings.iter_mut().map(|ending| &mut ending.card);
        for card in self.welcome.iter_mut().chain([&mut self.end]).chain(endings) {
            let texts = [&mut card.title, &mut card.text, &mut card.description, &mut card.button];
            texts.into_iter().flatten().for_each(&mut *see);
        }
    }
}

impl Question {
    /// Does something with each of its texts.
    pub(crate) fn each_text(&mut self, see: &mut dyn FnMut(&mut Text)) {
        see(&mut self.prompt);
        self.description.iter_mut().for_each(&mut *see);
        let of_inputs = self.inputs.iter_mut().flat_map(|input| &mut input.keys);
        for (_, value) in self.keys.iter_mut().chain(of_inputs) {
            if let Value::Text(text) = value {
                see(text);
            }
        }
        let choices = self.options.iter_mut().chain(&mut self.rows).chain(&mut self.columns);
        choices.map(|Choice { label, .. }| label).for_each(&mut *see);
        self.inputs.iter_mut().map(|input| &mut input.label).for_each(see);
    }
}
