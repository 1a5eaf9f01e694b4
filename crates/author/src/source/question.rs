//! What all questions have.

use super::film::Film;
use super::kind::Kind;
use super::node::{Node, Tree};
use super::{Assignment, Condition, Declared, Form, Jump, Keys, Said, Text, ValueShape, Written};
use crate::problem::{Code, Found, Place, What};

/// The most questions of a survey. The widget logs a click per question, and Braze counts at
/// most 100 different clicks per campaign; a few are the widget's own.
pub const QUESTIONS: usize = 90;

/// A question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// The id by which answers, conditions, jumps and translations speak of it.
    pub id: String,
    /// What is asked for, with the keys of that kind alone.
    pub kind: Kind,
    /// What is asked.
    pub prompt: Text,
    /// A smaller text below the prompt.
    pub description: Option<Text>,
    /// The attribute in Braze; by default the prompt's text.
    pub attribute: Option<String>,
    /// It cannot be left out.
    pub required: bool,
    /// What is said of an answer that is not accepted, in place of the built-in words.
    pub error: Option<Text>,
    /// What is said where there is no answer and must be one.
    pub required_error: Option<Text>,
    /// A tap on a scale or an option goes on by itself; as the survey's flow where it does not say.
    pub auto_advance: Option<Switch>,
    /// It is asked only where this holds.
    pub show_if: Option<Condition>,
    /// It is required only where this holds.
    pub require_if: Option<Condition>,
    /// Neighbours of the same name share a card.
    pub card: Option<String>,
    /// A picture.
    pub image: Option<Image>,
    /// A film.
    pub video: Option<Video>,
    /// Changes of variables once the question has been passed.
    pub set: Vec<Assignment>,
    /// Where to go next, if something holds; the first that holds counts.
    pub jump: Vec<Jump>,
    /// Where to go when no jump is taken: a later question, `end`, or `end:` and an ending's id.
    pub next: Option<String>,
}

/// A switch that may be left as it is elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch(pub bool);

impl Written for Switch {
    const SHAPE: ValueShape = ValueShape::Switch;

    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self> {
        if let Tree::Flag(flag) = node.tree {
            return Some(Self(flag));
        }
        found.error(at.clone(), Code::Expected { expected: What::Flag, found: node.tree.what() });
        None
    }

    fn to_tree(&self) -> Tree {
        Tree::Flag(self.0)
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "boolean" })
    }
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Its address, over https.
    pub src: String,
    /// What it shows; empty where it only decorates.
    pub alt: Text,
}

/// A film.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Video {
    /// Its address, over https.
    pub src: String,
    /// What it is called.
    pub title: Text,
    /// The address of its captions, over https.
    pub captions: Option<String>,
}

impl Question {
    /// A question of a kind.
    #[must_use]
    pub fn new(id: impl Into<String>, prompt: impl Into<Text>, kind: impl Into<Kind>) -> Self {
        Self { id: id.into(), prompt: prompt.into(), kind: kind.into(), ..Self::default() }
    }
}

impl Declared for Question {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the question in answers and conditions.");
        let mut name = self.kind.name();
        keys.kind("type", Kind::NAMES, &mut name);
        self.kind.become_named(name);
        keys.words(
            "prompt",
            Said::Here,
            &mut self.prompt,
            "What is asked; {id} recalls an earlier answer.",
        );
        keys.maybe_words(
            "description",
            Said::Here,
            &mut self.description,
            "A smaller text below the prompt.",
        );
        keys.maybe_text(
            "attribute",
            Form::Attribute,
            &mut self.attribute,
            "The Braze attribute; by default the prompt.",
        );
        keys.flag("required", &mut self.required, false, "It cannot be left out.");
        let doc = "What is said of an answer that is not accepted.";
        keys.maybe_words("error", Said::Here, &mut self.error, doc);
        let doc = "What is said where there is no answer and must be one.";
        keys.maybe_words("required_error", Said::Here, &mut self.required_error, doc);
        keys.value("show_if", &mut self.show_if, "Asked only where this holds.");
        keys.value("require_if", &mut self.require_if, "Required only where this holds.");
        keys.maybe_text(
            "card",
            Form::Id,
            &mut self.card,
            "Neighbours of the same name are asked on one card.",
        );
        keys.table("image", &mut self.image, "A picture.");
        keys.table("video", &mut self.video, "A film.");
        self.kind.declare(keys);
        let doc = "A tap goes on by itself; by default as the flow says.";
        keys.value("auto_advance", &mut self.auto_advance, doc);
        let is_unsaid = self.error.is_none() && self.kind.has_pattern();
        keys.suspects("error", is_unsaid, Code::PatternUnsaid);
        let is_strange = self.auto_advance.is_some() && !self.kind.is_tapped();
        keys.refuses("auto_advance", is_strange, Code::NothingToTap);
        keys.tables("set", &mut self.set, usize::MAX, false, "Changes of variables.");
        keys.tables("jump", &mut self.jump, usize::MAX, false, "Where to go, if something holds.");
        keys.maybe_text(
            "next",
            Form::Words,
            &mut self.next,
            "A later question, \"end\", or \"end:id\".",
        );
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

impl Declared for Image {
    const SHARED: Option<&'static str> = Some("image");

    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("src", Form::Address, &mut self.src, "Its address.");
        keys.alt("alt", Said::ForTable, &mut self.alt, "Empty for a picture that only decorates.");
    }
}

impl Declared for Video {
    const SHARED: Option<&'static str> = Some("video");

    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text(
            "src",
            Form::Address,
            &mut self.src,
            "Its address: a file, or a film of YouTube or Vimeo.",
        );
        let film = Film::at(&self.src);
        let page = if let Film::Page(platform) = film { platform } else { "" };
        keys.refuses("src", !page.is_empty(), Code::NotAFilm(page));
        let is_strange = film == Film::File { is_named: false } && !self.src.is_empty();
        keys.suspects("src", is_strange, Code::HardlyAFilm);
        keys.words("title", Said::ForTable, &mut self.title, "What it is called.");
        keys.maybe_text("captions", Form::Address, &mut self.captions, "Its captions, as WebVTT.");
        let platform = if let Film::Frame(frame) = &film { frame.platform } else { "" };
        let is_framed = self.captions.is_some() && !platform.is_empty();
        keys.refuses("captions", is_framed, Code::CaptionsOfPlatform(platform));
    }
}
