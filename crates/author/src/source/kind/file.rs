//! Files.

use crate::source::{Declared, Form, Keys};

/// The most megabytes of one file, when the author does not say.
pub const MEGABYTES: u32 = 10;

/// Files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The extensions that are taken, as `pdf`; any where it does not say.
    pub accept: Option<Vec<String>>,
    /// The most megabytes of one file, up to 100; 10 where it does not say.
    pub max_mb: Option<u32>,
    /// The most files, up to 20; 1 where it does not say.
    pub max_files: Option<u32>,
}

impl Declared for File {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.texts("accept", Form::Extension, &[], &mut self.accept, "Extensions, like pdf.");
        let (mb, files) = (&mut self.max_mb, &mut self.max_files);
        keys.whole("max_mb", mb, (1..=100).into(), Some(MEGABYTES), "The most megabytes of one.");
        keys.whole("max_files", files, (1..=20).into(), Some(1), "The most files.");
    }
}
