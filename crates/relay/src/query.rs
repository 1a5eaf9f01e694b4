//! The query of an address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what RFC 3986, 2.3, calls unreserved.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An address with these names and values as its query. Names are ours, and stand as they are.
pub(crate) fn with_query<'a>(
    address: &str,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let pair = |(name, value)| format!("{name}={}", utf8_percent_encode(value, &RESERVED));
    let pairs: Vec<_> = pairs.into_iter().map(pair).collect();
    format!("{address}?{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn a_value_is_one_value_whatever_is_in_it() {
        let address = with_query("/s/a", [("external_id", "a b&c=é+%"), ("locale", "pt-BR")]);
        assert_eq!(address, "/s/a?external_id=a%20b%26c%3D%C3%A9%2B%25&locale=pt-BR");
    }
}
