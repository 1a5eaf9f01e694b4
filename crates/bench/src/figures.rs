//! Numbers of several rounds, as one.

use std::time::Duration;

/// The middle one; of an even number of them, the mean of the two in the middle.
pub(crate) fn median(mut all: Vec<f64>) -> f64 {
    all.sort_unstable_by(f64::total_cmp);
    let upper = all.get(all.len() / 2).copied().unwrap_or(f64::NAN);
    let lower = all.get(all.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN);
    f64::midpoint(lower, upper)
}

/// The time that so many of a thousand do not pass.
pub(crate) fn time_of(sorted: &[Duration], per_mille: usize) -> Duration {
    let place = (sorted.len() * per_mille / 1_000).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub(crate) fn to_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{median, time_of};

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(vec![4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < f64::EPSILON);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn of_a_hundred_times_one_passes_the_ninety_ninth() {
        let times: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(time_of(&times, 990), Duration::from_millis(100));
        assert_eq!(time_of(&times, 500), Duration::from_millis(51));
        assert_eq!(time_of(&[], 500), Duration::ZERO);
    }
}
