//! The loop: change an input, feed it, keep it where it came to something new.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use fastrand::Rng;

use crate::change::change;
use crate::corpus::{self, Seed, home};
use crate::guard::feed_watched;
use crate::shorten::shorten;
use crate::target::Target;

/// The longest input that is changed further, in bytes: long ones cost the time of many short ones.
const CHANGED: usize = 24 * 1024;

/// How long it goes on.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    /// So many inputs were fed.
    Inputs(usize),
    /// So much time is over.
    Over(Duration),
}

/// What was done.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Inputs that were fed.
    pub n_fed: usize,
    /// Those of them that came to something new.
    pub n_kept: usize,
    /// All that any input came to.
    pub features: BTreeSet<String>,
    /// The dearest one, of the processor.
    pub slowest: Duration,
    /// The dearest one, in bytes of memory.
    pub largest: usize,
}

/// An input for which a promise does not hold.
#[derive(Clone, Debug)]
pub struct Broken {
    /// What does not hold.
    pub why: String,
    /// The least of the input that still shows it.
    pub input: Vec<u8>,
    /// The name of the seed, where it was one.
    pub seed: Option<String>,
}

/// Feeds a target with its seeds and its corpus, and then with what they become. `keep_in` is where
/// inputs are written that came to something new.
///
/// # Errors
/// The first input for which a promise does not hold, in the inner result; when the corpus cannot be
/// read or written, in the outer one.
pub fn fuzz(
    target: &dyn Target,
    seed: u64,
    until: Until,
    keep_in: Option<&PathBuf>,
) -> Result<Result<Tally, Broken>> {
    let mut seeds = target.seeds();
    seeds.extend(corpus::read_folder(&home().join(target.name()))?);
    let mut tally = Tally::default();
    let mut pool = Vec::with_capacity(seeds.len());
    for Seed { name, input } in seeds {
        if let Err(why) = feed_counted(target, &input, &mut tally) {
            return Ok(Err(Broken { why, input, seed: Some(name) }));
        }
        pool.push(input);
    }
    let (began, mut rng) = (Instant::now(), Rng::with_seed(seed));
    loop {
        let is_over = match until {
            Until::Inputs(n) => tally.n_fed >= n,
            Until::Over(time) => began.elapsed() >= time,
        };
        if is_over {
            return Ok(Ok(tally));
        }
        let Some(chosen) = rng.choice(&pool).cloned() else { return Ok(Ok(tally)) };
        let input = change(&chosen, &pool, target.words(), &mut rng);
        let new = match feed_counted(target, &input, &mut tally) {
            Ok(new) => new,
            Err(why) => return Ok(Err(shortened(target, &input, why))),
        };
        if new.is_empty() {
            continue;
        }
        tally.n_kept += 1;
        if let Some(folder) = keep_in {
            let has_all = |least: &[u8]| {
                let outcome = feed_watched(target, least);
                outcome.is_ok_and(|one| new.iter().all(|feature| one.features.contains(feature)))
            };
            corpus::keep(&folder.join(target.name()), &shorten(&input, has_all))?;
        }
        if input.len() <= CHANGED {
            pool.push(input);
        }
    }
}

/// Feeds an input; gives what none came to before.
fn feed_counted(
    target: &dyn Target,
    input: &[u8],
    tally: &mut Tally,
) -> Result<Vec<String>, String> {
    let outcome = feed_watched(target, input)?;
    tally.n_fed += 1;
    tally.slowest = tally.slowest.max(outcome.time);
    tally.largest = tally.largest.max(outcome.memory);
    let mut new = outcome.features;
    new.retain(|feature| tally.features.insert(feature.clone()));
    Ok(new)
}

fn shortened(target: &dyn Target, input: &[u8], why: String) -> Broken {
    // The same promise, whatever the figures in its sentence.
    let of = |why: &str| why.chars().filter(char::is_ascii_alphabetic).take(24).collect::<String>();
    let is_same = |least: &[u8]| feed_watched(target, least).is_err_and(|one| of(&one) == of(&why));
    let least = shorten(input, is_same);
    let why = feed_watched(target, &least).err().unwrap_or(why);
    Broken { why, input: least, seed: None }
}
