//! What stands around every page of one survey.

use maud::{Markup, html};

use crate::actions::surveys::listing::{Status, Survey};
use crate::browser::Visit;
use crate::words::{self, Word};

/// A page of a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    /// Its forms.
    Edit,
    /// Its text.
    Source,
    /// Its texts in other languages.
    Translations,
    /// What is published of it.
    Publish,
    /// What it was.
    History,
    /// How respondents will see it.
    Preview,
    /// The ways through it.
    Paths,
}

/// The name of a survey, how it stands, and the way to its other pages.
pub(super) fn head(visit: &Visit, survey: &Survey, now: Tab) -> Markup {
    let tabs = [
        (Tab::Edit, "edit", words::TAB_EDIT),
        (Tab::Source, "source", words::TAB_SOURCE),
        (Tab::Translations, "translations", words::TAB_TRANSLATIONS),
        (Tab::Paths, "paths", words::TAB_PATHS),
        (Tab::Preview, "preview", words::TAB_PREVIEW),
        (Tab::Publish, "publish", words::TAB_PUBLISH),
        (Tab::History, "history", words::TAB_HISTORY),
    ];
    html! {
        header.survey-head {
            p { a href=(visit.at("/studio")) { (visit.say(words::SURVEYS)) } }
            div.title { h1 { (survey.name) } (status(visit, survey.status)) }
            nav.tabs aria-label=(visit.say(words::SURVEY_PAGES)) {
                @for (tab, path, word) in tabs {
                    a href=(visit.at(&format!("/studio/surveys/{}/{path}", survey.id)))
                        aria-current=[(tab == now).then_some("page")] { (visit.say(word)) }
                }
            }
        }
    }
}

/// How a survey stands, in a word.
pub(super) fn status(visit: &Visit, status: Status) -> Markup {
    html! { span.status data-status=(status.as_str()) { (visit.say(status_word(status))) } }
}

/// The word for how a survey stands.
pub(super) fn status_word(status: Status) -> Word {
    match status {
        Status::Draft => words::STATUS_DRAFT,
        Status::Live => words::STATUS_LIVE,
        Status::Paused => words::STATUS_PAUSED,
        Status::Scheduled => words::STATUS_SCHEDULED,
        Status::Closed => words::STATUS_CLOSED,
        Status::Archived => words::STATUS_ARCHIVED,
    }
}
