//! What Braze would get and could not keep, or not tell apart.

use super::Check;
use super::claim::{Claim, known};
use super::report::At;
use sondage_survey::ask::{Ask, Item};
use sondage_survey::condition::Operand;
use sondage_survey::profile;
use sondage_survey::survey::Question;

/// The most elements of an array attribute in Braze; the oldest are dropped.
const ELEMENTS: usize = 500;

const TOO_LONG: &str = "Braze takes 255 characters: the rest of it is cut off there";

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
                let message = format!(
                    "Braze keeps {ELEMENTS} elements of an array, and this answer can have more: offer fewer, or set \"max\""
                );
                self.report.warning(&at, &message);
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
                let message = format!(
                    "\"{}\" writes the attribute \"{attribute}\" too, and this answer replaces it: give one of them an \"attribute\" of its own",
                    question.id
                );
                self.report.warning(&at.key("attribute"), &message);
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
                self.report.warning(own.as_ref().unwrap_or(&here), TOO_LONG);
            }
            if let Some(one) = earlier.find(|one| profile::cut(&one.label) == label) {
                let message = format!(
                    "reads as the option \"{}\" does: Braze could not tell them apart",
                    one.id
                );
                self.report.warning(&here.key("label"), &message);
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
        Ask::Rank(options) => options.items.len(),
        _ => 0,
    }
}
