//! Numbers as people read them.

/// `30000` as `30,000`.
pub(crate) fn grouped(n: u64) -> String {
    match n {
        0..1000 => n.to_string(),
        _ => format!("{},{:03}", grouped(n / 1000), n % 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1000, 1_000_042].map(grouped), ["0", "999", "1,000", "1,000,042"]);
    }
}
