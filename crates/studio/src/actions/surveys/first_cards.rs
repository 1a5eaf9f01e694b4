//! What the templates ask first, drawn as respondents get it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sondage_intake::{Definition, Language};
use sondage_survey::path::Given;
use sondage_survey::session::Session;
use sondage_survey::view::{Close, Frame, sheet};

use super::templates::{TEMPLATES, TemplateText};

/// A picture of a picture.
const PICTURE: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 160 120'%3E\
    %3Cpath fill='%23a5a3bd' d='M0 0h160v120H0z'/%3E%3Cg fill='%23fff' opacity='.65'%3E\
    %3Ccircle cx='112' cy='36' r='14'/%3E%3Cpath d='M16 104l44-56 30 36 18-20 36 40z'/%3E%3C/g%3E%3C/svg%3E";

/// They stay as they are for as long as the program runs.
static CARDS: LazyLock<BTreeMap<&'static str, String>> = LazyLock::new(|| {
    TEMPLATES.iter().filter_map(|template| Some((template.0, first_card(template)?))).collect()
});

/// The markup of each template's first question, by the template's id. The first call reads all of them,
/// which takes a while.
pub(crate) fn first_cards() -> &'static BTreeMap<&'static str, String> {
    &CARDS
}

fn first_card((_, text): &TemplateText) -> Option<String> {
    let definition = Definition::parse(text, Language::Toml).ok()?;
    // An invitation is much the same everywhere: what is asked says what the template is.
    let first = definition.source().questions.first()?.id.clone();
    let definition = definition.beginning_with(&first);
    let survey = definition.survey(definition.locale(), 1);
    let session = Session::new(survey, Given::default());
    let frame = Frame { action: String::new(), hidden: Vec::new(), close: Close::Nothing };
    let markup = sheet(&definition.sheet(definition.locale(), Close::Nothing), &session, &frame);
    Some(without_pictures(&markup))
}

/// Templates name pictures that their authors put others in place of: none of them is there.
fn without_pictures(markup: &str) -> String {
    let mut parts = markup.split(" src=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let behind = part.split_once('"').map_or("", |(_, behind)| behind);
        out.extend([" src=\"", PICTURE, "\"", behind]);
    }
    out
}

#[cfg(test)]
mod tests {
    use maud::html;
    use sondage_author::source::Source;
    use sondage_intake::Language;

    use super::super::templates::TEMPLATES;
    use super::first_cards;

    #[test]
    fn every_template_shows_what_it_asks_first_and_runs_nothing() {
        for (id, text) in TEMPLATES {
            let card = &first_cards()[id];
            let (source, _) = Source::read_text(text, Language::Toml);
            let prompt = &source.questions[0].prompt.text;
            // As markup has it.
            let words = html! { (prompt.split('{').next().unwrap()) }.into_string();
            assert!(card.contains(words.trim_end()), "{id}: {words} in {card}");
            for nothing in ["<script", "<style", " style=", "src=\"http"] {
                assert!(!card.contains(nothing), "{id}: {nothing} in {card}");
            }
        }
    }
}
