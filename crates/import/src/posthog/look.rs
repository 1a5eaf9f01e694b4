//! What surrounds the questions: the first and the last card, the flow, the theme.

use super::Tongues;
use crate::build::{Build, Card};
use crate::reader::Object;
use crate::report::{BRAZE, quote};
use crate::text::Markup;
use crate::theme;
use crate::words::Words;

const ELSEWHERE: &[(&str, &str)] = &[(
    BRAZE,
    "position tabPosition widgetType widgetSelector widgetLabel widgetColor \
         surveyPopupDelaySeconds zIndex hideCancelButton",
)];

/// So many seconds after its thanks a survey goes, where it goes by itself.
const THANKED: u32 = 5;

/// Keys with the words of buttons, what those are called here, and what they are by themselves.
const BUTTON_KEYS: [(&str, &str, &str); 3] = [
    ("submitButtonText", "next finish", "Submit"),
    ("backButtonText", "back", "Back"),
    ("thankYouMessageCloseButtonText", "close", "Close"),
];

/// How a text under a key is written: `keyContentType` says so.
fn markup(look: &mut Object<'_>, key: &'static str) -> Markup {
    if look.text(key) == Some("html") { Markup::Html } else { Markup::Literal }
}

/// The first card.
pub(super) fn read_intro<'a>(
    look: &mut Object<'a>,
    build: &Build<'a>,
    tongues: &mut Tongues<'a>,
) -> Option<Card> {
    let is_on = look.flag("displayIntroScreen").unwrap_or_default();
    let plain = (Markup::Literal, false);
    let markup = markup(look, "introScreenDescriptionContentType");
    let card = Card {
        title: tongues.text(build, look, "introScreenHeader", plain),
        text: tongues.text(build, look, "introScreenDescription", (markup, true)),
        button: tongues.text(build, look, "introScreenButtonText", plain),
        ..Card::default()
    };
    if is_on && card.title.is_none() && card.text.is_none() {
        look.note("displayIntroScreen", "there are no words on the first card; left out");
        return None;
    }
    if is_on {
        let title = card.title.clone().unwrap_or_else(|| Words::plain(&build.source.name.text));
        return Some(Card { title: Some(title), ..card });
    }
    if card.title.is_some() || card.text.is_some() {
        look.note("introScreenHeader", "the first card is switched off; left out");
    }
    None
}

/// Reads what stands behind the questions.
pub(super) fn read_rest<'a>(
    look: &mut Object<'a>,
    build: &mut Build<'a>,
    tongues: &mut Tongues<'a>,
) {
    build.end = read_thanks(look, build, tongues);
    build.source.flow.back = look.flag("allowGoBack").unwrap_or_default();
    read_theme(look, build);
    for (key, names, usual) in BUTTON_KEYS {
        let words = tongues.text(build, look, key, (Markup::Literal, false));
        let Some(words) = words else { continue };
        // What is said where nobody has said otherwise may have been said in other languages.
        let is_own = words.own != usual;
        for name in names.split(' ') {
            build.word(name, words.clone(), is_own);
        }
    }
    // There it is always so many seconds.
    let goes = look.flag("autoDisappear") == Some(true);
    build.source.showing.close_after_thanks = goes.then_some(THANKED);
    look.elsewhere(ELSEWHERE);
}

fn read_thanks<'a>(look: &mut Object<'a>, build: &Build<'a>, tongues: &mut Tongues<'a>) -> Card {
    if look.flag("displayThankYouMessage") == Some(false) {
        look.note("displayThankYouMessage", "there is always a last card");
    }
    let markup = markup(look, "thankYouMessageDescriptionContentType");
    Card {
        text: tongues.text(build, look, "thankYouMessageHeader", (Markup::Literal, false)),
        description: tongues.text(build, look, "thankYouMessageDescription", (markup, true)),
        ..Card::default()
    }
}

fn read_theme<'a>(look: &mut Object<'a>, build: &mut Build<'a>) {
    let colors = &mut build.source.theme;
    theme::read_color(look, "submitButtonColor", &mut colors.accent);
    theme::read_color(look, "backgroundColor", &mut colors.surface);
    theme::read_color(look, "textColor", &mut colors.text);
    let Some(text) = look.text("fontFamily").filter(|text| !text.trim().is_empty()) else { return };
    colors.font = theme::font(text);
    if colors.font.is_none() && !matches!(text, "inherit" | "system-ui" | "sans-serif") {
        look.note("fontFamily", format!("{} is no font; left out", quote(text)));
    }
}
