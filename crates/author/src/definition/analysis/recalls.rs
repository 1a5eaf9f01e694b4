//! Recalls of what may not be known, in texts of the survey's own locale.

use std::collections::BTreeMap;

use super::Check;
use super::claim::{Claim, known, not};
use crate::problem::Code;
use crate::question::scope::Scope;
use crate::recall::{Piece, pieces};
use crate::source::message_at;
use sondage_survey::condition::Operand;

/// Where a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Before all questions.
    First,
    /// With the question at this place.
    With(usize),
    /// At the ending at this place.
    End(usize),
}

/// What a text recalls, each with what is shown where it is unknown.
pub(super) fn recalled(text: &str) -> BTreeMap<&str, &str> {
    let recalls = pieces(text).filter_map(|piece| match piece {
        Piece::Recall(id, fallback) => Some((id, fallback)),
        Piece::Plain(_) => None,
    });
    recalls.collect()
}

/// Whether something is recalled before an address has said where it leads: a link could then lead
/// anybody anywhere, under the survey's name.
fn names_host(address: &str) -> bool {
    let before = address.split('{').next().unwrap_or_default();
    match before.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => {
            !rest.trim_start_matches('/').contains(['/', '?', '#'])
        }
        // An app, a phone and a mail program are the reader's own.
        scheme => scheme.is_none(),
    }
}

impl Check<'_> {
    /// Says which recalls are of nothing, and which may come to nothing.
    pub(super) fn recalls(&mut self) {
        for (path, text) in self.texts() {
            let at = self.root.named(&path);
            let Some(shown) = self.shown(&path) else {
                // Braces around anything else may be meant.
                let known = |id: &&str| self.operand(Shown::End(0), id).is_some();
                for id in recalled(&text).into_keys().filter(known).collect::<Vec<_>>() {
                    self.report.warning(&at, Code::RecallStands(id.to_owned()));
                }
                continue;
            };
            for (id, fallback) in recalled(&text) {
                self.recall(&at, shown, id, fallback);
            }
        }
        for (place, ending) in self.definition.parts.around.endings.iter().enumerate() {
            let Some(address) = &ending.redirect else { continue };
            let at = place
                .checked_sub(1)
                .map_or_else(|| self.root.key("end"), |n| self.root.key("endings").item(n));
            for id in recalled(address).into_keys() {
                if names_host(address) {
                    self.report.error(&at.key("redirect"), Code::RecallsAHost(id.to_owned()));
                } else if self.operand(Shown::End(place), id).is_none() {
                    self.report
                        .error(&at.key("redirect"), Code::RecallsNothingBefore(id.to_owned()));
                }
            }
        }
    }

    /// Says what is wrong with one recall.
    pub(super) fn recall(&mut self, at: &super::At<'_>, shown: Shown, id: &str, fallback: &str) {
        match self.operand(shown, id) {
            None => self.report.error(at, Code::RecallsNothingBefore(id.to_owned())),
            Some(operand) => {
                if fallback.is_empty() && self.may_be_unknown(shown, operand) {
                    self.report.warning(at, Code::MayBeUnknown(id.to_owned()));
                }
            }
        }
    }

    fn may_be_unknown(&mut self, shown: Shown, operand: Operand) -> bool {
        // A variable always is something.
        if matches!(operand, Operand::Variable(_)) {
            return false;
        }
        let unknown = not(&known(operand));
        let ways = match shown {
            Shown::First => vec![Claim::before(0, unknown)],
            Shown::With(place) => vec![Claim::after(place, unknown)],
            Shown::End(ending) => self.ways_with(ending, &unknown),
        };
        ways.iter().any(|way| self.search.is_possible(way))
    }

    /// What an id stands for where a text is shown.
    pub(super) fn operand(&self, shown: Shown, id: &str) -> Option<Operand> {
        let questions = &self.definition.parts.questions;
        let n_before = match shown {
            Shown::First => 0,
            Shown::With(place) => place,
            Shown::End(_) => questions.len(),
        };
        let scope = self.definition.parts.names.scope(questions.get(..n_before)?);
        let own = questions.get(n_before).map(|asked| asked.id.as_str());
        Scope { unknown_from: scope.unknown_from_for(own), ..scope }.operand(id)
    }

    /// The texts of the survey's own locale, by the paths that translations name them with. Words in
    /// the place of built-in ones recall nothing, and where they have no translation, what is built
    /// in is one.
    pub(super) fn texts(&self) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        let mut source = self.definition.source().clone();
        source.each_text(|path, text| {
            if message_at(path).is_none() {
                texts.push((path.to_owned(), text.text.clone()));
            }
        });
        texts
    }

    /// Where the text of a path is shown; `None` where recalls stay what they are: in what is no
    /// markup.
    pub(super) fn shown(&self, path: &str) -> Option<Shown> {
        let mut parts = path.split('.');
        let (of, id) = (parts.next()?, parts.next()?);
        if ["placeholder", "image", "video", "error", "required_error"]
            .contains(&path.rsplit('.').next()?)
        {
            return None;
        }
        match of {
            "questions" => {
                let place =
                    self.definition.parts.questions.iter().position(|asked| asked.id == id)?;
                let is_entry =
                    self.definition.kind(place) == "dropdown" && parts.next() == Some("options");
                (!is_entry).then_some(Shown::With(place))
            }
            "endings" => self.definition.parts.around.ending(id).map(Shown::End),
            "end" => Some(Shown::End(0)),
            // Titles of pages, and what is said in the place of a logo.
            "link" | "theme" => None,
            _ => Some(Shown::First),
        }
    }
}
