//! What buttons and links may open: pages, mail and phones; the apps that a survey names; no script.

use sondage_author::definition::{Definition, Language};
use sondage_survey::path::Given;
use sondage_survey::session::Session;
use sondage_survey::view::{Close, Frame, card};

use super::{problems, with_question};

/// A survey that names these schemes, with this address wherever one may be.
fn survey(schemes: &str, address: &str) -> String {
    let address = serde_json::Value::from(address).to_string();
    format!(
        "id = \"s\"\nname = \"S\"\n{schemes}\n\
         end = {{ text = \"Bye\", redirect = {address}, button = {{ label = \"Go\", url = {address} }} }}\n\
         [[questions]]\nid = \"q\"\ntype = \"link\"\nprompt = \"Q?\"\nattribute = \"q\"\n\
         url = {address}\nbutton = \"Open\"\n\
         [[endings]]\nid = \"e\"\nif = {{ question = \"q\", is = true }}\nredirect = {address}\n"
    )
}

fn parsed(text: &str) -> Definition {
    Definition::parse(text, Language::Toml).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn what_is_recalled_never_decides_whose_page_a_redirect_leads_to() {
    let redirect = |address: &str| {
        let text = format!(
            "id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\", redirect = \"{address}\" }}\n\
             [[hidden]]\nid = \"h\"\n[[questions]]\nid = \"q\"\ntype = \"nps\"\nprompt = \"Q?\"\n"
        );
        let problems = Definition::parse(&text, Language::Toml).err().unwrap_or_default();
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for address in
        ["https://{h}/x", "https://{h|x}.example.com/", "https://example.com{h}", "https://{h}"]
    {
        let found = redirect(address);
        assert!(found.contains("end.redirect: {h} would decide"), "{address}: {found}");
    }
    // Without its slashes it is no address at all.
    assert!(redirect("HTTPS:{h}/x").contains("end.redirect: an address begins with"));
    for address in
        ["https://example.com/{h}", "https://example.com?to={h}", "https://example.com/#{h}"]
    {
        assert_eq!(redirect(address), "", "{address}");
    }
}

#[test]
fn pages_mail_and_phones_need_no_naming_and_an_app_does() {
    for address in ["https://example.com/a?b=1", "mailto:help@example.com", "tel:+33123456789"] {
        parsed(&survey("", address));
    }
    for address in ["myshop://orders/7", "MyShop:orders", "x-shop+a.b:go"] {
        let unnamed = problems(&survey("", address));
        let scheme = address.split(':').next().unwrap().to_ascii_lowercase();
        assert_eq!(unnamed.matches(&format!("schemes = [\"{scheme}\"]")).count(), 4, "{unnamed}");
        assert!(unnamed.contains("questions[0].url"), "{unnamed}");
        let named = parsed(&survey("schemes = [\"myshop\", \"x-shop+a.b\"]", address));
        assert_eq!(named.redirect_schemes(), [scheme]);
    }
}

#[test]
fn what_runs_or_is_no_address_is_refused_however_it_is_written_and_whatever_is_named() {
    for address in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript\u{0}:alert(1)",
        "java\u{ad}script:alert(1)",
        "ｊavascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,hello",
        "DATA:text/html;base64,aGk=",
        "blob:https://example.com/1",
        "file:///etc/passwd",
        "filesystem:https://example.com/x",
        "view-source:https://example.com",
        "about:blank",
        "http://example.com",
        "//example.com",
        "/relative",
        "example.com",
        "https:example.com",
        "https://",
        "tel:",
        "mailto:a b@example.com",
        "mailto:\"a\"@example.com",
        "tel:+33<b>",
        ":x",
        "1app://x",
    ] {
        let found = problems(&survey("", address));
        for place in ["end.button.url", "end.redirect", "endings[0].redirect", "questions[0].url"] {
            assert!(found.contains(place), "{address:?} at {place}: {found}");
        }
    }
    for scheme in [
        "javascript",
        "JavaScript",
        "data",
        "vbscript",
        "blob",
        "file",
        "http",
        "java script",
        "myapp:",
        "myapp://",
        "1app",
        "",
    ] {
        let text = survey(&format!("schemes = [\"{scheme}\"]"), "https://example.com");
        let found = problems(&text);
        assert!(found.contains("3: schemes: "), "{scheme}: {found}");
    }
}

#[test]
fn a_page_opens_in_a_tab_and_says_so_and_an_app_in_the_place_of_what_is_shown() {
    let html = |address: &str| {
        let survey = parsed(&survey("schemes = [\"myshop\"]", address)).survey("en", 1);
        let hidden = Vec::new();
        let frame = Frame { action: String::new(), hidden, close: Close::Link };
        let mut session = Session::new(survey, Given::default());
        let question = card(&session, &frame);
        session.go_to("end");
        [question, card(&session, &frame)].concat()
    };
    for (address, tabs, words) in
        [("https://example.com", 2, 2), ("tel:+331", 2, 0), ("myshop://orders", 0, 0)]
    {
        let html = html(address);
        assert_eq!(html.matches(&format!("href=\"{address}\"")).count(), 2, "{html}");
        assert_eq!(html.matches("rel=\"noopener\"").count(), 2);
        let own: Vec<&str> = html.split("href=\"").skip(1).collect();
        let in_tab = own.iter().filter(|tag| tag.split('>').next().unwrap().contains("_blank"));
        assert_eq!(in_tab.count(), tabs, "{address}");
        assert_eq!(html.matches("opens in a new tab").count(), words, "{address}");
    }
}

#[test]
fn a_link_in_a_text_leads_where_a_button_may() {
    let title = |schemes: &str, target: &str| {
        let text =
            with_question("type = \"statement\"").replace("\"Q?\"", &format!("\"[x]({target})\""));
        let text = format!("{schemes}\n{text}");
        let survey = parsed(&text).survey("en", 1);
        let question = survey.questions.last().unwrap();
        format!("{:?}", question.title)
    };
    for (schemes, target, is_link) in [
        ("", "tel:+331", true),
        ("", "myshop://orders", false),
        ("schemes = [\"myshop\"]", "myshop://orders", true),
        ("schemes = [\"myshop\"]", "other://orders", false),
        ("schemes = [\"myshop\"]", "java&#115;cript:alert(1)", false),
        ("", "data:text/html,x", false),
    ] {
        assert_eq!(title(schemes, target).contains("<a href="), is_link, "{schemes} {target}");
    }
}
