//! What is said of a survey beside others: those that are published, and what Braze has.

use serde_json::json;
use sondage_emulator::{DEFAULT_KEY, Emulator, EmulatorConfig};

use crate::shell::Shell;

fn survey(id: &str, question: &str) -> String {
    format!(
        "id = \"{id}\"\nname = \"S\"\n[[questions]]\nid = \"sat\"\n{question}\n[end]\ntext = \"Bye\"\n"
    )
}

const NUMBER: &str = "type = \"csat\"\nprompt = \"How satisfied are you?\"";
const TEXT: &str = "type = \"single_choice\"\nprompt = \"How satisfied are you?\"\noptions = [ { id = \"a\", label = \"A\" } ]";
const FLAG: &str = "type = \"yes_no\"\nprompt = \"How satisfied are you?\"";

#[test]
fn files_that_write_one_attribute_with_two_types_are_no_surveys_to_publish() {
    let shell = Shell::new();
    shell.file("a.toml", &survey("a", NUMBER));
    shell.file("b.toml", &survey("b", FLAG));
    let ran = shell.run(&["check", "a.toml", "b.toml"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.out,
        "b.toml:3: questions[0].attribute: \"sat\" writes the attribute \"How satisfied are you?\" as a boolean, and a.toml has it as a number: Braze keeps only one of them, so give this one another\n"
    );
    assert_eq!(shell.run(&["check", "a.toml"]).code, Some(0));
    let ran = shell.run(&["publish", "a.toml", "b.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains("nothing is published"), "{}", ran.err);
    // Braze gets nothing of it.
    let silent = survey("b", FLAG).replace("name", "braze = { send = false }\nname");
    shell.file("b.toml", &silent);
    assert_eq!(shell.run(&["check", "a.toml", "b.toml"]).out, "2 surveys are fine\n");
}

#[test]
fn a_revision_and_another_survey_are_compared_with_what_is_published() {
    let shell = Shell::new();
    shell.file("a.toml", &survey("a", NUMBER));
    assert_eq!(shell.run(&["publish", "a.toml"]).code, Some(0));
    shell.file("a.toml", &survey("a", TEXT));
    let ran = shell.run(&["publish", "a.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains("as a string, and its revision 1 has it as a number"), "{}", ran.err);
    shell.file("b.toml", &survey("b", FLAG));
    let ran = shell.run(&["publish", "b.toml"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("as a boolean, and the survey \"a\" has it as a number"),
        "{}",
        ran.err
    );
    let ran = shell.run(&["publish", "a.toml", "--accept-types"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "a: published revision 2\n"));
    let ran = shell.run(&["publish", "a.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "what is published already is no news");
}

#[test]
fn a_new_wording_says_that_its_attribute_is_another() {
    let shell = Shell::new();
    shell.file("a.toml", &survey("a", NUMBER));
    shell.run(&["publish", "a.toml"]);
    let reworded = NUMBER.replace("How satisfied", "How happy");
    shell.file("a.toml", &survey("a", &reworded));
    let ran = shell.run(&["publish", "a.toml"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.err,
        "a.toml: warning: \"sat\" has written the attribute \"How satisfied are you?\" until now, and writes \"How happy are you?\" from here on: to keep it, say attribute = \"How satisfied are you?\"\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_braze_has_is_compared_where_the_key_may_list_it() {
    let keys = [DEFAULT_KEY, "writer:users.track"].map(|key| key.parse().unwrap());
    let config = EmulatorConfig { keys: keys.to_vec(), ..EmulatorConfig::default() };
    let emulator = Emulator::start(config).await.unwrap();
    let client = reqwest::Client::builder().build().unwrap();
    // More than a page of them, and the one that matters on the second.
    let mut attributes = serde_json::Map::new();
    for n in 0..60 {
        attributes.insert(format!("A{n}"), json!("text"));
    }
    attributes.insert("How satisfied are you?".into(), json!("very"));
    let seed = json!({ "braze_id": "ada", "attributes": attributes });
    let made = client.post(format!("{}/emulator/profiles", emulator.url())).json(&seed).send();
    made.await.unwrap().error_for_status().unwrap();
    let shell = |key: &str| {
        let shell = Shell::new()
            .with("SONDAGE_BRAZE_ENDPOINT", emulator.url())
            .with("SONDAGE_BRAZE_API_KEY", key);
        shell.file("a.toml", &survey("a", NUMBER));
        shell
    };
    let ran = shell(DEFAULT_KEY).run(&["publish", "a.toml"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("as a number, and Braze has it as a string"), "{}", ran.err);
    let ran = shell("writer").run(&["publish", "a.toml"]);
    let made = "there was no database sqlite://sondage.db: made a new one\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), made), "it may not, and need not");
}
