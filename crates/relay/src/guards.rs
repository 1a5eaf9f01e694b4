//! How often somebody may do something, for all that strangers may do.

use std::net::IpAddr;
use std::time::Duration;

use sondage_intake::{Identifier, Respondent};
use sondage_store::Clock;

use crate::clients::Client;
use crate::config::Bounds;
use crate::problem::{Kind, Problem};
use sondage_throttle::{Guesses, Throttle};

/// How many wrong guesses of one address at one secret are looked at in a minute. At this rate all
/// words of six letters take 29 years.
const GUESSES: u32 = 20;
/// How many see a survey where one answers: as many more may be told of an address than responses
/// begin there.
const SHOWN_TO_ONE: u32 = 10;
/// What the bytes of files are counted in.
const KILO: u64 = 1_000;

/// How often somebody may do something.
#[derive(Debug)]
pub(crate) struct Guards {
    unknown: Throttle<IpAddr>,
    posts: Throttle<Who>,
    /// What is told beside answers: that a survey is shown, and who asks how they stand.
    told: Throttle<IpAddr>,
    kilobytes: Throttle<IpAddr>,
    /// Guesses at a secret, by where they come from and what the secret is of.
    pub(crate) guesses: Guesses<(Option<IpAddr>, String)>,
}

/// Who posts answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    /// Somebody who proves who they are.
    Respondent(Identifier),
    /// Nobody known, by the response.
    Response(String),
}

/// Why somebody has to wait, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooOften {
    /// They have posted enough.
    Respondent(Duration),
    /// Enough came from their address of whom nothing is known. Whoever has begun goes on.
    Address(Duration),
}

impl TooOften {
    /// How long somebody waits; not at all, where their response has begun and only new ones wait.
    pub(crate) fn wait(self, has_begun: bool) -> Option<Duration> {
        match self {
            Self::Respondent(wait) => Some(wait),
            Self::Address(wait) => (!has_begun).then_some(wait),
        }
    }
}

impl Guards {
    pub(crate) fn new(bounds: &Bounds, clock: &Clock) -> Self {
        let kilobytes = u32::try_from(bounds.files.per_address / KILO).unwrap_or(u32::MAX);
        Self {
            unknown: Throttle::per_minute(bounds.responses_per_address, clock),
            posts: Throttle::per_minute(bounds.posts_per_respondent, clock),
            told: Throttle::per_minute(
                bounds.responses_per_address.saturating_mul(SHOWN_TO_ONE),
                clock,
            ),
            kilobytes: Throttle::per_day(kilobytes, clock),
            guesses: Guesses::per_minute(GUESSES, clock),
        }
    }

    /// Whether a post is one too many: of its respondent or response, or for its address.
    ///
    /// # Errors
    /// [`TooOften`].
    pub(crate) fn post(
        &self,
        client: Client,
        respondent: &Respondent,
        response: &str,
    ) -> Result<(), TooOften> {
        let known = respondent.identifier.as_ref().filter(|_| respondent.is_verified);
        if let Some(known) = known {
            let who = Who::Respondent(known.clone());
            return self.posts.check(&who).map_err(TooOften::Respondent);
        }
        self.posts.check(&Who::Response(response.to_owned())).map_err(TooOften::Respondent)?;
        let Some(address) = client.address else { return Ok(()) };
        self.unknown.check(&address).map_err(TooOften::Address)
    }

    /// Whether an address may tell or ask no more for now, beside answers.
    ///
    /// # Errors
    /// How long it waits.
    pub(crate) fn tell(&self, client: Client) -> Result<(), Duration> {
        client.address.map_or(Ok(()), |address| self.told.check(&address))
    }

    /// Whether an address may send so many bytes more in files.
    pub(crate) fn takes_bytes(&self, client: Client, n_bytes: u64) -> bool {
        let Some(address) = client.address else { return true };
        let kilobytes = u32::try_from(n_bytes.div_ceil(KILO)).unwrap_or(u32::MAX);
        self.kilobytes.takes(&address, kilobytes)
    }
}

/// What is said to who posts too often.
pub(crate) fn too_often(wait: Duration) -> Problem {
    let detail = "that is more than one respondent or one address may send in a minute";
    Problem::new(Kind::TooOften, detail).after(wait)
}

#[cfg(test)]
mod tests {
    use sondage_intake::{Identifier, Millis, Respondent};
    use sondage_store::Clock;

    use super::Guards;
    use crate::clients::Client;
    use crate::config::Bounds;

    fn at(address: &str) -> Client {
        Client { address: Some(address.parse().unwrap()), is_near: false }
    }

    #[test]
    fn of_one_address_so_many_are_taken_and_then_only_those_who_have_begun() {
        let bounds =
            Bounds { responses_per_address: 3, posts_per_respondent: 2, ..Bounds::default() };
        let guards = Guards::new(&bounds, &Clock::manual(Millis(0)));
        let wait = |address: &str, response: &str, has_begun| {
            let posted = guards.post(at(address), &Respondent::default(), response);
            posted.err().and_then(|too_often| too_often.wait(has_begun))
        };
        for response in ["a", "b", "c"] {
            assert_eq!(wait("203.0.113.7", response, false), None);
        }
        assert!(wait("203.0.113.7", "d", false).is_some());
        assert_eq!(wait("203.0.113.7", "a", true), None);
        assert!(wait("203.0.113.7", "a", true).is_some(), "it has posted enough itself");
        assert_eq!(wait("203.0.113.8", "e", false), None);
    }

    #[test]
    fn who_proves_who_they_are_is_counted_by_that_alone() {
        let bounds =
            Bounds { responses_per_address: 1, posts_per_respondent: 2, ..Bounds::default() };
        let guards = Guards::new(&bounds, &Clock::manual(Millis(0)));
        let ada = |is_verified| Respondent {
            identifier: Some(Identifier::ExternalId("ada".into())),
            is_verified,
        };
        let post = |who: &Respondent, response: &str| {
            guards.post(at("203.0.113.7"), who, response).is_ok()
        };
        assert!(post(&ada(true), "a") && post(&ada(true), "b") && !post(&ada(true), "c"));
        assert!(post(&ada(false), "d") && !post(&ada(false), "e"), "a name alone is nobody");
    }
}
