//! Who may know whom. See "Invariants" in ARCHITECTURE.md.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

/// Every edge between the packages of this workspace that is allowed, apart from tests.
const ALLOWED: &[(&str, &str)] = &[
    ("sondage", "sondage-survey"),
    // The feature `json`, for npm, which compiles definitions in the page.
    ("sondage", "sondage-author"),
    ("sondage-author", "sondage-survey"),
    ("sondage-import", "sondage-author"),
    ("sondage-intake", "sondage-survey"),
    ("sondage-intake", "sondage-author"),
    ("sondage-store", "sondage-survey"),
    ("sondage-store", "sondage-author"),
    ("sondage-store", "sondage-intake"),
    ("sondage-relay", "sondage-author"),
    ("sondage-relay", "sondage-survey"),
    ("sondage-relay", "sondage-intake"),
    ("sondage-relay", "sondage-store"),
    ("sondage-relay", "sondage-braze"),
    ("sondage-cli", "sondage-author"),
    ("sondage-cli", "sondage-import"),
    ("sondage-cli", "sondage-braze"),
    ("sondage-cli", "sondage-intake"),
    ("sondage-cli", "sondage-relay"),
    ("sondage-cli", "sondage-store"),
    ("sondage-cli", "sondage-survey"),
    ("sondage-demo", "sondage-braze"),
    ("sondage-demo", "sondage-intake"),
    ("sondage-demo", "sondage-store"),
    ("sondage-demo", "sondage-relay"),
    ("sondage-bench", "sondage-author"),
    ("sondage-bench", "sondage-braze"),
    ("sondage-bench", "sondage-emulator"),
    ("sondage-bench", "sondage-intake"),
    ("sondage-bench", "sondage-store"),
    ("sondage-bench", "sondage-relay"),
];

/// What the core may depend on: nothing that does I/O or has a clock.
const CORE: &[&str] = &["postcard", "serde", "serde_json"];

/// What a survey as authored may need beside them.
const AUTHOR: &[&str] = &[
    "jsonc-parser",
    "maud",
    "palette",
    "pulldown-cmark",
    "serde_json",
    "sondage-survey",
    "strsim",
    "toml",
    "toml_edit",
];

fn packages() -> Result<Vec<Value>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    metadata
        .get("packages")
        .and_then(Value::as_array)
        .cloned()
        .context("cargo metadata names no packages")
}

/// Names of what a package depends on when it is not tested.
fn dependencies(package: &Value) -> Vec<String> {
    let list = package["dependencies"].as_array().cloned().unwrap_or_default();
    let shipped = list.iter().filter(|dependency| dependency["kind"] != "dev");
    shipped.filter_map(|dependency| Some(dependency["name"].as_str()?.to_owned())).collect()
}

#[test]
fn packages_know_only_whom_they_may() {
    let packages = packages().unwrap();
    let names: BTreeSet<_> =
        packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut broken = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap_or_default();
        for known in dependencies(package) {
            if names.contains(known.as_str()) && !ALLOWED.contains(&(name, known.as_str())) {
                broken.push(format!("{name} may not know {known}"));
            }
        }
    }
    assert!(names.contains("sondage-relay"), "the workspace was not read: {names:?}");
    assert!(broken.is_empty(), "{}: see \"Invariants\" in ARCHITECTURE.md", broken.join(", "));
}

#[test]
fn the_core_and_the_author_crate_depend_on_nothing_that_does_io() {
    let packages = packages().unwrap();
    for (name, known) in [("sondage-survey", CORE), ("sondage-author", AUTHOR)] {
        let package =
            packages.iter().find(|package| package["name"] == name).expect("the package is there");
        let strangers: Vec<_> = dependencies(package)
            .into_iter()
            .filter(|name| !known.contains(&name.as_str()))
            .collect();
        assert!(strangers.is_empty(), "{name} may not depend on {}", strangers.join(", "));
    }
}
