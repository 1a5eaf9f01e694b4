//! Reads conditions.

use super::node::{Node, Tree};
use super::reader::Table;
use super::scope::Scope;
use sondage_survey::answer::Decimal;
use sondage_survey::ask::Ask;
use sondage_survey::condition::{Condition, Operand, Test};

const GROUPS: [&str; 3] = ["all", "any", "none"];
/// What is tested, by its key.
const SUBJECTS: [&str; 3] = ["question", "hidden", "variable"];

/// The tests, with the shapes they are for.
const TESTS: [(&str, For); 20] = [
    ("answered", For::All),
    ("is", For::All),
    ("is_not", For::All),
    ("one_of", For::All),
    ("none_of", For::All),
    ("all_of", For::Options),
    ("at_least", For::Numbers),
    ("at_most", For::Numbers),
    ("above", For::Numbers),
    ("below", For::Numbers),
    ("between", For::Numbers),
    ("before", For::Texts),
    ("after", For::Texts),
    ("contains", For::Texts),
    ("contains_not", For::Texts),
    ("starts_with", For::Texts),
    ("ends_with", For::Texts),
    ("first", For::Options),
    ("chosen_at_least", For::Options),
    ("chosen_at_most", For::Options),
];

/// The names of the tests.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TESTS.iter().map(|(name, _)| *name)
}

/// The shapes of answers that a test is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    All,
    Numbers,
    Texts,
    Options,
}

impl For {
    fn takes(self, ask: Option<&Ask>) -> bool {
        match (self, ask) {
            // Hidden fields and variables are texts or numbers.
            (Self::Options, None) => false,
            (Self::All, _) | (_, None) => true,
            (Self::Numbers, Some(ask)) => matches!(ask, Ask::Number(_)),
            (Self::Texts, Some(ask)) => matches!(ask, Ask::Text(_)),
            (Self::Options, Some(ask)) => ask.options().is_some(),
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::All => "anything",
            Self::Numbers => "numbers",
            Self::Texts => "texts, dates and times",
            Self::Options => "choices",
        }
    }
}

/// The condition in a table.
pub(crate) fn read(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Condition> {
    for key in GROUPS {
        if table.has(key) {
            let inner = table.tables(key, |inner| read(inner, scope));
            return Some(match key {
                "all" => Condition::All(inner),
                "any" => Condition::Any(inner),
                _ => Condition::None(inner),
            });
        }
    }
    let given: Vec<_> = TESTS.iter().filter(|(name, _)| table.has(name)).copied().collect();
    let subject = subject(table, scope);
    let [(test, of)] = given.as_slice() else {
        let names: Vec<_> = TESTS.iter().map(|(name, _)| *name).collect();
        table.claim(&names);
        let message = "a condition has one test, or one of all, any, none; the tests are";
        table.problem("", &format!("{message} {}", names.join(", ")));
        return None;
    };
    let Some(subject) = subject else {
        table.node(test);
        return None;
    };
    if !of.takes(scope.ask(&subject)) {
        table.node(test);
        table.problem(test, &format!("\"{test}\" is for {}", of.what()));
        return None;
    }
    Reading { scope, subject, test }.condition(table)
}

/// What is tested.
fn subject(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Operand> {
    let given: Vec<_> = SUBJECTS.into_iter().filter(|key| table.has(key)).collect();
    let [key] = given.as_slice() else {
        table.claim(&SUBJECTS);
        table.problem("", "a condition tests one \"question\", \"hidden\" field or \"variable\"");
        return None;
    };
    named(table, key, scope)
}

/// The operand that a key names.
fn named(table: &mut Table<'_>, key: &'static str, scope: &Scope<'_>) -> Option<Operand> {
    let name = table.text(key)?;
    let operand = scope.operand(&name).filter(|operand| {
        matches!(
            (key, operand),
            ("question", Operand::Answer(_) | Operand::Part(..))
                | ("hidden", Operand::Hidden(_))
                | ("variable", Operand::Variable(_))
        )
    });
    if operand.is_none() {
        let message = match key {
            "question" => format!("no question \"{name}\" is asked before this one"),
            key => format!("there is no {key} \"{name}\""),
        };
        table.problem(key, &message);
    }
    operand
}

/// The operand in a table with one of the subjects, or in a number, a text or a flag.
pub(crate) fn operand(
    table: &Table<'_>,
    key: &str,
    node: &Node,
    scope: &Scope<'_>,
) -> Option<Operand> {
    match &node.tree {
        Tree::Text(text) => Some(Operand::Text(text.trim().to_owned())),
        Tree::Integer(number) => Decimal::parse(&number.to_string()).map(Operand::Number),
        Tree::Fraction(number) => Some(Operand::Number(*number)),
        Tree::Flag(flag) => Some(Operand::Flag(*flag)),
        Tree::Table(_) => {
            let mut inner = table.item(key, node)?;
            let operand = subject(&mut inner, scope);
            inner.finish();
            operand
        }
        other => {
            table.problem(key, &format!("expected a number or a text, found {}", other.what()));
            None
        }
    }
}

struct Reading<'a> {
    scope: &'a Scope<'a>,
    subject: Operand,
    test: &'static str,
}

impl Reading<'_> {
    fn condition(&self, table: &mut Table<'_>) -> Option<Condition> {
        let test = |test, right| Condition::Test(self.subject.clone(), test, right);
        let not = |condition| Condition::None(vec![condition]);
        if self.test == "answered" {
            let answered = test(Test::Answered, vec![Operand::Flag(true)]);
            return Some(if table.flag_or("answered", true) { answered } else { not(answered) });
        }
        let node = table.node(self.test)?;
        if let Tree::List(items) = &node.tree {
            let right: Option<Vec<_>> = items.iter().map(|item| self.right(table, item)).collect();
            return match (self.test, right?.as_slice()) {
                ("one_of", right) => Some(test(Test::Is, right.to_vec())),
                ("none_of", right) => Some(not(test(Test::Is, right.to_vec()))),
                ("all_of", right) => Some(test(Test::AllOf, right.to_vec())),
                ("between", [low, high]) => Some(Condition::All(vec![
                    test(Test::AtLeast, vec![low.clone()]),
                    self.flipped(Test::AtLeast, high.clone()),
                ])),
                ("between", _) => self.problem(table, "has two numbers, the lower first"),
                _ => self.problem(table, "takes no list"),
            };
        }
        let right = self.right(table, node)?;
        Some(match self.test {
            "is" => test(Test::Is, vec![right]),
            "is_not" => not(test(Test::Is, vec![right])),
            "at_least" => test(Test::AtLeast, vec![right]),
            "above" | "after" => test(Test::Above, vec![right]),
            "at_most" => self.flipped(Test::AtLeast, right),
            "below" | "before" => self.flipped(Test::Above, right),
            "contains" => test(Test::Contains, vec![right]),
            "contains_not" => not(test(Test::Contains, vec![right])),
            "starts_with" => test(Test::StartsWith, vec![right]),
            "ends_with" => test(Test::EndsWith, vec![right]),
            "first" => test(Test::First, vec![right]),
            "chosen_at_least" => test(Test::Chosen, vec![right]),
            "chosen_at_most" => {
                let Operand::Number(most) = right else {
                    return self.problem(table, "takes a number");
                };
                let more = Operand::Number(most.plus(Decimal::whole(1)));
                Condition::All(vec![
                    test(Test::Answered, vec![Operand::Flag(true)]),
                    not(test(Test::Chosen, vec![more])),
                ])
            }
            _ => return self.problem(table, "takes a list"),
        })
    }

    /// The comparison from the other side: what is unknown passes neither.
    fn flipped(&self, test: Test, right: Operand) -> Condition {
        Condition::Test(right, test, vec![self.subject.clone()])
    }

    fn problem(&self, table: &Table<'_>, what: &str) -> Option<Condition> {
        table.problem(self.test, &format!("\"{}\" {what}", self.test));
        None
    }

    /// What it is compared with, where the answer can ever be that.
    fn right(&self, table: &Table<'_>, node: &Node) -> Option<Operand> {
        let right = operand(table, self.test, node, self.scope)?;
        let is_count = self.test.starts_with("chosen");
        let possible = match (self.scope.ask(&self.subject), &right) {
            _ if is_count => matches!(right, Operand::Number(_)),
            (Some(ask), Operand::Text(id)) if ask.options().is_some() => {
                if has_option(ask, id) {
                    return Some(right);
                }
                table.problem(self.test, &format!("the question has no option \"{id}\""));
                return None;
            }
            (Some(Ask::Number(_)), Operand::Text(_) | Operand::Flag(_))
            | (Some(Ask::Text(_)), Operand::Number(_) | Operand::Flag(_)) => false,
            (Some(Ask::Flag(_)), right) => matches!(right, Operand::Flag(_)),
            (Some(ask), Operand::Number(_)) => ask.options().is_none(),
            _ => true,
        };
        if !possible {
            table.problem(self.test, &format!("the answer is never {}", node.tree.what()));
        }
        possible.then_some(right)
    }
}

fn has_option(ask: &Ask, id: &str) -> bool {
    let has_other = ask.options().is_some_and(|options| options.other);
    (id == "other" && has_other) || ask.items().iter().any(|item| item.id == id)
}
