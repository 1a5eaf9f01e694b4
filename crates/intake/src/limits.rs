//! When a survey takes answers, and whose. Pure.

use std::time::Duration;

use sondage_author::definition::{Definition, Instead};

use crate::millis::Millis;

/// How long who has begun may go on after a survey has closed: until the next day, when a message
/// is read in the evening and answered in the morning.
pub const GRACE: Duration = Duration::from_hours(24);

const DAY: Duration = Duration::from_hours(24);

/// What limits a survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    opens: Option<Millis>,
    closes: Option<Millis>,
    responses: Option<u64>,
    /// Id and limit, in the survey's order.
    quotas: Vec<(String, u64)>,
}

/// How many responses count for a survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Completed ones.
    pub completed: u64,
    /// By quota.
    pub quotas: std::collections::BTreeMap<String, u64>,
}

/// Why a survey takes no answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// It has not opened.
    #[error("the survey opens at {0}")]
    NotYet(Millis),
    /// It was open, and is not any more.
    #[error("the survey closed at {0}")]
    Over(Millis),
    /// It has as many responses as it takes.
    #[error("the survey has all the responses that it takes")]
    Enough,
    /// Somebody has paused it.
    #[error("the survey is paused since {0}")]
    Paused(Millis),
}

/// A survey that somebody has stopped by hand. As where it closes by itself, who has begun goes on for a
/// day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Since when.
    pub since: Millis,
    /// It is meant to go on some time.
    pub is_pause: bool,
}

impl Hold {
    /// Why somebody may not answer; `begun` is when the response began that they go on with.
    #[must_use]
    pub fn closed(self, now: Millis, begun: Option<Millis>) -> Option<Closed> {
        let may_finish = begun.is_some_and(|begun| begun < self.since);
        if now < self.since || (may_finish && now < self.since.plus(GRACE)) {
            return None;
        }
        Some(if self.is_pause { Closed::Paused(self.since) } else { Closed::Over(self.since) })
    }
}

/// How a survey stands with somebody at a moment. By default it is open, and nothing is full.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Standing {
    /// It takes no answers, and says so.
    pub instead: Option<Instead>,
    /// Which quotas are full, in the survey's order; empty when none is.
    pub full: Vec<bool>,
}

impl Closed {
    /// What is said instead of the survey.
    #[must_use]
    pub fn instead(self) -> Instead {
        match self {
            Self::NotYet(_) => Instead::NotOpen,
            Self::Over(_) | Self::Enough | Self::Paused(_) => Instead::Closed,
        }
    }
}

impl Limits {
    /// Those of a definition.
    #[must_use]
    pub fn of_definition(definition: &Definition) -> Self {
        let limits = definition.limits();
        let quotas = definition.quota_ids().iter().cloned();
        let most = definition.quota_limits().iter().map(|limit| u64::from(*limit));
        Self {
            opens: limits.opens.as_deref().and_then(|text| moment(text, Duration::ZERO)),
            closes: limits.closes.as_deref().and_then(|text| moment(text, DAY)),
            responses: limits.responses.map(u64::from),
            quotas: quotas.zip(most).collect(),
        }
    }

    /// When it opens, where it says so.
    #[must_use]
    pub fn opens(&self) -> Option<Millis> {
        self.opens
    }

    /// When it closes, where it says so.
    #[must_use]
    pub fn closes(&self) -> Option<Millis> {
        self.closes
    }

    /// Whether there is nothing to look at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether completed responses have to be counted.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.responses.is_some() || !self.quotas.is_empty()
    }

    /// Why somebody may not answer; `begun` is when the response began that they go on with.
    #[must_use]
    pub fn closed(&self, counts: &Counts, now: Millis, begun: Option<Millis>) -> Option<Closed> {
        let over = self.closes.filter(|closes| {
            let may_finish = begun.is_some_and(|begun| begun < *closes);
            now >= if may_finish { closes.plus(GRACE) } else { *closes }
        });
        // What is begun is finished by the next day, or there would be no end to those who have begun.
        let is_fresh = begun.is_some_and(|begun| now < begun.plus(GRACE));
        if over.is_some() || is_fresh {
            return over.map(Closed::Over);
        }
        if begun.is_some() {
            return self.is_enough(counts).then_some(Closed::Enough);
        }
        if let Some(opens) = self.opens.filter(|opens| now < *opens) {
            return Some(Closed::NotYet(opens));
        }
        self.is_enough(counts).then_some(Closed::Enough)
    }

    /// Whether there are as many responses as it takes.
    #[must_use]
    pub fn is_enough(&self, counts: &Counts) -> bool {
        self.responses.is_some_and(|most| counts.completed >= most)
    }

    /// Which quotas are full, in the survey's order; empty when none is.
    #[must_use]
    pub fn full(&self, counts: &Counts) -> Vec<bool> {
        let is_full = |(id, most): &(String, u64)| counts.quotas.get(id).is_some_and(|n| n >= most);
        let full: Vec<bool> = self.quotas.iter().map(is_full).collect();
        if full.contains(&true) { full } else { Vec::new() }
    }
}

/// A time in UTC, or a date: its beginning and so much more.
fn moment(text: &str, after_date: Duration) -> Option<Millis> {
    if text.contains('T') {
        return Millis::parse_rfc3339(text);
    }
    Millis::parse_rfc3339(&format!("{text}T00:00:00Z")).map(|begins| begins.plus(after_date))
}

#[cfg(test)]
mod tests {
    use super::{Closed, Counts, Hold, Limits};
    use crate::millis::Millis;
    use sondage_author::definition::{Definition, Language};

    fn limits(text: &str) -> Limits {
        let survey = format!(
            "id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\" }}\nlimits = {{ {text} }}\n\
             [[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\n"
        );
        Limits::of_definition(&Definition::parse(&survey, Language::Toml).unwrap())
    }

    fn at(text: &str) -> Millis {
        Millis::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_date_opens_at_its_beginning_and_closes_at_its_end() {
        let limits = limits("opens = \"2026-12-01\", closes = \"2026-12-01\"");
        let closed = |now| limits.closed(&Counts::default(), at(now), None);
        assert_eq!(
            closed("2026-11-30T23:59:59.999Z"),
            Some(Closed::NotYet(at("2026-12-01T00:00:00Z")))
        );
        assert_eq!(closed("2026-12-01T00:00:00Z"), None);
        assert_eq!(closed("2026-12-01T23:59:59.999Z"), None);
        assert_eq!(closed("2026-12-02T00:00:00Z"), Some(Closed::Over(at("2026-12-02T00:00:00Z"))));
    }

    #[test]
    fn a_time_is_taken_as_it_is_with_and_without_seconds() {
        let limits = limits("opens = \"2026-12-01T09:30Z\", closes = \"2026-12-01T10:00:30Z\"");
        let closed = |now| limits.closed(&Counts::default(), at(now), None).is_some();
        assert!(closed("2026-12-01T09:29:59Z") && !closed("2026-12-01T09:30:00Z"));
        assert!(!closed("2026-12-01T10:00:29Z") && closed("2026-12-01T10:00:30Z"));
    }

    #[test]
    fn quotas_have_ids_of_their_own() {
        let quota = "[[quotas]]\nid = \"a\"\nlimit = 1\nif = { question = \"a\", is = 1 }\n";
        let survey = |quotas: &str| {
            let text = format!(
                "id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\" }}\n\
                 [[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\n{quotas}"
            );
            Definition::parse(&text, Language::Toml)
        };
        assert_eq!(Limits::of_definition(&survey(quota).unwrap()).quotas, [("a".to_owned(), 1)]);
        let problems = survey(&quota.repeat(2)).unwrap_err();
        assert!(problems[0].message().contains("taken already"), "{problems:?}");
    }

    #[test]
    fn who_has_begun_goes_on_for_a_day_after_the_end_or_the_last_response() {
        let limits = limits("closes = \"2026-12-01T00:00:00Z\", responses = 2");
        let begun = Some(at("2026-11-30T23:00:00Z"));
        let full = Counts { completed: 2, ..Counts::default() };
        let before = at("2026-11-30T23:30:00Z");
        assert_eq!(limits.closed(&full, before, None), Some(Closed::Enough));
        assert_eq!(limits.closed(&full, before, begun), None);
        let later =
            limits.closed(&full, at("2026-11-30T23:30:00Z"), Some(at("2026-11-29T23:00:00Z")));
        assert_eq!(later, Some(Closed::Enough), "a day is enough");
        let closed = |now, begun| limits.closed(&Counts::default(), at(now), begun);
        let over = Some(Closed::Over(at("2026-12-01T00:00:00Z")));
        assert_eq!(closed("2026-12-01T23:59:59Z", begun), None);
        assert_eq!(closed("2026-12-02T00:00:00Z", begun), over);
        assert_eq!(closed("2026-12-01T12:00:00Z", Some(at("2026-12-01T06:00:00Z"))), over);
    }

    #[test]
    fn a_survey_that_was_stopped_lets_who_has_begun_finish_within_a_day() {
        let since = at("2026-12-01T12:00:00Z");
        let hold = |is_pause| Hold { since, is_pause };
        let closed = |now, begun| hold(true).closed(at(now), begun);
        assert_eq!(closed("2026-12-01T12:00:00Z", None), Some(Closed::Paused(since)));
        let before = Some(at("2026-12-01T11:59:00Z"));
        assert_eq!(closed("2026-12-02T11:59:59Z", before), None);
        assert_eq!(closed("2026-12-02T12:00:00Z", before), Some(Closed::Paused(since)));
        let after = Some(since);
        assert_eq!(hold(false).closed(since, after), Some(Closed::Over(since)));
    }
}
