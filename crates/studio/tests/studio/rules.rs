//! Who may ask where, from the router's own list.

use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use sondage_studio::actor::Role;
use sondage_studio::routes::{Rule, rules};

use crate::house::{House, START, digest};

/// An address of the route.
fn address(path: &str) -> String {
    path.replace("{id}", "x")
        .replace("{kind}", "draft")
        .replace("{revision}", "1")
        .replace("{test}", "k")
        .replace("{response}", "r")
}

#[tokio::test]
async fn nobody_comes_in_where_there_is_a_rule() {
    let house = House::new().await;
    let mut n_asked = 0;
    for rule in rules().into_iter().filter(|rule| rule.rule != Rule::Everyone) {
        let answer = house.ask(&rule.method, &address(&rule.path), None).await;
        let where_to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        let is_refused = match (rule.path.starts_with("/api"), &rule.method) {
            (false, &Method::GET) => {
                where_to.is_some_and(|to| to.starts_with("/studio/login?next="))
            }
            _ => answer.status() == StatusCode::UNAUTHORIZED,
        };
        assert!(is_refused, "{rule:?}: {:?}", answer.status());
        n_asked += 1;
    }
    assert!(n_asked > 10);
}

#[tokio::test]
async fn a_role_is_refused_where_it_lacks_the_right_and_nowhere_else() {
    let house = House::new().await;
    let (mut n_refused, mut n_let) = (0, 0);
    for rule in rules() {
        let Rule::May(right) = rule.rule else { continue };
        for role in Role::ALL {
            // Signing out ends the session that the next one needs.
            if rule.path == "/studio/logout" {
                continue;
            }
            house.begin_survey().await;
            let answer =
                house.ask(&rule.method, &address(&rule.path), Some(role.as_str())).await.status();
            let is_refused = answer == StatusCode::FORBIDDEN;
            assert_eq!(is_refused, !role.has(right), "{role:?} {rule:?}: {answer}");
            *(if is_refused { &mut n_refused } else { &mut n_let }) += 1;
        }
    }
    assert!(n_refused > 10 && n_let > 10, "{n_refused} {n_let}");
}

#[tokio::test]
async fn a_session_ends_by_itself_and_lasts_while_it_is_used() {
    let house = House::new().await;
    let show = async || house.ask(&Method::GET, "/studio/account", Some("owner")).await.status();
    assert_eq!(show().await, StatusCode::OK);
    house.clock.advance(Duration::from_mins(59));
    // From now on it is as long as the setting says.
    assert_eq!(show().await, StatusCode::OK);
    house.clock.advance(Duration::from_hours(24));
    assert_eq!(show().await, StatusCode::OK);
    house.clock.advance(Duration::from_hours(8 * 24));
    assert_eq!(show().await, StatusCode::SEE_OTHER);
    let (session, _) = house.store.login_session(&digest("owner")).await.unwrap().unwrap();
    assert!(session.seen_at > START);
}
