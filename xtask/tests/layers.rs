//! Who may know whom. See "Who may know whom" in ARCHITECTURE.md.

use std::collections::BTreeSet;

use anyhow::Result;
use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Each package with those of ours that it may know, apart from tests: only what is below it.
const LAYERS: &[(&str, &[&str])] = &[
    ("sondage-survey", &[]),
    ("sondage-braze", &[]),
    ("sondage-emulator", &[]),
    ("sondage-author", &["sondage-survey"]),
    ("sondage-import", &["sondage-author"]),
    ("sondage-intake", &["sondage-survey", "sondage-author"]),
    ("sondage-store", &["sondage-intake"]),
    ("sondage-throttle", &["sondage-store"]),
    (
        "sondage-relay",
        &[
            "sondage-survey",
            "sondage-author",
            "sondage-intake",
            "sondage-store",
            "sondage-throttle",
            "sondage-braze",
        ],
    ),
    (
        "sondage-studio",
        &[
            "sondage-survey",
            "sondage-author",
            "sondage-import",
            "sondage-intake",
            "sondage-store",
            "sondage-throttle",
            "sondage-braze",
        ],
    ),
    (
        "sondage-cli",
        &[
            "sondage-survey",
            "sondage-author",
            "sondage-import",
            "sondage-intake",
            "sondage-store",
            "sondage-braze",
            "sondage-relay",
            "sondage-studio",
        ],
    ),
    // For development: each starts a relay of its own.
    (
        "sondage-demo",
        &["sondage-intake", "sondage-store", "sondage-braze", "sondage-relay", "sondage-emulator"],
    ),
    (
        "sondage-bench",
        &[
            "sondage-author",
            "sondage-intake",
            "sondage-store",
            "sondage-braze",
            "sondage-relay",
            "sondage-emulator",
        ],
    ),
    (
        "sondage-fuzz",
        &["sondage-survey", "sondage-author", "sondage-intake", "sondage-store", "sondage-relay"],
    ),
    // The core once more without the feature `full`, for a test.
    ("sondage-survey-lean", &[]),
    // The author only in the package of npm, which compiles definitions itself.
    ("sondage", &["sondage-survey", "sondage-author"]),
    ("xtask", &[]),
];

/// Packages of others that only these of ours may name, and why.
const KEPT_TO: &[(&str, &[&str], &str)] = &[
    ("sqlx", &["sondage-store"], "SQL is the store's alone"),
    ("toml", &["sondage-author"], "a definition is read in one place"),
    ("toml_edit", &["sondage-author"], "a definition is written in one place"),
    ("jsonc-parser", &["sondage-author"], "a definition is read in one place"),
    (
        "axum",
        &[
            "sondage-relay",
            "sondage-studio",
            "sondage-emulator",
            "sondage-demo",
            "sondage-cli",
            "sondage-bench",
            "sondage-fuzz",
        ],
        "HTTP is at the edge",
    ),
    ("reqwest", &["sondage-braze", "sondage-relay", "sondage-cli"], "requests go out at the edge"),
    ("liquid", &["sondage-demo"], "only Braze's servers render Liquid"),
];

/// What the pure packages may not name: I/O, a clock, chance.
const IMPURE: &[&str] = &["tokio", "sqlx", "axum", "reqwest", "getrandom", "rand", "tower-http"];
const PURE: &[&str] = &["sondage-survey", "sondage-author", "sondage-import", "sondage-intake"];

fn packages() -> Result<Vec<Package>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec()?;
    Ok(metadata.workspace_packages().into_iter().cloned().collect())
}

/// Names of what a package depends on when it is not tested.
fn dependencies(package: &Package) -> impl Iterator<Item = &str> {
    let shipped = package.dependencies.iter().filter(|one| one.kind != DependencyKind::Development);
    shipped.map(|dependency| dependency.name.as_str())
}

#[test]
fn packages_know_only_whom_they_may() {
    let packages = packages().unwrap();
    let names: BTreeSet<_> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut broken = Vec::new();
    for package in &packages {
        let Some((_, may)) = LAYERS.iter().find(|(name, _)| *name == package.name.as_str()) else {
            broken.push(format!("{} has no layer", package.name));
            continue;
        };
        for known in dependencies(package) {
            if names.contains(known) && !may.contains(&known) {
                broken.push(format!("{} may not know {known}", package.name));
            }
        }
    }
    assert!(names.contains("sondage-relay"), "the workspace was not read: {names:?}");
    assert!(broken.is_empty(), "{}: see ARCHITECTURE.md", broken.join(", "));
}

#[test]
fn a_layer_is_named_for_every_package_and_stands_above_those_it_knows() {
    let packages = packages().unwrap();
    let names: BTreeSet<_> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut lower: Vec<&str> = Vec::new();
    for (name, may) in LAYERS {
        assert!(names.contains(name), "{name} is in the table and not in the workspace");
        assert!(may.iter().all(|known| lower.contains(known)), "{name} knows one above it");
        lower.push(name);
    }
}

#[test]
fn what_belongs_to_one_layer_is_named_by_no_other() {
    let mut broken = Vec::new();
    for package in packages().unwrap() {
        for (foreign, owners, why) in KEPT_TO {
            let names_it = dependencies(&package).any(|name| name == *foreign);
            if names_it && !owners.contains(&package.name.as_str()) {
                broken.push(format!("{} names {foreign}: {why}", package.name));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join(", "));
}

#[test]
fn the_pure_packages_do_no_io_and_have_no_clock_and_no_chance() {
    let packages = packages().unwrap();
    let pure: Vec<_> =
        packages.iter().filter(|package| PURE.contains(&package.name.as_str())).collect();
    assert_eq!(pure.len(), PURE.len());
    for package in pure {
        let strangers: Vec<_> =
            dependencies(package).filter(|name| IMPURE.contains(name)).collect();
        assert!(strangers.is_empty(), "{} names {}", package.name, strangers.join(", "));
    }
}
