//! What becomes of whole surveys.

use std::fmt::Write as _;

use sondage_author::source::{Language, Source};
use sondage_import::Imported;

use super::outline::outline;
use super::{FIXTURES, fixture, imported, published};

#[test]
fn what_becomes_of_each_fixture_is_this() {
    for (format, name) in FIXTURES {
        let Imported { source, notes } = imported(format, &fixture(name)).unwrap();
        let mut all = outline(&source);
        all.push('\n');
        for note in notes {
            writeln!(all, "{note}").unwrap();
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name.replace('/', "-"), all));
    }
}

#[test]
fn what_comes_out_can_be_published() {
    for (format, name) in FIXTURES {
        published(&imported(format, &fixture(name)).unwrap().to_toml());
    }
}

#[test]
fn what_comes_out_is_written_as_it_is_read() {
    for (format, name) in FIXTURES {
        let imported = imported(format, &fixture(name)).unwrap();
        let read = Source::read_text(&imported.to_toml(), Language::Toml);
        assert_eq!(read, (imported.source, Vec::new()), "{name}");
    }
}
