//! What stands between a relay and Braze, in sentences for the person who can change it.

use std::fmt;

use crate::{CallError, DailyUsers, Endpoint, TrackOutcome};

/// The result of [`Client::probe`](crate::Client::probe): four questions, in the order in which
/// their answers make sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Does a Braze answer at this address?
    pub endpoint: Check,
    /// Does it know the key?
    pub key: Check,
    /// May the key write to profiles (`users.track`)?
    pub users_track: Check,
    /// May the key read how many people are active (`kpi.mau.data_series`)?
    pub kpi_mau: Check,
}

/// The answer to one question; each holds what was found, which shown is a sentence that says what is,
/// and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// It is as it should be.
    Good(Finding),
    /// It is not; the sentence says what to do.
    Bad(Finding),
    /// It could not be found out, for the reason given.
    Unknown(Finding),
}

/// What was found. Shown, it is a sentence for the person who can change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Braze is there.
    Reached {
        /// Where.
        endpoint: String,
    },
    /// Braze is there, and busy or in trouble.
    Busy {
        /// Where.
        endpoint: String,
        /// What it answers.
        status: u16,
    },
    /// Nobody is there.
    Unreachable {
        /// Where.
        endpoint: String,
        /// Why, for people.
        reason: String,
    },
    /// Somebody is there who is not Braze's REST API.
    Stranger {
        /// Where.
        endpoint: String,
        /// What it answers.
        status: u16,
    },
    /// The key is known.
    KeyGood,
    /// The key is not known there.
    KeyUnknown {
        /// Where.
        endpoint: String,
    },
    /// The key was refused everything, which has two causes.
    KeyRefused,
    /// The key could not be tried.
    KeyUntried,
    /// The key has the permission.
    Permitted(Permission),
    /// It has not.
    NotPermitted(Permission),
    /// That could not be tried.
    PermissionUntried(Permission),
}

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Write to profiles.
    UsersTrack,
    /// Read how many people are active.
    KpiMau,
}

impl Permission {
    /// Its name in Braze.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UsersTrack => "users.track",
            Self::KpiMau => "kpi.mau.data_series",
        }
    }

    fn purpose(self) -> &'static str {
        match self {
            Self::UsersTrack => "write answers to profiles",
            Self::KpiMau => "read the monthly active users",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reached { endpoint } => write!(f, "{endpoint} is there."),
            Self::Busy { endpoint, status } => write!(
                f,
                "{endpoint} is there, and answers {status} at the moment. Try again in a minute."
            ),
            Self::Unreachable { endpoint, reason } => write!(
                f,
                "{endpoint} cannot be reached: {reason}. Check the spelling against Settings, APIs and \
                 Identifiers in Braze, and that this machine may call out to it."
            ),
            Self::Stranger { endpoint, status } => write!(
                f,
                "{endpoint} answers {status}, as Braze's REST API would not. Check the REST endpoint in \
                 Settings, APIs and Identifiers in Braze."
            ),
            Self::KeyGood => f.write_str("The API key is good."),
            Self::KeyUnknown { endpoint } => write!(
                f,
                "{endpoint} does not know the API key. Keys belong to one instance: check that this is \
                 the endpoint of the workspace where the key was made, and copy the key again."
            ),
            Self::KeyRefused => f.write_str(
                "The API key was refused everything. It may lack its permissions, or its list of allowed \
                 addresses may not hold this machine's: make a new key, since Braze changes neither \
                 afterwards.",
            ),
            Self::KeyUntried => f.write_str("The API key could not be tried."),
            Self::Permitted(what) => {
                write!(f, "The API key may {} ({}).", what.purpose(), what.name())
            }
            Self::NotPermitted(what) => write!(
                f,
                "The API key may not {}. Make a new key with the permission {}: Braze \
                 does not change a key's permissions afterwards.",
                what.purpose(),
                what.name()
            ),
            Self::PermissionUntried(what) => {
                write!(f, "Whether the API key has {} could not be tried.", what.name())
            }
        }
    }
}

impl Check {
    /// What was found.
    #[must_use]
    pub fn finding(&self) -> &Finding {
        match self {
            Self::Good(finding) | Self::Bad(finding) | Self::Unknown(finding) => finding,
        }
    }

    /// Whether it is as it should be.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Good(_))
    }
}

/// What one call tells: how far it came.
enum Came<'a> {
    /// The key was known and had the permission.
    Through,
    /// Nobody there.
    Nowhere(&'a str),
    /// Somebody is there, who is not the REST API of Braze.
    ToAStranger(u16),
    /// The key is not known there.
    WithoutKey,
    /// The key is known and may not do this.
    WithoutPermission,
    /// Braze is there, and busy or in trouble.
    TooSoon(u16),
}

impl Probe {
    /// Whether answers can reach Braze. The number of active people is for information only.
    #[must_use]
    pub fn can_deliver(&self) -> bool {
        [&self.endpoint, &self.key, &self.users_track].into_iter().all(Check::is_good)
    }

    /// Draws conclusions from a `/users/track` call that named nobody and a call for one day of
    /// active users. Braze looks at the key and its permission before the body, so the refusal of
    /// the body (400) means that both are good.
    #[must_use]
    pub fn judge(
        endpoint: &Endpoint,
        track: &TrackOutcome,
        mau: &Result<Vec<DailyUsers>, CallError>,
    ) -> Self {
        let (track, mau) = (track_came(track), mau_came(mau));
        Self {
            endpoint: judge_endpoint(endpoint, &track),
            key: judge_key(endpoint, &track, &mau),
            users_track: judge_permission(Permission::UsersTrack, &track),
            kpi_mau: judge_permission(Permission::KpiMau, &mau),
        }
    }
}

fn track_came(outcome: &TrackOutcome) -> Came<'_> {
    match outcome {
        TrackOutcome::Accepted { .. } => Came::Through,
        TrackOutcome::Refused { status, .. } => came(*status),
        TrackOutcome::Unreachable { reason, .. } => Came::Nowhere(reason),
    }
}

fn mau_came(result: &Result<Vec<DailyUsers>, CallError>) -> Came<'_> {
    match result {
        Ok(_) => Came::Through,
        Err(CallError::Refused { status, .. }) => came(*status),
        Err(CallError::Unreachable { reason, .. }) => Came::Nowhere(reason),
    }
}

fn came<'a>(status: u16) -> Came<'a> {
    match status {
        400 => Came::Through,
        401 => Came::WithoutKey,
        403 => Came::WithoutPermission,
        429 | 500..=599 => Came::TooSoon(status),
        _ => Came::ToAStranger(status),
    }
}

fn judge_endpoint(endpoint: &Endpoint, track: &Came<'_>) -> Check {
    let endpoint = endpoint.to_string();
    match *track {
        Came::Nowhere(reason) => {
            Check::Bad(Finding::Unreachable { endpoint, reason: reason.to_owned() })
        }
        Came::ToAStranger(status) => Check::Bad(Finding::Stranger { endpoint, status }),
        Came::TooSoon(status) => Check::Good(Finding::Busy { endpoint, status }),
        Came::Through | Came::WithoutKey | Came::WithoutPermission => {
            Check::Good(Finding::Reached { endpoint })
        }
    }
}

fn judge_key(endpoint: &Endpoint, track: &Came<'_>, mau: &Came<'_>) -> Check {
    match (track, mau) {
        (Came::WithoutKey, _) | (_, Came::WithoutKey) => {
            Check::Bad(Finding::KeyUnknown { endpoint: endpoint.to_string() })
        }
        (Came::Through, _) | (_, Came::Through) => Check::Good(Finding::KeyGood),
        (Came::WithoutPermission, _) | (_, Came::WithoutPermission) => {
            Check::Unknown(Finding::KeyRefused)
        }
        _ => Check::Unknown(Finding::KeyUntried),
    }
}

fn judge_permission(permission: Permission, came: &Came<'_>) -> Check {
    match came {
        Came::Through => Check::Good(Finding::Permitted(permission)),
        Came::WithoutPermission => Check::Bad(Finding::NotPermitted(permission)),
        _ => Check::Unknown(Finding::PermissionUntried(permission)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, Probe};
    use crate::{CallError, DailyUsers, Endpoint, TrackOutcome};

    fn track(status: u16) -> TrackOutcome {
        TrackOutcome::Refused {
            status,
            message: String::new(),
            rejected: Vec::new(),
            retry_after: None,
        }
    }

    fn refused(status: u16) -> Result<Vec<DailyUsers>, CallError> {
        Err(CallError::Refused { status, message: String::new() })
    }

    /// Each check as a letter: good, bad, unknown.
    fn letters(track: &TrackOutcome, mau: &Result<Vec<DailyUsers>, CallError>) -> String {
        let endpoint = Endpoint::parse("rest.fra-02.braze.eu").unwrap();
        let probe = Probe::judge(&endpoint, track, mau);
        [probe.endpoint, probe.key, probe.users_track, probe.kpi_mau]
            .iter()
            .map(|check| match check {
                Check::Good(_) => 'g',
                Check::Bad(_) => 'b',
                Check::Unknown(_) => 'u',
            })
            .collect()
    }

    #[test]
    fn each_cause_is_told_from_the_others() {
        let unreachable = TrackOutcome::Unreachable { reason: "no".into(), sent: false };
        let mau_unreachable = Err(CallError::Unreachable { reason: "no".into(), sent: false });
        for (track, mau, expected) in [
            (track(400), Ok(Vec::new()), "gggg"),
            (track(400), refused(403), "gggb"),
            (track(403), Ok(Vec::new()), "ggbg"),
            (track(403), refused(403), "gubb"),
            (track(401), refused(401), "gbuu"),
            (track(404), refused(404), "buuu"),
            (track(503), refused(503), "guuu"),
            (track(429), Ok(Vec::new()), "ggug"),
            (unreachable, mau_unreachable, "buuu"),
        ] {
            assert_eq!(letters(&track, &mau), expected, "{track:?} {mau:?}");
        }
    }
}
