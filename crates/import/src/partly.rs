//! Conditions of which a part cannot be said here.
//!
//! What is left without that part is not the same condition. It errs to one side, and which side
//! does least harm depends on what it decides: nobody jumps who should not, and nobody is left out
//! who should be asked.

use sondage_author::source::Condition;

use crate::condition::{all, any, checked, not};

/// A condition as the other tool has it. A test is one of ours, or there is a reason why not.
#[derive(Debug)]
pub(crate) enum Tree {
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
    Test(Result<Condition, String>),
}

/// To which side a condition may err.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// It holds only where the whole one does: for jumps, changes, endings, and what is required.
    Within,
    /// It holds wherever the whole one does: for what is asked and offered.
    Around,
}

/// As much of a condition as can be said.
#[derive(Debug, Default)]
pub(crate) struct Partly {
    /// `None` for one that always holds.
    pub(crate) condition: Option<Condition>,
    /// Why parts of it are missing.
    pub(crate) missing: Vec<String>,
}

impl Partly {
    /// What there is to note of the parts that are missing.
    pub(crate) fn note(&self) -> Option<String> {
        let reason = self.missing.first()?;
        Some(format!("cannot be expressed in full here ({reason}); kept without that part"))
    }
}

impl Tree {
    /// As much of it as can be said, erring to one side.
    ///
    /// # Errors
    /// Why nothing can be said.
    pub(crate) fn say(self, side: Side) -> Result<Partly, String> {
        let mut missing = Vec::new();
        let condition = self.on(side, &mut missing)?;
        Ok(Partly { condition: condition.map(checked).transpose()?, missing })
    }

    /// What can be said of it; `None` for what always holds.
    fn on(self, side: Side, missing: &mut Vec<String>) -> Result<Option<Condition>, String> {
        match self {
            Self::Test(test) => test.map(Some),
            // Without one of several that all have to hold, it holds more often.
            Self::All(of) => {
                let (kept, _) = sides(of, side, side == Side::Around, missing)?;
                Ok(all(kept))
            }
            // Without one of several of which any will do, less often.
            Self::Any(of) => {
                let (kept, is_always) = sides(of, side, side == Side::Within, missing)?;
                Ok(if is_always { None } else { any(kept) })
            }
            Self::Not(inner) => {
                let other = if side == Side::Within { Side::Around } else { Side::Within };
                let condition = inner.on(other, missing)?;
                condition.map(not).map(Some).ok_or_else(|| "it never holds".to_owned())
            }
        }
    }
}

/// What can be said of the parts of a group, and whether one of them always holds. Those of which
/// nothing can be said are missing, where they may be.
fn sides(
    of: Vec<Tree>,
    side: Side,
    may_miss: bool,
    missing: &mut Vec<String>,
) -> Result<(Vec<Condition>, bool), String> {
    let (mut kept, mut is_always, mut reason) = (Vec::new(), false, None);
    for one in of {
        match one.on(side, missing) {
            Ok(Some(condition)) => kept.push(condition),
            Ok(None) => is_always = true,
            Err(why) if may_miss => {
                missing.push(why.clone());
                reason = reason.or(Some(why));
            }
            Err(why) => return Err(why),
        }
    }
    match reason {
        Some(reason) if kept.is_empty() && !is_always => Err(reason),
        _ => Ok((kept, is_always)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sondage_author::source::{Subject, Test};

    /// A condition in letters: capitals cannot be said.
    #[derive(Clone, Debug)]
    enum Whole {
        All(Vec<Whole>),
        Any(Vec<Whole>),
        Not(Box<Whole>),
        Test(char),
    }

    fn whole() -> impl Strategy<Value = Whole> {
        let leaf = prop::sample::select(vec!['a', 'b', 'c', 'X', 'Y']).prop_map(Whole::Test);
        leaf.prop_recursive(4, 20, 3, |inner| {
            let some = prop::collection::vec(inner.clone(), 1..4);
            prop_oneof![
                some.clone().prop_map(Whole::All),
                some.prop_map(Whole::Any),
                inner.prop_map(|one| Whole::Not(Box::new(one))),
            ]
        })
    }

    fn tree(whole: &Whole) -> Tree {
        match whole {
            Whole::All(of) => Tree::All(of.iter().map(tree).collect()),
            Whole::Any(of) => Tree::Any(of.iter().map(tree).collect()),
            Whole::Not(one) => Tree::Not(Box::new(tree(one))),
            Whole::Test(c) if c.is_uppercase() => Tree::Test(Err(format!("no {c}"))),
            Whole::Test(c) => Tree::Test(Ok(Subject::variable(*c).test(Test::Answered(true)))),
        }
    }

    fn holds(whole: &Whole, known: &str) -> bool {
        match whole {
            Whole::All(of) => of.iter().all(|one| holds(one, known)),
            Whole::Any(of) => of.iter().any(|one| holds(one, known)),
            Whole::Not(one) => !holds(one, known),
            Whole::Test(c) => known.contains(*c),
        }
    }

    fn is_met(condition: &Condition, known: &str) -> bool {
        match condition {
            Condition::All(of) => of.iter().all(|one| is_met(one, known)),
            Condition::Any(of) => of.iter().any(|one| is_met(one, known)),
            Condition::None(of) => !of.iter().any(|one| is_met(one, known)),
            Condition::Test(subject, _) => known.contains(subject.key().1),
        }
    }

    fn worlds() -> Vec<String> {
        let of = |n: u8| "abcXY".chars().enumerate().filter(move |(at, _)| n >> at & 1 == 1);
        (0..32).map(|n| of(n).map(|(_, c)| c).collect()).collect()
    }

    proptest! {
        #[test]
        fn what_is_left_of_a_condition_errs_to_the_side_that_is_asked_for(whole in whole()) {
            let is_sayable = !format!("{whole:?}").contains(['X', 'Y']);
            for side in [Side::Within, Side::Around] {
                let said = tree(&whole).say(side);
                prop_assert!(said.is_ok() || !is_sayable, "{said:?}");
                let Ok(said) = said else { continue };
                prop_assert_eq!(said.missing.is_empty(), is_sayable);
                for known in worlds() {
                    let (before, now) =
                        (holds(&whole, &known), said.condition.as_ref().is_none_or(|c| is_met(c, &known)));
                    let is_right = match side {
                        _ if is_sayable => before == now,
                        Side::Within => before || !now,
                        Side::Around => now || !before,
                    };
                    prop_assert!(is_right, "{side:?} {known:?} {:?}", said.condition);
                }
            }
        }
    }

    #[test]
    fn half_of_an_or_is_kept_for_a_jump_and_half_of_an_and_for_a_question() {
        let both = [Whole::Test('a'), Whole::Test('X')];
        let either = Whole::Any(both.to_vec());
        let each = Whole::All(both.to_vec());
        for (whole, side, is_kept) in [
            (&either, Side::Within, true),
            (&either, Side::Around, false),
            (&each, Side::Within, false),
            (&each, Side::Around, true),
        ] {
            let said = tree(whole).say(side);
            assert_eq!(said.is_ok(), is_kept, "{whole:?} {side:?}");
            let note = said.ok().and_then(|said| said.note());
            assert_eq!(note.is_some_and(|note| note.contains("no X")), is_kept);
        }
    }
}
