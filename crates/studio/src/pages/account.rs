//! What is one's own: the password, the language, tokens.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;

use super::Member;
use super::layout::{Page, Place, page};
use super::login::refused_page;
use super::parts::{Field, day, field, refused};
use super::problem::problem;
use super::sessions;
use crate::actions::account::{TokensThen, profile, set_language, set_password};
use crate::actions::audit::PAGE;
use crate::actions::tokens::{self, NewToken, Token, TokenWanted};
use crate::actions::welcome::PASSWORD_LENGTH;
use crate::refusal::Refusal;
use crate::words::{self, Language, Said};

#[derive(Deserialize)]
pub(crate) struct Passwords {
    current: SecretString,
    new: SecretString,
    revoke_tokens: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    language: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TokenForm {
    name: String,
    /// Empty, where it is good until it is revoked.
    #[serde(default)]
    days: String,
}

/// What stands on the page beside what always does.
#[derive(Debug, Default)]
struct News<'a> {
    /// What was refused, and in which form.
    refusal: Option<(&'static str, &'a Refusal)>,
    /// A token that was just made.
    made: Option<&'a NewToken>,
    /// The password was set, and what became of the tokens.
    password_set: Option<TokensThen>,
}

/// `GET /studio/account`
pub(crate) async fn show(member: Member) -> Response {
    draw(&member, &News::default()).await.into_response()
}

/// `POST /studio/account/password`
pub(crate) async fn change_password(member: Member, Form(given): Form<Passwords>) -> Response {
    let Member { visit, actor } = &member;
    let tokens = match given.revoke_tokens {
        Some(_) => TokensThen::Revoked,
        None => TokensThen::Stay,
    };
    match set_password(&visit.studio, actor, given.current, given.new, tokens).await {
        Ok(()) => {
            let news = News { password_set: Some(tokens), ..News::default() };
            draw(&member, &news).await.into_response()
        }
        Err(refusal) => refuse(&member, "password", &refusal).await,
    }
}

/// `POST /studio/account/language`
pub(crate) async fn change_language(member: Member, Form(given): Form<Chosen>) -> Response {
    let Member { visit, actor } = &member;
    let language = Language::of_code(&given.language);
    match set_language(&visit.studio, actor, language).await {
        Ok(()) => Redirect::to(&visit.at("/studio/account")).into_response(),
        Err(refusal) => problem(visit, &refusal),
    }
}

/// `POST /studio/account/tokens`
pub(crate) async fn make_token(member: Member, Form(given): Form<TokenForm>) -> Response {
    let Member { visit, actor } = &member;
    // What is no number is none that is allowed.
    let days = Some(given.days.trim()).filter(|days| !days.is_empty());
    let days = days.map(|days| days.parse().unwrap_or_default());
    let wanted = TokenWanted { name: &given.name, days };
    match tokens::create(&visit.studio, actor, wanted).await {
        Ok(made) => {
            draw(&member, &News { made: Some(&made), ..News::default() }).await.into_response()
        }
        Err(refusal) => refuse(&member, "token", &refusal).await,
    }
}

/// `POST /studio/account/tokens/{id}/revoke`
pub(crate) async fn revoke_token(member: Member, Path(id): Path<String>) -> Response {
    let Member { visit, actor } = &member;
    match tokens::revoke(&visit.studio, actor, &id).await {
        Ok(()) => Redirect::to(&visit.at("/studio/account")).into_response(),
        Err(refusal) => problem(visit, &refusal),
    }
}

async fn refuse(member: &Member, form: &'static str, refusal: &Refusal) -> Response {
    let news = News { refusal: Some((form, refusal)), ..News::default() };
    refused_page(draw(member, &news).await, refusal)
}

async fn draw(member: &Member, news: &News<'_>) -> Page {
    let Member { visit, actor } = member;
    let title = visit.say(words::ACCOUNT);
    let listed = tokens::list(&visit.studio, actor, None, PAGE).await;
    let body = html! {
        h1 { (title) }
        p.lead { (actor.name) }
        @if let Ok(profile) = profile(&visit.studio, actor).await {
            p.hint {
                (visit.tell(&Said::new(words::ACCOUNT_SINCE)
                    .with("since", day(profile.created_at))
                    .with("password", day(profile.password_set_at))))
            }
        }
        (password(member, news))
        (sessions::section(member).await)
        (language(member))
        section aria-labelledby="tokens" {
            h2 #tokens { (visit.say(words::TOKENS)) }
            p { (visit.say(words::TOKENS_WHY)) }
            @if let Some(made) = news.made { (made_token(member, made)) }
            @match &listed {
                Ok(listed) => (token_list(member, listed)),
                Err(refusal) => (refused(visit, Some(refusal))),
            }
            (token_form(member, news))
        }
    };
    page(visit, actor, Place::Account, title, &body)
}

impl<'a> News<'a> {
    /// What was refused in a form.
    fn of_form(&self, form: &str) -> Option<&'a Refusal> {
        self.refusal.filter(|(name, _)| *name == form).map(|(_, refusal)| refusal)
    }
}

fn password(Member { visit, actor }: &Member, news: &News<'_>) -> Markup {
    let refusal = news.of_form("password");
    let hint = visit.tell(&Said::new(words::PASSWORD_HINT).with("length", PASSWORD_LENGTH));
    let field = |name, word, autocomplete, hint| {
        let label = visit.say(word);
        field(
            visit,
            &Field { name, label, kind: "password", value: "", autocomplete, hint },
            refusal,
        )
    };
    html! {
        section aria-labelledby="password" {
            h2 #password { (visit.say(words::PASSWORD)) }
            (refused(visit, refusal))
            @if let Some(tokens) = news.password_set {
                @let word = match tokens {
                    TokensThen::Stay => words::PASSWORD_SET,
                    TokensThen::Revoked => words::PASSWORD_SET_TOKENS_REVOKED,
                };
                div.notice.good role="status" { p { (visit.say(word)) } }
            }
            form.narrow method="post" action=(visit.at("/studio/account/password")) {
                // Password managers look for whose it is.
                input type="text" name="login" autocomplete="username" value=(actor.name) hidden;
                (field("current", words::PASSWORD_CURRENT, "current-password", None))
                (field("new", words::PASSWORD_NEW, "new-password", Some(&*hint)))
                label.check {
                    input type="checkbox" name="revoke_tokens" value="yes";
                    span { (visit.say(words::PASSWORD_REVOKES)) }
                }
                button type="submit" { (visit.say(words::PASSWORD_CHANGE)) }
            }
        }
    }
}

fn language(Member { visit, .. }: &Member) -> Markup {
    html! {
        section aria-labelledby="language-title" {
            h2 #language-title { (visit.say(words::LANGUAGE)) }
            form.row method="post" action=(visit.at("/studio/account/language")) {
                select name="language" aria-labelledby="language-title" {
                    @for language in Language::ALL {
                        option value=(language.code()) lang=(language.code())
                            selected[language == visit.language] { (language.name()) }
                    }
                    option value="" { (visit.say(words::LANGUAGE_OF_BROWSER)) }
                }
                button type="submit" { (visit.say(words::SAVE)) }
            }
        }
    }
}

fn made_token(Member { visit, .. }: &Member, made: &NewToken) -> Markup {
    html! {
        div.notice.good role="status" {
            p { (visit.tell(&Said::new(words::TOKEN_MADE).with("name", &made.about.name))) }
            p.copy {
                code #made-token { (made.token) }
                button.small type="button" data-copy="made-token" data-done=(visit.say(words::COPIED)) hidden { (visit.say(words::COPY)) }
            }
        }
    }
}

fn token_list(Member { visit, .. }: &Member, listed: &[Token]) -> Markup {
    html! {
        @if !listed.is_empty() {
            ul.rows {
                @for token in listed {
                    li {
                        div {
                            strong { (token.name) }
                            span.hint { "…" (token.ending) " · " (when(visit, token)) }
                        }
                        form method="post"
                            action=(visit.at(&format!("/studio/account/tokens/{}/revoke", token.id))) {
                            button.small.bad type="submit" aria-label=(
                                visit.tell(&Said::new(words::TOKEN_REVOKE_NAMED).with("name", &token.name))
                            ) { (visit.say(words::TOKEN_REVOKE)) }
                        }
                    }
                }
            }
        }
    }
}

fn when(visit: &crate::browser::Visit, token: &Token) -> String {
    let made = day(token.created_at);
    let said = match token.used_at {
        Some(used) => Said::new(words::TOKEN_USED).with("day", day(used)),
        None => Said::new(words::TOKEN_UNUSED),
    };
    let used = visit.tell(&said.with("made", made));
    let Some(end) = token.ends_at else { return used };
    let is_over = end <= visit.studio.clock.now();
    let word = if is_over { words::TOKEN_ENDED } else { words::TOKEN_ENDS };
    format!("{used} · {}", visit.tell(&Said::new(word).with("end", day(end))))
}

/// For how long a token may be good, as the page offers it: in days, or until it is revoked.
const TOKEN_DAYS: [Option<u32>; 4] = [Some(30), Some(90), Some(365), None];

fn token_form(Member { visit, .. }: &Member, news: &News<'_>) -> Markup {
    let refusal = news.of_form("token");
    html! {
        form.narrow method="post" action=(visit.at("/studio/account/tokens")) {
            (field(visit, &Field {
                name: "name", label: visit.say(words::TOKEN_NAME), kind: "text", value: "",
                autocomplete: "off", hint: Some(visit.say(words::TOKEN_NAME_HINT)),
            }, refusal))
            div.field {
                label for="days" { (visit.say(words::TOKEN_DAYS)) }
                select #days name="days" {
                    @for days in TOKEN_DAYS {
                        option value=(days.map(|days| days.to_string()).unwrap_or_default()) selected[days == Some(365)] {
                            @match days {
                                Some(days) => (visit.tell(&Said::new(words::TOKEN_DAYS_OF).with("days", days))),
                                None => (visit.say(words::TOKEN_DAYS_NONE)),
                            }
                        }
                    }
                }
            }
            button type="submit" { (visit.say(words::TOKEN_CREATE)) }
        }
    }
}
