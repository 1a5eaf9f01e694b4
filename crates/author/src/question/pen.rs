//! Writes the texts of one survey in one locale: what authors wrote and what is built in, as markup
//! with gaps.

use maud::{Markup, PreEscaped, html};

use super::Around;
use super::scope::Scope;
use crate::locales::{canonical, direction, language};
use crate::markdown::{emphasized, in_blocks};
use crate::recall;
use crate::slot::Slots;
use crate::source::Text;
use sondage_survey::template::{Piece, Template};
use sondage_survey::text::{Message, Wording};

/// What texts are written with.
#[derive(Debug)]
pub(crate) struct Pen<'a> {
    own_locale: &'a str,
    locale: &'a str,
    wording: Wording,
    wording_locale: &'a str,
    slots: Slots,
    scope: Scope<'a>,
    schemes: &'a [String],
}

impl<'a> Pen<'a> {
    /// For texts in `locale` of a survey that is otherwise in `own_locale`, with the wording and
    /// what that is in; `scope` is what they may recall, and `schemes` what their links may lead to
    /// besides.
    pub(crate) fn new(
        own_locale: &'a str,
        locale: &'a str,
        (wording, wording_locale): (Wording, &'a str),
        scope: Scope<'a>,
        schemes: &'a [String],
    ) -> Self {
        let slots = Slots::default();
        Self { own_locale, locale, wording, wording_locale, slots, scope, schemes }
    }

    /// The survey's own locale.
    pub(crate) fn own_locale(&self) -> &'a str {
        self.own_locale
    }

    /// The locale of the texts.
    pub(crate) fn locale(&self) -> &'a str {
        self.locale
    }

    /// The language of the wording, where it is not that of the texts.
    pub(crate) fn wording_language(&self) -> Option<&'a str> {
        let tag = self.wording_locale;
        let is_same = language(tag) == language(&canonical(self.locale));
        (!is_same).then_some(tag)
    }

    /// The gaps of the markup.
    pub(crate) fn slots(&self) -> &Slots {
        &self.slots
    }

    /// The built-in texts.
    pub(crate) fn wording(&self) -> &Wording {
        &self.wording
    }

    /// A built-in text.
    pub(crate) fn say(&self, message: Message) -> &str {
        self.wording.get(message)
    }

    /// What the kinds of question may look at.
    pub(crate) fn around(&self) -> Around<'_> {
        Around { questions: self.scope.before, wording: &self.wording, locale: self.locale }
    }

    /// A text with its recalls, its emphasis and its links.
    pub(crate) fn rich(&self, text: &Text) -> Markup {
        let source = self.with_gaps(&text.text, false);
        let inner = emphasized(&source, self.schemes).unwrap_or_else(|| html! { (source) });
        self.in_its_language(text, &inner)
    }

    /// A longer text below a title, in which there may be lists and headings too.
    pub(crate) fn description(&self, text: &Text, id: Option<&str>) -> Markup {
        let Some(blocks) = self.blocks(text) else {
            return html! { p.description id=[id] { (self.rich(text)) } };
        };
        let foreign = text.is_foreign.then_some(self.own_locale);
        html! {
            div.description id=[id] lang=[foreign] dir=[foreign.map(direction)] { (blocks) }
        }
    }

    /// The lists, headings and paragraphs of a longer text; `None` where it is words alone.
    pub(crate) fn blocks(&self, text: &Text) -> Option<Markup> {
        in_blocks(&self.with_gaps(&text.text, false), self.schemes)
    }

    /// A text with its recalls.
    pub(crate) fn plain(&self, text: &Text) -> Markup {
        let inner = PreEscaped(self.with_gaps(&text.text, true));
        self.in_its_language(text, &inner)
    }

    /// A built-in text, marked with the language it is in where that is not the survey's.
    pub(crate) fn built_in(&self, message: Message) -> Markup {
        self.in_wording(&html! { (self.say(message)) })
    }

    /// The same for words made of built-in texts.
    pub(crate) fn in_wording(&self, words: &Markup) -> Markup {
        match self.wording_language() {
            Some(tag) => html! { span lang=(tag) dir=(direction(tag)) { (words) } },
            None => words.clone(),
        }
    }

    /// Marks what has no translation with the language it is in.
    fn in_its_language(&self, text: &Text, inner: &Markup) -> Markup {
        if text.is_foreign {
            html! { span lang=(self.own_locale) dir=(direction(self.own_locale)) { (inner) } }
        } else {
            inner.clone()
        }
    }

    /// A text with gaps in place of its recalls; what is plain in it as it stands, or escaped.
    fn with_gaps(&self, text: &str, is_escaped: bool) -> String {
        let escaped = |text: &str| html! { (text) }.into_string();
        let mut source = String::new();
        for piece in recall::pieces(text) {
            match piece {
                recall::Piece::Plain(plain) if is_escaped => source += &escaped(plain),
                recall::Piece::Plain(plain) => source += plain,
                recall::Piece::Recall(id, fallback) => {
                    if let Some(operand) = self.scope.operand(id) {
                        source += &self.slots.piece(Piece::Recall(operand, escaped(fallback))).0;
                    }
                }
            }
        }
        source
    }

    /// An address with its recalls; only their words need encoding, the rest is the author's.
    pub(crate) fn address(&self, address: &str) -> Template {
        let mut template = Vec::new();
        for piece in recall::pieces(address) {
            match piece {
                recall::Piece::Plain(plain) => template.push(Piece::Html(plain.to_owned())),
                recall::Piece::Recall(id, fallback) => {
                    let operand = self.scope.operand(id);
                    template
                        .extend(operand.map(|operand| Piece::Recall(operand, fallback.to_owned())));
                }
            }
        }
        template
    }
}
