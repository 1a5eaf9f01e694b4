//! What a form has sent.

/// Fields in the order in which they were sent; a name can stand several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Posted(Vec<(String, String)>);

/// What the name of a field begins with that says what its author had before them.
const WAS: &str = "was:";

impl Posted {
    /// What stood in the fields when their author began to type; nothing, where it is not said.
    pub(crate) fn before(&self) -> Option<Self> {
        let was = |(name, value): &(String, String)| {
            name.strip_prefix(WAS).map(|name| (name.to_owned(), value.clone()))
        };
        let all: Vec<_> = self.0.iter().filter_map(was).collect();
        (!all.is_empty()).then_some(Self(all))
    }

    /// The names that are places of a survey, each as often as it stands there.
    pub(crate) fn places(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with('/'))
    }

    /// Fields as they came: with the ends of lines that the network has.
    pub(crate) fn new(fields: Vec<(String, String)>) -> Self {
        let plain = |(name, value): (String, String)| (name, value.replace("\r\n", "\n"));
        Self(fields.into_iter().map(plain).collect())
    }

    /// The last value of a name: a box that is ticked comes behind the one that says it is not.
    pub(crate) fn last(&self, name: &str) -> Option<&str> {
        self.0.iter().rfind(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// Each value of a name.
    pub(crate) fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// What a field says stands in its place from now on; nothing, where it is taken out.
#[derive(Clone, Debug)]
pub(crate) struct NewValue(pub(crate) Option<sondage_author::source::node::Tree>);
