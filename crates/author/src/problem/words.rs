//! Parts of what is said of problems in English.

use super::{CssFault, Shapes, StoredType, What, Whose};

/// What to do about an attribute that nobody named.
pub(super) fn advice(is_given: bool) -> &'static str {
    if is_given { "" } else { ", give the question an \"attribute\" of its own" }
}

/// Hundredths with a point.
pub(super) fn fixed(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Tenths, with a point where it is needed.
pub(super) fn needed(tenths: u32) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

pub(super) fn shapes_of(shapes: Shapes) -> &'static str {
    match shapes {
        Shapes::All => "anything",
        Shapes::Numbers => "numbers",
        Shapes::Texts => "texts, dates and times",
        Shapes::Options => "choices",
    }
}

pub(super) fn stored(stored: StoredType) -> &'static str {
    match stored {
        StoredType::Nothing => "nothing",
        StoredType::Number => "a number",
        StoredType::Text => "a string",
        StoredType::Time => "a time",
        StoredType::List => "an array",
        StoredType::Flag => "a boolean",
        StoredType::Object => "an object",
    }
}

pub(super) fn css(fault: &CssFault) -> String {
    match fault {
        CssFault::TooLong(most) => format!("the rules are longer than {most} bytes"),
        CssFault::Refused(refused) => format!("\"{refused}\" is not allowed"),
        CssFault::Control => "a control character is not allowed".to_owned(),
        CssFault::Private => {
            "a character of no script, from the private use planes, is not allowed".to_owned()
        }
        CssFault::Backslash => "a backslash is allowed in strings only".to_owned(),
        CssFault::Open(close) => format!("a \"{close}\" is missing"),
        CssFault::ClosesNothing(close) => format!("a \"{close}\" closes nothing"),
        CssFault::NoBraces => "the last rule has no braces".to_owned(),
        CssFault::OpenComment => "a comment does not end".to_owned(),
        CssFault::OpenString => "a string does not end".to_owned(),
        CssFault::OpenLine => "a string does not end on its line".to_owned(),
        CssFault::Liquid(before, after) => format!(
            "\"{before}{after}\" in a string: write the second as an escape: \\7b, \\7d or \\25 and a space"
        ),
        CssFault::Function(name) => format!("\"{name}(\" is not allowed: write \"url(\""),
        CssFault::Address { address, pictures } => format!(
            "\"url({address})\": an address begins with https:// or is a picture as data:image/ ({})",
            pictures.join(", ")
        ),
        CssFault::Encode(address) => {
            format!("\"url({address})\": percent-encode what is no letter or digit")
        }
    }
}

/// What a reader calls this.
pub(super) fn what(what: What) -> &'static str {
    match what {
        What::Text => "a text",
        What::Number => "a number",
        What::WholeNumber => "a whole number",
        What::Flag => "true or false",
        What::List => "a list",
        What::Table => "a table",
        What::NumberOrText => "a number or a text",
        What::FontName => "the name of a font",
        What::Null => "null",
        What::NumberBeyond => "a number beyond 64 bits",
        What::NumberTooFine => "a number with too many digits",
    }
}

pub(super) fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!(", did you mean \"{near}\"?")).unwrap_or_default()
}

/// What follows where a condition never holds.
pub(super) fn never(whose: &Whose) -> String {
    let never = |one: &str, id: &str| {
        format!(", so the {one} \"{id}\" is never offered: correct it, or take the {one} out")
    };
    let words = match whose {
        Whose::Question(id) => {
            return format!(", so \"{id}\" is never asked: correct it, or take the question out");
        }
        Whose::Option(id) => return never("option", id),
        Whose::Row(id) => return never("row", id),
        Whose::Requirement => ", so an answer is never required: correct it, or leave it out",
        Whose::Change => {
            ", so the variable is never changed here: correct it, or take the change out"
        }
        Whose::Jump => ", so the jump is never taken: correct it, or take the jump out",
        Whose::Ending => ": correct it, or leave it out and let a jump lead to the ending",
        Whose::Quota => ", so the quota counts nobody: correct it, or take the quota out",
    };
    words.to_owned()
}

/// What follows where a condition always holds.
pub(super) fn always(whose: &Whose) -> &'static str {
    match whose {
        Whose::Question(_) => " here: leave it out",
        Whose::Option(_) | Whose::Row(_) | Whose::Change => ": leave it out",
        Whose::Requirement => ": write required = true",
        Whose::Jump => ": write the jump as \"next\"",
        Whose::Ending => {
            ": [end], and the endings below this one, are shown only where a jump leads there"
        }
        Whose::Quota => {
            ", so the quota counts everybody: say how many \"responses\" the survey takes under [limits]"
        }
    }
}

pub(super) fn untranslated(n: usize, first: &[String]) -> String {
    let have = if n == 1 { "text has" } else { "texts have" };
    let named = first.join(", ");
    let rest = n.saturating_sub(first.len());
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{n} {have} no translation: {named}{more}")
}
