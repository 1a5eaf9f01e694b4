//! What surrounds the questions: the first and the last card, the flow, the theme.

use super::super::build::Build;
use super::super::draft::{Card, Text};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::text::Markup;
use super::super::theme;
use super::{BRAZE, Tongues, question};

/// Reads the appearance, and between the first card and the last one the questions.
pub(super) fn read<'a>(survey: &mut Object<'a>, build: &mut Build<'a>, tongues: &mut Tongues<'a>) {
    let Some(mut look) = survey.object("appearance") else {
        question::read_all(survey, build, None, false);
        return;
    };
    build.survey.welcome = read_intro(&mut look, build, tongues);
    let placeholder = look.node("placeholder");
    let placeholder = placeholder
        .and_then(|node| build.text(node, &look.below("placeholder"), Markup::Literal, false));
    let is_shuffled = look.flag("shuffleQuestions").unwrap_or_default();
    question::read_all(survey, build, placeholder.as_ref(), is_shuffled);
    build.survey.end = read_thanks(&mut look, build, tongues);
    let back = look.flag("allowGoBack").unwrap_or_default();
    build.survey.flow.push(("back", back.into()));
    read_theme(&mut look, build);
    for (_, tongue) in &mut tongues.0 {
        tongue.elsewhere(&[
            ("submitButtonText", WORDED),
            ("backButtonText", WORDED),
            ("thankYouMessageCloseButtonText", WORDED),
        ]);
    }
    look.elsewhere(ELSEWHERE);
}

/// Why words of a button are left out.
pub(super) const WORDED: &str = "buttons are worded by themselves, in 30 languages; left out";

const ELSEWHERE: &[(&str, &str)] = &[
    ("submitButtonText", WORDED),
    ("backButtonText", WORDED),
    ("thankYouMessageCloseButtonText", WORDED),
    ("position", BRAZE),
    ("tabPosition", BRAZE),
    ("widgetType", BRAZE),
    ("widgetSelector", BRAZE),
    ("widgetLabel", BRAZE),
    ("widgetColor", BRAZE),
    ("surveyPopupDelaySeconds", BRAZE),
    ("autoDisappear", BRAZE),
    ("zIndex", BRAZE),
    ("hideCancelButton", BRAZE),
];

/// How a text under a key is written: `keyContentType` says so.
fn markup(look: &mut Object<'_>, key: &'static str) -> Markup {
    if look.text(key) == Some("html") { Markup::Html } else { Markup::Literal }
}

fn read_intro<'a>(
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
        let title = card.title.clone().unwrap_or_else(|| Text::plain(build.survey.name.clone()));
        return Some(Card { title: Some(title), ..card });
    }
    if card.title.is_some() || card.text.is_some() {
        look.note("introScreenHeader", "the first card is switched off; left out");
    }
    None
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

fn read_theme(look: &mut Object<'_>, build: &mut Build<'_>) {
    for (key, name) in
        [("accent", "submitButtonColor"), ("surface", "backgroundColor"), ("text", "textColor")]
    {
        let Some(text) = look.text(name).filter(|text| !text.trim().is_empty()) else { continue };
        match theme::color(text) {
            Some(color) => build.survey.theme.push((key, color.into())),
            None => look.note(name, format!("{} is no colour of ours; left out", quote(text))),
        }
    }
    let Some(text) = look.text("fontFamily").filter(|text| !text.trim().is_empty()) else { return };
    match theme::font(text) {
        Some(font) => build.survey.theme.push(("font", font)),
        None if matches!(text, "inherit" | "system-ui" | "sans-serif") => {}
        None => look.note("fontFamily", format!("{} is no font; left out", quote(text))),
    }
}
