//! The words and signs of an expression.

use crate::compare::Op;

/// A word or a sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// What stands in braces.
    Name(String),
    /// What stands in quotation marks.
    Text(String),
    Number(f64),
    /// Letters without any of it: an operator, a function, or a text.
    Word(String),
    Symbol(&'static str),
}

/// The longer ones first.
const SYMBOLS: [&str; 24] = [
    "<=", ">=", "<>", "!=", "==", "&&", "||", "*=", "=", "<", ">", "!", "+", "-", "*", "/", "%",
    "^", "(", ")", "[", "]", ",", ";",
];

impl Token {
    /// Whether it is this sign, or this word in any letters.
    pub(super) fn is(&self, symbol: &str) -> bool {
        match self {
            Self::Symbol(own) => *own == symbol,
            Self::Word(word) => word.eq_ignore_ascii_case(symbol),
            _ => false,
        }
    }

    /// The comparison that it stands for.
    pub(super) fn comparison(&self) -> Option<Op> {
        const NAMES: [(&str, Op); 27] = [
            ("=", Op::Is),
            ("==", Op::Is),
            ("equal", Op::Is),
            ("equals", Op::Is),
            ("!=", Op::IsNot),
            ("<>", Op::IsNot),
            ("notequal", Op::IsNot),
            ("notequals", Op::IsNot),
            (">=", Op::AtLeast),
            ("greaterorequal", Op::AtLeast),
            ("greaterorequals", Op::AtLeast),
            ("<=", Op::AtMost),
            ("lessorequal", Op::AtMost),
            ("lessorequals", Op::AtMost),
            (">", Op::Above),
            ("greater", Op::Above),
            ("<", Op::Below),
            ("less", Op::Below),
            ("contains", Op::Contains),
            ("contain", Op::Contains),
            ("*=", Op::Contains),
            ("notcontains", Op::ContainsNot),
            ("notcontain", Op::ContainsNot),
            ("anyof", Op::OneOf),
            ("allof", Op::AllOf),
            ("noneof", Op::NoneOf),
            ("nonof", Op::NoneOf),
        ];
        NAMES.iter().find(|(name, _)| self.is(name)).map(|(_, op)| *op)
    }
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let (token, after) = match c {
            '{' => {
                let inner = rest.get(1..).and_then(|rest| rest.split_once('}'));
                let (name, after) = inner.ok_or("a } is missing")?;
                // What begins with # is the value rather than the words for it: to us the same.
                (Token::Name(name.trim_start_matches('#').to_owned()), after)
            }
            '\'' | '"' => quoted(rest, c)?,
            c if c.is_ascii_digit() => number(rest)?,
            c if c.is_alphanumeric() || c == '_' => {
                let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                (Token::Word(word.to_owned()), after)
            }
            _ => {
                let symbol = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol));
                let symbol = symbol.ok_or_else(|| format!("{c} means nothing in it"))?;
                (Token::Symbol(symbol), rest.get(symbol.len()..).unwrap_or_default())
            }
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn quoted(text: &str, mark: char) -> Result<(Token, &str), String> {
    let mut quoted = String::new();
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => {
                quoted.push(c);
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            c if c == mark => {
                return Ok((Token::Text(quoted), text.get(at + 1..).unwrap_or_default()));
            }
            c => quoted.push(c),
        }
    }
    Err(format!("a {mark} is missing"))
}

/// A number; digits that go on with letters, as in `2nd`, are a word.
fn number(text: &str) -> Result<(Token, &str), String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let (digits, after) = text.split_at(end);
    let token = match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => Token::Number(number),
        Ok(_) => return Err(format!("{digits} is too large a number")),
        Err(_) => Token::Word(digits.to_owned()),
    };
    Ok((token, after))
}
