//! What surrounds the questions: prompt, welcome, endings, flow, and the settings of a survey.

use super::word::words;
use super::{Condition, Declared, Form, Image, Keys, Said, Text};
use crate::problem::Code;

/// The card that asks whether to begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// What it asks.
    pub text: Text,
    /// The words on the button that begins; built-in ones where it does not say.
    pub accept: Option<Text>,
    /// The words on the button that does not; built-in ones where it does not say.
    pub decline: Option<Text>,
}

/// The card that says what is coming.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// Its title.
    pub title: Text,
    /// The text below.
    pub text: Option<Text>,
    /// The words on the button; built-in ones where it does not say.
    pub button: Option<Text>,
    /// How long it takes, up to 120.
    pub minutes: Option<u32>,
    /// A picture.
    pub image: Option<Image>,
}

/// How one moves.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the author's")]
pub struct Flow {
    /// The bar.
    pub progress: bool,
    /// The button that goes back.
    pub back: bool,
    /// A tap on a scale or a single choice goes on by itself.
    pub auto_advance: bool,
    /// Letters and digits choose options.
    pub keys: bool,
    /// A card with all answers before the last one.
    pub review: bool,
    /// A switch of languages, where there are several.
    pub languages: bool,
    /// Seconds, from 20 to a day.
    pub time_limit: Option<u32>,
}

/// The end, where no other is come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// What it says.
    pub text: Text,
    /// A smaller text below.
    pub description: Option<Text>,
    /// A picture.
    pub image: Option<Image>,
    /// A button that opens a page or an app.
    pub button: Option<EndButton>,
    /// An address where the respondent is sent instead; it may recall.
    pub redirect: Option<String>,
}

/// Another end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ending {
    /// The id by which jumps and quotas speak of it.
    pub id: String,
    /// Without a jump, it is the end where this holds, and none before it does.
    pub condition: Option<Condition>,
    /// What it says.
    pub text: Option<Text>,
    /// A smaller text below.
    pub description: Option<Text>,
    /// A picture.
    pub image: Option<Image>,
    /// A button that opens a page or an app.
    pub button: Option<EndButton>,
    /// An address where the respondent is sent instead; it may recall.
    pub redirect: Option<String>,
}

/// A button that opens a page or an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndButton {
    /// The words on it.
    pub label: Text,
    /// What opens: a page over https, or of another scheme.
    pub url: String,
}

/// The settings of a survey that concern Braze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Braze {
    /// Whether answers are sent to Braze at all.
    pub send: bool,
    /// Who tells Braze of the event.
    pub events: Events,
    /// Whether completing and dismissing the survey are events too.
    pub outcomes: bool,
    /// Whether answers without a good token are anonymous, whatever the relay does with others.
    pub require_token: bool,
    /// Hidden fields and variables that go to the profile, each with its attribute.
    pub attributes: ProfileAttributes,
}

/// Attributes by the id of the hidden field or the variable that is written to them, in the
/// author's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileAttributes(pub Vec<(String, String)>);

words! {
    /// Who tells Braze of the event of an answer.
    Events {
        /// The relay, over the REST API.
        Relay = "relay",
        /// The widget, through the message's bridge, so that it can trigger other messages.
        Sdk = "sdk",
    }

    /// Who may answer.
    Access {
        /// Everybody.
        Open = "open",
        /// Whoever came by a link or a message that the relay's secret has signed.
        Signed = "signed",
    }
}

/// What a survey says of its links: who may open them, how often, and how they look when they are
/// shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Who may answer.
    pub access: Access,
    /// Whether a respondent who is known answers once, over whichever channels.
    pub once: bool,
    /// The hash of the password that the page asks for, in the PHC string format.
    pub password: Option<String>,
    /// What a shared link is called; the survey's name, where it does not say.
    pub title: Option<Text>,
    /// What a shared link says.
    pub description: Option<Text>,
    /// The address of the picture of a shared link.
    pub image: Option<String>,
}

/// How a survey comes up over a page, and goes by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Showing {
    /// After so many seconds a card beside the page goes that nobody has touched.
    pub close_when_ignored: Option<u32>,
    /// So many seconds after its thanks it goes.
    pub close_after_thanks: Option<u32>,
    /// Nobody is asked who was asked by any survey in the last so many days.
    pub quiet_days: Option<u32>,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            progress: true,
            back: true,
            auto_advance: false,
            keys: true,
            review: false,
            languages: true,
            time_limit: None,
        }
    }
}

impl Default for Braze {
    fn default() -> Self {
        let attributes = ProfileAttributes::default();
        Self {
            send: true,
            events: Events::Relay,
            outcomes: false,
            require_token: false,
            attributes,
        }
    }
}

#[expect(clippy::derivable_impls, reason = "the enum is made by a macro")]
impl Default for Access {
    fn default() -> Self {
        Self::Open
    }
}

impl Declared for Prompt {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.words("text", Said::Here, &mut self.text, "What it asks.");
        keys.maybe_words("accept", Said::Here, &mut self.accept, "The button that begins.");
        keys.maybe_words("decline", Said::Here, &mut self.decline, "The button that does not.");
    }
}

impl Declared for Welcome {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.words("title", Said::Here, &mut self.title, "Its title.");
        keys.maybe_words("text", Said::Here, &mut self.text, "The text below.");
        keys.maybe_words("button", Said::Here, &mut self.button, "The words on the button.");
        let doc = "How long it takes.";
        keys.whole("minutes", &mut self.minutes, (1..=120).into(), None, doc);
        keys.table("image", &mut self.image, "A picture.");
    }
}

impl Declared for Flow {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.flag("progress", &mut self.progress, true, "The bar.");
        keys.flag("back", &mut self.back, true, "The button that goes back.");
        keys.flag("auto_advance", &mut self.auto_advance, false, "A tap goes on by itself.");
        keys.flag("keys", &mut self.keys, true, "Letters and digits choose options.");
        keys.flag("review", &mut self.review, false, "All answers before the last card.");
        keys.flag("languages", &mut self.languages, true, "A switch of languages.");
        keys.whole("time_limit", &mut self.time_limit, (20..=86_400).into(), None, "Seconds.");
    }
}

/// The keys that every end has.
fn end<K: Keys>(
    keys: &mut K,
    description: &mut Option<Text>,
    image: &mut Option<Image>,
    button: &mut Option<EndButton>,
    redirect: &mut Option<String>,
) {
    keys.maybe_words("description", Said::Here, description, "A smaller text below.");
    keys.table("image", image, "A picture.");
    keys.table("button", button, "A button that opens a page.");
    keys.maybe_text("redirect", Form::Target, redirect, "Where to send the respondent instead.");
}

impl Declared for End {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.words("text", Said::Here, &mut self.text, "What it says.");
        let Self { description, image, button, redirect, .. } = self;
        end(keys, description, image, button, redirect);
    }
}

impl Declared for Ending {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the ending in jumps and quotas.");
        keys.maybe_words("text", Said::Here, &mut self.text, "What it says.");
        let Self { description, image, button, redirect, .. } = self;
        end(keys, description, image, button, redirect);
        let doc = "Without a jump: the first ending that holds.";
        keys.value("if", &mut self.condition, doc);
        let is_nothing = self.text.is_none() && self.redirect.is_none();
        keys.refuses("", is_nothing, Code::EndingSaysNothing);
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

impl Declared for EndButton {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.words("label", Said::ForTable, &mut self.label, "The words on it.");
        keys.text("url", Form::Target, &mut self.url, "The page that opens, or the app.");
    }
}

impl Declared for Braze {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.flag("send", &mut self.send, true, "Answers go to Braze.");
        keys.own_word("events", &mut self.events, Events::Relay, "Who tells Braze of the event.");
        let doc = "Completing and dismissing the survey are events too.";
        keys.flag("outcomes", &mut self.outcomes, false, doc);
        let doc =
            "Answers without a good token touch no profile, whatever the relay does with others.";
        keys.flag("require_token", &mut self.require_token, false, doc);
        let is_silent = !self.send && self.outcomes;
        keys.refuses("outcomes", is_silent, Code::OutcomesWithoutSending);
        let doc = "The attributes of hidden fields, of utm_… and of variables, by their ids.";
        keys.open_value("attributes", &mut self.attributes, doc);
    }
}

impl Declared for Showing {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        let doc = "After so many seconds a card beside the page goes that nobody has touched.";
        keys.whole("close_when_ignored", &mut self.close_when_ignored, (5..=600).into(), None, doc);
        let doc = "So many seconds after its thanks it goes.";
        keys.whole("close_after_thanks", &mut self.close_after_thanks, (2..=600).into(), None, doc);
        let doc = "Nobody is asked who was asked by any survey in the last so many days.";
        keys.whole("quiet_days", &mut self.quiet_days, (1..=365).into(), None, doc);
    }
}

impl Declared for Link {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        let doc = "Who may answer: everybody, or whoever came by a signed link or message.";
        keys.own_word("access", &mut self.access, Access::Open, doc);
        let doc = "A respondent who is known answers once, over whichever channels.";
        keys.flag("once", &mut self.once, false, doc);
        let doc = "What sondage password prints.";
        keys.maybe_text("password", Form::Hash, &mut self.password, doc);
        let doc = "What a shared link is called.";
        keys.maybe_words("title", Said::Here, &mut self.title, doc);
        let doc = "What a shared link says.";
        keys.maybe_words("description", Said::Here, &mut self.description, doc);
        keys.maybe_text("image", Form::Address, &mut self.image, "The picture of a shared link.");
    }
}
