//! What a browser keeps, and how: for its tab the answers so far, so that after a reload the
//! respondent goes on where they were, and what the relay has not confirmed, so that a page that
//! is closed while the relay is away leaves it for the next one.
//!
//! The texts are read by pages of later builds, and were written by pages of earlier ones.

use crate::answer::{Form, Pairs};
use crate::lot::Seed;
use crate::path::Given;
use crate::session::Session;
use crate::survey::Survey;
use crate::text::{concat, split};

/// Stands between texts: forms and answers hold no control characters but line ends and tabs.
const BETWEEN: u8 = 1;

/// What the names of the pairs begin with that are typed, and no answers yet.
const TYPED: &str = "typed:";

/// What the keys of what is not sent begin with; the response's id follows.
pub const UNSENT: &str = "sondage.unsent.";

/// For so many milliseconds what is not sent is kept: the relay takes no answer for older than 30
/// days (`crates/intake/src/merge.rs`).
pub const UNSENT_FOR: f64 = 28.0 * 24.0 * 3_600_000.0;

/// At most so many submissions are kept that are not sent; the oldest ones go.
pub const MOST_UNSENT: usize = 20;

/// Where the answers so far are kept. Another respondent at the same browser does not go on with
/// the first one's; `fields` are the hidden ones of the form, which say who answers. Nor does a
/// survey whose answers go to a relay go on with what was only ever told to its page.
#[must_use]
pub fn key_of_answers(survey: &str, fields: &Pairs, is_posted: bool) -> String {
    let is_who = |name: &str| name == "user_braze_id" || name == "external_id";
    let who = fields.iter().find(|(name, _)| is_who(name)).map_or("", |(_, who)| who);
    let place = if is_posted { "sondage.kept." } else { "sondage.page.kept." };
    concat(&[place, survey, ".", who])
}

/// Where a page keeps a submission of a response until its reply is final; `page` is when it began.
/// Another page of the same response has one of its own, and takes nothing from it.
#[must_use]
pub fn key_of_unsent(response: &str, page: &str) -> String {
    concat(&[UNSENT, response, ".", page])
}

/// Whether what is kept under one of a browser's `keys` is to go unsent: it is of before `oldest`
/// (RFC 3339), or there are [`MOST_UNSENT`] later ones.
#[must_use]
pub fn is_outdated(key: &str, keys: &[String], oldest: &str) -> bool {
    // One that an earlier build kept says no time. It lasts as long as its tab.
    let Some(time) = time_in(key) else { return false };
    let is_later = |other: &&String| time_in(other).is_some_and(|other| other > time);
    time < oldest || keys.iter().filter(is_later).count() >= MOST_UNSENT
}

/// When the page began that kept this.
fn time_in(key: &str) -> Option<&str> {
    let id = key.strip_prefix(UNSENT)?;
    split(id, b'.').map(|(_, time)| time)
}

/// A response that was begun: its id, and its answers as the pairs of their forms, which the same
/// function reads that reads a form; beside them what is typed on the card that it was left at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Begun {
    /// The response's id.
    pub response: String,
    /// Its answers.
    pub pairs: Pairs,
    /// What stood in the form of the last card, and is no answer.
    pub typed: Pairs,
}

/// What a survey's own page knows of the response that it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The response as the relay has it, with what the page's link proposes.
    pub begun: Begun,
    /// The response is that of this link or this respondent, and no browser's own.
    pub is_known: bool,
    /// The link proposes answers.
    pub proposes: bool,
}

/// A submission that is kept until its reply is final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Where it is posted to.
    pub address: String,
    /// Its JSON.
    pub body: String,
}

impl Begun {
    /// What a session was given, of this response.
    #[must_use]
    pub fn of_session(response: &str, session: &Session) -> Self {
        let mut pairs = Pairs::new();
        for (place, question) in session.survey().questions.iter().enumerate() {
            if let Some(value) = session.given().answer(place) {
                question.ask.write_form(value, &question.field(), None, &mut pairs);
            }
        }
        Self { response: response.to_owned(), pairs, typed: Pairs::new() }
    }

    /// As the text that is kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut kept = String::new();
        let mut put = |text: &str| {
            kept.push_str(text);
            kept.push(char::from(BETWEEN));
        };
        put(&self.response);
        for (name, value) in &self.pairs {
            put(name);
            put(value);
        }
        for (name, value) in &self.typed {
            put(&concat(&[TYPED, name]));
            put(value);
        }
        kept
    }

    /// Out of the text that was kept; nothing where it was cut short.
    #[must_use]
    pub fn parse(kept: &str) -> Option<Self> {
        let (response, mut rest) = split(kept, BETWEEN)?;
        let mut begun = Self { response: response.to_owned(), ..Self::default() };
        while let Some((name, after)) = split(rest, BETWEEN) {
            let (value, after) = split(after, BETWEEN)?;
            let (pairs, name) = match name.strip_prefix(TYPED) {
                Some(name) => (&mut begun.typed, name),
                None => (&mut begun.pairs, name),
            };
            pairs.push((name.to_owned(), value.to_owned()));
            rest = after;
        }
        Some(begun)
    }

    /// Which of two a survey's own page goes on with: what it offers, or what this browser kept of
    /// it before. A link that proposes answers, and one for somebody known, says by itself which
    /// response it is for; and of that response the relay knows more than an earlier page, unless
    /// that one has answers to send. One without any answer may be an old page that the browser has
    /// gone back to. What was typed and is no answer only the browser knows.
    #[must_use]
    pub fn fresher(kept: Option<Self>, offer: Offer, has_unsent: bool) -> Self {
        match kept {
            Some(kept) if !offer.proposes => {
                let is_same = kept.response == offer.begun.response;
                let is_old = is_same && offer.begun.pairs.is_empty() && !offer.is_known;
                if is_old || if is_same { has_unsent } else { !offer.is_known } {
                    kept
                } else if is_same {
                    Self { typed: kept.typed, ..offer.begun }
                } else {
                    offer.begun
                }
            }
            _ => offer.begun,
        }
    }

    /// What a session begins with: these answers, and the hidden fields of the form.
    #[must_use]
    pub fn given(&self, survey: &Survey, fields: &Pairs) -> Given {
        let mut given = Given { seed: Seed::of_response(&self.response), ..Given::default() };
        for field in &survey.hidden {
            let text = Form(fields).first(&concat(&["h.", &field.id])).unwrap_or_default();
            given.hidden.push(text.to_owned());
        }
        for question in &survey.questions {
            let field = question.field();
            let value = question.ask.read_form(Form(&self.pairs), &field, None);
            // A box left open is no answer before its card was seen.
            let was_seen = self.pairs.iter().any(|(name, _)| name.starts_with(&field));
            given.answers.push(value.filter(|_| was_seen));
        }
        given.fit(survey);
        given.prune(survey);
        given
    }
}

impl Parcel {
    /// As the text that is kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        concat(&[&self.address, "\n", &self.body])
    }

    /// Out of the text that was kept.
    #[must_use]
    pub fn parse(kept: &str) -> Option<Self> {
        let (address, body) = split(kept, b'\n')?;
        Some(Self { address: address.to_owned(), body: body.to_owned() })
    }
}
