//! Who visits a link survey, where from, in which locale and with which hidden fields: what every
//! card's form carries on.

use std::sync::OnceLock;

use axum::http::HeaderMap;
use serde_json::{Map, Value as Json};
use sondage_author::definition::Definition;
use sondage_survey::answer::Form;
use uuid::Uuid;

use super::body;
use crate::negotiation;
use crate::query::with_query;
use crate::snippet::SHOWN_AT;
use sondage_intake::identity::{Occasion, Proof, Signs, Trust};
use sondage_intake::response_id::response_of_form;
use sondage_intake::{CAMPAIGN, Channel, Identifier, Millis, Respondent};

/// The most characters of a hidden field: what one string takes in Braze.
const HIDDEN_LENGTH: usize = 255;

/// The parameters of a link that are its own. A hidden field of the same name is written `h.name`.
const OWN: [&str; 8] =
    ["response", "channel", "locale", "user_braze_id", "external_id", "token", "expires", "start"];

/// The most pairs of proposed answers: those of a large matrix, and then some.
const PROPOSED: usize = 200;

/// The field that says when a page with proposed answers was opened, in Unix milliseconds.
const PROPOSED_AT: &str = "proposed_at";

/// A visit.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// The response's id.
    pub(super) response: String,
    /// Where the survey was begun.
    pub(super) channel: Channel,
    /// One of the survey's own locales.
    pub(super) locale: String,
    /// The survey's hidden fields and those of campaigns, as far as they came with this request. They take the place of
    /// what is stored, as over the API: whoever could edit a form could as well edit the link.
    pub(super) hidden: Map<String, Json>,
    /// The card was reached from the review, which follows it again.
    pub(super) is_reviewing: bool,
    /// Answers that the link proposes, as the pairs of their forms. None is stored before the
    /// respondent has pressed a button.
    pub(super) proposed: Vec<(String, String)>,
    /// When the page was opened that proposed them.
    pub(super) proposed_at: Millis,
    /// The question that the link leads to.
    pub(super) start: Option<String>,
    /// What shows that the password was given.
    pub(super) pass: Option<String>,
    /// When the response began, where it is stored.
    pub(super) begun: Option<Millis>,
    /// The link is for this one response.
    is_for_response: bool,
    braze_id: Option<String>,
    external_id: Option<String>,
    token: Option<String>,
    /// What the token proves: found out once.
    proof: OnceLock<Option<Proof>>,
}

impl Visit {
    /// From the query of a link, in which hidden fields stand under their own names. The response
    /// begins here, so that posting the first card twice is posting it once.
    pub(super) fn begin(
        query: Form<'_>,
        definition: &Definition,
        headers: &HeaderMap,
        now: Millis,
    ) -> Self {
        let given = query.first("response").and_then(body::response_id);
        let is_for_response = given.is_some();
        let response = given.unwrap_or_else(new_response);
        let visit = Self::read(query, response, definition, headers);
        let bare = |id: &str| query.first(id).filter(|_| !OWN.contains(&id));
        let mut hidden = hidden(definition, bare);
        hidden.extend(visit.hidden);
        let proposed = query.0.iter().filter(|(name, _)| name.starts_with("q."));
        Self {
            hidden,
            proposed: proposed.take(PROPOSED).cloned().collect(),
            proposed_at: now,
            start: query.first("start").map(str::to_owned),
            channel: linked(visit.channel),
            is_for_response,
            ..visit
        }
    }

    /// From a card's form. A message's first card has no response yet where no script runs, but says
    /// when it was shown: so the same form twice is one response.
    pub(super) fn go_on(
        form: Form<'_>,
        definition: &Definition,
        headers: &HeaderMap,
        trust: &Trust,
    ) -> Self {
        let reader = form.first("user_braze_id").and_then(body::identifier);
        let begun = || match form.first(SHOWN_AT).and_then(body::identifier).and(reader) {
            Some(_) => response_of_form(trust.secret.as_ref(), definition.id(), form.0),
            None => new_response(),
        };
        let response = form.first("response").and_then(body::response_id).unwrap_or_else(begun);
        let mut visit = Self::read(form, response, definition, headers);
        let proposed_at = form.first(PROPOSED_AT).and_then(|at| at.parse().ok());
        if let Some(at) = proposed_at {
            let own = definition.controls_on(form.first("card").unwrap_or_default());
            let is_proposed = |name: &str| name.starts_with("q.") && !belongs(name, &own);
            let proposed = form.0.iter().filter(|(name, _)| is_proposed(name));
            visit.proposed = proposed.take(PROPOSED).cloned().collect();
            visit.proposed_at = Millis(at);
        }
        visit
    }

    fn read(
        form: Form<'_>,
        response: String,
        definition: &Definition,
        headers: &HeaderMap,
    ) -> Self {
        let identifier =
            |name: &str| form.first(name).and_then(body::identifier).map(str::to_owned);
        let channel = form.first("channel").and_then(|word| word.parse().ok());
        Self {
            response,
            channel: channel.unwrap_or(Channel::Link),
            locale: negotiation::locale(definition, form.first("locale"), headers).to_owned(),
            hidden: hidden(definition, |id| form.first(&field(id))),
            is_reviewing: form.first("reviewing").is_some(),
            proposed: Vec::new(),
            proposed_at: Millis::default(),
            start: None,
            pass: form.first("pass").map(str::to_owned),
            begun: None,
            is_for_response: form.first("link").is_some(),
            braze_id: identifier("user_braze_id"),
            external_id: identifier("external_id"),
            token: token(form),
            proof: OnceLock::new(),
        }
    }

    /// The hidden fields of the next card's form, which has these controls.
    pub(super) fn fields(&self, controls: &[String]) -> Vec<(String, String)> {
        let mut fields = vec![("response".to_owned(), self.response.clone())];
        fields.extend(self.carried());
        let mut put = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
        if self.is_reviewing {
            put("reviewing", "yes");
        }
        if self.is_for_response {
            put("link", "yes");
        }
        if let Some(pass) = &self.pass {
            put("pass", pass);
        }
        if !self.proposed.is_empty() {
            put(PROPOSED_AT, &self.proposed_at.0.to_string());
        }
        // The card has controls of its own for what it asks.
        let others = self.proposed.iter().filter(|(name, _)| !belongs(name, controls));
        fields.extend(others.cloned());
        fields
    }

    /// The link that begins this survey anew for the same respondent.
    pub(super) fn address(&self, page: &str) -> String {
        let mut carried = self.carried();
        if self.is_for_response {
            carried.push(("response".to_owned(), self.response.clone()));
        }
        with_query(page, carried.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// Who answers, as far as they are believed.
    pub(super) fn respondent(
        &self,
        definition: &Definition,
        trust: &Trust,
        now: Millis,
    ) -> Respondent {
        if let Some(one) = trust.everybody.clone() {
            return Respondent { identifier: Some(one), is_verified: false };
        }
        let proof = self.proof(definition.id(), trust);
        if self.is_for_response {
            let is_verified = proof.is_some_and(|proof| proof.lets_go_on(now, self.begun));
            return Respondent { identifier: None, is_verified };
        }
        let Some(identifier) = self.identifier() else { return Respondent::default() };
        let requires_token = definition.braze().require_token;
        trust.respondent_by(identifier, proof, Occasion { requires_token, now, begun: self.begun })
    }

    /// Notes that the page was opened while its link was good, for what it posts later.
    pub(super) fn note_opened(&mut self, survey: &str, trust: &Trust, now: Millis) {
        let proof = self.proof(survey, trust);
        if let (Some(proof), Some(token)) = (proof, &self.token)
            && let Some(opened) = trust.opened(survey, proof, token, now)
        {
            self.token = Some(opened);
        }
    }

    /// What the link's token proves; `None` where it signs nothing.
    pub(super) fn proof(&self, survey: &str, trust: &Trust) -> Option<Proof> {
        *self.proof.get_or_init(|| {
            let identifier = self.identifier();
            let signs = match &identifier {
                _ if self.is_for_response => Signs::Response(&self.response),
                Some(identifier) => Signs::Respondent(identifier),
                None => return None,
            };
            body::noted(trust.proof(survey, signs, self.token.as_deref()))
        })
    }

    /// Whether the link says that it is for one response.
    pub(super) fn is_for_response(&self) -> bool {
        self.is_for_response
    }

    /// Whether the response is that of a link, or of a respondent who has proved who they are.
    pub(super) fn is_known(&self, survey: &str, trust: &Trust) -> bool {
        matches!(self.proof(survey, trust), Some(Proof::Good(_)))
    }

    /// Takes a link that nobody signed as one that leads to the survey and no more.
    pub(super) fn forget_response(&mut self) {
        self.response = new_response();
        self.is_for_response = false;
        self.token = None;
        self.proof = OnceLock::new();
    }

    fn identifier(&self) -> Option<Identifier> {
        let braze_id = self.braze_id.clone().map(Identifier::BrazeId);
        braze_id.or_else(|| self.external_id.clone().map(Identifier::ExternalId))
    }

    fn carried(&self) -> Vec<(String, String)> {
        let own = [
            ("channel", Some(self.channel.as_str())),
            ("locale", Some(self.locale.as_str())),
            ("user_braze_id", self.braze_id.as_deref()),
            ("external_id", self.external_id.as_deref()),
            ("token", self.token.as_deref()),
        ];
        let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let hidden =
            self.hidden.iter().filter_map(|(id, value)| Some((field(id), value.as_str()?)));
        own.chain(hidden).map(|(name, value)| (name, value.to_owned())).collect()
    }
}

/// The token with the time that it expires at, which a link says by itself.
pub(super) fn token(form: Form<'_>) -> Option<String> {
    let token = form.first("token").and_then(body::identifier);
    match form.first("expires").and_then(body::identifier) {
        // A time that nobody signed is none: the token is wrong.
        Some(expires) => Some(format!("{expires}.{}", token.unwrap_or_default())),
        None => token.map(str::to_owned),
    }
}

/// A link is a channel of its own, or stands in an e-mail, in a push notification, or in a message
/// in which no script runs.
fn linked(channel: Channel) -> Channel {
    if channel == Channel::Web { Channel::Link } else { channel }
}

/// Whether a control is one of these questions', or of a part of one.
fn belongs(name: &str, controls: &[String]) -> bool {
    let is_of = |control: &String| {
        let rest = name.strip_prefix(control.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    controls.iter().any(is_of)
}

/// The name of a hidden field in forms.
fn field(id: &str) -> String {
    format!("h.{id}")
}

/// The survey's hidden fields that are given, and those of campaigns, each as one line of bounded length.
fn hidden<'a>(
    definition: &Definition,
    given: impl Fn(&str) -> Option<&'a str>,
) -> Map<String, Json> {
    let read = |id: &str| {
        let line: String =
            given(id)?.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text: String = line.trim().chars().take(HIDDEN_LENGTH).collect();
        // In a preview Liquid stays as it was written, and gives nothing.
        let is_given = !text.is_empty() && !text.starts_with("{{");
        is_given.then(|| (id.to_owned(), Json::String(text)))
    };
    let named = definition.hidden().map(|(id, _)| id);
    named.chain(CAMPAIGN).filter_map(read).collect()
}

fn new_response() -> String {
    Uuid::new_v4().hyphenated().to_string()
}
