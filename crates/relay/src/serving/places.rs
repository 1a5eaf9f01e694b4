//! Places for connections, shared out among addresses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Connections;
use crate::clients::network;

/// Files that are left to the database, to what respondents send, and to Braze.
const OTHER_FILES: u64 = 128;

/// How many connections a process may hold that is allowed so many files; `wanted` at most.
#[must_use]
pub(super) fn room_for_connections(wanted: usize) -> usize {
    #[cfg(unix)]
    {
        let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
        let room = files.map_or(u64::MAX, |files| files.saturating_sub(OTHER_FILES).max(files / 2));
        wanted.min(usize::try_from(room).unwrap_or(usize::MAX)).max(1)
    }
    #[cfg(not(unix))]
    wanted
}

/// How many places each address has.
type Held = HashMap<IpAddr, usize>;

/// All places.
#[derive(Debug)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    per_address: Option<usize>,
    held: Arc<Mutex<Held>>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    _any: Option<OwnedSemaphorePermit>,
    held: Option<(IpAddr, Arc<Mutex<Held>>)>,
}

impl Places {
    pub(super) fn new(connections: Connections) -> Self {
        let Connections { most, per_address, .. } = connections;
        Self { all: Arc::new(Semaphore::new(most)), per_address, held: Arc::default() }
    }

    /// A place for whoever comes next.
    pub(super) async fn any(&self) -> Option<OwnedSemaphorePermit> {
        // Nobody closes it.
        Arc::clone(&self.all).acquire_owned().await.ok()
    }

    /// The place of an address; nothing, where it has as many as it may have.
    pub(super) fn of(&self, address: IpAddr, any: Option<OwnedSemaphorePermit>) -> Option<Place> {
        let Some(most) = self.per_address.filter(|_| !address.is_loopback()) else {
            return Some(Place { _any: any, held: None });
        };
        let address = network(address);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let n = held.entry(address).or_default();
        if *n >= most {
            return None;
        }
        *n += 1;
        Some(Place { _any: any, held: Some((address, Arc::clone(&self.held))) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((address, held)) = self.held.take() else { return };
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n) = held.get_mut(&address) {
            *n -= 1;
            if *n == 0 {
                held.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Connections, Places};
    use crate::serving::Patience;

    fn places(most: usize, per_address: usize) -> Places {
        let per_address = Some(per_address);
        Places::new(Connections { most, per_address, patience: Patience::default() })
    }

    #[tokio::test]
    async fn an_address_holds_its_share_and_others_still_come_in() {
        let places = places(4, 2);
        let [one, other] = ["203.0.113.7", "203.0.113.8"].map(|text| text.parse().unwrap());
        let first = places.of(one, places.any().await).unwrap();
        let second = places.of(one, places.any().await).unwrap();
        assert!(places.of(one, places.any().await).is_none());
        assert!(places.of(other, places.any().await).is_some());
        drop((first, second));
        assert!(places.of(one, places.any().await).is_some());
        assert_eq!(places.all.available_permits(), 4);
    }

    #[tokio::test]
    async fn one_network_of_ipv6_is_one_address() {
        let places = places(4, 1);
        let [one, same] = ["2001:db8::1", "2001:db8::2"].map(|text| text.parse().unwrap());
        let _held = places.of(one, places.any().await).unwrap();
        assert!(places.of(same, places.any().await).is_none());
    }
}
