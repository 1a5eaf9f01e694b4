//! The operations, a path each.

use utoipa::openapi::path::{HttpMethod, Parameter};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Object, ObjectBuilder};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Paths, PathsBuilder, Required};

use super::parts::{
    Route, content, empty, in_header, in_path, in_query, named, one_of, page, reply, text,
};
use super::schemas::CHANNELS;

const FORM: &str = "application/x-www-form-urlencoded";
const BYTES: &str = "application/octet-stream";

/// Every path.
pub(super) fn all() -> Paths {
    let all = [
        loader(),
        types(),
        widget_file(),
        survey(),
        responses(),
        files(),
        standing(),
        view(),
        picture(),
        link(),
        posted_card(),
        stored_file(),
        icon(),
        alive(),
        ready(),
        metrics(),
        document(),
    ];
    all.into_iter().fold(PathsBuilder::new(), |paths, route| route.add_to(paths)).build()
}

fn get(path: &'static str, name: &str, words: &str) -> Route {
    Route::new(HttpMethod::Get, path, name, words)
}

fn post(path: &'static str, name: &str, words: &str) -> Route {
    Route::new(HttpMethod::Post, path, name, words)
}

fn survey_id() -> Parameter {
    in_path("id", "the survey's id")
}

fn channel() -> Parameter {
    in_query("channel", "where the survey is seen", one_of(&CHANNELS))
}

/// What most operations of a survey refuse.
const REFUSED: &[(u16, &str)] = &[
    (400, "the request cannot be read, or a part of it is not what it should be"),
    (404, "no such survey is published"),
];
/// What those refuse that write.
const REFUSED_BODY: &[(u16, &str)] = &[
    (413, "the body is too long"),
    (415, "the body is of another type"),
    (429, "too much in a short time: Retry-After says when there is room again"),
];
/// Where `SONDAGE_ALLOWED_ORIGINS` is set.
const OTHER_ORIGIN: &[(u16, &str)] = &[(403, "pages of this site may not ask")];

fn loader() -> Route {
    let words = "The loader: a stable name, a short cache.";
    get("/w/sondage.js", "loader", words)
        .replies(200, reply("the script", "text/javascript", text().build()))
        .replies(304, empty("it has not changed"))
        .refuses(&[(404, "this build has no loader")])
}

fn types() -> Route {
    get("/w/sondage.d.ts", "types", "The element's types, for developers.")
        .replies(200, reply("the types", "text/plain", text().build()))
}

fn widget_file() -> Route {
    get("/w/{hash}/{file}", "widget_file", "A file of the widget, which never changes.")
        .takes(in_path("hash", "the build's"))
        .takes(in_path("file", "its name"))
        .replies(200, reply("the file, of its own type", "*/*", text().build()))
        .replies(304, empty("it has not changed"))
        .refuses(&[(400, "the path cannot be read"), (404, "the widget has no such file")])
}

fn survey() -> Route {
    get("/v1/surveys/{id}", "survey", "The published survey, as the widget takes it.")
        .takes(survey_id())
        .takes(in_query("locale", "the language that is wanted", text().build()))
        .takes(in_query("as", "for those who have answered", one_of(&["answered"])))
        .replies(200, reply("the survey, in the widget's own format", BYTES, text().build()))
        .replies(304, empty("it has not changed"))
        .refuses(REFUSED)
        .refuses(OTHER_ORIGIN)
}

fn responses() -> Route {
    let body = RequestBodyBuilder::new().required(Some(Required::True));
    let body = body.content("application/json", content(named("Submission")));
    let body = body.content("text/plain", content(named("Submission")));
    let words = "Stores answers. The reply comes once they are durable.";
    post("/v1/surveys/{id}/responses", "submit", words)
        .takes(survey_id())
        .takes(in_query(
            "token",
            "that of a link for one response, from pages of before; now the body has it",
            text().build(),
        ))
        .with(|made| made.request_body(Some(body.build())))
        .replies(202, reply("they are stored", "application/json", named("Stored")))
        .refuses(REFUSED)
        .refuses(OTHER_ORIGIN)
        .refuses(REFUSED_BODY)
        .refuses(&[
            (409, "the survey or the response takes no answers from who this is"),
            (410, "it was given before its respondent was erased: forget it"),
            (422, "an answer that the survey does not allow"),
        ])
}

fn files() -> Route {
    let body = RequestBodyBuilder::new().required(Some(Required::True));
    let body = body.content(BYTES, content(text().build()));
    let who = "who sends it, as the pairs of a form: `response`, the response's id, and what a link's \
               page has of who answers (`user_braze_id`, `external_id`, `token`, `expires`, `link`). \
               Pages of before have them in the query.";
    post("/v1/surveys/{id}/files", "send_file", "Takes a file; its id is what the answer names.")
        .takes(survey_id())
        .takes(in_query("question", "the question that takes files", text().build()))
        .takes(in_query("name", "the file's name", text().build()))
        .takes(in_header("sondage-respondent", who))
        .with(|made| made.request_body(Some(body.build())))
        .replies(201, reply("it is taken", "application/json", named("File")))
        .refuses(REFUSED)
        .refuses(OTHER_ORIGIN)
        .refuses(REFUSED_BODY)
        .refuses(&[
            (409, "the survey or the response takes no files from who this is"),
            (422, "a file that the question does not take"),
        ])
}

fn told(route: Route) -> Route {
    let body = RequestBodyBuilder::new().content(FORM, content(named("Told")));
    route
        .takes(survey_id())
        .with(|made| made.request_body(Some(body.build())))
        .refuses(REFUSED)
        .refuses(OTHER_ORIGIN)
        .refuses(REFUSED_BODY)
}

fn standing() -> Route {
    let words = "Whether who proves who they are has answered, or was asked of late.";
    told(post("/v1/surveys/{id}/standing", "standing", words))
        .replies(200, reply("how they stand", "application/json", named("Standing")))
}

fn view() -> Route {
    told(post("/v1/surveys/{id}/views", "note_view", "Notes that the survey is on a screen."))
        .replies(204, empty("it is noted"))
}

fn picture() -> Route {
    let words = "The same, as a picture of nothing, where no script runs.";
    get("/v1/surveys/{id}/views", "picture_of_view", words)
        .takes(survey_id())
        .takes(channel())
        .takes(in_query("revision", "the revision that is seen", text().build()))
        .replies(200, reply("the picture", "image/gif", text().build()))
        .refuses(REFUSED)
        .refuses(OTHER_ORIGIN)
        .refuses(&[(429, "too much in a short time")])
}

/// Statuses of the pages for people, each a page.
fn pages(mut route: Route) -> Route {
    for (status, words) in [
        (200, "the card"),
        (400, "what was posted cannot be read"),
        (403, "the survey is for links that are signed"),
        (404, "no such survey is published"),
        (409, "the response takes no more"),
        (410, "the survey takes no answers, or the link is over"),
        (413, "what was posted is too long"),
        (415, "what was posted is no form"),
        (422, "the card again, with what is wrong"),
        (429, "the card again: too much in a short time"),
        (503, "the card again: nothing can be stored now"),
    ] {
        route = route.replies(status, page(words));
    }
    route.takes(survey_id())
}

fn link() -> Route {
    let words = "The survey as a page. Hidden fields and proposed answers stand in its query too.";
    pages(get("/s/{id}", "link", words))
        .takes(in_query("user_braze_id", "who answers", text().build()))
        .takes(in_query("external_id", "who answers", text().build()))
        .takes(in_query("token", "what proves it", text().build()))
        .takes(in_query("expires", "until when, in Unix seconds", text().build()))
        .takes(in_query("locale", "the language that is wanted", text().build()))
        .takes(in_query("response", "the response that the link is for", text().build()))
        .takes(in_query("start", "the question that it leads to", text().build()))
        .takes(channel())
}

fn posted_card() -> Route {
    let fields = ObjectBuilder::new()
        .property("response", text().build())
        .property("card", text().build())
        .property("action", text().build())
        .property("locale", text().build())
        .build();
    let body = RequestBodyBuilder::new().content(FORM, content(fields.clone()));
    let body = body.content("multipart/form-data", content(fields)).build();
    pages(post("/s/{id}", "post_card", "A card, posted; the reply is the next one."))
        .with(|made| made.request_body(Some(body)))
        .replies(303, empty("the survey leads to another address"))
}

fn stored_file() -> Route {
    get("/studio/files/{id}", "stored_file", "A file that a respondent sent, for authors.")
        .takes(in_path("id", "the file's"))
        .with(|made| made.security(SecurityRequirement::new("studio", [""; 0])))
        .replies(200, reply("the file, to be saved", BYTES, text().build()))
        .refuses(&[
            (400, "the path cannot be read"),
            (401, "the password is missing or wrong"),
            (404, "there is no such file, or no password is set"),
            (429, "too many wrong passwords"),
        ])
}

fn icon() -> Route {
    get("/favicon.ico", "icon", "The icon that browsers ask for unasked.")
        .replies(200, reply("the icon", "image/svg+xml", text().build()))
}

fn alive() -> Route {
    get("/healthz", "alive", "The process answers.")
        .replies(200, reply("it does", "text/plain", text().build()))
}

fn ready() -> Route {
    get("/readyz", "ready", "It can take answers.")
        .replies(200, reply("it can", "text/plain", text().build()))
}

fn metrics() -> Route {
    get("/metrics", "metrics", "What is counted, for Prometheus.")
        .with(|made| made.security(SecurityRequirement::new("metrics", [""; 0])))
        .replies(200, reply("the figures", "text/plain", text().build()))
        .refuses(&[
            (401, "the token is missing or wrong"),
            (403, "no token is set, and this is for the relay's machine and its network"),
            (429, "too many wrong tokens"),
        ])
}

fn document() -> Route {
    get(super::PATH, "document", "This document.")
        .replies(200, reply("it", "application/json", Object::new()))
}
