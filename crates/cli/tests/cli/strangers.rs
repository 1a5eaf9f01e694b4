//! The program that serves, as strangers meet it: what each answer says to browsers, and where its
//! secrets stand.

use std::fmt::Write as _;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use sondage_studio::routes::rules;

use crate::common::{RESPONSE, score};
use crate::serving::{Serving, shell};

/// All that the program serves, the studio among it, as its own document and the studio's list say.
async fn all_addresses(serving: &Serving) -> Vec<(Method, String)> {
    let document = serving.get("/api/v1/openapi.json").await.text().await.unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "patch", "delete", "head"] {
            if item.get(method).is_some() || method == "head" {
                all.push((method.to_uppercase().parse().unwrap(), path.clone()));
            }
        }
    }
    all.extend(rules().into_iter().map(|rule| (rule.method, rule.path)));
    for path in ["/x", "/v1/x", "/api/v1/x", "/studio/x", "/w/x/y.js", "/"] {
        all.extend([Method::GET, Method::PATCH].map(|method| (method, path.to_owned())));
    }
    all.extend([Method::OPTIONS, Method::TRACE].map(|method| (method, "/studio".to_owned())));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_the_program_has_the_headers_that_keep_browsers_careful() {
    let shell = shell();
    let serving = Serving::start(&shell).await;
    let all = all_addresses(&serving).await;
    assert!(all.len() > 80, "{}", all.len());
    for (method, path) in all {
        let path = path.replace("{id}", "onboarding").replace("{kind}", "draft");
        let path = path.replace(['{', '}'], "");
        for site in ["same-origin", "cross-site"] {
            let request = serving.request(method.clone(), &path).header("sec-fetch-site", site);
            let reply = request.header("content-type", "application/json").send().await.unwrap();
            let what = format!("{method} {path} {site} {}", reply.status());
            let header = |name: &str| {
                let value = reply.headers().get(name).unwrap_or_else(|| panic!("{what}: {name}"));
                value.to_str().unwrap().to_owned()
            };
            assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
            assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
            assert!(header("content-security-policy").contains("frame-ancestors"), "{what}");
            assert!(header("permissions-policy").contains("camera=()"), "{what}");
            assert!(header("strict-transport-security").contains("max-age="), "{what}");
        }
    }
    serving.stop();
}

/// What is secret in the studio; each is found by "hush".
const LOGIN: &str = "ada@example.com";
const PASSWORD: &str = "hush-account-password";
const BRAZE_KEY: &str = "hush-braze-key-of-the-page";
/// Where all of that comes from: no secret, and stored nowhere.
const ADDRESS: &str = "203.0.113.77";
const ENCRYPTION_KEY: &str = "hush-encryption-key-of-32-bytes-and-more";

/// Somebody who has come in, and a program of theirs.
struct Owner {
    /// The token of the link by which they came.
    link: String,
    cookie: String,
    token: String,
    /// The signing secret that they have made.
    signing: String,
}

impl Owner {
    /// Comes in by the link that is in the log.
    async fn enter(serving: &Serving) -> Self {
        let log = serving.log();
        let link = log.split("/studio/welcome?token=").nth(1).unwrap();
        let link: String = link.chars().take_while(char::is_ascii_hexdigit).collect();
        assert!(link.len() >= 32, "{link}");
        let founder = [("token", &*link), ("login", LOGIN), ("password", PASSWORD)];
        let entered = serving.form("/studio/welcome", &founder).send().await.unwrap();
        let cookie = entered.headers()["set-cookie"].to_str().unwrap().to_owned();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let made = serving.form("/studio/account/tokens", &[("name", "report")]);
        let made = made.header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
        let token = made.split("sondage_").nth(1).unwrap();
        let token: String = token.chars().take_while(char::is_ascii_alphanumeric).collect();
        let renew = serving.form("/studio/settings/signing", &[("do", "renew")]);
        let made = renew.header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
        let signing = made.split("id=\"made-secret\">").nth(1).unwrap();
        let signing: String = signing.chars().take_while(char::is_ascii_hexdigit).collect();
        assert_eq!(signing.len(), 64, "{made}");
        Self { link, cookie, token, signing }
    }

    /// What shows them in the studio.
    fn secrets(&self) -> [&str; 4] {
        [&self.link, self.cookie.split('=').nth(1).unwrap(), &self.token, &self.signing]
    }
}

/// What has to do with secrets, asked on pages: with their cookie, and with what is wrong.
fn on_pages(serving: &Serving, owner: &Owner) -> Vec<RequestBuilder> {
    let connect = |fields: &[(&str, &str)]| serving.form("/studio/settings/braze", fields);
    let password = |current: &str, new: &str| {
        serving.form("/studio/account/password", &[("current", current), ("new", new)])
    };
    let get = |path: &str| serving.request(Method::GET, path);
    let braze = [("instance", ""), ("endpoint", "http://127.0.0.1:9"), ("key", BRAZE_KEY)];
    let founder = [("token", &*owner.link), ("login", LOGIN), ("password", PASSWORD)];
    let own = [
        connect(&braze),
        connect(&[("endpoint", "x"), ("key", BRAZE_KEY)]),
        connect(&[("key", BRAZE_KEY)]),
        serving.form("/studio/settings/braze/check", &[]),
        serving.form("/studio/settings/braze/test", &[("external_id", "ada")]),
        password(PASSWORD, "hush"),
        password("hush, wrong of twelve", "hush-another-password"),
        get("/studio/account"),
        get("/studio/settings/braze"),
        get("/studio/settings/signing"),
        serving.form("/studio/settings/signing", &[("do", "require")]),
        get("/studio/settings/audit"),
        get("/studio/nowhere"),
    ];
    let own = own.map(|request| request.header("cookie", &owner.cookie));
    let wrong = [("login", LOGIN), ("password", "hush-wrong")];
    let others = [serving.form("/studio/login", &wrong), serving.form("/studio/welcome", &founder)];
    own.into_iter().chain(others).collect()
}

/// The same of programs.
fn by_api(serving: &Serving, owner: &Owner) -> Vec<RequestBuilder> {
    let token = format!("sondage_{}", owner.token);
    let get = |path: &str| serving.request(Method::GET, path);
    let body = json!({ "endpoint": "x", "key": BRAZE_KEY, "more": 1 }).to_string();
    let put = serving.request(Method::PUT, "/api/v1/settings/braze").body(body);
    let answer = score(RESPONSE, 9).to_string();
    vec![
        get("/api/v1/settings/braze").bearer_auth(&token),
        get("/api/v1/settings/signing").bearer_auth(&token),
        get("/api/v1/tokens").bearer_auth(&token),
        get("/api/v1/sessions").bearer_auth(&token),
        get("/api/v1/account").bearer_auth("sondage_hush-made-up"),
        put.header("content-type", "application/json").bearer_auth(&token),
        serving.request(Method::POST, "/v1/surveys/onboarding/responses").body(answer),
    ]
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_studio_at_work_shows_its_secrets_nowhere() {
    let shell = shell()
        .with("SONDAGE_LOG", "trace")
        .with("SONDAGE_TRUSTED_PROXIES", "1")
        .with("SONDAGE_ENCRYPTION_KEY", ENCRYPTION_KEY);
    let serving = Serving::start(&shell).await;
    let command = std::fs::read(format!("/proc/{}/cmdline", serving.child.id())).unwrap();
    let mut said = String::from_utf8_lossy(&command).into_owned();
    let owner = Owner::enter(&serving).await;
    for request in on_pages(&serving, &owner).into_iter().chain(by_api(&serving, &owner)) {
        let reply = request.header("x-forwarded-for", ADDRESS).send().await.unwrap();
        write!(said, "\n{} {:?}\n", reply.status(), reply.headers()).unwrap();
        said += &reply.text().await.unwrap();
    }
    // What was typed as a name comes back in its field, and is written down nowhere: it may be a
    // password.
    let typed = [("login", "hush-typed-as-a-name"), ("password", "hush-wrong")];
    let request = serving.form("/studio/login", &typed).header("x-forwarded-for", ADDRESS);
    let reply = request.send().await.unwrap();
    said += &reply.text().await.unwrap().replacen("hush-typed-as-a-name", "", 1);
    let ran = shell.run(&["doctor"]);
    said += &(ran.out + &ran.err);

    let log = serving.stop();
    assert!(log.contains("answered") && log.contains("wrong login"), "the log was read");
    // The link is in the log on purpose, in one line.
    said += &log.replacen(&owner.link, "", 1);
    assert!(said.contains("external_id"), "the pages were read");
    assert!(log.contains(ADDRESS), "the log says who guesses");
    for file in std::fs::read_dir(shell.folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() && !path.ends_with("serve.log") {
            let bytes = std::fs::read(path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(ADDRESS));
            said += &text;
        }
    }
    for secret in owner.secrets().into_iter().chain(["hush"]) {
        let told: Vec<&str> = said.split('\n').filter(|line| line.contains(secret)).collect();
        assert!(told.is_empty(), "{secret}: {told:?}");
    }
}
