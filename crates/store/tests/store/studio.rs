//! Who works in the studio, as the store keeps it.

use std::time::Duration;

use sondage_intake::Millis;
use sondage_store::{Account, ApiToken, AuditEntry, LoginSession, StudioChange as C, WelcomeLink};

use crate::house::{Engine, House, START, SURVEY};

pub(crate) fn account(id: &str, login: &str) -> Account {
    Account {
        id: id.into(),
        login: login.into(),
        password: "$argon2id$".into(),
        role: "owner".into(),
        language: None,
        created_at: START,
        changed_at: START,
    }
}

fn link(hash: &str) -> C {
    C::AddWelcomeLink(WelcomeLink {
        hash: hash.into(),
        created_at: START,
        ends_at: hours(24),
        used_at: None,
    })
}

pub(crate) fn session(hash: &str, account: &str, ends_at: Millis) -> LoginSession {
    LoginSession {
        hash: hash.into(),
        account: account.into(),
        agent: Some("Browser".into()),
        created_at: START,
        seen_at: START,
        ends_at,
    }
}

pub(crate) fn token(id: &str, account: &str) -> ApiToken {
    ApiToken {
        id: id.into(),
        hash: format!("hash of {id}"),
        workspace: "main".into(),
        account: account.into(),
        name: "report".into(),
        ending: "ab12".into(),
        created_at: START,
        ends_at: Some(hours(1)),
        used_at: None,
        revoked_at: None,
    }
}

pub(crate) fn entry(id: &str, workspace: &str) -> AuditEntry {
    AuditEntry {
        id: id.into(),
        workspace: workspace.into(),
        at: START,
        account: Some("a".into()),
        who: "ada@example.com".into(),
        action: "session.begun".into(),
        subject: Some("a".into()),
        detail: r#"{"a":"é\u0000"}"#.into(),
    }
}

fn hours(n: u64) -> Millis {
    START.plus(Duration::from_hours(n))
}

pub(crate) async fn the_first_owner_comes_by_a_link_once_and_nobody_comes_after(engine: Engine) {
    let house = House::new_on(engine).await;
    let store = &house.store;
    assert!(!store.has_accounts().await.unwrap());
    let change = |changes: Vec<C>| store.change_studio(changes);
    change(vec![link("one"), link("two")]).await.unwrap();
    let enter = |hash: &str, now, account| {
        vec![C::UseWelcomeLink { hash: hash.into(), now }, C::AddAccount(account)]
    };
    let ada = account("a", "ada@example.com");
    for (hash, now) in [("three", START), ("one", hours(24))] {
        assert!(!change(enter(hash, now, ada.clone())).await.unwrap(), "{hash}");
        assert!(!store.has_accounts().await.unwrap());
    }
    assert!(change(enter("one", hours(1), ada.clone())).await.unwrap());
    assert_eq!(store.welcome_link("one").await.unwrap().unwrap().used_at, Some(hours(1)));
    for hash in ["one", "two"] {
        let grace = account("g", "grace@example.com");
        assert!(!change(enter(hash, hours(2), grace)).await.unwrap(), "{hash}");
    }
    let other = house.other_store().await;
    assert_eq!(other.account_of_login("ada@example.com").await.unwrap(), Some(ada));
    assert_eq!(other.account_of_login("grace@example.com").await.unwrap(), None);
}

pub(crate) async fn what_comes_after_a_condition_that_does_not_hold_is_not_done(engine: Engine) {
    let house = House::new_on(engine).await;
    let store = &house.store;
    let add = |id: &str| {
        vec![
            C::AddAccount(account(id, "ada@example.com")),
            C::AddSession(session(id, id, hours(1))),
            C::Audit(entry(id, "main")),
        ]
    };
    assert!(store.change_studio(add("a")).await.unwrap());
    assert!(!store.change_studio(add("b")).await.unwrap(), "the login is somebody's");
    assert!(store.login_session("b").await.unwrap().is_none());
    assert_eq!(store.audit("main", None, 9).await.unwrap(), [entry("a", "main")]);
}

pub(crate) async fn what_comes_before_a_condition_that_does_not_hold_is_not_done_either(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let store = &house.store;
    assert!(
        store.change_studio(vec![C::AddAccount(account("a", "ada@example.com"))]).await.unwrap()
    );
    let revoke = C::RevokeApiToken { id: "none".into(), account: "a".into(), now: START };
    let changes =
        vec![C::AddSession(session("one", "a", hours(1))), C::Audit(entry("e", "main")), revoke];
    assert!(!store.change_studio(changes).await.unwrap());
    assert!(store.login_session("one").await.unwrap().is_none());
    assert_eq!(store.audit("main", None, 9).await.unwrap(), []);
    let changes = vec![C::AddSession(session("two", "a", hours(1)))];
    assert!(store.change_studio(changes).await.unwrap(), "others go on");
    assert!(house.other_store().await.login_session("two").await.unwrap().is_some());
}

pub(crate) async fn links_that_are_over_go_when_there_is_a_new_one(engine: Engine) {
    let House { store, .. } = &House::new_on(engine).await;
    store.change_studio(vec![link("one"), link("two")]).await.unwrap();
    let later = WelcomeLink {
        hash: "three".into(),
        created_at: hours(24),
        ends_at: hours(48),
        used_at: None,
    };
    store.change_studio(vec![C::AddWelcomeLink(later)]).await.unwrap();
    for (hash, is_there) in [("one", false), ("two", false), ("three", true)] {
        assert_eq!(store.welcome_link(hash).await.unwrap().is_some(), is_there, "{hash}");
    }
}

pub(crate) async fn that_a_text_was_published_is_noted_with_it_and_only_where_it_is_new(
    engine: Engine,
) {
    let House { store, .. } = &House::new_on(engine).await;
    let language = sondage_intake::Language::Toml;
    let text = SURVEY.replace("name = ", "# Changed\nname = ");
    let definition = sondage_author::definition::Definition::parse(&text, language).unwrap();
    let note = |id: &'static str| {
        move |revision: u32| {
            let subject = Some(format!("revision {revision}"));
            vec![C::Audit(AuditEntry { subject, ..entry(id, "main") })]
        }
    };
    let before = store.writer_stats().n_commits;
    for id in ["first", "again"] {
        let made = store.publish_noted(&definition, &text, language, note(id)).await.unwrap();
        assert_eq!((made.revision, made.is_new), (2, id == "first"));
    }
    assert_eq!(store.writer_stats().n_commits - before, 2, "a commit each");
    let noted = store.audit("main", None, 9).await.unwrap();
    let noted: Vec<_> = noted.iter().map(|entry| (&*entry.id, entry.subject.as_deref())).collect();
    assert_eq!(noted, [("first", Some("revision 2"))]);
}

pub(crate) async fn a_session_goes_with_its_end_its_account_or_by_itself(engine: Engine) {
    let house = House::new_on(engine).await;
    let store = &house.store;
    let mut changes = vec![C::AddAccount(account("a", "ada@example.com"))];
    let sessions = ["one", "two", "three", "four"];
    changes.extend(sessions.map(|hash| C::AddSession(session(hash, "a", hours(1)))));
    let used = C::UseSession { hash: "two".into(), seen_at: hours(1), ends_at: hours(3) };
    changes.extend([used, C::EndSession { hash: "one".into() }]);
    store.change_studio(changes).await.unwrap();
    let left = || async {
        let mut left = Vec::new();
        for hash in sessions {
            left.extend(store.login_session(hash).await.unwrap().map(|_| hash));
        }
        left
    };
    assert_eq!(left().await, ["two", "three", "four"]);
    let (two, ada) = store.login_session("two").await.unwrap().unwrap();
    assert_eq!((two.seen_at, two.ends_at, &*ada.login), (hours(1), hours(3), "ada@example.com"));
    store.change_studio(vec![C::ForgetSessions { before: hours(2) }]).await.unwrap();
    assert_eq!(left().await, ["two"]);
    let again = C::AddSession(session("three", "a", hours(9)));
    let others = C::EndSessionsOf { account: "a".into(), but: Some("three".into()) };
    let password = "$new".to_owned();
    let set = C::SetPassword { account: "a".into(), password, now: hours(2) };
    store.change_studio(vec![again, set, others]).await.unwrap();
    assert_eq!(left().await, ["three"]);
    let (_, ada) = store.login_session("three").await.unwrap().unwrap();
    assert_eq!((&*ada.password, ada.changed_at), ("$new", hours(2)));
}

pub(crate) async fn sessions_are_listed_for_whose_they_are_until_they_end(engine: Engine) {
    let house = House::new_on(engine).await;
    let store = &house.store;
    let ada = account("a", "ada@example.com");
    let mut changes = vec![C::AddAccount(ada), C::AddAccount(account("e", "eve@example.com"))];
    // Two began at once; one is over.
    let begun = [("one", "a", 0, 2), ("two", "a", 1, 3), ("three", "a", 1, 3), ("old", "a", 0, 1)];
    for (hash, of, created_at, ends_at) in begun.into_iter().chain([("eves", "e", 0, 9)]) {
        let session = session(hash, of, hours(ends_at));
        changes.push(C::AddSession(LoginSession { created_at: hours(created_at), ..session }));
    }
    store.change_studio(changes).await.unwrap();
    let mut seen = Vec::new();
    let mut after: Option<(Millis, String)> = None;
    loop {
        let place = after.as_ref().map(|(at, hash)| (*at, hash.as_str()));
        let page = store.login_sessions("a", hours(1), place, 1).await.unwrap();
        let Some(last) = page.into_iter().next_back() else { break };
        after = Some((last.created_at, last.hash.clone()));
        seen.push((last.hash, last.agent));
    }
    let own = |hash: &str| (hash.to_owned(), Some("Browser".to_owned()));
    assert_eq!(seen, ["three", "two", "one"].map(own));
    let end = |hash: &str, account: &str| {
        let (hash, account) = (hash.into(), account.into());
        store.change_studio(vec![C::EndOwnSession { hash, account }])
    };
    assert!(!end("eves", "a").await.unwrap(), "it is another's");
    assert!(store.login_session("eves").await.unwrap().is_some());
    assert!(end("two", "a").await.unwrap() && !end("two", "a").await.unwrap());
    assert_eq!(store.login_sessions("a", hours(1), None, 9).await.unwrap().len(), 2);
}

pub(crate) async fn all_tokens_of_an_account_are_taken_back_at_once_and_nobody_elses(
    engine: Engine,
) {
    let House { store, .. } = &House::new_on(engine).await;
    let mut changes = vec![
        C::AddAccount(account("a", "ada@example.com")),
        C::AddAccount(account("e", "eve@example.com")),
    ];
    changes.extend(["1", "2"].map(|id| C::AddApiToken(token(id, "a"))));
    changes.push(C::RevokeApiToken { id: "1".into(), account: "a".into(), now: hours(1) });
    changes.push(C::AddApiToken(token("3", "e")));
    changes.push(C::RevokeApiTokensOf { account: "a".into(), now: hours(2) });
    assert!(store.change_studio(changes).await.unwrap());
    for (id, revoked_at) in [("1", Some(hours(1))), ("2", Some(hours(2))), ("3", None)] {
        let (token, _) = store.api_token(&format!("hash of {id}")).await.unwrap().unwrap();
        assert_eq!(token.revoked_at, revoked_at, "{id}");
    }
}

pub(crate) async fn a_token_is_its_owners_to_take_back_and_listed_until_then(engine: Engine) {
    let house = House::new_on(engine).await;
    let store = &house.store;
    let mut changes = vec![C::AddAccount(account("a", "ada@example.com"))];
    changes.extend(["1", "2", "3"].map(|id| C::AddApiToken(token(id, "a"))));
    changes.push(C::UseApiToken { id: "2".into(), now: hours(1) });
    store.change_studio(changes).await.unwrap();
    let revoke = |id: &str, account: &str| {
        let (id, account, now) = (id.into(), account.into(), hours(2));
        store.change_studio(vec![C::RevokeApiToken { id, account, now }])
    };
    assert!(!revoke("1", "b").await.unwrap());
    assert!(revoke("1", "a").await.unwrap() && !revoke("1", "a").await.unwrap());
    let ids = |after| async move {
        let tokens = store.api_tokens("a", after, 1).await.unwrap();
        tokens.into_iter().map(|token| token.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(None).await, ["3"]);
    assert_eq!(ids(Some("3")).await, ["2"]);
    assert!(ids(Some("2")).await.is_empty());
    let (two, owner) = store.api_token("hash of 2").await.unwrap().unwrap();
    assert_eq!((two.used_at, two.ends_at, &*owner.id), (Some(hours(1)), Some(hours(1)), "a"));
    let (one, _) = store.api_token("hash of 1").await.unwrap().unwrap();
    assert_eq!(one.revoked_at, Some(hours(2)));
    assert!(store.api_token("hash of 4").await.unwrap().is_none());
}

pub(crate) async fn what_is_set_and_done_is_a_workspaces_own(engine: Engine) {
    let house = House::new_on(engine).await;
    let store = &house.store;
    let put = |workspace: &str, before: Option<&str>, value: Option<&str>, now| C::PutSetting {
        workspace: workspace.into(),
        name: "braze".into(),
        before: before.map(str::to_owned),
        value: value.map(str::to_owned),
        now,
    };
    let entries = ["1", "2", "3"].map(|id| C::Audit(entry(id, "main")));
    let mut changes =
        vec![put("main", None, Some("1"), START), put("other", None, Some("2"), START)];
    changes.push(put("main", Some("1"), Some("3"), hours(1)));
    changes.extend(entries);
    changes.push(C::Audit(entry("4", "other")));
    store.change_studio(changes).await.unwrap();
    let setting = store.setting("main", "braze").await.unwrap().unwrap();
    assert_eq!((&*setting.value, setting.changed_at), ("3", hours(1)));
    // Who has read what is there no more changes nothing, whatever they want.
    let stale = [
        put("main", Some("1"), Some("4"), hours(2)),
        put("main", None, Some("4"), hours(2)),
        put("main", Some("1"), None, hours(2)),
        put("main", None, None, hours(2)),
    ];
    for change in stale {
        assert!(!store.change_studio(vec![C::Audit(entry("5", "main")), change]).await.unwrap());
    }
    assert_eq!(store.setting("main", "braze").await.unwrap().unwrap().value, "3");
    let end = put("main", Some("3"), None, hours(2));
    assert!(store.change_studio(vec![end]).await.unwrap());
    assert!(store.change_studio(vec![put("main", None, None, hours(2))]).await.unwrap());
    assert_eq!(store.setting("main", "braze").await.unwrap(), None);
    assert_eq!(store.setting("other", "braze").await.unwrap().unwrap().value, "2");
    let first = store.audit("main", None, 2).await.unwrap();
    assert_eq!(first, [entry("3", "main"), entry("2", "main")]);
    assert_eq!(store.audit("main", Some("2"), 2).await.unwrap(), [entry("1", "main")]);
}

pub(crate) async fn what_was_done_before_a_moment_is_forgotten_in_portions_and_the_rest_stays(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let store = &house.store;
    let at = |id: &str, workspace: &str, n| AuditEntry { at: hours(n), ..entry(id, workspace) };
    let all = [at("1", "main", 0), at("2", "other", 1), at("3", "main", 2), at("4", "main", 3)];
    store.change_studio(all.iter().cloned().map(C::Audit).collect()).await.unwrap();
    assert_eq!(store.forget_audit(hours(0), 9).await.unwrap(), 0);
    assert_eq!(store.forget_audit(hours(3), 2).await.unwrap(), 2);
    let left = async |workspace| store.audit(workspace, None, 9).await.unwrap();
    assert_eq!(left("other").await, []);
    assert_eq!(left("main").await, [at("4", "main", 3), at("3", "main", 2)]);
    assert_eq!(store.forget_audit(hours(3), 2).await.unwrap(), 1);
    assert_eq!(store.forget_audit(hours(3), 2).await.unwrap(), 0);
    assert_eq!(left("main").await, [at("4", "main", 3)]);
}
