//! An author's own style rules: what is let through, and what it may not do to its surroundings.
//!
//! The rules stand in a `<style>` element, inside a template of Liquid, after the style sheet and
//! before whatever follows. They cannot end the element, begin a tag of Liquid or leave something
//! open. And a survey file is no program: whoever copies one must not send the respondents'
//! answers and tokens to its writer. So nothing is loaded from anywhere, and rules do not depend
//! on what stands in a field.

use cssparser::{ParseError, Parser, Token};

use crate::problem::{CssFault, CssProblem};
use crate::slot::is_private;

/// The most that an author's rules take, in bytes: they are in every snippet.
pub(super) const LENGTH: usize = 8_192;

/// What ends the element, loads more rules, or runs scripts in some browser of old.
const REFUSED: &[&str] = &["</", "<!", "@import", "expression(", "javascript:"];

/// Pictures that are only pixels.
const PICTURES: &[&str] = &["png", "jpeg", "webp", "gif", "avif"];

/// The attributes that say nothing of who answers, and what: rules may depend on their values.
const PLAIN_ATTRIBUTES: &[&str] = &[
    "class",
    "dir",
    "id",
    "lang",
    "name",
    "open",
    "role",
    "type",
    "aria-current",
    "aria-disabled",
    "aria-expanded",
    "aria-hidden",
    "aria-invalid",
];

/// Rules as they are put out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Checked {
    /// The rules, with a space between braces that Liquid would read, and without what is wrong
    /// with them; `None` where nothing of them can be trusted.
    pub(super) css: Option<String>,
    /// What is wrong with them.
    pub(super) problems: Vec<CssProblem>,
}

/// The rules that an author wrote, and what is wrong with them.
pub(super) fn checked(css: &str) -> Checked {
    let mut scanner = Scanner::default();
    match whole(css).map_err(CssProblem::of_all).and_then(|()| scanner.scan(css)) {
        Ok(()) => Checked { css: Some(scanner.out.trim().to_owned()), problems: scanner.problems },
        Err(problem) => {
            scanner.problems.push(problem);
            Checked { css: None, problems: scanner.problems }
        }
    }
}

/// What is to be seen without reading the rules.
fn whole(css: &str) -> Result<(), CssFault> {
    if css.len() > LENGTH {
        return Err(CssFault::TooLong(LENGTH));
    }
    let lower = css.to_ascii_lowercase();
    if let Some(refused) = REFUSED.iter().find(|refused| lower.contains(**refused)) {
        return Err(CssFault::Refused(refused));
    }
    if css.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(CssFault::Control);
    }
    if is_private(css) { Err(CssFault::Private) } else { Ok(()) }
}

/// Goes through the rules once, as a browser does.
#[derive(Debug, Default)]
struct Scanner {
    out: String,
    problems: Vec<CssProblem>,
}

impl Scanner {
    fn scan(&mut self, css: &str) -> Result<(), CssProblem> {
        let mut parser = Parser::new(css);
        let is_whole = self.tokens(&mut parser)?;
        is_whole.then_some(()).ok_or_else(|| at(&parser, CssFault::NoBraces))
    }

    /// The tokens of a block, or of all. Gives whether the last rule has its braces.
    fn tokens(&mut self, parser: &mut Parser<'_>) -> Result<bool, CssProblem> {
        let mut is_whole = true;
        loop {
            let start = parser.position();
            let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else {
                return Ok(is_whole);
            };
            let text = parser.slice_from(start);
            let is_closed = matches!(token, Token::CurlyBracketBlock);
            let is_nothing = matches!(token, Token::WhiteSpace(_) | Token::Comment(_));
            self.token(parser, &token, text)?;
            is_whole = is_closed || (is_whole && is_nothing);
        }
    }

    fn token<'i>(
        &mut self,
        parser: &mut Parser<'i>,
        token: &Token<'i>,
        text: &str,
    ) -> Result<(), CssProblem> {
        let is_in_words = matches!(token, Token::QuotedString(_) | Token::Comment(_));
        if !is_in_words && text.contains('\\') {
            return Err(at(parser, CssFault::Backslash));
        }
        match token {
            Token::Comment(_) if text.len() < 4 || !text.ends_with("*/") => {
                return Err(at(parser, CssFault::OpenComment));
            }
            Token::QuotedString(_) => {
                check_string(text).map_err(|fault| at(parser, fault))?;
                self.out.push_str(text);
            }
            Token::BadString(_) => return Err(at(parser, CssFault::OpenLine)),
            Token::BadUrl(_) => {
                let is_open = !text.ends_with(')');
                let fault = if is_open { CssFault::Open(')') } else { CssFault::Url(text.into()) };
                return Err(at(parser, fault));
            }
            Token::UnquotedUrl(_) if !text.ends_with(')') => {
                return Err(at(parser, CssFault::Open(')')));
            }
            Token::UnquotedUrl(address) => self.address(parser, address, text),
            Token::Function(name) => {
                let name = name.to_ascii_lowercase();
                return self.function(parser, &name, text);
            }
            Token::ParenthesisBlock => return self.block(parser, text, ')'),
            Token::SquareBracketBlock => return self.brackets(parser, text),
            Token::CurlyBracketBlock => return self.block(parser, text, '}'),
            Token::CloseParenthesis => return Err(at(parser, CssFault::ClosesNothing(')'))),
            Token::CloseSquareBracket => return Err(at(parser, CssFault::ClosesNothing(']'))),
            Token::CloseCurlyBracket => return Err(at(parser, CssFault::ClosesNothing('}'))),
            _ => self.put(text),
        }
        Ok(())
    }

    /// What stands between two brackets, the first of which has just been read.
    fn block(
        &mut self,
        parser: &mut Parser<'_>,
        open: &str,
        close: char,
    ) -> Result<(), CssProblem> {
        self.put(open);
        let mut found = Ok(());
        let mut end = parser.position();
        let nested = parser.parse_nested_block(|inner| {
            found = self.tokens(inner).map(|_| ());
            end = inner.position();
            Ok::<_, ParseError<()>>(())
        });
        found?;
        // A browser closes what is open at the end by itself, around whatever follows.
        let is_closed = parser.slice_from(end).starts_with(close);
        match nested {
            Ok(()) if is_closed => {
                self.put(close.encode_utf8(&mut [0; 4]));
                Ok(())
            }
            Ok(()) => Err(at(parser, CssFault::Open(close))),
            Err(_) => Err(at(parser, CssFault::TooDeep)),
        }
    }

    fn function(
        &mut self,
        parser: &mut Parser<'_>,
        name: &str,
        text: &str,
    ) -> Result<(), CssProblem> {
        // These take the address of a picture as a plain string, or from a variable.
        if matches!(name, "image" | "src") || name.ends_with("image-set") {
            return Err(at(parser, CssFault::Function(name.to_owned())));
        }
        let (place, before) =
            (at(parser, CssFault::ReadsField("attr()".to_owned())), self.out.len());
        let start = parser.position();
        self.block(parser, text, ')')?;
        if name == "attr" {
            self.problems.push(place);
            self.replace(before);
        }
        if name == "url" {
            // A string has become an address: it is judged as one, as it stands in the file.
            let inside = parser.slice_from(start).trim_end_matches(')').trim();
            let quoted = ['"', '\''].iter().find_map(|quote| {
                inside.strip_prefix(*quote).and_then(|address| address.strip_suffix(*quote))
            });
            self.out.truncate(before);
            let whole = [text, parser.slice_from(start)].concat();
            self.address(parser, quoted.unwrap_or(inside), &whole);
        }
        Ok(())
    }

    /// Square brackets: the attribute of an element, or the name of a line in a grid.
    fn brackets(&mut self, parser: &mut Parser<'_>, open: &str) -> Result<(), CssProblem> {
        let (start, before) = (parser.position(), self.out.len());
        self.block(parser, open, ']')?;
        let mut inside = Parser::new(parser.slice_from(start).trim_end_matches(']'));
        let mut name = String::new();
        while let Ok(token) = inside.next() {
            match token {
                Token::Ident(word) => name = word.to_ascii_lowercase(),
                Token::Delim('|') => {}
                _ => {
                    if !PLAIN_ATTRIBUTES.contains(&name.as_str()) {
                        self.problems.push(at(parser, CssFault::ReadsField(format!("[{name}=…]"))));
                        self.replace(before);
                    }
                    break;
                }
            }
        }
        Ok(())
    }

    /// Puts an address out where it is a picture, and otherwise notes that it is none.
    fn address(&mut self, parser: &Parser<'_>, address: &str, text: &str) {
        match check_address(address) {
            Ok(()) => self.out.push_str(text),
            Err(fault) => {
                self.problems.push(at(parser, fault));
                self.out.push_str(NOTHING);
            }
        }
    }

    /// Takes back what was put out since, for something that is never so.
    fn replace(&mut self, before: usize) {
        self.out.truncate(before);
        self.out.push_str(NOTHING);
    }

    /// Puts a text out, with a space where Liquid would read two characters together.
    fn put(&mut self, text: &str) {
        for c in text.chars() {
            if self.out.chars().next_back().is_some_and(|before| is_liquid(before, c)) {
                self.out.push(' ');
            }
            self.out.push(c);
        }
    }
}

/// A pseudo-class that no element has, and no value of a property: a browser leaves out the rule
/// or the declaration in which it stands.
const NOTHING: &str = ":-sondage-nothing";

fn at(parser: &Parser<'_>, fault: CssFault) -> CssProblem {
    CssProblem { line: parser.current_source_location().line + 1, fault }
}

/// Whether Liquid reads these two together.
const fn is_liquid(before: char, c: char) -> bool {
    matches!((before, c), ('{', '{' | '%') | ('}' | '%', '}'))
}

/// A string with its quotes.
fn check_string(text: &str) -> Result<(), CssFault> {
    let mut chars = text.chars();
    let quote = chars.next();
    let (mut before, mut is_escaped, mut is_closed) = (' ', false, false);
    for c in chars {
        if is_liquid(before, c) {
            return Err(CssFault::Liquid(before, c));
        }
        is_closed = !is_escaped && Some(c) == quote;
        is_escaped = !is_escaped && c == '\\';
        before = c;
    }
    is_closed.then_some(()).ok_or(CssFault::OpenString)
}

fn check_address(address: &str) -> Result<(), CssFault> {
    let lower = address.to_ascii_lowercase();
    let kind = lower.strip_prefix("data:image/").and_then(|rest| rest.split_once([';', ',']));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(c);
    if kind.is_none_or(|(kind, _)| !PICTURES.contains(&kind)) {
        return Err(CssFault::Address { address: address.to_owned(), pictures: PICTURES });
    }
    if !address.chars().all(is_plain) || address.contains("/*") {
        return Err(CssFault::Url(address.to_owned()));
    }
    Ok(())
}
