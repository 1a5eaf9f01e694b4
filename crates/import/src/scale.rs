//! Scales that the other tools have too.

use super::draft::Question;

/// Sets a scale; the one from 0 to 10 is the one for recommendations.
pub(super) fn set_scale(
    question: &mut Question,
    style: &'static str,
    first: u32,
    count: u32,
    is_colored: bool,
) {
    if (first, count) == (0, 11) {
        question.kind = "nps";
    } else {
        question.kind = "rating";
        // Only numbers can begin at 0.
        let style = if first == 0 { "numbers" } else { style };
        question.keys.push(("style", style.into()));
        question.keys.push(("count", count.into()));
        if first == 0 {
            question.keys.push(("first", 0_u32.into()));
        }
    }
    if is_colored {
        question.keys.push(("colors", true.into()));
    }
}
