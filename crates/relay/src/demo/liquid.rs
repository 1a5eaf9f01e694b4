//! Fills a snippet in, as Braze's servers do before a message is delivered.

use liquid::model::Object;
use liquid::{ParserBuilder, object};
use liquid_core::{
    Display_filter, Expression, Filter, FilterParameters, FilterReflection, FromFilterParameters,
    ParseFilter, Runtime, Value, ValueView,
};

use super::people::Person;
use crate::identity::hmac_sha256_hex;
use crate::snippet::SECRET_BLOCK;

/// The message that this person gets.
///
/// # Errors
/// What the engine says of the template.
pub(super) fn fill(
    snippet: &str,
    person: &Person,
    secret: Option<&str>,
) -> Result<String, liquid::Error> {
    let parser = ParserBuilder::with_stdlib().filter(HmacSha256Hex).build()?;
    let mut blocks = Object::new();
    blocks.insert(SECRET_BLOCK.into(), Value::scalar(secret.unwrap_or_default().to_owned()));
    let globals = object!({
        "braze_id": person.braze_id,
        "language": person.language,
        "content_blocks": blocks,
    });
    parser.parse(&plain(snippet))?.render(&globals)
}

/// Braze writes names as `${name}`, which no Liquid engine reads; within tags they become plain.
fn plain(snippet: &str) -> String {
    let mut text = String::with_capacity(snippet.len());
    let mut rest = snippet;
    while let Some(at) = [rest.find("{{"), rest.find("{%")].into_iter().flatten().min() {
        let (before, tag) = rest.split_at(at);
        text += before;
        let (tag, after) = split_tag(tag);
        text += &tag;
        rest = after;
    }
    text + rest
}

/// A tag with plain names, and what comes after it.
fn split_tag(text: &str) -> (String, &str) {
    let close = if text.starts_with("{%") { "%}" } else { "}}" };
    let mut tag = String::new();
    let mut rest = text;
    loop {
        let name = rest.strip_prefix("${").and_then(|rest| rest.split_once('}'));
        if let Some((name, after)) = name {
            tag += name;
            rest = after;
        } else if let Some(after) = rest.strip_prefix(close) {
            return (tag + close, after);
        } else if let Some(c) = rest.chars().next() {
            tag.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        } else {
            return (tag, rest);
        }
    }
}

#[derive(Debug, FilterParameters)]
struct Key {
    #[parameter(description = "The key.", arg_type = "str")]
    key: Expression,
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "hmac_sha256_hex",
    description = "The HMAC-SHA256 of a text, in hexadecimal digits.",
    parameters(Key),
    parsed(HmacFilter)
)]
struct HmacSha256Hex;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "hmac_sha256_hex"]
struct HmacFilter {
    #[parameters]
    args: Key,
}

impl Filter for HmacFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> liquid_core::Result<Value> {
        let key = self.args.evaluate(runtime)?.key;
        let hmac = hmac_sha256_hex(key.as_bytes(), input.to_kstr().as_bytes());
        Ok(Value::scalar(hmac))
    }
}
