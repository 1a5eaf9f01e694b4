//! The instances that Braze tells of, for people to pick from. New ones appear, so an endpoint that is not
//! here may be one too: [`Endpoint::parse`](crate::Endpoint::parse) decides.

/// One of Braze's instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instance {
    /// What Braze calls it, as the account's page in its dashboard shows.
    pub name: &'static str,
    /// Its REST endpoint.
    pub endpoint: &'static str,
}

/// Those of Braze's documentation ("API overview", "Endpoints").
pub const INSTANCES: &[Instance] = &[
    Instance { name: "US-01", endpoint: "https://rest.iad-01.braze.com" },
    Instance { name: "US-02", endpoint: "https://rest.iad-02.braze.com" },
    Instance { name: "US-03", endpoint: "https://rest.iad-03.braze.com" },
    Instance { name: "US-04", endpoint: "https://rest.iad-04.braze.com" },
    Instance { name: "US-05", endpoint: "https://rest.iad-05.braze.com" },
    Instance { name: "US-06", endpoint: "https://rest.iad-06.braze.com" },
    Instance { name: "US-07", endpoint: "https://rest.iad-07.braze.com" },
    Instance { name: "US-08", endpoint: "https://rest.iad-08.braze.com" },
    Instance { name: "US-10", endpoint: "https://rest.us-10.braze.com" },
    Instance { name: "EU-01", endpoint: "https://rest.fra-01.braze.eu" },
    Instance { name: "EU-02", endpoint: "https://rest.fra-02.braze.eu" },
    Instance { name: "AU-01", endpoint: "https://rest.au-01.braze.com" },
    Instance { name: "ID-01", endpoint: "https://rest.id-01.braze.com" },
    Instance { name: "JP-01", endpoint: "https://rest.jp-01.braze.com" },
    Instance { name: "KR-01", endpoint: "https://rest.kr-01.braze.com" },
];

#[cfg(test)]
mod tests {
    use super::INSTANCES;
    use crate::Endpoint;

    #[test]
    fn each_is_an_endpoint_and_stands_once() {
        let mut all: Vec<_> = INSTANCES.iter().map(|instance| instance.endpoint).collect();
        assert!(all.iter().all(|one| Endpoint::parse(one).unwrap().as_str() == *one));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), INSTANCES.len());
    }
}
