//! What is kept for the browser's session: the answers so far, so that after a reload the
//! respondent goes on where they were, and those that the relay has not confirmed, so that a
//! message that is closed while the relay is away leaves them for the next one.
//!
//! Answers are kept as the pairs of forms, and read back by the same function that reads a form.
//! Storage may be missing, full or forbidden. Then they live as long as the page does.

use sondage_survey::answer::{Form, Pairs};
use sondage_survey::lot::Seed;
use sondage_survey::path::Given;
use sondage_survey::session::Session;
use sondage_survey::survey::Survey;
use sondage_survey::text::{concat, split};

use crate::Options;

/// Stands between texts: forms and answers hold no control characters but line ends and tabs.
const BETWEEN: u8 = 1;

/// Where the answers of one respondent to one survey are kept.
pub(crate) struct Place(String);

impl Place {
    /// Another respondent at the same browser does not go on with the first one's answers.
    pub(crate) fn new(survey: &str, hidden: &Pairs) -> Self {
        let is_who = |name: &str| name == "user_braze_id" || name == "external_id";
        let who = hidden.iter().find(|(name, _)| is_who(name)).map_or("", |(_, who)| who);
        Self(concat(&["sondage.kept.", survey, ".", who]))
    }

    /// The response's id, and the pairs of its answers.
    pub(crate) fn read(&self, options: &Options) -> Option<(String, Pairs)> {
        let kept = options.kept(&self.0);
        let (response, mut rest) = split(&kept, BETWEEN)?;
        let mut pairs = Pairs::new();
        while let Some((name, after)) = split(rest, BETWEEN) {
            let (value, after) = split(after, BETWEEN)?;
            pairs.push((name.to_owned(), value.to_owned()));
            rest = after;
        }
        Some((response.to_owned(), pairs))
    }

    pub(crate) fn write(&self, options: &Options, response: &str, session: &Session) {
        let mut kept = response.to_owned();
        kept.push(char::from(BETWEEN));
        let given = session.given();
        for (place, question) in session.survey().questions.iter().enumerate() {
            let mut pairs = Pairs::new();
            if let Some(value) = given.answer(place) {
                question.ask.write_form(value, &question.field(), &mut pairs);
            }
            for (name, value) in pairs {
                for text in [name, value] {
                    kept.push_str(&text);
                    kept.push(char::from(BETWEEN));
                }
            }
        }
        options.keep(&self.0, &kept);
    }

    pub(crate) fn forget(&self, options: &Options) {
        options.keep(&self.0, "");
    }
}

/// Keeps a submission until it is confirmed, in place of what the response kept before; nothing,
/// when all is. The loader sends what earlier pages left.
pub(crate) fn unsent(options: &Options, response: &str, address: &str, body: &str) {
    let key = concat(&["sondage.unsent.", response]);
    let kept = if body.is_empty() { String::new() } else { concat(&[address, "\n", body]) };
    options.keep(&key, &kept);
}

/// What is given at the beginning: the hidden fields, and the answers in these pairs.
pub(crate) fn given(survey: &Survey, response: &str, hidden: &Pairs, pairs: &Pairs) -> Given {
    let mut given = Given { seed: Seed::of_response(response), ..Given::default() };
    for field in &survey.hidden {
        let text = Form(hidden).first(&concat(&["h.", &field.id])).unwrap_or_default();
        given.hidden.push(text.to_owned());
    }
    for question in &survey.questions {
        let field = question.field();
        let value = question.ask.read_form(Form(pairs), &field);
        // A box left open is no answer before its card was seen.
        let was_seen = pairs.iter().any(|(name, _)| name.starts_with(&field));
        given.answers.push(value.filter(|_| was_seen));
    }
    given.fit(survey);
    given.prune(survey);
    given
}
