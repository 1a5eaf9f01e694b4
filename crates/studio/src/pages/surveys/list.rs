//! The list of surveys.

use axum::extract::Query;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::frame::{status, status_word};
use super::new::template_picture;
use super::schedule;
use crate::actions::surveys::listing::{Status, Survey, SurveyPage, SurveyQuery, list};
use crate::actor::Right;
use crate::browser::Visit;
use crate::pages::Member;
use crate::pages::layout::{Place, page};
use crate::pages::parts::day;
use crate::pages::problem::problem;
use crate::words;

/// The template that a first survey is made of.
const FIRST: &str = "nps-follow-up";

/// What the form of the page asks for: an empty field asks for nothing.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    search: String,
    status: String,
    after: Option<String>,
}

impl Asked {
    fn query(&self) -> SurveyQuery {
        let search = Some(self.search.trim().to_owned()).filter(|search| !search.is_empty());
        SurveyQuery {
            search,
            status: Status::ALL.into_iter().find(|status| status.as_str() == self.status),
            label: None,
            after: self.after.clone(),
            limit: Some(50),
        }
    }

    /// The address of the page after this one.
    fn next(&self, after: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("search", &self.search);
        query.append_pair("status", &self.status).append_pair("after", after);
        format!("/studio?{}", query.finish())
    }
}

/// `GET /studio`
pub(crate) async fn show(Member { visit, actor }: Member, Query(asked): Query<Asked>) -> Response {
    let listed = match list(&visit.studio, &actor, &asked.query()).await {
        Ok(listed) => listed,
        Err(refusal) => return problem(&visit, &refusal),
    };
    let may_edit = actor.role.has(Right::EditSurveys);
    let title = visit.say(words::SURVEYS);
    let first = match listed.all {
        0 => template_picture(&visit, FIRST).await,
        _ => Ok(html! {}),
    };
    let first = match first {
        Ok(first) => first,
        Err(refusal) => return problem(&visit, &refusal),
    };
    let body = html! {
        div.page-head {
            h1 { (title) }
            @if may_edit && listed.all > 0 {
                a.button.main href=(visit.at("/studio/new")) { (visit.say(words::SURVEY_NEW)) }
            }
        }
        @if listed.all == 0 {
            (empty(&visit, may_edit, &first))
        } @else {
            (search(&visit, &asked))
            (found(&visit, &asked, &listed))
        }
    };
    page(&visit, &actor, Place::Surveys, title, &body).into_response()
}

fn empty(visit: &Visit, may_edit: bool, picture: &Markup) -> Markup {
    html! {
        section.begin {
            h2 { (visit.say(words::FIRST_SURVEY)) }
            p { (visit.say(words::FIRST_SURVEY_WHY)) }
            @if may_edit {
                form.row method="post" action=(visit.at("/studio/new")) {
                    input type="hidden" name="from" value="template";
                    input type="hidden" name="template" value=(FIRST);
                    button.main type="submit" { (visit.say(words::FIRST_SURVEY_BEGIN)) }
                    a.button href=(visit.at("/studio/new")) { (visit.say(words::FIRST_SURVEY_OTHERS)) }
                }
            }
            (picture)
        }
    }
}

fn search(visit: &Visit, asked: &Asked) -> Markup {
    html! {
        form.row.search method="get" action=(visit.at("/studio")) role="search" {
            label.unseen for="search" { (visit.say(words::SURVEY_SEARCH)) }
            input #search type="search" name="search" value=(asked.search)
                placeholder=(visit.say(words::SURVEY_SEARCH)) autocomplete="off";
            label.unseen for="status" { (visit.say(words::STATUS)) }
            select #status name="status" {
                option value="" { (visit.say(words::STATUS_ANY)) }
                @for one in Status::ALL {
                    option value=(one.as_str()) selected[one.as_str() == asked.status] {
                        (visit.say(status_word(one)))
                    }
                }
            }
            button type="submit" { (visit.say(words::SEARCH)) }
        }
    }
}

fn found(visit: &Visit, asked: &Asked, listed: &SurveyPage) -> Markup {
    html! {
        @if listed.items.is_empty() {
            section.begin {
                h2 { (visit.say(words::SURVEY_NONE_FOUND)) }
                p { a href=(visit.at("/studio")) { (visit.say(words::SURVEY_SHOW_ALL)) } }
            }
        } @else {
            table.surveys {
                thead { tr {
                    th scope="col" { (visit.say(words::SURVEY)) }
                    th scope="col" { (visit.say(words::STATUS)) }
                    th.number scope="col" { (visit.say(words::RESPONSES)) }
                    th.number scope="col" { (visit.say(words::VIEWS)) }
                    th.number scope="col" { (visit.say(words::RESPONSE_RATE)) }
                    th scope="col" { (visit.say(words::LAST_RESPONSE)) }
                } }
                tbody { @for survey in &listed.items { (row(visit, survey)) } }
            }
            @if let Some(next) = &listed.next {
                p { a.button href=(visit.at(&asked.next(next))) { (visit.say(words::NEXT_PAGE)) } }
            }
        }
    }
}

fn row(visit: &Visit, survey: &Survey) -> Markup {
    let cell = |word, class: &'static str, value: &str| {
        html! {
            td class=(class) data-label=(visit.say(word)) { (value) }
        }
    };
    html! {
        tr {
            th scope="row" {
                a href=(visit.at(&format!("/studio/surveys/{}/edit", survey.id))) { (survey.name) }
                @if survey.has_changes && survey.published_revision.is_some() {
                    span.hint { (visit.say(words::SURVEY_CHANGED)) }
                }
                @for label in &survey.labels { span.label-word { (label) } }
            }
            td data-label=(visit.say(words::STATUS)) { (status(visit, survey.status)) (schedule::in_list(visit, survey)) }
            (cell(words::RESPONSES, "number", &survey.responses.to_string()))
            (cell(words::VIEWS, "number", &survey.views.to_string()))
            (cell(words::RESPONSE_RATE, "number", &percent(survey.response_rate)))
            (cell(words::LAST_RESPONSE, "", &survey.last_response_at.map_or("–".to_owned(), day)))
        }
    }
}

fn percent(rate: Option<f64>) -> String {
    rate.map_or("–".to_owned(), |rate| format!("{:.0} %", rate * 100.0))
}
