//! What each kind of question adds to what a message loads.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result};

use crate::{figure::grouped, http, relay::Relay};

/// A kind, what its smallest question has besides a prompt, and the script of its controls.
const KINDS: &[(&str, &str, &str)] = &[
    ("statement", "", ""),
    ("nps", "", ""),
    ("csat", "", ""),
    ("ces", "", ""),
    ("rating", "", ""),
    ("slider", "", "slider"),
    ("number", "", ""),
    ("yes_no", "", ""),
    ("single_choice", OPTIONS, ""),
    ("multiple_choice", OPTIONS, ""),
    ("dropdown", OPTIONS, "combobox"),
    ("dropdown", "list = \"countries\"", "combobox"),
    ("picture_choice", PICTURES, ""),
    ("ranking", OPTIONS, "ranking"),
    ("matrix", MATRIX, ""),
    ("short_text", "", ""),
    ("long_text", "", ""),
    ("email", "", ""),
    ("phone", "", ""),
    ("url", "", ""),
    ("date", "", ""),
    ("time", "", ""),
    ("contact", "", ""),
    ("address", "fields = [\"street\", \"postcode\", \"city\"]", ""),
    ("inputs", "inputs = [ { id = \"a\", label = \"One\" }, { id = \"b\", label = \"Two\" } ]", ""),
    ("consent", "", ""),
    ("link", "url = \"https://example.com/\"\nbutton = \"Open\"", ""),
    ("signature", "", "signature"),
    ("file", "", "upload"),
];
/// The survey that is there when all are.
pub(crate) const LAST: &str = "kind-28";
const OPTIONS: &str = "options = [ { id = \"a\", label = \"One\" }, { id = \"b\", label = \"Two\" }, { id = \"c\", label = \"Three\" } ]";
const PICTURES: &str = "options = [ { id = \"a\", image = \"https://example.com/a.png\", alt = \"One\" }, { id = \"b\", image = \"https://example.com/b.png\", alt = \"Two\" } ]";
const MATRIX: &str = "rows = [ { id = \"a\", label = \"One\" }, { id = \"b\", label = \"Two\" } ]\ncolumns = [ { id = \"c\", label = \"Good\" }, { id = \"d\", label = \"Bad\" } ]";

/// Publishes a survey of one question for each kind, for [`table`] to measure.
///
/// # Errors
/// When the relay refuses one.
pub(crate) fn publish(relay: &Relay<'_>, folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    for (place, (kind, own, _)) in KINDS.iter().enumerate() {
        let file = folder.join(format!("{place}.toml"));
        let text = format!(
            "id = \"kind-{place}\"\nname = \"One\"\nend = {{ text = \"Thanks\" }}\n[[questions]]\nid = \"q\"\ntype = \"{kind}\"\nprompt = \"And?\"\nattribute = \"kind-{place}\"\n{own}\n"
        );
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        files.push(file);
    }
    relay.publish(&files)
}

/// A row a kind: which build of the widget it needs, what its question adds to the definition
/// and what its script weighs; brotli.
///
/// # Errors
/// When the relay does not serve a file.
pub(crate) fn table(relay: &Relay<'_>, hash: &str) -> Result<String> {
    let definition = |place: usize, encoding| {
        http::get(&relay.url(&format!("/v1/surveys/kind-{place}?locale=en")), encoding)
    };
    let none = definition(0, "br")?.bytes;
    let mut table =
        format!("{:<28}{:>8}{:>14}{:>10}\n", "kind", "build", "in definition", "script");
    for (place, (kind, own, script)) in KINDS.iter().enumerate().skip(1) {
        let name =
            if own.starts_with("list") { format!("{kind}, countries") } else { (*kind).to_owned() };
        // The second byte says which build a survey needs.
        let needs_full = definition(place, "identity")?.start.get(1) == Some(&1);
        let bytes = definition(place, "br")?.bytes.saturating_sub(none);
        let script = match *script {
            "" => 0,
            script => http::get(&relay.url(&format!("/w/{hash}/{script}.js")), "br")?.bytes,
        };
        let build = if needs_full { "full" } else { "lean" };
        // Writing to a string cannot fail.
        let _ =
            writeln!(table, "{name:<28}{build:>8}{:>14}{:>10}", grouped(bytes), grouped(script));
    }
    Ok(table)
}
