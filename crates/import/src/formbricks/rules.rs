//! Rules for answers.

use crate::dates::{date_in, days_from};
use crate::number::{Range, is_range, nearest};
use crate::reader::Object;
use crate::report::quote;
use crate::typed::{Typed, whole_pattern};

/// What the rules for an answer say.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// What is typed, where something is: a rule may say it.
    pub(super) typed: Option<Typed>,
    pub(super) length: Range,
    pub(super) value: Range,
    count: Range,
    /// From one day to another.
    pub(super) dates: (Option<String>, Option<String>),
    pub(super) extensions: Vec<String>,
    /// A regular expression for the whole text.
    pub(super) pattern: Option<String>,
    /// Each row of a matrix is answered.
    pub(super) every_row: bool,
}

impl Rules {
    /// Reads the rules; those that have no counterpart are noted.
    pub(super) fn read(object: &mut Object<'_>, typed: Option<Typed>) -> Self {
        let mut found = Self { typed, ..Self::default() };
        let Some(mut validation) = object.object("validation") else { return found };
        let rules = validation.objects("rules");
        let is_or = validation.text("logic") == Some("or") && rules.len() > 1;
        if is_or {
            let what = "an answer has to meet all rules, not one of them; the rules are left out";
            validation.note("logic", what);
        }
        for mut rule in rules {
            rule.skip(&["id"]);
            let kind = rule.text("type").unwrap_or_default();
            if is_or || rule.has("field") || !found.read_rule(kind, &mut rule) {
                rule.leave_out(&format!("the rule {}", quote(kind)));
            }
        }
        found
    }

    /// Reads a rule; `false` where it has no counterpart.
    fn read_rule(&mut self, kind: &str, rule: &mut Object<'_>) -> bool {
        let mut params = rule.object("params");
        let is_known = self.read_params(kind, params.as_mut());
        if let Some(params) = params.as_mut().filter(|_| !is_known) {
            params.claim_all();
        }
        is_known
    }

    fn read_params(&mut self, kind: &str, params: Option<&mut Object<'_>>) -> bool {
        let is_text = self.typed.is_some_and(Typed::has_length);
        let as_typed = match kind {
            "email" => Some(Typed::Email),
            "url" => Some(Typed::Url),
            "phone" => Some(Typed::Phone),
            _ => None,
        };
        if as_typed.is_some() {
            let is_known = is_text || self.typed == as_typed;
            self.typed = if is_text { as_typed } else { self.typed };
            return is_known;
        }
        match (kind, params) {
            ("minLength", params) => self.length.0 = params.and_then(|own| own.number("min")),
            ("maxLength", params) => self.length.1 = params.and_then(|own| own.number("max")),
            ("minValue", params) => self.value.0 = params.and_then(|own| own.number("min")),
            ("maxValue", params) => self.value.1 = params.and_then(|own| own.number("max")),
            ("minSelections", params) => self.count.0 = params.and_then(|own| own.number("min")),
            ("maxSelections", params) => self.count.1 = params.and_then(|own| own.number("max")),
            ("pattern", Some(own)) if is_text => {
                let ignores_case = own.text("flags").is_some_and(|flags| flags.contains('i'));
                let theirs = own.text("pattern").unwrap_or_default();
                self.pattern = whole_pattern(theirs, ignores_case);
                return self.pattern.is_some();
            }
            ("answerAllRows", _) => self.every_row = true,
            ("rankAll", _) => {}
            // The day itself is not accepted.
            ("isLaterThan", params) => {
                self.dates.0 = params.and_then(|own| day_beside(own, 1));
                return self.dates.0.is_some();
            }
            ("isEarlierThan", params) => {
                self.dates.1 = params.and_then(|own| day_beside(own, -1));
                return self.dates.1.is_some();
            }
            ("isBetween", Some(own)) => {
                let mut date = |key| own.text(key).and_then(date_in).map(str::to_owned);
                self.dates = (date("startDate"), date("endDate"));
            }
            ("fileExtensionIs", params) => {
                let list = params.map(|own| own.list("extensions")).unwrap_or_default();
                let texts = list.into_iter().filter_map(|(node, _)| node.text());
                self.extensions = texts.map(str::to_owned).collect();
            }
            _ => return false,
        }
        true
    }

    /// How many options can be chosen.
    pub(super) fn count(&self, note: &dyn Fn(String)) -> (Option<u32>, Option<u32>) {
        if !is_range(self.count, note) {
            return (None, None);
        }
        (self.count.0.map(nearest), self.count.1.map(nearest))
    }
}

fn day_beside(params: &mut Object<'_>, days: i32) -> Option<String> {
    params.text("date").and_then(date_in).and_then(|date| days_from(date, days))
}
