//! An author's own style rules: what is let through, and what it may not do to its surroundings.
//!
//! The rules stand in a `<style>` element, inside a template of Liquid, after the style sheet and
//! before whatever follows. They cannot end the element, begin a tag of Liquid, reach for anything
//! but https and pictures written out, or leave something open.

use std::str::Chars;

use crate::problem::CssFault;
use crate::slot::is_private;

/// The most that an author's rules take, in bytes: they are in every snippet.
pub(super) const LENGTH: usize = 8_192;

/// What ends the element, loads more rules, or runs scripts in some browser of old.
const REFUSED: &[&str] = &["</", "<!", "@import", "expression(", "javascript:"];

/// Pictures that are only pixels.
const PICTURES: &[&str] = &["png", "jpeg", "webp", "gif", "avif"];

/// The rules as they are put out, with a space between braces that Liquid would read; or why they
/// are refused.
pub(super) fn checked(css: &str) -> Result<String, CssFault> {
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
    if is_private(css) {
        return Err(CssFault::Private);
    }
    let out = String::with_capacity(css.len());
    let scanner = Scanner { rest: css.trim().chars(), out, open: Vec::new(), is_whole: true };
    scanner.scan()
}

/// Goes through the rules once, as a browser does (CSS Syntax 3, section 4).
struct Scanner<'a> {
    rest: Chars<'a>,
    out: String,
    /// What closes the brackets that are open.
    open: Vec<char>,
    /// Whether what follows begins a rule of its own.
    is_whole: bool,
}

impl Scanner<'_> {
    fn scan(mut self) -> Result<String, CssFault> {
        let mut word = String::new();
        while let Some(c) = self.rest.next() {
            let is_comment = c == '/' && self.rest.as_str().starts_with('*');
            if self.open.is_empty() && !is_comment && !c.is_ascii_whitespace() {
                self.is_whole = false;
            }
            match c {
                _ if is_comment => self.comment()?,
                '"' | '\'' => self.string(c)?,
                '\\' => return Err(CssFault::Backslash),
                '(' => self.call(&word)?,
                '[' => self.bracket(c, ']'),
                '{' => self.bracket(c, '}'),
                ')' | ']' | '}' => self.close(c)?,
                _ => self.put(c),
            }
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii() {
                word.push(c.to_ascii_lowercase());
            } else {
                word.clear();
            }
        }
        match self.open.last() {
            Some(close) => Err(CssFault::Open(*close)),
            None if !self.is_whole => Err(CssFault::NoBraces),
            None => Ok(self.out),
        }
    }

    fn put(&mut self, c: char) {
        if self.out.chars().next_back().is_some_and(|before| is_liquid(before, c)) {
            self.out.push(' ');
        }
        self.out.push(c);
    }

    fn bracket(&mut self, c: char, close: char) {
        self.open.push(close);
        self.put(c);
    }

    fn close(&mut self, c: char) -> Result<(), CssFault> {
        if self.open.pop() != Some(c) {
            return Err(CssFault::ClosesNothing(c));
        }
        self.is_whole = self.open.is_empty() && c == '}';
        self.put(c);
        Ok(())
    }

    fn comment(&mut self) -> Result<(), CssFault> {
        let text = self.rest.as_str().get(1..).unwrap_or_default();
        let (text, after) = text.split_once("*/").ok_or(CssFault::OpenComment)?;
        self.rest = after.chars();
        for c in "/*".chars().chain(text.chars()).chain("*/".chars()) {
            self.put(c);
        }
        Ok(())
    }

    fn string(&mut self, quote: char) -> Result<(), CssFault> {
        self.put(quote);
        let mut before = quote;
        while let Some(c) = self.rest.next() {
            if is_liquid(before, c) {
                return Err(CssFault::Liquid(before, c));
            }
            if matches!(c, '\n' | '\r') {
                break;
            }
            self.out.push(c);
            if c == quote {
                return Ok(());
            }
            before = c;
            if c == '\\' {
                before = self.rest.next().ok_or(CssFault::OpenString)?;
                self.out.push(before);
            }
        }
        Err(CssFault::OpenLine)
    }

    /// What stands after the name of a function. An address is taken whole: without quotes it has
    /// no comments, strings or brackets of its own.
    fn call(&mut self, name: &str) -> Result<(), CssFault> {
        // These take the address of a picture as a plain string, or from a variable.
        if matches!(name, "image" | "src") || name.ends_with("image-set") {
            return Err(CssFault::Function(name.to_owned()));
        }
        self.bracket('(', ')');
        if name != "url" {
            return Ok(());
        }
        let (inside, after) = self.rest.as_str().split_once(')').ok_or(CssFault::Open(')'))?;
        let address = inside.trim();
        let quoted = ['"', '\''].iter().find_map(|quote| {
            address.strip_prefix(*quote).and_then(|address| address.strip_suffix(*quote))
        });
        check_address(quoted.unwrap_or(address))?;
        self.out.push_str(address);
        self.rest = after.chars();
        self.close(')')
    }
}

/// Whether Liquid reads these two together.
const fn is_liquid(before: char, c: char) -> bool {
    matches!((before, c), ('{', '{' | '%') | ('}' | '%', '}'))
}

fn check_address(address: &str) -> Result<(), CssFault> {
    let lower = address.to_ascii_lowercase();
    let is_picture = || {
        let kind = lower.strip_prefix("data:image/")?;
        let (kind, _) = kind.split_once([';', ','])?;
        PICTURES.contains(&kind).then_some(())
    };
    if lower.strip_prefix("https://").is_none_or(str::is_empty) && is_picture().is_none() {
        return Err(CssFault::Address { address: address.to_owned(), pictures: PICTURES });
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(c);
    if !address.chars().all(is_plain) || address.contains("/*") {
        return Err(CssFault::Encode(address.to_owned()));
    }
    Ok(())
}
