//! Where requests come from. Addresses are kept in memory, for as long as a limit needs them, and
//! nowhere else.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::convert::Infallible;

use crate::config::Config;

/// What proxies say of whom they speak for.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// What shows that a proxy stands before a relay.
const OF_PROXIES: [&str; 4] = [FORWARDED_FOR, "forwarded", "x-real-ip", "via"];

/// Who asks, as far as an address says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    /// The address, or its network; `None` where it is only a proxy's, and says nothing.
    pub(crate) address: Option<IpAddr>,
    /// It asks from this machine, or from a network of its owner's, with no proxy between.
    pub(crate) is_near: bool,
}

impl Client {
    /// Who sent a request with these headers; `peer` is at the other end of its connection.
    pub(crate) fn new(headers: &HeaderMap, peer: Option<SocketAddr>, config: &Config) -> Self {
        let Some(peer) = peer.map(|peer| peer.ip().to_canonical()) else {
            return Self { address: None, is_near: false };
        };
        let is_forwarded = OF_PROXIES.iter().any(|name| headers.contains_key(*name));
        // A proxy that nobody has told of may say nothing of itself; one that is told of does.
        let is_told = config.bounds.trusted_proxies > 0 || !config.public_url.is_https();
        let is_near = is_own(peer) && !is_forwarded && is_told;
        let address = match config.bounds.trusted_proxies {
            // Nothing that a stranger can write into a header is believed.
            0 => Some(peer)
                .filter(|_| !is_own(peer) || !(is_forwarded || config.public_url.is_https())),
            n => Some(forwarded(headers, n.into()).unwrap_or(peer)),
        };
        Self { address: address.map(network), is_near }
    }
}

/// The address that a request comes from, or its network; none where that is only a proxy's, and says
/// nothing. `peer` is at the other end of its connection.
#[must_use]
pub fn address_of(
    headers: &HeaderMap,
    peer: Option<SocketAddr>,
    config: &Config,
) -> Option<IpAddr> {
    Client::new(headers, peer, config).address
}

impl<S> FromRequestParts<S> for Client
where
    S: Send + Sync,
    Arc<Config>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
        Ok(Self::new(&parts.headers, peer, &Arc::<Config>::from_ref(state)))
    }
}

/// The address that the outermost of so many proxies saw: each adds the one that it sees.
fn forwarded(headers: &HeaderMap, n_proxies: usize) -> Option<IpAddr> {
    let lines = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
    let all: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let text = all.get(all.len().checked_sub(n_proxies)?)?;
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let address: IpAddr = text.parse().ok().or_else(with_port)?;
    Some(address.to_canonical())
}

/// Addresses that a relay's owner gives out: this machine's, and those of private networks.
fn is_own(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// What counts as one address: of IPv6 the network, which one household or machine has all of.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};
    use std::net::{IpAddr, SocketAddr};

    use super::Client;
    use crate::config::Config;

    fn client(url: &str, n_proxies: u8, peer: &str, forwarded: &[&'static str]) -> Client {
        let mut config = Config::new(url.parse().unwrap());
        config.bounds.trusted_proxies = n_proxies;
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        let peer: SocketAddr = peer.parse().unwrap();
        Client::new(&headers, Some(peer), &config)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn without_proxies_an_address_is_that_of_the_connection_whatever_a_header_says() {
        let client = client("http://x.example", 0, "203.0.113.7:5", &["198.51.100.1"]);
        assert_eq!(client, Client { address: Some(ip("203.0.113.7")), is_near: false });
    }

    #[test]
    fn behind_proxies_an_address_is_what_the_outermost_of_them_saw() {
        let of =
            |n, lines: &[&'static str]| client("https://x.example", n, "10.0.0.1:5", lines).address;
        assert_eq!(of(1, &["6.6.6.6, 203.0.113.7"]), Some(ip("203.0.113.7")));
        assert_eq!(of(2, &["6.6.6.6", "203.0.113.7, 10.0.0.9"]), Some(ip("203.0.113.7")));
        assert_eq!(of(1, &["203.0.113.7:4711"]), Some(ip("203.0.113.7")));
        assert_eq!(of(1, &["2001:db8:1:2:3:4:5:6"]), Some(ip("2001:db8:1:2::")));
        for strange in [&["rubbish"][..], &[]] {
            assert_eq!(of(1, strange), Some(ip("10.0.0.1")), "{strange:?}");
        }
    }

    #[test]
    fn who_asks_past_the_proxy_is_near() {
        let is_near =
            |lines: &[&'static str]| client("https://x.example", 1, "10.0.0.1:5", lines).is_near;
        assert!(is_near(&[]) && !is_near(&["203.0.113.7"]));
    }

    #[test]
    fn an_address_that_is_only_a_proxys_says_nothing() {
        let of = |url, lines: &[&'static str]| client(url, 0, "127.0.0.1:5", lines);
        assert_eq!(of("https://x.example", &[]).address, None, "no relay speaks TLS itself");
        assert_eq!(of("http://127.0.0.1:1", &["203.0.113.7"]).address, None);
        assert!(!of("https://x.example", &[]).is_near, "it may stand for anybody");
        let here = of("http://127.0.0.1:1", &[]);
        assert_eq!(here, Client { address: Some(ip("127.0.0.1")), is_near: true });
    }
}
