//! The preview beside the form, and the way to its own page where there is no room.

use maud::{Markup, html};

use super::view::EditView;
use crate::browser::Visit;
use crate::pages::surveys::preview::SANDBOX;
use crate::words;

/// The buttons of the editor that lead to it.
pub(super) fn ways(view: &EditView<'_>) -> Markup {
    let page = view.visit.at(&format!("/studio/surveys/{}/preview", view.id));
    let card = shown_card(&view.chosen.address());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("card", &card);
    html! {
        a.button.small #to-preview href={ (page) "?" (query.finish()) } data-shown=(card) { (view.say(words::TAB_PREVIEW)) }
        button.small #beside-switch type="button" aria-controls="beside" { (view.say(words::BESIDE)) }
    }
}

/// The card that is shown for what is chosen: a question's id, or the end; the beginning for all else.
fn shown_card(address: &str) -> String {
    let mut steps = address.split('/').skip(1);
    match (steps.next(), steps.next()) {
        (Some("questions"), Some(id)) => id.to_owned(),
        (Some("end" | "endings"), _) => "end".to_owned(),
        _ => String::new(),
    }
}

/// The editor, and room for the preview beside it.
pub(super) fn around(visit: &Visit, id: &str, editor: &Markup) -> Markup {
    let here = visit.at(&format!("/studio/surveys/{id}/preview"));
    html! {
        div.beside {
            (editor)
            aside #beside aria-label=(visit.say(words::TAB_PREVIEW)) hidden {
                div.preview data-beside=(here) {
                    div.stage {
                        p.hint { (visit.say(words::PREVIEW_NOWHERE)) }
                        div #preview-state role="status" data-base="" {}
                        p.notice.closed hidden {
                            (visit.say(words::PREVIEW_CLOSED)) " "
                            button.small type="button" data-again { (visit.say(words::PREVIEW_AGAIN)) }
                        }
                        div.device data-on="phone" { iframe title=(visit.say(words::PREVIEW_FRAME)) sandbox=(SANDBOX) {} }
                    }
                }
            }
        }
    }
}
