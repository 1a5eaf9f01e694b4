//! The bytes that travel to the widget.

use proptest::prelude::*;
use sondage_survey::wire::{FORMAT, WireError, decode, encode};

use crate::properties::config;
use crate::properties::surveys::written;

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
        // Whatever is read from them is a survey: it can be written, and is the same again.
        match decode(&damaged) {
            Ok(other) => prop_assert!(decode(&encode(&other)) == Ok(other)),
            Err(WireError::Format(first)) => prop_assert!(first != Some(FORMAT)),
            Err(error) => prop_assert!(damaged[0] == FORMAT, "{error:?}"),
        }
    }
}

#[test]
fn a_count_beyond_the_bytes_is_damage_and_takes_no_memory() {
    for count in [[0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0x7f]] {
        let bytes = [&[FORMAT, 0][..], &count].concat();
        assert_eq!(decode(&bytes), Err(WireError::Damaged));
    }
}
