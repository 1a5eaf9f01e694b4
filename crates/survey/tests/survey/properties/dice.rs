//! Numbers that a strategy has drawn, to be thrown one after the other. They shrink to nought, so
//! whatever is made of them has its simplest form there.

use proptest::prelude::*;

#[derive(Clone, Debug)]
pub(crate) struct Dice {
    numbers: Vec<u16>,
    next: usize,
}

impl Dice {
    /// One of `0..n`.
    pub(crate) fn roll(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        usize::from(number) % n.max(1)
    }

    /// Once in `n` times; at nought, never.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.roll(n) == 1
    }

    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.roll(choices.len())]
    }
}

/// So many dice.
pub(crate) fn dice(n: usize) -> impl Strategy<Value = Dice> {
    prop::collection::vec(any::<u16>(), n).prop_map(|numbers| Dice { numbers, next: 0 })
}
