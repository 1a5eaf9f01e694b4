//! What becomes of whole surveys.

use std::fmt::Write as _;

use sondage_author::source::{Language, Source};
use sondage_import::Imported;

use super::outline::outline;
use super::{FIXTURES, fixture, imported, published};

#[test]
fn what_becomes_of_each_fixture_is_this() {
    for (format, name) in FIXTURES {
        let Imported { toml, notes, n_questions } = imported(format, &fixture(name)).unwrap();
        let (source, problems) = Source::read_text(&toml, Language::Toml);
        assert_eq!(problems, [], "{name}: {toml}");
        assert_eq!(source.questions.len(), n_questions, "{name}");
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
        published(&imported(format, &fixture(name)).unwrap().toml);
    }
}

#[test]
fn what_comes_out_is_written_as_it_is_read() {
    for (format, name) in FIXTURES {
        let toml = imported(format, &fixture(name)).unwrap().toml;
        assert_eq!(Source::read_text(&toml, Language::Toml).0.to_text(Language::Toml), toml);
    }
}
