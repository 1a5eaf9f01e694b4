//! The least of an input that still comes to the same.

/// How often an input is fed at most to shorten it.
const TRIES: usize = 400;

/// An input without the parts that make no difference to `is_same`: halves first, then less and less.
pub fn shorten(input: &[u8], mut is_same: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut least = input.to_vec();
    let mut length = least.len() / 2;
    let mut n_tries = 0;
    while length > 0 && n_tries < TRIES {
        let mut from = 0;
        let mut has_shrunk = false;
        while from < least.len() && n_tries < TRIES {
            n_tries += 1;
            let until = from.saturating_add(length).min(least.len());
            let rest =
                [least.get(..from).unwrap_or_default(), least.get(until..).unwrap_or_default()]
                    .concat();
            if is_same(&rest) {
                least = rest;
                has_shrunk = true;
            } else {
                from = until;
            }
        }
        if !has_shrunk {
            length /= 2;
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn what_makes_no_difference_is_left_out() {
        let input = b"a long text with one x in the middle of it, and more behind";
        assert_eq!(shorten(input, |least| least.contains(&b'x')), b"x");
        assert_eq!(shorten(b"", |_| true), b"");
    }
}
