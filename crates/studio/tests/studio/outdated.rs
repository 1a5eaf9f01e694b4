//! Messages that are in Braze and older than the first card.

use std::sync::Arc;

use sondage_intake::{Channel, Definition, Language};
use sondage_store::{StoreError, View};
use sondage_studio::actions::surveys::outdated::outdated;
use sondage_studio::actor::Actor;
use sondage_studio::{Relay, Settings, Signing, Studio};

use crate::house::House;

/// A relay whose messages are the same since a revision.
#[derive(Debug)]
struct SameSince(u32);

#[async_trait::async_trait]
impl Relay for SameSince {
    fn asset(&self, _name: &str) -> Option<String> {
        None
    }

    fn address(
        &self,
        _headers: &axum::http::HeaderMap,
        _peer: Option<std::net::SocketAddr>,
    ) -> Option<std::net::IpAddr> {
        None
    }

    fn use_braze(&self, _client: Option<sondage_braze::Client>) {}

    fn use_signing(&self, _secrets: Option<sondage_studio::SigningSecrets>) {}

    fn signing(&self) -> Signing {
        Signing::default()
    }

    async fn same_message_since(&self, _survey: &str) -> Result<Option<u32>, StoreError> {
        Ok(Some(self.0))
    }
}

fn seen(revision: u32, channel: Channel, day: &str, n: u64) -> (View, u64) {
    (View { survey: "x".into(), revision, channel, day: day.into() }, n)
}

#[tokio::test]
async fn messages_are_older_only_where_the_first_card_is_another_and_since_the_day_after() {
    let house = House::new().await;
    for end in ["A", "B", "C"] {
        let text = format!(
            "id = \"x\"\nname = \"X\"\nend = {{ text = \"{end}\" }}\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\n"
        );
        let definition = Definition::parse(&text, Language::Toml).unwrap();
        house.store.publish(&definition, &text, Language::Toml).await.unwrap();
    }
    // All three were published on 23 November.
    house.clock.advance(std::time::Duration::from_hours(3 * 24));
    let views = vec![
        seen(1, Channel::InApp, "2026-11-22", 100),
        seen(1, Channel::InApp, "2026-11-23", 50),
        seen(1, Channel::InApp, "2026-11-24", 3),
        seen(1, Channel::InApp, "2026-11-26", 4),
        seen(1, Channel::Link, "2026-11-24", 7),
        seen(2, Channel::InApp, "2026-11-25", 9),
        seen(3, Channel::InApp, "2026-11-25", 9),
    ];
    house.store.note_showings(views, Vec::new()).await.unwrap();
    let asked = async |since: u32| {
        let relay = Arc::new(SameSince(since));
        let settings = Settings::new("http://127.0.0.1:8787", "");
        let studio = Studio::new(house.store.clone(), settings, relay);
        outdated(&studio, &Actor::of_command("test"), "x").await.unwrap()
    };
    let old = asked(2).await.unwrap();
    assert_eq!((old.views, old.revision, old.same_since), (7, 1, 2));
    assert_eq!((old.first_day.as_str(), old.last_day.as_str()), ("2026-11-24", "2026-11-26"));
    assert_eq!(asked(1).await, None, "the first card has never been another");
    assert_eq!(asked(3).await.unwrap().views, 16);
}
