//! Conditions without a question that is not asked: what is not known passes no test.

use super::{Condition, Subject, Value};

/// What is left of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Folded {
    Always,
    Never,
    Sometimes(Condition),
}

impl Condition {
    /// What is left of it where a question is never asked.
    pub(crate) fn without(self, id: &str) -> Folded {
        match self {
            Self::All(inner) => fold(inner, id, Folded::Never, Self::all),
            Self::Any(inner) => fold(inner, id, Folded::Always, Self::any),
            Self::None(inner) => match fold(inner, id, Folded::Always, Self::any) {
                Folded::Always => Folded::Never,
                Folded::Never => Folded::Always,
                Folded::Sometimes(any) => Folded::Sometimes(any.not()),
            },
            Self::Test(subject, test, value) => {
                let of = |name: &str| name.split('.').next() == Some(id);
                let is_about = matches!(&subject, Subject::Question(name) if of(name));
                let is_with =
                    matches!(&value, Value::Table(_)) && value.speaks_of(&[id.to_owned()]);
                if !is_about && !is_with {
                    return Folded::Sometimes(Self::Test(subject, test, value));
                }
                let is_opposite = matches!(test, "is_not" | "none_of" | "contains_not")
                    || (test == "answered" && value == Value::Flag(false));
                if is_opposite { Folded::Always } else { Folded::Never }
            }
        }
    }
}

/// A group: `decisive` is what one member makes of the whole, by being so itself.
fn fold(
    inner: Vec<Condition>,
    id: &str,
    decisive: Folded,
    group: fn(Vec<Condition>) -> Option<Condition>,
) -> Folded {
    let mut kept = Vec::new();
    for one in inner {
        match one.without(id) {
            Folded::Sometimes(condition) => kept.push(condition),
            folded if folded == decisive => return decisive,
            _ => {}
        }
    }
    let otherwise = if decisive == Folded::Never { Folded::Always } else { Folded::Never };
    group(kept).map_or(otherwise, Folded::Sometimes)
}

#[cfg(test)]
mod tests {
    use super::{Condition, Folded, Subject};

    #[test]
    fn what_is_not_asked_passes_no_test() {
        let gone = Subject::Question("gone".into());
        let row = Subject::Question("gone.row".into());
        let other = Subject::Question("other".into());
        let holds = gone.test("answered", false);
        let fails = row.test("is", "x");
        let open = other.test("is", "x");
        let with = other.test("above", gone.value());
        for (condition, folded) in [
            (holds.clone(), Folded::Always),
            (gone.test("is_not", "x"), Folded::Always),
            (fails.clone(), Folded::Never),
            (with, Folded::Never),
            (other.test("is", "gone"), Folded::Sometimes(other.test("is", "gone"))),
            (Condition::All(vec![holds.clone(), open.clone()]), Folded::Sometimes(open.clone())),
            (Condition::All(vec![fails.clone(), open.clone()]), Folded::Never),
            (Condition::Any(vec![holds.clone(), open.clone()]), Folded::Always),
            (Condition::Any(vec![fails.clone(), open.clone()]), Folded::Sometimes(open.clone())),
            (Condition::None(vec![fails.clone()]), Folded::Always),
            (Condition::None(vec![holds]), Folded::Never),
            (
                Condition::None(vec![fails, open.clone()]),
                Folded::Sometimes(Condition::None(vec![open])),
            ),
        ] {
            assert_eq!(condition.clone().without("gone"), folded, "{condition:?}");
        }
    }
}
