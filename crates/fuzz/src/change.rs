//! What one input becomes: pieces of it taken out, repeated, moved, replaced by words and by pieces of
//! other inputs.

use fastrand::Rng;

/// The longest input: what the relay reads of a body.
const LONGEST: usize = 256 * 1024;
/// The most changes of one input at once.
const CHANGES: usize = 6;
/// How often a piece is repeated at most.
const TIMES: usize = 60;

/// What an input is cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    /// Lines, with their ends.
    Lines,
    /// Runs of letters and digits, and what is between them.
    Words,
    /// Bytes.
    Bytes,
}

/// Where an input can be cut, its beginning and its end among them.
fn cuts(input: &[u8], grain: Grain) -> Vec<usize> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let is_cut = |pair: &[u8]| match (grain, pair) {
        (Grain::Lines, [before, _]) => *before == b'\n',
        (Grain::Words, [before, after]) => !is_word(before) || !is_word(after),
        _ => true,
    };
    let inner = input.windows(2).enumerate().filter(|(_, pair)| is_cut(pair));
    let mut cuts = vec![0];
    cuts.extend(inner.map(|(at, _)| at + 1));
    cuts.push(input.len());
    cuts
}

/// A piece of an input: where it begins and ends.
fn piece(input: &[u8], rng: &mut Rng) -> (usize, usize) {
    let grain = match rng.u8(..8) {
        0..4 => Grain::Lines,
        4..7 => Grain::Words,
        _ => Grain::Bytes,
    };
    let cuts = cuts(input, grain);
    let first = rng.usize(..cuts.len());
    // Short pieces mostly; a long one now and then.
    let n = if rng.u8(..6) == 0 { rng.usize(..40) } else { rng.usize(..4) };
    let last = first.saturating_add(n).min(cuts.len() - 1);
    let at = |place: usize| cuts.get(place).copied().unwrap_or(input.len());
    (at(first), at(last))
}

/// An input with some changes.
pub fn change(input: &[u8], others: &[Vec<u8>], words: &[&str], rng: &mut Rng) -> Vec<u8> {
    let mut changed = input.to_vec();
    // One or two mostly: what is broken in many places is refused for the first of them.
    let n = if rng.u8(..4) == 0 { rng.usize(1..=CHANGES) } else { rng.usize(1..=2) };
    for _ in 0..n {
        change_once(&mut changed, others, words, rng);
        changed.truncate(LONGEST);
    }
    changed
}

/// What stands in a line after `=` or `:`, as far as it goes; `None` where it has neither.
fn value(input: &[u8], rng: &mut Rng) -> Option<(usize, usize)> {
    let lines = cuts(input, Grain::Lines);
    let first = rng.usize(..lines.len());
    let (from, until) = (*lines.get(first)?, *lines.get(first + 1)?);
    let line = input.get(from..until)?;
    let sign = line.windows(2).position(|two| matches!(two, b"= " | b": "))? + 2;
    let end = line.iter().rposition(|byte| !byte.is_ascii_whitespace() && *byte != b',')? + 1;
    (sign < end).then_some((from + sign, from + end))
}

/// A value in the place of another one, so that the rest can still be read.
fn assign(input: &mut Vec<u8>, others: &[Vec<u8>], words: &[&str], rng: &mut Rng) -> Option<()> {
    let (from, until) = value(input, rng)?;
    let word = rng.choice(words).copied().unwrap_or_default();
    let put = match rng.u8(..4) {
        0 => word.as_bytes().to_vec(),
        1 => format!("\"{}\"", word.trim_matches('"')).into_bytes(),
        2 => {
            let (from, until) = value(input, rng)?;
            input.get(from..until)?.to_vec()
        }
        _ => {
            let other = rng.choice(others)?;
            let (from, until) = value(other, rng)?;
            other.get(from..until)?.to_vec()
        }
    };
    input.splice(from..until, put);
    Some(())
}

fn change_once(input: &mut Vec<u8>, others: &[Vec<u8>], words: &[&str], rng: &mut Rng) {
    if rng.u8(..3) == 0 && assign(input, others, words, rng).is_some() {
        return;
    }
    let (from, until) = piece(input, rng);
    let own = input.get(from..until).unwrap_or_default().to_vec();
    let put = match rng.u8(..10) {
        0 | 1 => Vec::new(),
        2 | 3 => rng.choice(words).map(|word| word.as_bytes().to_vec()).unwrap_or_default(),
        4 => [own, rng.choice(words).map_or(Vec::new(), |word| word.as_bytes().to_vec())].concat(),
        5 => own.repeat(2),
        6 => own.repeat(rng.usize(1..=TIMES)),
        7 => {
            let other = rng.choice(others).map_or(own.as_slice(), Vec::as_slice);
            let (from, until) = piece(other, rng);
            other.get(from..until).unwrap_or_default().to_vec()
        }
        8 => {
            let (from, until) = piece(input, rng);
            input.get(from..until).unwrap_or_default().to_vec()
        }
        _ => own.into_iter().map(|byte| byte ^ (1 << rng.u8(..8))).collect(),
    };
    input.splice(from..until, put);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs_and_they_differ() {
        let input = b"id = \"a\"\nname = \"b\"\n".to_vec();
        let all = |seed: u64| -> Vec<Vec<u8>> {
            let mut rng = Rng::with_seed(seed);
            let others = [b"[[questions]]\n".to_vec()];
            (0..200).map(|_| change(&input, &others, &["nps"], &mut rng)).collect()
        };
        assert_eq!(all(1), all(1));
        assert_ne!(all(1), all(2));
        let n_same = all(1).iter().filter(|changed| **changed == input).count();
        assert!(n_same < 40, "{n_same} of 200 were not changed");
        assert!(all(1).iter().any(|changed| changed.windows(3).any(|three| three == b"nps")));
    }

    #[test]
    fn a_value_is_replaced_and_what_is_around_it_stays() {
        let mut rng = Rng::with_seed(4);
        let mut input = b"{\n  \"a\": 1,\n}".to_vec();
        while assign(&mut input, &[], &["x"], &mut rng).is_none() {}
        let text = String::from_utf8(input).unwrap_or_default();
        assert!(
            ["{\n  \"a\": x,\n}", "{\n  \"a\": \"x\",\n}", "{\n  \"a\": 1,\n}"].contains(&&*text)
        );
    }

    #[test]
    fn nothing_can_be_changed_too() {
        let mut rng = Rng::with_seed(3);
        for _ in 0..200 {
            assert!(change(b"", &[], &[], &mut rng).is_empty());
        }
    }
}
