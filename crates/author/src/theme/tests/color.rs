use proptest::prelude::*;

use super::super::color::{Color, End};

fn color(text: &str) -> Color {
    Color::parse(text).unwrap()
}

#[track_caller]
fn assert_contrast(one: &str, other: &str, expected: f64) {
    let ratio = color(one).contrast(color(other));
    assert!((ratio - expected).abs() < 0.005, "{one} on {other}: {ratio}");
    assert!((color(other).contrast(color(one)) - ratio).abs() < 1e-12, "in both directions");
}

#[test]
fn contrasts_are_those_of_wcag() {
    assert_contrast("#000000", "#ffffff", 21.0);
    assert_contrast("#fff", "#fff", 1.0);
    // The lightest grey that may be text on white, and the next, which may not.
    assert_contrast("#767676", "#ffffff", 4.54);
    assert_contrast("#777777", "#ffffff", 4.48);
    // The same for controls.
    assert_contrast("#949494", "#ffffff", 3.03);
    assert_contrast("#959595", "#ffffff", 2.995);
    // The primaries, by the weights of the formula: 0.2126, 0.7152, 0.0722.
    assert_contrast("#ff0000", "#ffffff", 1.05 / 0.2626);
    assert_contrast("#00ff00", "#000000", 0.7652 / 0.05);
    assert_contrast("#0000ff", "#ffffff", 1.05 / 0.1222);
}

#[test]
fn a_colour_has_three_or_six_hexadecimal_digits() {
    assert_eq!(color("#4338CA").to_string(), "#4338ca");
    assert_eq!(color("#0f8").to_string(), "#00ff88");
    for text in [
        "",
        "#",
        "#12",
        "#1234",
        "#12345678",
        "4338ca",
        "#43_8ca",
        "#+338ca",
        "#é12",
        "#ééé",
        "red",
        " #fff",
    ] {
        assert_eq!(Color::parse(text), None, "{text}");
    }
}

#[test]
fn a_colour_that_reaches_the_ratio_is_left_alone() {
    let asked = color("#767676");
    assert_eq!(asked.nearest(4.5, &[End::White.color()]), Some(asked));
}

#[test]
fn the_nearest_colour_is_found_and_no_farther_one() {
    // Greys have no hue to keep, so the answer is known: one step darker.
    let white = End::White.color();
    assert_eq!(color("#777777").nearest(4.5, &[white]), Some(color("#767676")));
    assert_eq!(color("#ffffff").nearest(3.0, &[white]), Some(color("#949494")));
    // Nearer to go up than down.
    let found = color("#b0b0b0").nearest(4.5, &[color("#808080")]).unwrap();
    assert!(found.contrast(color("#808080")) >= 4.5);
    assert_eq!(found.side_of(color("#808080")), End::Black, "white has 3.95:1 on it only");
}

#[test]
fn what_neither_black_nor_white_reaches_is_not_found() {
    assert_eq!(color("#336699").nearest(7.0, &[color("#808080")]), None);
    assert_eq!(color("#336699").nearest(4.5, &[color("#000000"), color("#ffffff")]), None);
}

#[test]
fn the_hue_stays_when_a_colour_is_moved() {
    for hex in ["#ffe600", "#00d084", "#ff7a59", "#9ad1ff"] {
        let (asked, white) = (color(hex), End::White.color());
        let found = asked.nearest(4.5, &[white]).unwrap();
        let turned = (found.lch().hue - asked.lch().hue).into_degrees().abs();
        assert!(turned < 2.0, "{hex} became {found}, {turned} degrees away");
        assert!(found.lch().chroma > 0.05, "{hex} became {found}, which is grey");
    }
}

proptest! {
    #[test]
    fn every_colour_is_read_as_it_is_written(red: u8, green: u8, blue: u8) {
        let color = Color::new(red, green, blue);
        prop_assert_eq!(Color::parse(&color.to_string()), Some(color));
    }

    #[test]
    fn oklch_and_back_is_the_same_colour(red: u8, green: u8, blue: u8) {
        let lch = Color::new(red, green, blue).lch();
        prop_assert_eq!(Color::from_lch(lch.l, lch.chroma, lch.hue), Color::new(red, green, blue));
    }

    #[test]
    fn what_is_found_has_the_ratio_as_it_is_drawn(asked: [u8; 3], on: [u8; 3], ratio in 1.0..21.0) {
        let (asked, on) = (Color::new(asked[0], asked[1], asked[2]), Color::new(on[0], on[1], on[2]));
        match asked.nearest(ratio, &[on]) {
            Some(found) => {
                let drawn = Color::parse(&found.to_string()).unwrap();
                prop_assert!(drawn.contrast(on) >= ratio);
            }
            None => prop_assert!(on.far_end().color().contrast(on) < ratio),
        }
    }

    #[test]
    fn black_or_white_can_be_read_on_any_colour(red: u8, green: u8, blue: u8) {
        let color = Color::new(red, green, blue);
        prop_assert!(color.far_end().color().contrast(color) >= 4.5);
    }
}
