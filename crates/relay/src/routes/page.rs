//! The documents around the cards of a link survey. They need no script, and hold none inline.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sondage_author::definition::{Definition, Needs};
use sondage_author::locales::direction;
use sondage_author::source::FRAMES;
use sondage_survey::answer::Form;
use sondage_survey::session::Session;
use sondage_survey::view::{self, Frame};

use super::takeover::Script;
use super::wording::Words;
use crate::state::Pages;

/// What the page adds to the widget's style sheet, and all there is without one.
const STYLES: &str = "main{width:100%;display:grid;justify-items:center;gap:1rem}\
    main>.hint{margin:0;padding:.75rem 1rem 0;width:min(34rem,100%);font:600 1rem/1.4 system-ui,sans-serif}\
    main>.notice{margin:0;padding:.75rem 1rem;border-radius:.75rem;width:min(34rem,100%);\
    background:var(--danger,#b3261e);color:var(--surface,#fff);font:600 1rem/1.4 system-ui,sans-serif}\
    main>.preview{margin:0;padding:.5rem 1rem;border-radius:.75rem;background:#fff3c4;color:#3d2e00;\
    font:600 .875rem/1.4 system-ui,sans-serif}\
    .page .sheet h1{margin:0;font-size:1.375rem;line-height:1.25}.page .sheet h1~p{margin-block-start:.5rem}\
    #password{margin-block-start:.5rem}.page.framed{min-height:0}";

/// What a page with the widget may do besides: run the relay's own scripts, ask the relay, and set
/// markup by the widget's own policy.
const SCRIPT_POLICY: &str = "; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    require-trusted-types-for 'script'; trusted-types sondage";

/// Who may hold a page in a frame.
const FRAMED_BY: &str = "frame-ancestors 'self'";

/// A document, with what it may load.
#[derive(Debug)]
pub(super) struct Page {
    markup: Markup,
    policy: String,
}

/// What is amiss, above a card.
#[derive(Debug)]
pub(super) struct Notice {
    locale: String,
    lines: Vec<String>,
}

impl Notice {
    /// Lines of a survey's wording for somebody who reads this locale.
    pub(super) fn new(survey: &Definition, locale: &str, lines: Vec<String>) -> Self {
        Self { locale: survey.wording_locale(locale).to_owned(), lines }
    }
}

impl From<Words> for Notice {
    fn from(words: Words) -> Self {
        Self { locale: words.locale, lines: vec![words.title, words.text] }
    }
}

/// What is on a page with a card.
#[derive(Clone, Debug)]
pub(super) struct Card<'a> {
    pub(super) session: &'a Session,
    pub(super) frame: &'a Frame,
    /// What is amiss, above it.
    pub(super) notice: Option<&'a Notice>,
    /// A question about what is chosen on it.
    pub(super) hint: Option<&'a str>,
    /// What lets the widget take it over; without, the page has no script.
    pub(super) script: Option<&'a Script>,
    /// The picture of nothing by which the page is counted, where no script says that it is seen.
    pub(super) seen: Option<String>,
}

/// A page with the session's card in it.
pub(super) fn card(pages: &Pages, definition: &Definition, card: &Card<'_>) -> Page {
    let Card { session, frame, notice, hint, script, ref seen } = *card;
    let survey = session.survey();
    let sheet = view::sheet(&definition.sheet(&survey.locale, frame.close), session, frame);
    let theme = definition.theme();
    // A name without a translation is in the survey's own language.
    let is_own = survey.name == definition.name();
    let own = Some(definition.locale()).filter(|own| is_own && *own != survey.locale);
    let body = html! {
        h1.unseen lang=[own] dir=[own.map(direction)] { (survey.name) }
        @if let Some(Notice { locale, lines }) = notice {
            div.notice role="alert" lang=(locale) dir=(direction(locale)) {
                @for line in lines { p { (line) } }
            }
        }
        @if let Some(hint) = hint {
            @let spoken = definition.wording_locale(&survey.locale);
            p.hint lang=(spoken) dir=(direction(spoken)) { (hint) }
        }
        (PreEscaped(&sheet))
        @if let Some(address) = seen {
            @let picture = html! { img.unseen src=(address) alt="" width="1" height="1"; };
            @if script.is_some() { noscript { (picture) } } @else { (picture) }
        }
    };
    // The widget goes on to the other cards on the same page.
    let mut policy = policy(definition.needs(), &definition.redirect_schemes());
    policy += if script.is_some() { SCRIPT_POLICY } else { "" };
    let css = [&pages.assets.styles(survey).unwrap_or_default(), STYLES, theme].concat();
    let head = html! {
        (head(&css, definition.link_title(&survey.locale)))
        (sharing(definition, &survey.locale))
    };
    Page { markup: document(pages, &head, &survey.locale, &body, script), policy }
}

/// A page that says something besides the survey, with a way on where there is one.
pub(super) fn words(
    pages: &Pages,
    words: &Words,
    link: Option<&str>,
    definition: Option<&Definition>,
) -> Page {
    let theme = definition.map_or("", Definition::theme);
    let body = html! {
        // As the survey's own last card looks.
        div.sheet {
            div.ending {
                h1 #sondage-title { (words.title) }
                @if !words.text.is_empty() { p { (words.text) } }
                @if let Some(address) = link { p { a href=(address) { (words.action) } } }
            }
        }
    };
    let policy = policy(definition.map(Definition::theme_needs).unwrap_or_default(), &[]);
    let css = [pages.assets.css().unwrap_or_default(), STYLES, theme].concat();
    Page { markup: document(pages, &head(&css, &words.title), &words.locale, &body, None), policy }
}

/// A page that asks for something before the survey.
pub(super) fn before(pages: &Pages, definition: &Definition, locale: &str, body: &Markup) -> Page {
    let policy = policy(definition.theme_needs(), &[]);
    let css = [pages.assets.css().unwrap_or_default(), STYLES, definition.theme()].concat();
    let title = definition.link_title(locale);
    let head = html! { (head(&css, title)) (sharing(definition, locale)) };
    Page { markup: document(pages, &head, locale, &html! { div.sheet { (body) } }, None), policy }
}

/// A page as a response. It may hold a respondent's token, so nobody keeps it or learns its address.
pub(super) fn response(status: StatusCode, page: Page) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    ];
    let mut response = (status, headers, page.markup.into_string()).into_response();
    let policy = HeaderValue::from_str(&page.policy);
    let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'"));
    let robots = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response.headers_mut().insert(robots, HeaderValue::from_static("noindex"));
    response
}

/// Whether a browser may keep the page that begins a response: none of somebody known, or behind a
/// password. Those find their response again by themselves.
pub(super) fn may_be_kept(query: Form<'_>, definition: &Definition) -> bool {
    query.first("token").is_none() && definition.link().password.is_none()
}

/// A page that the browser keeps for the way back to it. Asked for anew it would begin another
/// response, and who goes back to change an answer would have given two.
pub(super) fn kept(mut page: Response) -> Response {
    let cache = HeaderValue::from_static("private, max-age=0");
    page.headers_mut().insert(header::CACHE_CONTROL, cache);
    page
}

/// Lets the pages of these sites hold this one in a frame, too.
pub(crate) fn let_frames(mut response: Response, origins: &[HeaderValue]) -> Response {
    let headers = response.headers_mut();
    let Some(policy) = headers.get(header::CONTENT_SECURITY_POLICY) else { return response };
    let origins = origins.iter().filter_map(|origin| origin.to_str().ok());
    let all: Vec<&str> = std::iter::once(FRAMED_BY).chain(origins).collect();
    let policy = policy.to_str().unwrap_or_default().replace(FRAMED_BY, &all.join(" "));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What stands in no header's address as it is, beside all that is not ASCII.
const NOT_GRAPHIC: &AsciiSet = &CONTROLS.add(b' ');

/// To another address, by GET.
pub(super) fn redirect(address: &str) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    let mut response = (StatusCode::SEE_OTHER, headers).into_response();
    // Browsers read the bytes of other scripts as percent-encoded ones, in hosts as well.
    let address = utf8_percent_encode(address, NOT_GRAPHIC).to_string();
    let address = HeaderValue::from_str(&address).ok();
    response.headers_mut().extend(address.map(|address| (header::LOCATION, address)));
    response
}

/// What a page may load and where it may lead: its own styles, which are inline so that it is
/// there at once, and what its survey shows.
fn policy(needs: Needs, redirects: &[String]) -> String {
    let add = |is_there: bool, source: &'static str| if is_there { source } else { "" };
    let pictures = add(needs.pictures, " https:");
    let written_out = add(needs.drawings, " data:");
    // A browser asks at each address that a form is sent on to, and the first one that an author
    // names may lead to others. An app is one of its scheme's.
    let on: String = redirects.iter().flat_map(|scheme| [" ", scheme, ":"]).collect();
    let mut directives = vec![
        "default-src 'none'".to_owned(),
        "style-src 'unsafe-inline'".to_owned(),
        format!("img-src 'self'{pictures}{written_out}"),
        format!("form-action 'self'{on}"),
        "base-uri 'none'".to_owned(),
        FRAMED_BY.to_owned(),
    ];
    directives.extend(needs.fonts.then(|| "font-src https:".to_owned()));
    directives.extend(needs.films.then(|| "media-src https:".to_owned()));
    directives.extend(needs.frames.then(|| format!("frame-src {FRAMES}")));
    directives.join("; ")
}

fn document(
    pages: &Pages,
    head: &Markup,
    locale: &str,
    body: &Markup,
    script: Option<&Script>,
) -> Markup {
    let data = |field: fn(&Script) -> &String| script.map(field);
    let trying = pages.config.trying;
    html! {
        (DOCTYPE)
        html lang=(locale) dir=(direction(locale)) {
            head { (head) }
            body.page data-survey=[data(|script| &script.survey)] data-locale=[data(|script| &script.locale)]
                data-channel=[data(|script| &script.channel)] data-revision=[script.map(|script| script.revision)]
                data-widget=[script.filter(|script| script.is_full).map(|_| "full")]
                data-known=[script.filter(|script| script.is_known).map(|_| "yes")]
                data-kept=[data(|script| &script.kept)] data-proposed=[data(|script| &script.proposed)]
                data-forgets=[trying.is_trial().then_some("")]
                data-start=[script.and_then(|script| script.card.as_ref())] {
                main {
                    @if let Some((lang, note)) = trying.note(locale) { p.preview lang=(lang) dir="ltr" { (note) } }
                    (body)
                }
                @if let Some(script) = script { script type="module" src=(script.address) {} }
            }
        }
    }
}

fn head(css: &str, title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
        meta name="robots" content="noindex";
        title { (title) }
        style { (PreEscaped(css)) }
    }
}

/// How the link looks where it is shared (<https://ogp.me>).
fn sharing(definition: &Definition, locale: &str) -> Markup {
    html! {
        meta property="og:type" content="website";
        meta property="og:title" content=(definition.link_title(locale));
        @if let Some(text) = definition.link_description(locale) {
            meta name="description" content=(text);
            meta property="og:description" content=(text);
        }
        @if let Some(address) = &definition.link().image { meta property="og:image" content=(address); }
    }
}
