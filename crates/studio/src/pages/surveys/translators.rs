//! The texts of a survey as a file for translators, out and in.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::frame::{Tab, head};
use crate::actions::surveys::listing;
use crate::actions::surveys::translating::{Taken, export, import};
use crate::browser::Visit;
use crate::pages::Member;
use crate::pages::layout::{Place, page};
use crate::pages::problem::problem;
use crate::refusal::{Refusal, RefusalKind};
use crate::words::{self, Said, counted};

/// Which languages the file has.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    to: String,
}

/// A file that has come back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Returned {
    file: String,
}

/// `GET /studio/surveys/{id}/translations/csv`
pub(crate) async fn download(
    member: Member,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let locales: Vec<String> =
        wanted.to.split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect();
    match export(&member.visit.studio, &member.actor, (&id, &locales)).await {
        Ok(file) => {
            let name = format!("attachment; filename=\"{id}-{}.csv\"", locales.join("-"));
            let name = HeaderValue::from_str(&name);
            let name = name.unwrap_or(HeaderValue::from_static("attachment"));
            let kind = HeaderValue::from_static("text/csv; charset=utf-8");
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], file)
                .into_response()
        }
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// `POST /studio/surveys/{id}/translations/csv`
pub(crate) async fn upload(
    member: Member,
    Path(id): Path<String>,
    Form(returned): Form<Returned>,
) -> Response {
    let Member { visit, actor } = &member;
    let done = async {
        let taken = import(&visit.studio, actor, (&id, returned.file.clone())).await;
        let taken = match taken {
            Err(refusal) if refusal.kind == RefusalKind::Invalid => Err(refusal),
            other => Ok(other?),
        };
        let survey = listing::show(&visit.studio, actor, &id).await?;
        Ok::<_, Refusal>((taken, survey))
    };
    let (taken, survey) = match done.await {
        Ok(done) => done,
        Err(refusal) => return problem(visit, &refusal),
    };
    let status = taken.as_ref().err().map(|refusal| refusal.kind.status());
    let body = html! {
        (head(visit, &survey, Tab::Translations))
        @match &taken {
            Ok(taken) => (report(visit, &id, taken)),
            Err(refusal) => (forms(visit, &id, &[], Some((&returned.file, refusal)))),
        }
    };
    let page = page(visit, actor, Place::Surveys, &survey.name, &body);
    match status {
        Some(status) => page.with(status).into_response(),
        None => page.into_response(),
    }
}

/// What came of a file.
fn report(visit: &Visit, id: &str, taken: &Taken) -> Markup {
    let count = |n: usize, one, many| {
        counted(u64::try_from(n).unwrap_or(u64::MAX), one, many, visit.language)
    };
    html! {
        section {
            h2 { (visit.say(words::CSV_REPORT)) }
            p { (count(taken.changed, words::CSV_TAKEN_ONE, words::CSV_TAKEN)) }
            @if !taken.left.is_empty() {
                h3 { (count(taken.left.len(), words::CSV_LEFT_ONE, words::CSV_LEFT)) }
                ul.plain {
                    @for one in &taken.left {
                        li {
                            (visit.tell(&Said::new(words::LINE).with("line", one.line))) ": "
                            code { (one.what) } " " (visit.tell(&one.why))
                        }
                    }
                }
            }
            p { a.button.main href=(visit.at(&format!("/studio/surveys/{id}/translations"))) { (visit.say(words::CSV_ON)) } }
        }
    }
}

/// Where the file is got, and where it comes back; with one that could not be read.
pub(super) fn forms(
    visit: &Visit,
    id: &str,
    locales: &[String],
    wrong: Option<(&str, &Refusal)>,
) -> Markup {
    let here = visit.at(&format!("/studio/surveys/{id}/translations/csv"));
    let fault = wrong.and_then(|(_, refusal)| refusal.faults.first());
    let said = if fault.is_some() { "csv-hint csv-fault" } else { "csv-hint" };
    html! {
        details.more.translators open[wrong.is_some()] {
            summary { (visit.say(words::CSV)) }
            p { (visit.say(words::CSV_WHAT)) }
            @if !locales.is_empty() {
                p.row {
                    a.button href={ (here) "?to=" (locales.join(",")) } download { (visit.tell(&Said::new(words::CSV_GET).with("languages", locales.join(", ")))) }
                    a.button href=(here) download { (visit.say(words::CSV_GET_ALL)) }
                }
            }
            form method="post" action=(here) {
                div.field {
                    label for="csv" { (visit.say(words::CSV_PUT)) }
                    p.hint #csv-hint { (visit.say(words::CSV_PUT_HINT)) }
                    input type="file" accept=".csv,text/csv" data-into="csv" hidden aria-label=(visit.say(words::CSV_FILE));
                    textarea.code #csv name="file" rows="6" required spellcheck="false" aria-describedby=(said) {
                        "\n" (wrong.map_or("", |(file, _)| file))
                    }
                    @if let Some(fault) = fault { p.fault #csv-fault { (visit.tell(&fault.said)) } }
                }
                button type="submit" { (visit.say(words::CSV_TAKE)) }
            }
        }
    }
}
