//! What is fed, and what it promises of every input.

use std::time::Duration;

use crate::corpus::Seed;

/// Something that reads what a stranger wrote.
pub trait Target {
    /// Its name, and that of its folder in the corpus.
    fn name(&self) -> &'static str;

    /// What its inputs are made of: words that mean something to it.
    fn words(&self) -> &[&'static str];

    /// Inputs to begin with, beside those of the corpus.
    fn seeds(&self) -> Vec<Seed>;

    /// How much an input may cost.
    fn bounds(&self) -> Bounds;

    /// Feeds an input.
    ///
    /// # Errors
    /// The promise that does not hold for it, in a sentence.
    fn feed(&self, input: &[u8]) -> Result<Features, String>;
}

/// What an input came to, a word each: the codes of its problems, the status of the reply.
pub type Features = Vec<String>;

/// How much an input may cost: so much whatever it is, and so much for each of its bytes. Half of the
/// machines that run this are busy, so it is the processor's time that counts, and not the clock's.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Of the processor, for any input.
    pub time: Duration,
    /// Of the processor, for a byte.
    pub time_per_byte: Duration,
    /// Bytes of memory at once, for any input.
    pub memory: usize,
    /// Bytes of memory at once, for a byte.
    pub memory_per_byte: usize,
}

impl Bounds {
    /// The time that an input of this length may take.
    #[must_use]
    pub fn time_for(&self, n_bytes: usize) -> Duration {
        let n_bytes = u32::try_from(n_bytes).unwrap_or(u32::MAX);
        self.time.saturating_add(self.time_per_byte.saturating_mul(n_bytes))
    }

    /// The memory that an input of this length may take at once.
    #[must_use]
    pub fn memory_for(&self, n_bytes: usize) -> usize {
        self.memory.saturating_add(self.memory_per_byte.saturating_mul(n_bytes))
    }
}
