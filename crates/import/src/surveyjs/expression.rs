//! The expressions of `SurveyJS`: `{age} >= 18 and ({plan} anyof ['pro', 'team'] or {why} notempty)`.

mod token;

use token::{Token, tokens};

use crate::compare::Op;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// What stands in braces.
    Name(String),
    Nothing,
    Flag(bool),
    Number(f64),
    Word(String),
    List(Vec<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Compare(Box<Expression>, Op, Box<Expression>),
    /// A sum; the terms of which the flag is false are taken off.
    Sum(Vec<(bool, Expression)>),
    /// Any other calculation, of which nothing can be made here.
    Calculation,
    Call(String, Vec<Expression>),
}

/// The most parts, and the deepest nesting, of an expression: more has no author.
const TOKENS: usize = 1_000;
const DEPTH: usize = 32;

/// The expression in a text.
///
/// # Errors
/// Why there is none.
pub(super) fn parse(text: &str) -> Result<Expression, String> {
    let tokens = tokens(text)?;
    if tokens.len() > TOKENS {
        return Err("it is too long".to_owned());
    }
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let expression = parser.any()?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err("it goes on where it should end".to_owned()),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, symbol: &str) -> bool {
        let is_next = self.peek().is_some_and(|token| token.is(symbol));
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, symbol: &str) -> Result<(), String> {
        if self.take(symbol) { Ok(()) } else { Err(format!("a {symbol} is missing")) }
    }

    fn any(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("it is nested too deep".to_owned());
        }
        let mut all = vec![self.all()?];
        while self.take("or") || self.take("||") {
            all.push(self.all()?);
        }
        self.depth -= 1;
        Ok(one_or(all, Expression::Any))
    }

    fn all(&mut self) -> Result<Expression, String> {
        let mut all = vec![self.comparison()?];
        while self.take("and") || self.take("&&") {
            all.push(self.comparison()?);
        }
        Ok(one_or(all, Expression::All))
    }

    fn comparison(&mut self) -> Result<Expression, String> {
        if self.take("!") || self.take("negate") {
            self.depth += 1;
            if self.depth > DEPTH {
                return Err("it is nested too deep".to_owned());
            }
            let inner = self.comparison()?;
            self.depth -= 1;
            return Ok(Expression::Not(Box::new(inner)));
        }
        let left = self.sum()?;
        for (symbol, op) in [("empty", Op::Unanswered), ("notempty", Op::Answered)] {
            if self.take(symbol) {
                return Ok(Expression::Compare(Box::new(left), op, Box::new(Expression::Nothing)));
            }
        }
        let op = self.peek().and_then(Token::comparison);
        let Some(op) = op else { return Ok(left) };
        self.at += 1;
        Ok(Expression::Compare(Box::new(left), op, Box::new(self.sum()?)))
    }

    fn sum(&mut self) -> Result<Expression, String> {
        let mut terms = vec![(true, self.product()?)];
        loop {
            let is_added = self.take("+");
            if !is_added && !self.take("-") {
                break;
            }
            terms.push((is_added, self.product()?));
        }
        if terms.len() > 1 {
            return Ok(Expression::Sum(terms));
        }
        Ok(terms.pop().map_or(Expression::Nothing, |(_, term)| term))
    }

    fn product(&mut self) -> Result<Expression, String> {
        let mut product = self.value()?;
        while ["*", "/", "%", "^", "power"].into_iter().any(|symbol| self.take(symbol)) {
            self.value()?;
            product = Expression::Calculation;
        }
        Ok(product)
    }

    fn value(&mut self) -> Result<Expression, String> {
        if self.take("(") {
            let inner = self.any()?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.take("[") {
            return self.items("]").map(Expression::List);
        }
        let is_negative = self.take("-");
        let Some(token) = self.peek().cloned() else {
            return Err("it ends too early".to_owned());
        };
        self.at += 1;
        match token {
            Token::Number(number) => {
                Ok(Expression::Number(if is_negative { -number } else { number }))
            }
            _ if is_negative => Ok(Expression::Calculation),
            Token::Name(name) => Ok(Expression::Name(name)),
            Token::Text(text) => Ok(Expression::Word(text)),
            Token::Word(word) if self.take("(") => {
                self.items(")").map(|items| Expression::Call(word.to_lowercase(), items))
            }
            Token::Word(word) => Ok(match word.to_lowercase().as_str() {
                "true" => Expression::Flag(true),
                "false" => Expression::Flag(false),
                "undefined" | "null" => Expression::Nothing,
                _ => Expression::Word(word),
            }),
            Token::Symbol(symbol) => Err(format!("{symbol} stands where a value should")),
        }
    }

    fn items(&mut self, end: &str) -> Result<Vec<Expression>, String> {
        let mut items = Vec::new();
        while !self.take(end) {
            items.push(self.any()?);
            if !self.take(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(items)
    }
}

fn one_or(mut of: Vec<Expression>, group: fn(Vec<Expression>) -> Expression) -> Expression {
    match of.pop() {
        Some(one) if of.is_empty() => one,
        Some(last) => {
            of.push(last);
            group(of)
        }
        None => Expression::Nothing,
    }
}

#[cfg(test)]
mod tests;
