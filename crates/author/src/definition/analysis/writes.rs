//! What Braze would get and could not keep, or not tell apart.

use super::Check;
use super::claim::{Claim, known};
use super::report::At;
use crate::problem::Code;
use sondage_survey::ask::{Ask, Item};
use sondage_survey::condition::Operand;
use sondage_survey::profile;
use sondage_survey::survey::Question;

/// The most elements of an array attribute in Braze; the oldest are dropped.
const ELEMENTS: usize = 500;

impl Check<'_> {
    /// Says what answers do to each other, and to themselves, on a profile.
    pub(super) fn writes(&mut self) {
        for (place, question) in self.survey.questions.iter().enumerate() {
            let at = self.question(place);
            if question.takes_answer() {
                self.overwriting(place, &at);
            }
            self.labels(&at, question);
            if n_elements(question) > ELEMENTS {
                self.report.warning(&at, Code::TooManyElements(ELEMENTS));
            }
        }
    }

    /// Notes an earlier question with the same attribute that is answered on the same path.
    fn overwriting(&mut self, place: usize, at: &At<'_>) {
        let attribute = self.definition.attribute(place);
        for (earlier, question) in self.survey.questions.iter().enumerate().take(place) {
            let Ok(operand) = u16::try_from(earlier).map(Operand::Answer) else { return };
            let both = Claim::after(place, known(operand));
            let is_same =
                self.definition.attribute(earlier) == attribute && question.takes_answer();
            if is_same && self.search.is_possible(&both) {
                let (question, attribute) = (question.id.clone(), attribute.to_owned());
                let code = Code::Overwritten { question, attribute };
                self.report.warning(&at.key("attribute"), code);
                return;
            }
        }
    }

    /// Notes options of one question that read the same.
    fn labels(&mut self, at: &At<'_>, question: &Question) {
        let (key, items) = match &question.ask {
            // The columns of a matrix are the same in all rows.
            Ask::Parts(parts) if at.key("columns").is_there() => {
                ("columns", parts.parts.first().map(|row| row.ask.items()).unwrap_or_default())
            }
            ask => ("options", ask.items()),
        };
        let is_picture = at.key("type").text() == Some("picture_choice");
        for (n, item) in items.iter().enumerate() {
            let mut earlier = items.iter().take(n);
            let here = place_of(at, key, item);
            let label = profile::cut(&item.label);
            // Those of other lists are measured where they are read.
            if is_picture && label != item.label {
                let own = [here.key("label"), here.key("alt")]
                    .into_iter()
                    .find(|at| at.text().is_some_and(|text| !text.is_empty()));
                self.report.warning(own.as_ref().unwrap_or(&here), Code::PictureLabelIsCut);
            }
            if let Some(one) = earlier.find(|one| profile::cut(&one.label) == label) {
                let code = Code::SameLabel(one.id.clone());
                self.report.warning(&here.key("label"), code);
            }
        }
    }
}

/// Where an option stands: in its list, or else where it is carried forward from.
fn place_of<'a>(at: &At<'a>, key: &str, item: &Item) -> At<'a> {
    let own = at.key(key).with_id(&item.id);
    own.unwrap_or_else(|| {
        at.key(if at.key("options_from").is_there() { "options_from" } else { &item.id })
    })
}

/// How many elements the array of an answer can have.
fn n_elements(question: &Question) -> usize {
    match &question.ask {
        Ask::Choices(options, count) => {
            let n = options.items.iter().filter(|item| !item.exclusive).count();
            (n + usize::from(options.other)).min(count.max.into())
        }
        Ask::Rank(options, _) => options.items.len(),
        _ => 0,
    }
}
