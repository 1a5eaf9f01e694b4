//! From deliveries to one request, and back from its objects to the deliveries. Pure.

use serde::Serialize;
use serde_json::Map;
use sondage_braze::{Array, AttributesObject, EventObject, Position, TrackRequest, limits};

use sondage_intake::{Identifier, Owed};
use sondage_store::{Claimed, Settlement, Verdict};

/// What one delivery still needs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) claim: Claimed,
    pub(super) attribute: Part,
    pub(super) event: Part,
    /// What Braze left out of it so far.
    pub(super) rejected: Vec<String>,
}

/// What is to be done about a part of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing: there is none, or it was settled before.
    Settled,
    /// It goes with the next request.
    Next,
    /// It goes when what becomes of the other one is known.
    Later,
    /// Known already, to be written down with the other one.
    Known(Verdict),
}

impl Part {
    /// What becomes of it, where `unsent` becomes of what Braze has said nothing of.
    fn verdict(self, unsent: Verdict) -> Option<Verdict> {
        match self {
            Self::Settled => None,
            Self::Next | Self::Later => Some(unsent),
            Self::Known(verdict) => Some(verdict),
        }
    }
}

/// A request, and which of its objects carry which items.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) request: TrackRequest,
    pub(super) items: Vec<Item>,
    /// Whether each attribute has an object of its own.
    pub(super) is_apart: bool,
    /// For each attributes object the places of its items.
    attributes: Vec<Vec<usize>>,
    /// For each event the place of its item.
    events: Vec<usize>,
    /// What the request comes to in bytes, or less.
    most_bytes: usize,
}

/// What stands around the objects of a request, and more.
const AROUND: usize = 64;

impl Item {
    /// All that a delivery needs. The attribute of an answer that has changed since is not true any
    /// more: only its event is worth telling.
    pub(super) fn new(claim: Claimed) -> Self {
        let attribute = match (claim.owes_attribute, claim.is_superseded) {
            (false, _) => Part::Settled,
            (true, true) => Part::Known(Verdict::Overtaken),
            (true, false) => Part::Next,
        };
        let event = if claim.owes_event { Part::Next } else { Part::Settled };
        Self { claim, attribute, event, rejected: Vec::new() }
    }

    /// What became of the parts that were sent.
    pub(super) fn tell(&mut self, attribute: Verdict, event: Verdict) {
        for (part, verdict) in [(&mut self.attribute, attribute), (&mut self.event, event)] {
            if *part == Part::Next {
                *part = Part::Known(verdict);
            }
        }
    }

    /// What is to be written down, where `unsent` becomes of what Braze has said nothing of.
    pub(super) fn settlement(self, unsent: Verdict) -> Settlement {
        Settlement {
            id: self.claim.id,
            until: self.claim.until,
            attribute: self.attribute.verdict(unsent),
            event: self.event.verdict(unsent),
            error: (!self.rejected.is_empty()).then(|| self.rejected.join("; ")),
            attempt: None,
        }
    }
}

impl Batch {
    /// A request with all that the items need. Attributes of one profile share an object, where the
    /// later one wins; unless `is_apart`, which shows which of them Braze does not like.
    pub(super) fn new(items: Vec<Item>, is_apart: bool) -> Self {
        let mut batch = Self {
            request: TrackRequest::default(),
            items: Vec::new(),
            is_apart,
            attributes: Vec::new(),
            events: Vec::new(),
            most_bytes: AROUND,
        };
        for (place, mut item) in items.into_iter().enumerate() {
            if item.attribute == Part::Next {
                item.attribute = batch.add_attribute(place, &mut item);
            }
            if item.event == Part::Next {
                item.event = batch.add_event(place, &mut item);
            }
            batch.items.push(item);
        }
        batch
    }

    /// Whether Braze takes a request of this size.
    pub(super) fn fits(&self) -> bool {
        self.request.len() <= limits::MAX_OBJECTS
            && (self.most_bytes <= limits::MAX_BODY_BYTES
                || n_bytes(&self.request) <= limits::MAX_BODY_BYTES)
    }

    /// Whether it is sent as it is: there is something in it, and Braze takes it in one.
    pub(super) fn is_for_a_request(&self) -> bool {
        let is_divisible = self.items.len() > 1 || self.request.len() > 1;
        !self.request.is_empty() && (self.fits() || !is_divisible)
    }

    /// The two halves of a batch, the first one to be taken from the end of a stack first; of one
    /// delivery the attribute, and then its event.
    pub(super) fn halves(mut self) -> Vec<Self> {
        if let [item] = self.items.as_mut_slice() {
            item.event = if item.event == Part::Next { Part::Later } else { item.event };
            return vec![Self::new(self.items, self.is_apart)];
        }
        let later = self.items.split_off(self.items.len() / 2);
        vec![Self::new(later, self.is_apart), Self::new(self.items, self.is_apart)]
    }

    /// Where the object is that is alone in the request.
    pub(super) fn only_position(&self) -> Option<Position> {
        let array = match (self.request.attributes.len(), self.request.events.len()) {
            (1, 0) => Array::Attributes,
            (0, 1) => Array::Events,
            _ => return None,
        };
        Some(Position { array, index: 0 })
    }

    /// The items in the object at a position.
    pub(super) fn items_at(&self, position: Position) -> &[usize] {
        match position.array {
            Array::Attributes => self.attributes.get(position.index).map(Vec::as_slice),
            Array::Events => self.events.get(position.index).map(std::slice::from_ref),
            Array::Purchases => None,
        }
        .unwrap_or_default()
    }

    fn add_attribute(&mut self, place: usize, item: &mut Item) -> Part {
        let owed = &item.claim.owed;
        let Some(attribute) = &owed.attribute else { return Part::Next };
        let object = AttributesObject {
            identifier: identifier(&owed.identifier),
            update_existing_only: is_update_only(owed),
            attributes: Map::from_iter([(attribute.clone(), owed.value.clone())]),
        };
        let n_own = n_bytes(&object);
        if n_own > limits::MAX_OBJECT_BYTES {
            item.rejected.push(too_large("attribute", n_own));
            return Part::Known(Verdict::Failed);
        }
        self.most_bytes += n_own + 1;
        // What nobody has proved makes no profile, and shares no object with what may.
        let same = self.request.attributes.iter().rposition(|one| {
            one.identifier == object.identifier
                && one.update_existing_only == object.update_existing_only
        });
        let shared = same.filter(|_| !self.is_apart).and_then(|at| {
            Some((self.request.attributes.get_mut(at)?, self.attributes.get_mut(at)?))
        });
        match shared {
            Some((one, places)) if n_bytes(one) + n_own <= limits::MAX_OBJECT_BYTES => {
                one.attributes.extend(object.attributes);
                places.push(place);
            }
            _ => {
                self.attributes.push(vec![place]);
                self.request.attributes.push(object);
            }
        }
        Part::Next
    }

    fn add_event(&mut self, place: usize, item: &mut Item) -> Part {
        let owed = &item.claim.owed;
        let Some(event) = &owed.event else { return Part::Next };
        let object = EventObject {
            identifier: identifier(&owed.identifier),
            update_existing_only: is_update_only(owed),
            name: event.name.clone(),
            time: event.at.to_rfc3339(),
            properties: event.properties.clone(),
        };
        let n_own = n_bytes(&object);
        if n_own > limits::MAX_OBJECT_BYTES {
            item.rejected.push(too_large("event", n_own));
            return Part::Known(Verdict::Failed);
        }
        self.most_bytes += n_own + 1;
        self.events.push(place);
        self.request.events.push(object);
        Part::Next
    }
}

fn too_large(what: &str, n_bytes: usize) -> String {
    let most = limits::MAX_OBJECT_BYTES;
    format!("{what} not sent: it has {n_bytes} bytes, and Braze takes {most}")
}

pub(super) fn identifier(identifier: &Identifier) -> sondage_braze::Identifier {
    match identifier.clone() {
        Identifier::BrazeId(id) => sondage_braze::Identifier::BrazeId(id),
        Identifier::ExternalId(id) => sondage_braze::Identifier::ExternalId(id),
        Identifier::UserAlias { name, label } => {
            sondage_braze::Identifier::UserAlias { name, label }
        }
    }
}

/// A `braze_id` names a profile that Braze made, so one that is not there is a forgery and must not
/// become a profile. The others are the customer's own names; with them Braze's defaults hold: an
/// `external_id` may be somebody new, an alias must be there. What nobody has proved makes no profile.
fn is_update_only(owed: &Owed) -> bool {
    owed.is_unsigned || !matches!(owed.identifier, Identifier::ExternalId(_))
}

fn n_bytes(body: &impl Serialize) -> usize {
    /// Counts what is written to it.
    struct Counter(usize);
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Neither the counter nor an object of strings and numbers can fail.
    let _ = serde_json::to_writer(&mut counter, body);
    counter.0
}
