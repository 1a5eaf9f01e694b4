//! Lots: the order of options and questions, by chance and yet the same each time for the same
//! response, so that the widget, the relay and the link pages agree on it.
//!
//! `www/message.js` draws the same lots for the card in a message, before any of this is loaded.

/// The lots of one response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seed(u32);

/// FNV-1a: its beginning and its prime (draft-eastlake-fnv, 32 bits).
const BASIS: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;

impl Seed {
    /// The lots of the response with this id.
    #[must_use]
    pub fn of_response(response: &str) -> Self {
        Self(BASIS).and(response)
    }

    fn and(self, text: &str) -> Self {
        let mut hash = self.0;
        for byte in text.bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(PRIME);
        }
        Self(hash)
    }

    /// So many places in random order, each order as likely as another; `name` tells one list of
    /// the response from the next.
    #[must_use]
    pub fn shuffled(self, name: &str, n: usize) -> Vec<usize> {
        let mut places = Vec::new();
        for place in 0..n {
            places.push(place);
        }
        // Xorshift (Marsaglia 2003, 13-17-5) never leaves nought.
        let mut state = self.and(name).0.max(1);
        // Fisher and Yates, from the end.
        for last in (1..n).rev() {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let below = u64::try_from(last).unwrap_or_default() + 1;
            let other = (u64::from(state) * below) >> 32;
            swap(&mut places, last, usize::try_from(other).unwrap_or_default());
        }
        places
    }
}

/// What `slice::swap` does, without its message for places that are not there, which is as much
/// code as all else here.
pub(crate) fn swap<T>(list: &mut [T], one: usize, other: usize) {
    if let Ok([one, other]) = list.get_disjoint_mut([one, other]) {
        std::mem::swap(one, other);
    }
}

/// Which of `n` things are shown, in which order: `fixed` ones stay where they are, of the others
/// `pick` are drawn (0: all), and they change places where `shuffle` says so.
#[must_use]
pub fn draw(seed: Seed, name: &str, fixed: &[bool], (shuffle, pick): (bool, usize)) -> Vec<usize> {
    let mut free = Vec::new();
    for (place, is_fixed) in fixed.iter().enumerate() {
        if !is_fixed {
            free.push(place);
        }
    }
    if !shuffle && (pick == 0 || pick >= free.len()) {
        return (0..fixed.len()).collect();
    }
    let mut drawn = seed.shuffled(name, free.len());
    if pick > 0 {
        drawn.truncate(pick);
    }
    let mut next = 0;
    let mut shown = Vec::new();
    for (place, is_fixed) in fixed.iter().enumerate() {
        if *is_fixed {
            shown.push(place);
        } else if shuffle {
            // The free ones come in the order of the lot.
            shown.extend(drawn.get(next).and_then(|at| free.get(*at)));
            next += 1;
        } else {
            let at = free.iter().position(|free| *free == place);
            if at.is_some_and(|at| drawn.contains(&at)) {
                shown.push(place);
            }
        }
    }
    shown
}
