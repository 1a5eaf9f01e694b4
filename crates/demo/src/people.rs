//! The people of the demonstration.

/// Somebody to answer as.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    /// Names them in addresses; their `external_id` too.
    pub(super) id: &'static str,
    /// What they are called.
    pub(super) name: &'static str,
    /// Braze's own id of them.
    pub(super) braze_id: &'static str,
    /// The language on their profile.
    pub(super) language: &'static str,
    /// The locale of the device that they used last.
    pub(super) locale: &'static str,
    /// The other fields of their profile, by the names that Liquid has for them.
    pub(super) profile: &'static [(&'static str, &'static str)],
    /// Their custom attributes.
    pub(super) attributes: &'static [(&'static str, &'static str)],
    /// What the list says.
    pub(super) label: &'static str,
}

/// Everybody; the first is who answers unless said. She is also whom the emulator knows by itself.
pub(super) const PEOPLE: [Person; 3] = [
    Person {
        id: "ada",
        name: "Ada",
        braze_id: "5f1c0ffee0ddba11ca11ab1e",
        language: "en",
        locale: "en_GB",
        profile: &[("first_name", "Ada"), ("last_name", "Lovelace"), ("country", "GB")],
        attributes: &[("plan", "pro"), ("Favourite colour", "green"), ("favourite_game", "1234")],
        label: "Ada, English",
    },
    Person {
        id: "grace",
        name: "Grace",
        braze_id: "5f1c0ffee0ddba11ca11ab2f",
        language: "en",
        locale: "en_US",
        profile: &[("first_name", "Grace"), ("last_name", "Hopper"), ("country", "US")],
        attributes: &[
            ("plan", "free"),
            ("Favourite colour", "\"navy\" & <gold>"),
            ("favourite_game", "1236"),
        ],
        label: "Grace, English",
    },
    Person {
        id: "emilie",
        name: "Émilie",
        braze_id: "5f1c0ffee0ddba11ca11ab3d",
        language: "fr",
        locale: "fr_FR",
        profile: &[("first_name", "Émilie"), ("country", "FR")],
        attributes: &[("plan", "team")],
        label: "Émilie, French",
    },
];

/// The person of this id; the first one where there is none.
pub(super) fn person(id: Option<&str>) -> Person {
    let [first, ..] = PEOPLE;
    PEOPLE.into_iter().find(|person| Some(person.id) == id).unwrap_or(first)
}
