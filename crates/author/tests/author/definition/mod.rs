//! What a definition file can and cannot say.

mod addresses;
mod bad;
mod good;
mod heavy;
mod reading;
mod schema;

use sondage_author::definition::{Definition, Language};

/// The problems of a TOML text's grammar, one a line. What makes no sense is for `tests/check.rs`.
#[track_caller]
fn problems(text: &str) -> String {
    match Definition::read_published(text, Language::Toml) {
        Ok(_) => panic!("there should be problems with {text}"),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

/// A survey with what questions can speak of; the last one's own keys begin on line 29.
fn with_question(own: &str) -> String {
    format!("{HEAD}[[questions]]\nid = \"q\"\nprompt = \"Q?\"\n{own}\n")
}

/// The same with these tables behind it, from line 29 on.
fn with_tables(tables: &str) -> String {
    with_question("type = \"statement\"").trim_end().to_owned() + "\n" + tables
}

const HEAD: &str = r#"id = "s"
name = "S"
end = { text = "Bye" }
hidden = [ { id = "plan" }, { id = "seats", type = "number" } ]
variables = { total = 0, words = "none" }
[[questions]]
id = "n"
type = "nps"
prompt = "N?"
[[questions]]
id = "t"
type = "short_text"
prompt = "T?"
[[questions]]
id = "c"
type = "multiple_choice"
prompt = "C?"
options = [ { id = "a", label = "A" }, { id = "b", label = "B" } ]
[[questions]]
id = "g"
type = "matrix"
prompt = "G?"
rows = [ { id = "x", label = "X" } ]
columns = [ { id = "y", label = "Y" } ]
"#;
