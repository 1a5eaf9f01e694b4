//! The bytes that travel to the widget.

use proptest::prelude::*;
use sondage_survey::wire::{WireError, decode, encode};

use crate::config;
use crate::surveys::written;

proptest! {
    #![proptest_config(config(160))]

    #[test]
    fn a_survey_comes_back_from_its_bytes(written in written()) {
        prop_assert!(decode(&encode(&written.survey)) == Ok(written.survey));
    }

    #[test]
    fn damaged_bytes_are_refused_or_another_survey_and_never_a_panic(
        written in written(),
        cut in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let bytes = encode(&written.survey);
        let end = 2 + cut.index(bytes.len() - 2);
        prop_assert_eq!(decode(&bytes[..end]), Err(WireError::Damaged));
        let mut damaged = bytes;
        for (at, byte) in flips {
            let at = at.index(damaged.len());
            damaged[at] ^= byte;
        }
        let _ = decode(&damaged);
    }
}

#[test]
fn a_count_beyond_the_bytes_is_damage_and_takes_no_memory() {
    use sondage_survey::wire::FORMAT;
    for count in [[0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0x7f]] {
        let bytes = [&[FORMAT, 0][..], &count].concat();
        assert_eq!(decode(&bytes), Err(WireError::Damaged));
    }
}
