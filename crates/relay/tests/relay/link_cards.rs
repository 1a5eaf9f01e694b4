//! What surrounds the questions of a link survey: hidden fields, languages, other cards, ends.

use crate::common::TestApp;
use crate::linking::{Page, open, post, press};
use serde_json::{Value, json};
use sondage_intake::State;
use sondage_intake::StoredResponse;

/// A survey that knows more than its questions, with these lines besides.
fn tour(more: &str) -> String {
    format!(
        r#"
        id = "tour"
        name = "Tour"
        [[hidden]]
        id = "campaign"
        [[hidden]]
        id = "token"
        [[questions]]
        id = "why"
        type = "short_text"
        prompt = "Why {{campaign|no campaign}}?"
        required = true
        [[questions]]
        id = "mail"
        type = "email"
        prompt = "Where to?"
        show_if = {{ hidden = "campaign", is = "spring" }}
        [end]
        text = "Thank you, {{campaign|stranger}}"
        [translations.ar]
        "questions.why.prompt" = "لماذا؟"
        {more}
        "#
    )
}

async fn start(more: &str) -> TestApp {
    let app = TestApp::start().await;
    app.publish(&tour(more)).await;
    app
}

async fn stored(app: &TestApp) -> Vec<StoredResponse> {
    app.store.responses("tour", None, 10).await.unwrap().responses
}

async fn only(app: &TestApp) -> StoredResponse {
    let mut all = stored(app).await;
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

#[tokio::test]
async fn the_hidden_fields_of_a_link_are_kept_and_decide_the_path() {
    let app = start("").await;
    let page = open(&app, "tour", "campaign=spring&unheard=of").await;
    page.has("Why <bdi>spring</bdi>?");
    assert_eq!(page.field("h.campaign"), "spring");
    assert!(!page.html.contains("unheard"));
    let page = press(&app, &page, "next", &[("q.why", "Fun")]).await;
    page.has("Where to?");
    assert_eq!(page.field("h.campaign"), "spring", "from card to card");
    press(&app, &page, "next", &[]).await.has("Thank you, <bdi>spring</bdi>");
    let stored = only(&app).await;
    assert_eq!(Value::Object(stored.hidden), json!({ "campaign": "spring" }));

    let page = open(&app, "tour", "").await;
    page.has("Why no campaign?");
    press(&app, &page, "next", &[("q.why", "Fun")]).await.has("Thank you, stranger");
}

#[tokio::test]
async fn a_hidden_field_is_one_short_line_and_no_markup() {
    let app = start("").await;
    let long = "x".repeat(300);
    let page = open(&app, "tour", &format!("campaign=%22%3E%3Cb%3E%0D%0A%00{long}")).await;
    let kept = format!("\"><b>   {}", &"x".repeat(247));
    assert_eq!(page.field("h.campaign"), kept);
    assert!(!page.html.contains("<b>"), "{}", page.html);
    press(&app, &page, "next", &[("q.why", "Fun")]).await;
    assert_eq!(only(&app).await.hidden.get("campaign"), Some(&json!(kept)));
    let page = open(&app, "tour", "campaign=%7B%7B%24%7Bx%7D%7D%7D").await;
    assert_eq!(page.field("h.campaign"), "", "Liquid that nobody filled in");
}

#[tokio::test]
async fn what_a_link_has_for_itself_is_no_hidden_field_unless_it_says_so() {
    let app = start("").await;
    let page = open(&app, "tour", "token=secret").await;
    assert_eq!(page.field("h.token"), "");
    let page = open(&app, "tour", "token=secret&h.token=told").await;
    assert_eq!(page.field("h.token"), "told");
}

#[tokio::test]
async fn the_last_value_of_a_hidden_field_counts_and_none_leaves_it() {
    let app = start("").await;
    let page = open(&app, "tour", "campaign=spring").await;
    let response = page.field("response");
    let fields = |campaign: Option<&'static str>| {
        let own = [("response", response.clone()), ("card", "q.why".into())];
        let typed = [("q.why", "Fun".into()), ("action", "next".into())];
        let campaign = campaign.map(|campaign| ("h.campaign", campaign.to_owned()));
        own.into_iter().chain(typed).chain(campaign).collect::<Vec<(&str, String)>>()
    };
    for (sent, expected, next) in [
        (Some("spring"), "spring", "Where to?"),
        (None, "spring", "Where to?"),
        (Some(""), "spring", "Where to?"),
        (Some("autumn"), "autumn", "Thank you"),
    ] {
        let fields = fields(sent);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Page::of(app.post_form("/s/tour", &fields).await).await.has(next);
        assert_eq!(only(&app).await.hidden.get("campaign"), Some(&json!(expected)), "{sent:?}");
    }
}

#[tokio::test]
async fn another_language_shows_the_same_card_with_what_was_typed() {
    let app = start("").await;
    let page = open(&app, "tour", "campaign=spring").await;
    page.has("<html lang=\"en\" dir=\"ltr\">").has("value=\"locale:ar\"");
    let page = press(&app, &page, "locale:ar", &[("q.why", "  Because\"")]).await;
    assert_eq!(page.status, 200);
    page.has("<html lang=\"ar\" dir=\"rtl\">")
        .has("lang=\"ar\" dir=\"rtl\" data-sheet")
        .has("لماذا؟")
        .has("value=\"Because&quot;\"");
    assert_eq!(page.field("locale"), "ar");
    assert!(stored(&app).await.is_empty(), "nothing is answered yet");
    let page = press(&app, &page, "next", &[("q.why", "Because")]).await;
    page.has("<html lang=\"ar\" dir=\"rtl\">")
        .has("<h1 class=\"unseen\" lang=\"en\" dir=\"ltr\">Tour")
        .has("<span lang=\"en\" dir=\"ltr\">Where to?</span>");
    assert_eq!(only(&app).await.locale, "ar");
    let page = press(&app, &page, "locale:en", &[("q.mail", "not a mail")]).await;
    assert!(!page.html.contains("sondage-error"), "{}", page.html);
    page.has("<html lang=\"en\"").has("value=\"not a mail\"");
    press(&app, &page, "locale:tlh", &[]).await.has("<html lang=\"en\"");
}

#[tokio::test]
async fn a_redirect_leaves_when_everything_is_stored() {
    let mut app = start(
        "[[endings]]\nid = \"shop\"\nif = { question = \"why\", is = \"Buy\" }\n\
         redirect = \"https://exämple.com/thanks?why={why}&from={campaign|none}\"",
    )
    .await;
    app.http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let page = open(&app, "tour", "campaign=a%26b").await;
    assert!(page.policy.contains("form-action 'self' https:;"), "{}", page.policy);
    for _ in 0..2 {
        let answer = post(&app, &page, "next", &[("q.why", "Buy")]).await;
        assert_eq!(answer.status(), 303);
        let address = answer.headers().get("location").unwrap().to_str().unwrap();
        assert_eq!(address, "https://ex%C3%A4mple.com/thanks?why=Buy&from=a%26b");
        assert_eq!(answer.headers().get("referrer-policy").unwrap(), "no-referrer");
        let stored = only(&app).await;
        assert_eq!((stored.state, stored.live_answers().len()), (State::Completed, 1));
    }
    let page = press(&app, &page, "next", &[("q.why", "Look")]).await;
    page.has("Thank you");
}

#[tokio::test]
async fn the_last_card_posted_again_changes_nothing() {
    let app = start("").await;
    let page = open(&app, "tour", "").await;
    press(&app, &page, "next", &[("q.why", "Fun")]).await.has("Thank you");
    let before = only(&app).await;
    press(&app, &page, "next", &[("q.why", "Fun")]).await.has("Thank you");
    assert_eq!(only(&app).await, before);
}

#[tokio::test]
async fn prompt_and_welcome_come_first_and_whoever_declines_may_come_back() {
    let app = start(
        "[prompt]\ntext = \"Got half a minute?\"\n[welcome]\ntitle = \"Hello {campaign|you}\"",
    )
    .await;
    let page = open(&app, "tour", "campaign=spring&external_id=ada").await;
    page.has("Got half a minute?");
    let declined = press(&app, &page, "decline", &[]).await;
    assert_eq!(declined.status, 200);
    declined.has("Not now").has(
        "href=\"/s/tour?channel=link&amp;locale=en&amp;external_id=ada&amp;h.campaign=spring\"",
    );
    assert!(!declined.html.contains("Thank you"), "{}", declined.html);
    assert_eq!(only(&app).await.state, State::Dismissed);

    let again =
        open(&app, "tour", "channel=link&locale=en&external_id=ada&h.campaign=spring").await;
    let welcome = press(&app, &again, "accept", &[]).await;
    welcome.has("Hello <bdi>spring</bdi>");
    press(&app, &welcome, "start", &[]).await.has("Why <bdi>spring</bdi>?");
    assert_eq!(stored(&app).await.len(), 1, "beginning is no answer");
}

#[tokio::test]
async fn all_answers_are_reviewed_and_a_change_leads_back_to_the_review() {
    let app = start("[flow]\nreview = true").await;
    let page = open(&app, "tour", "campaign=spring").await;
    let page = press(&app, &page, "next", &[("q.why", "Fun")]).await;
    let review = press(&app, &page, "next", &[("q.mail", "a@example.com")]).await;
    review.has("Check your answers").has("Fun").has("a@example.com");
    assert_eq!(only(&app).await.state, State::InProgress);

    let change = press(&app, &review, "go:why", &[]).await;
    change.has("value=\"Fun\"");
    let refused = press(&app, &change, "next", &[("q.why", "")]).await;
    assert_eq!(refused.status, 422);
    let review = press(&app, &refused, "next", &[("q.why", "Work")]).await;
    review.has("Check your answers").has("Work");
    assert_eq!(review.field("reviewing"), "");

    let last = press(&app, &review, "back", &[]).await;
    last.has("Where to?");
    press(&app, &last, "back", &[]).await.has("value=\"Work\"");
    press(&app, &review, "send", &[]).await.has("Thank you");
    let stored = only(&app).await;
    assert_eq!(stored.state, State::Completed);
    assert_eq!(
        stored.live_answers(),
        [("mail".into(), json!("a@example.com")), ("why".into(), json!("Work"))]
    );
}

#[tokio::test]
async fn a_change_in_the_review_that_asks_for_more_leads_there_first() {
    let app = start("").await;
    let more = tour("[flow]\nreview = true").replace(
        "show_if = { hidden = \"campaign\", is = \"spring\" }",
        "show_if = { question = \"why\", is = \"Mail\" }\nrequired = true",
    );
    app.publish(&more).await;
    let page = open(&app, "tour", "").await;
    let review = press(&app, &page, "next", &[("q.why", "Fun")]).await;
    let change = press(&app, &review, "go:why", &[]).await;
    let mail = press(&app, &change, "next", &[("q.why", "Mail")]).await;
    mail.has("Where to?");
    let review = press(&app, &mail, "next", &[("q.mail", "a@example.com")]).await;
    review.has("Check your answers").has("a@example.com");
}

#[tokio::test]
async fn when_the_time_is_up_one_may_take_more_or_finish() {
    let app = start("[flow]\ntime_limit = 60").await;
    let page = open(&app, "tour", "campaign=spring").await;
    let page = press(&app, &page, "next", &[("q.why", "Fun")]).await;
    let response = page.field("response");
    let fields = |action| {
        [
            ("card", "time-up"),
            ("response", response.as_str()),
            ("h.campaign", "spring"),
            ("action", action),
        ]
    };
    let more = Page::of(app.post_form("/s/tour", &fields("more")).await).await;
    more.has("Where to?");
    let finished = Page::of(app.post_form("/s/tour", &fields("finish")).await).await;
    finished.has("Thank you");
    assert_eq!(only(&app).await.live_answers(), [("why".into(), json!("Fun"))]);
}

#[tokio::test]
async fn what_is_drawn_by_lot_is_the_same_when_it_is_answered() {
    let app = TestApp::start().await;
    let letters = ["a", "b", "c", "d", "e", "f", "g"];
    let options: Vec<String> =
        letters.map(|id| format!("{{ id = \"{id}\", label = \"{id}\" }}")).into();
    app.publish(&format!(
        "id = \"tour\"\nname = \"Tour\"\n[[questions]]\nid = \"one\"\ntype = \"single_choice\"\nprompt = \"P\"\n\
         shuffle = true\npick = 2\noptions = [{}]\n[end]\ntext = \"Thank you\"",
        options.join(", ")
    ))
    .await;
    let mut orders = std::collections::BTreeSet::new();
    for _ in 0..8 {
        let page = open(&app, "tour", "").await;
        let shown: Vec<&str> = page
            .html
            .split("name=\"q.one\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        assert_eq!(shown.len(), 2);
        let hidden = letters.into_iter().find(|id| !shown.contains(id)).unwrap();
        assert_eq!(press(&app, &page, "next", &[("q.one", hidden)]).await.status, 422);
        press(&app, &page, "next", &[("q.one", shown[0])]).await.has("Thank you");
        orders.insert(shown.concat());
    }
    assert!(orders.len() > 1, "each response has its own: {orders:?}");
}

#[tokio::test]
async fn a_page_may_load_the_pictures_and_films_of_its_survey_and_nothing_else() {
    let app = start("").await;
    let plain = open(&app, "tour", "").await.policy;
    assert!(plain.contains("img-src 'self';") && !plain.contains("media-src"), "{plain}");
    assert!(plain.contains("form-action 'self';") && !plain.contains("script-src"), "{plain}");

    app.publish(&tour(
        "[theme]\naccent = \"#004d40\"\nlogo = { src = \"https://example.com/logo.png\", alt = \"Acme\" }",
    ))
    .await;
    let page = open(&app, "tour", "").await;
    page.has("<img src=\"https://example.com/logo.png\" alt=\"Acme\">").has("#004d40");
    assert!(page.policy.contains("img-src 'self' https:;"), "{}", page.policy);

    let film = "video = { src = \"https://example.com/a.mp4\", title = \"A\" }\nrequired = true";
    app.publish(&tour("").replacen("required = true", film, 1)).await;
    let page = open(&app, "tour", "").await;
    assert!(page.policy.ends_with("media-src https:"), "{}", page.policy);
    assert!(page.policy.contains("img-src 'self';"), "{}", page.policy);

    let film = "video = { src = \"https://youtu.be/dQw4w9WgXcQ\", title = \"A\" }\nrequired = true";
    app.publish(&tour("").replacen("required = true", film, 1)).await;
    let page = open(&app, "tour", "").await;
    page.has("<iframe src=\"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0\"");
    page.has("loading=\"lazy\"").has("referrerpolicy=\"strict-origin\"");
    let frames = "frame-src https://www.youtube-nocookie.com https://player.vimeo.com";
    assert!(page.policy.ends_with(frames) && !page.policy.contains("media-src"), "{}", page.policy);

    app.publish(&tour("[theme]\ncss = \".sheet { background: url(data:image/png;base64,AAAA) }\""))
        .await;
    let page = open(&app, "tour", "").await;
    assert!(page.policy.contains("img-src 'self' data:;"), "{}", page.policy);
}

#[tokio::test]
async fn a_survey_that_is_not_open_says_whether_it_will_be() {
    let app = start("[limits]\nopens = \"2999-12-01\"").await;
    let page = open(&app, "tour", "locale=ar").await;
    assert!(!page.html.contains("<form"), "{}", page.html);
    page.has("<html lang=\"ar\" dir=\"rtl\">");
    let page = open(&app, "tour", "").await;
    assert_eq!(page.status, 403);
    page.has("This survey is not open yet.");

    app.publish(&tour("")).await;
    let page = open(&app, "tour", "").await;
    app.publish(&tour("[limits]\ncloses = \"2020-12-01\"")).await;
    let closed = open(&app, "tour", "").await;
    assert_eq!(closed.status, 410);
    closed.has("This survey is closed and takes no more answers.");
    let page = press(&app, &page, "next", &[("q.why", "Fun")]).await;
    assert_eq!(page.status, 409);
    page.has("This survey is closed and takes no more answers.");
    assert!(stored(&app).await.is_empty());
}

#[tokio::test]
async fn a_file_that_is_not_taken_is_told_on_the_card_it_was_for() {
    let app = start("").await;
    let file = "type = \"file\"\naccept = [\"pdf\"]\nprompt = \"Why";
    app.publish(&tour("").replacen("type = \"short_text\"\n        prompt = \"Why", file, 1)).await;
    let page = open(&app, "tour", "").await;
    let mut body = String::new();
    let mut fields = page.hidden();
    fields.push(("action".into(), "next".into()));
    for (name, value) in fields {
        let head = "--edge\r\ncontent-disposition: form-data; name=\"";
        body = body + head + &name + "\"\r\n\r\n" + &value + "\r\n";
    }
    body += "--edge\r\ncontent-disposition: form-data; name=\"q.why.file\"; filename=\"a.exe\"\r\n\r\nMZ\r\n--edge--\r\n";
    let request = app.http.post(app.url("/s/tour")).body(body);
    let request = request.header("content-type", "multipart/form-data; boundary=edge");
    let page = Page::of(request.send().await.unwrap()).await;
    assert_eq!(page.status, 422);
    page.has("<div class=\"notice\" role=\"alert\" lang=\"en\" dir=\"ltr\"><p>a.exe: This type of file is not accepted here.</p>");
    assert_eq!(page.field("card"), "q.why");
    assert!(stored(&app).await.is_empty());
}

/// Three questions of which the last two share a card.
const SHARED: &str = r#"
id = "tour"
name = "Tour"
end = { text = "Thank you" }
[[questions]]
id = "score"
type = "nps"
prompt = "Score?"
[[questions]]
id = "name"
type = "short_text"
prompt = "Name?"
required = true
card = "contact"
[[questions]]
id = "mail"
type = "email"
prompt = "Mail?"
required = true
card = "contact"
"#;

#[tokio::test]
async fn a_card_of_several_questions_is_one_form_without_scripts_too() {
    let app = TestApp::start().await;
    app.publish(SHARED).await;
    let page = open(&app, "tour", "").await;
    let page = press(&app, &page, "next", &[("q.score", "9")]).await;
    page.has("Name?").has("Mail?");
    let page = press(&app, &page, "next", &[("q.name", "Ada"), ("q.mail", "ada at")]).await;
    assert_eq!(page.status, 422);
    page.has("id=\"sondage-error-mail\"").has("value=\"Ada\"");
    assert_eq!(only(&app).await.live_answers().len(), 1, "nothing of it counts yet");
    let page =
        press(&app, &page, "next", &[("q.name", "Ada"), ("q.mail", "ada@example.com")]).await;
    page.has("Thank you");
    let stored = only(&app).await;
    assert_eq!(stored.state, State::Completed);
    assert_eq!(stored.live_answers().len(), 3);
}

#[tokio::test]
async fn what_a_link_proposes_for_a_card_of_several_is_in_its_controls_and_nowhere_else() {
    let app = TestApp::start().await;
    app.publish(SHARED).await;
    let page = open(&app, "tour", "q.score=9&q.name=Ada").await;
    page.has("Name?").has("Mail?").has("value=\"Ada\"");
    assert_eq!(page.field("q.score"), "9");
    assert_eq!(page.field("q.name"), "", "its control says it");
    let page =
        press(&app, &page, "next", &[("q.name", "Eve"), ("q.mail", "eve@example.com")]).await;
    page.has("Thank you");
    let stored = only(&app).await;
    let name =
        stored.live_answers().into_iter().find(|(id, _)| id == "name").map(|(_, value)| value);
    assert_eq!(name, Some(json!("Eve")));
}
