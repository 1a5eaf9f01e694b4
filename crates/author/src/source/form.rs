//! What texts must be, each by itself.

use crate::recall::is_id;
use sondage_survey::ask::{Format, RelativeDay};

use super::is_private;
use super::keys::{Form, TEXT_LENGTH};
use crate::pattern::{PatternFault, pattern};
use crate::problem::Code;

/// What is wrong with a text that should be of this form; `None` where it is.
#[must_use]
pub fn refusal(text: &str, form: Form) -> Option<Code> {
    let given = || text.to_owned();
    let not = |is_right: bool, code: Code| (!is_right).then_some(code);
    if text.is_empty() {
        return Some(Code::EmptyText);
    }
    if form != Form::Css && text.chars().count() > TEXT_LENGTH {
        return Some(Code::TextTooLong(TEXT_LENGTH));
    }
    if form != Form::Css && is_private(text) {
        return Some(Code::PrivateCharacter);
    }
    match form {
        // What these must be depends on more than themselves.
        Form::Words | Form::Name | Form::Attribute | Form::Css => None,
        Form::Id => not(is_id(text), Code::NotAnId(given())),
        Form::Slug if is_id(text) => not(!text.contains('_'), Code::SlugUnderscore),
        Form::Slug => Some(Code::NotAnId(given())),
        Form::Address => not(is_address(text), Code::NotAnAddress),
        Form::Target => target_refusal(text),
        Form::Scheme => scheme_refusal(text),
        Form::Logo => not(is_logo(text), Code::NotALogo),
        Form::Font => not(is_font(text), Code::NotAFont(given())),
        Form::FontFile => not(is_font_file(text), Code::NotAFontFile),
        Form::Locale => not(is_tag(text), Code::NoLanguageTag(given())),
        Form::Color => not(is_color(text), Code::NotAColor(given())),
        Form::Date => of_format(text, Format::Date, "2026-12-31"),
        Form::Pattern => pattern(text).err().map(|fault| match fault {
            PatternFault::Syntax(why) => Code::NotAPattern(why),
            PatternFault::Looks => Code::PatternLooks,
            PatternFault::TooLarge => Code::PatternTooLarge,
        }),
        Form::Day if RelativeDay::parse(text).is_some() => None,
        Form::Day => of_format(text, Format::Date, "2026-12-31, today or today-18y"),
        Form::Time => of_format(text, Format::Time, "14:30"),
        Form::Moment => not(is_moment(text), Code::NotAMoment),
        Form::Hash => not(text.starts_with("$pbkdf2-sha256$"), Code::NotAHash),
        Form::Extension => {
            let plain = text.trim_start_matches('.').to_ascii_lowercase();
            let is_right = !plain.is_empty() && plain.bytes().all(|c| c.is_ascii_alphanumeric());
            not(is_right, Code::NotAnExtension(plain))
        }
    }
}

fn of_format(text: &str, format: Format, example: &'static str) -> Option<Code> {
    let code = || Code::NotOfForm { given: text.to_owned(), example };
    format.refusal(text).map(|_| code())
}

fn is_address(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(is_rest)
}

fn is_rest(rest: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"<>\\".contains(c);
    !rest.is_empty() && rest.chars().all(is_plain)
}

/// The schemes that every survey may have in its addresses.
const SCHEMES: [&str; 3] = ["https", "mailto", "tel"];

/// The schemes that no survey may have: what runs a script, shows a document that is written out or
/// is on the device, or travels in the open.
pub(super) const NEVER: [&str; 12] = [
    "javascript",
    "vbscript",
    "livescript",
    "data",
    "blob",
    "file",
    "filesystem",
    "content",
    "about",
    "view-source",
    "http",
    "ftp",
];

/// The scheme of an address, in small letters (RFC 3986, 3.1); `None` where it has none.
pub(crate) fn scheme_of(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    is_scheme(&scheme).then_some(scheme)
}

fn is_scheme(text: &str) -> bool {
    let is_part = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"+-.".contains(&c);
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(is_part)
}

/// Whether addresses of a scheme may stand in a survey that names these.
pub(crate) fn is_known_scheme(scheme: &str, named: &[String]) -> bool {
    let is_named = || named.iter().any(|one| one == scheme);
    !NEVER.contains(&scheme) && (SCHEMES.contains(&scheme) || is_named())
}

/// Whether a link in a text of such a survey may lead here.
pub(crate) fn may_lead_to(address: &str, named: &[String]) -> bool {
    scheme_of(address).is_some_and(|scheme| is_known_scheme(&scheme, named))
        && target_refusal(address).is_none()
}

/// Whether what an address opens is a page, in a tab of its own.
pub(crate) fn is_page(address: &str) -> bool {
    scheme_of(address).is_some_and(|scheme| scheme == "https")
}

/// Where an address opens: an app takes the place of what is shown, whatever else is beside it.
pub(crate) fn target_of(address: &str) -> Option<&'static str> {
    let is_built_in = scheme_of(address).is_some_and(|scheme| SCHEMES.contains(&&*scheme));
    is_built_in.then_some("_blank")
}

fn target_refusal(text: &str) -> Option<Code> {
    let Some(scheme) = scheme_of(text) else { return Some(Code::NotATarget) };
    if NEVER.contains(&&*scheme) {
        return Some(Code::SchemeRefused(scheme));
    }
    let rest = text.get(scheme.len() + 1..).unwrap_or_default();
    let is_right = if scheme == "https" { is_address(text) } else { is_rest(rest) };
    (!is_right).then_some(Code::NotATarget)
}

fn scheme_refusal(text: &str) -> Option<Code> {
    if NEVER.contains(&text) {
        return Some(Code::SchemeRefused(text.to_owned()));
    }
    (!is_scheme(text)).then(|| Code::NotAScheme(text.to_owned()))
}

/// The longest address of a logo: what every browser and proxy passes on.
pub(super) const LOGO_LENGTH: usize = 2_000;

/// Whether this is an address over https of nothing but what addresses are made of (RFC 3986):
/// so without quotes or the braces of Liquid.
fn is_logo(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    text.len() <= LOGO_LENGTH
        && text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
        && text.chars().all(is_plain)
}

/// The longest name of a font, in characters.
pub(super) const FONT_LENGTH: usize = 64;

/// Whether this is the name of a font.
pub(super) fn is_font(name: &str) -> bool {
    name.chars().count() <= FONT_LENGTH
        && name.chars().any(char::is_alphanumeric)
        && name.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
}

/// Whether this is the address of a file of a font that browsers load.
fn is_font_file(text: &str) -> bool {
    let path = text.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    is_logo(text) && [".woff2", ".woff"].iter().any(|end| path.ends_with(end))
}

/// Whether a text has the shape of a BCP 47 tag: a language of 2 or 3 letters, then subtags.
pub(super) fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_language =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_lowercase());
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(is_language) && parts.all(is_subtag)
}

fn is_color(text: &str) -> bool {
    let is_hex = |hex: &str| hex.bytes().all(|c| c.is_ascii_hexdigit());
    text.strip_prefix('#').is_some_and(|hex| matches!(hex.len(), 3 | 6) && is_hex(hex))
}

/// Whether this is a date, or a time in UTC.
fn is_moment(text: &str) -> bool {
    let (date, time) = text.split_at_checked(10).unwrap_or((text, ""));
    let clock = time.strip_prefix('T').and_then(|time| time.strip_suffix('Z'));
    let is_time = clock.is_some_and(|clock| {
        let (minutes, seconds) = clock.split_at_checked(5).unwrap_or((clock, ""));
        let is_second =
            |two: &str| two.len() == 2 && two < "60" && two.bytes().all(|c| c.is_ascii_digit());
        Format::Time.refusal(minutes).is_none()
            && (seconds.is_empty() || seconds.strip_prefix(':').is_some_and(is_second))
    });
    Format::Date.refusal(date).is_none() && (time.is_empty() || is_time)
}

/// Whether two names have the same letters, up to two changes of one for another.
fn has_like_letters(one: &str, other: &str) -> bool {
    let mut counts = [0_i32; 256];
    let mut count = |text: &str, by: i32| {
        for byte in text.bytes() {
            if let Some(n) = counts.get_mut(usize::from(byte)) {
                *n += by;
            }
        }
    };
    count(one, 1);
    count(other, -1);
    // A letter has up to four bytes.
    let most = if one.is_ascii() && other.is_ascii() { 4 } else { 16 };
    counts.iter().map(|n| n.unsigned_abs()).sum::<u32>() <= most
}

/// The known name that a mistyped one most likely means: at most two letters changed.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |other: &str| strsim::damerau_levenshtein(name, other);
    // Most names have other letters, which is seen much sooner.
    let alike = known.iter().copied().filter(|other| has_like_letters(name, other));
    let near = alike.map(|other| (distance(other), other));
    near.filter(|(d, _)| *d <= 2).min().map(|(_, other)| other)
}
