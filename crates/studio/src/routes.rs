//! Every address of the studio, each with the rule of who may ask there.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware;
use axum::routing::{MethodFilter, any, on};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use crate::actions::surveys::view::LONGEST;
use crate::actor::Right;
use crate::api;
use crate::pages::{
    account, audit, braze, guard, in_app, login, sessions, settings, signing, surveys, welcome,
};
use crate::state::Studio;

/// How hard pages are pressed, from 0 to 11: more takes longer than it saves on the way.
const COMPRESSION: i32 = 4;

/// Who may ask at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Whoever comes.
    Everyone,
    /// Who is signed in and has this right; the action asks for it.
    May(Right),
}

/// An address, with its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteRule {
    /// The method.
    pub method: Method,
    /// The path, as the router has it.
    pub path: String,
    /// Who may.
    pub rule: Rule,
}

/// Pages, each with its rule: none can be added without.
#[derive(Debug, Default)]
pub struct Pages {
    router: Router<Studio>,
    rules: Vec<RouteRule>,
}

/// Routes of the API, each with its rule.
#[expect(missing_debug_implementations, reason = "its router has none")]
pub struct Api {
    router: OpenApiRouter<Studio>,
    rules: Vec<RouteRule>,
}

impl Pages {
    /// With more of them.
    #[must_use]
    pub fn with(self, more: impl FnOnce(Self) -> Self) -> Self {
        more(self)
    }

    /// A page that is only read.
    #[must_use]
    pub fn get<H, T>(self, path: &str, rule: Rule, handler: H) -> Self
    where
        H: Handler<T, Studio>,
        T: 'static,
    {
        self.on((Method::GET, MethodFilter::GET), path, rule, handler)
    }

    /// Where a form goes.
    #[must_use]
    pub fn post<H, T>(self, path: &str, rule: Rule, handler: H) -> Self
    where
        H: Handler<T, Studio>,
        T: 'static,
    {
        self.on((Method::POST, MethodFilter::POST), path, rule, handler)
    }

    fn on<H, T>(
        mut self,
        (method, filter): (Method, MethodFilter),
        path: &str,
        rule: Rule,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Studio>,
        T: 'static,
    {
        self.rules.push(RouteRule { method, path: path.to_owned(), rule });
        self.router = self.router.route(path, on(filter, handler));
        self
    }
}

impl Api {
    /// With more of them.
    #[must_use]
    pub fn with(self, more: impl FnOnce(Self) -> Self) -> Self {
        more(self)
    }

    /// Routes of one path and one rule, by what `routes!` makes of their handlers.
    #[must_use]
    pub fn route(mut self, rule: Rule, route: UtoipaMethodRouter<Studio>) -> Self {
        for (path, item) in &route.1.paths {
            let methods = [
                (Method::GET, &item.get),
                (Method::PUT, &item.put),
                (Method::POST, &item.post),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in methods {
                if operation.is_some() {
                    self.rules.push(RouteRule { method, path: path.clone(), rule });
                }
            }
        }
        self.router = self.router.routes(route);
        self
    }
}

fn all_pages() -> Pages {
    let (own, set) = (Rule::May(Right::OwnAccount), Rule::May(Right::ChangeSettings));
    Pages::default()
        .get("/studio", Rule::May(Right::SeeSurveys), surveys::list::show)
        .get("/studio/welcome", Rule::Everyone, welcome::show)
        .post("/studio/welcome", Rule::Everyone, welcome::enter)
        .get("/studio/login", Rule::Everyone, login::show)
        .post("/studio/login", Rule::Everyone, login::enter)
        .post("/studio/logout", own, login::leave)
        .post("/studio/theme", Rule::Everyone, login::choose_look)
        .get("/studio/account", own, account::show)
        .post("/studio/account/password", own, account::change_password)
        .post("/studio/account/language", own, account::change_language)
        .post("/studio/account/sessions/end", own, sessions::end_others)
        .post("/studio/account/sessions/{id}/end", own, sessions::end_one)
        .post("/studio/account/tokens", own, account::make_token)
        .post("/studio/account/tokens/{id}/revoke", own, account::revoke_token)
        .get("/studio/settings", set, settings::show)
        .get("/studio/settings/braze", set, braze::show)
        .post("/studio/settings/braze", set, braze::connect)
        .post("/studio/settings/braze/check", set, braze::check)
        .post("/studio/settings/braze/test", set, braze::test)
        .post("/studio/settings/braze/disconnect", set, braze::disconnect)
        .post("/studio/settings/in-app", set, in_app::switch)
        .get("/studio/settings/signing", set, signing::show)
        .post("/studio/settings/signing", set, signing::order)
        .get("/studio/settings/audit", Rule::May(Right::SeeAudit), audit::show)
        .get("/studio/new", Rule::May(Right::EditSurveys), surveys::new::show)
        .post("/studio/new", Rule::May(Right::EditSurveys), surveys::new::begin)
        .get("/studio/surveys/{id}/edit", Rule::May(Right::SeeSurveys), surveys::edit::show)
        .post("/studio/surveys/{id}/edit", Rule::May(Right::EditSurveys), surveys::edit::save)
        .get("/studio/surveys/{id}/source", Rule::May(Right::SeeSurveys), surveys::source::show)
        .post("/studio/surveys/{id}/source", Rule::May(Right::EditSurveys), surveys::source::save)
        .get("/studio/surveys/{id}/publish", Rule::May(Right::SeeSurveys), surveys::publish::show)
        .post(
            "/studio/surveys/{id}/publish",
            Rule::May(Right::PublishSurveys),
            surveys::publish::order,
        )
        .get("/studio/surveys/{id}/history", Rule::May(Right::SeeSurveys), surveys::history::show)
        .post(
            "/studio/surveys/{id}/history",
            Rule::May(Right::EditSurveys),
            surveys::history::restore,
        )
        .with(looking_pages)
        .with(translating_pages)
}

/// Where the texts of other languages are.
fn translating_pages(pages: Pages) -> Pages {
    let (see, edit) = (Rule::May(Right::SeeSurveys), Rule::May(Right::EditSurveys));
    let csv = "/studio/surveys/{id}/translations/csv";
    pages
        .get("/studio/surveys/{id}/translations", see, surveys::edit::translations::show)
        .post("/studio/surveys/{id}/translations", edit, surveys::edit::save)
        .get(csv, see, surveys::translators::download)
        .post(csv, edit, surveys::translators::upload)
}

/// Where a draft is looked at.
fn looking_pages(pages: Pages) -> Pages {
    let see = Rule::May(Right::SeeSurveys);
    pages
        .get("/studio/surveys/{id}/paths", see, surveys::paths::show)
        .get("/studio/surveys/{id}/preview", see, surveys::preview::show)
        .get("/studio/surveys/{id}/preview/frame", see, surveys::preview::frame)
        .get("/studio/surveys/{id}/preview/state", see, surveys::preview::state)
        .post(
            "/studio/surveys/{id}/schedule",
            Rule::May(Right::PublishSurveys),
            surveys::publish::plan,
        )
        .get("/studio/surveys/{id}/tests", see, surveys::trials::show)
        .post(
            "/studio/surveys/{id}/tests",
            Rule::May(Right::PublishSurveys),
            surveys::trials::order,
        )
}

fn all_api() -> Api {
    let (own, set) = (Rule::May(Right::OwnAccount), Rule::May(Right::ChangeSettings));
    Api { router: OpenApiRouter::with_openapi(api::Document::openapi()), rules: Vec::new() }
        .route(own, routes!(api::account::show))
        .route(own, routes!(api::sessions::list, api::sessions::end_all))
        .route(own, routes!(api::sessions::end_one))
        .route(own, routes!(api::tokens::list, api::tokens::create))
        .route(own, routes!(api::tokens::revoke))
        .route(Rule::May(Right::SeeAudit), routes!(api::audit::list))
        .route(set, routes!(api::braze::show, api::braze::connect, api::braze::disconnect))
        .route(set, routes!(api::braze::check))
        .route(set, routes!(api::braze::test))
        .route(Rule::May(Right::SeeSurveys), routes!(api::in_app::show))
        .route(set, routes!(api::in_app::switch))
        .route(
            set,
            routes!(
                api::signing::show,
                api::signing::renew,
                api::signing::require,
                api::signing::forget
            ),
        )
        .route(set, routes!(api::signing::end_before))
        .with(survey_api)
}

fn survey_api(api: Api) -> Api {
    use api::{drafts as d, surveys as s};
    let (see, edit) = (Rule::May(Right::SeeSurveys), Rule::May(Right::EditSurveys));
    let publish = Rule::May(Right::PublishSurveys);
    api.route(see, routes!(s::list_surveys))
        .route(edit, routes!(s::create_survey))
        .route(see, routes!(s::show_survey))
        .route(edit, routes!(s::delete_survey))
        .route(see, routes!(d::show_draft))
        .route(edit, routes!(d::put_draft))
        .route(edit, routes!(d::edit_draft))
        .route(see, routes!(d::check_text))
        .route(see, routes!(d::list_findings))
        .route(see, routes!(d::list_differences))
        .route(publish, routes!(d::publish_survey))
        .route(publish, routes!(s::change_state))
        .route(publish, routes!(s::schedule_survey))
        .route(edit, routes!(s::put_labels))
        .route(see, routes!(d::list_history))
        .route(see, routes!(d::show_version))
        .route(edit, routes!(d::restore_version))
        .route(see, routes!(s::list_snippets))
        .route(see, routes!(s::list_templates))
        .route(see, routes!(api::previews::preview_draft))
        .route(see, routes!(api::previews::show_paths))
        .route(see, routes!(api::translations::list_translations))
        .route(see, routes!(api::attributes::list_attributes))
        .with(trial_api)
}

/// Tests that authors send to themselves.
fn trial_api(api: Api) -> Api {
    use api::trials as t;
    let (see, publish) = (Rule::May(Right::SeeSurveys), Rule::May(Right::PublishSurveys));
    api.route(see, routes!(t::list_tests))
        .route(publish, routes!(t::make_test))
        .route(publish, routes!(t::end_test))
        .route(see, routes!(t::list_responses))
        .route(publish, routes!(t::delete_responses))
        .route(publish, routes!(t::delete_response))
}

/// Every address, with its rule.
#[must_use]
pub fn rules() -> Vec<RouteRule> {
    [all_pages().rules, all_api().rules].concat()
}

/// What programs are told of the API.
#[must_use]
pub fn document() -> OpenApi {
    all_api().router.into_openapi()
}

/// Every address of the studio, for a router with a state of its own.
pub fn router<S: Clone + Send + Sync + 'static>(studio: Studio) -> Router<S> {
    let pages = all_pages()
        .router
        .route("/studio/{*rest}", any(guard::not_found))
        .method_not_allowed_fallback(guard::method_not_allowed)
        .layer(middleware::from_fn_with_state(studio.clone(), guard::check_origin))
        .layer(middleware::from_fn_with_state(studio.clone(), guard::secure));
    let api = Router::from(all_api().router).method_not_allowed_fallback(api::method_not_allowed);
    // The relay's own bound is for answers; a survey's text in a form is three times as long at most.
    let bound = DefaultBodyLimit::max(4 * LONGEST);
    pages.merge(api).layer(compressed()).layer(bound).with_state(studio)
}

/// A page of a long survey is fifteen times as large without. What is secret in a page is only in the
/// answer to a press, which no other site can make, so that nobody learns of it by asking for lengths.
fn compressed() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(COMPRESSION))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Debug;

    use super::{Router, all_api, all_pages, rules};

    /// The paths that a router shows when it is printed, which is the only list of them that it gives.
    fn printed(router: &impl Debug) -> BTreeSet<String> {
        let text = format!("{router:?}");
        let quoted = text.split('"').skip(1).step_by(2);
        let is_route = |text: &&str| *text != "/" && !text.contains("__private");
        quoted.filter(|text| text.starts_with('/') && is_route(text)).map(str::to_owned).collect()
    }

    #[test]
    fn every_route_has_a_rule_and_every_rule_a_route() {
        let routes = &printed(&all_pages().router) | &printed(&Router::from(all_api().router));
        let ruled: BTreeSet<String> = rules().into_iter().map(|rule| rule.path).collect();
        assert!(ruled.len() > 10, "{ruled:?}");
        assert_eq!(routes, ruled);
    }

    #[test]
    fn an_address_has_one_rule() {
        let all = rules();
        let different: BTreeSet<_> =
            all.iter().map(|rule| (rule.method.to_string(), rule.path.clone())).collect();
        assert_eq!(different.len(), all.len());
    }
}
