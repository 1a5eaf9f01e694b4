//! What may come in from outside: under which licences, from where, and what not at all.

use std::collections::BTreeSet;

use anyhow::Result;
use cargo_metadata::{CargoOpt, MetadataCommand, Package};
use spdx::{Expression, ParseMode};

/// Licences under which anything may be.
const LICENCES: [&str; 8] = [
    "Apache-2.0",
    "BSD-3-Clause",
    // Certificate roots: data, not code.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];
/// What may be under the Mozilla Public License: its files stay as they are, since we link them and
/// change nothing in them.
const MOZILLA: [&str; 3] = ["cssparser", "cssparser-macros", "dtoa-short"];
/// What does not come in: TLS that is not Rust's, and an allocator that leaks.
const REFUSED: [&str; 4] = ["openssl", "openssl-sys", "native-tls", "wee_alloc"];
/// The one place that anything comes from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn from_outside() -> Result<Vec<Package>> {
    let metadata = MetadataCommand::new().features(CargoOpt::AllFeatures).exec()?;
    Ok(metadata.packages.into_iter().filter(|package| package.source.is_some()).collect())
}

/// Whether a package's licence is one that it may have.
fn is_licensed(package: &Package) -> bool {
    let is_mozilla = MOZILLA.contains(&package.name.as_str());
    let Some(licence) = &package.license else { return false };
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else { return false };
    expression.evaluate(|requirement| {
        let id = requirement.license.id();
        id.is_some_and(|id| LICENCES.contains(&id.name) || is_mozilla && id.name == "MPL-2.0")
    })
}

#[test]
fn everything_from_outside_is_under_a_licence_that_is_known_here() -> Result<()> {
    let all = from_outside()?;
    assert!(all.len() > 100, "{} packages", all.len());
    let wrong: Vec<_> = all
        .iter()
        .filter(|package| !is_licensed(package))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

#[test]
fn nothing_comes_from_elsewhere_or_is_refused() -> Result<()> {
    let is_wrong = |package: &Package| {
        REFUSED.contains(&package.name.as_str())
            || package.source.as_ref().is_none_or(|source| source.repr != REGISTRY)
    };
    let all = from_outside()?;
    let wrong: BTreeSet<&str> = all
        .iter()
        .filter(|package| is_wrong(package))
        .map(|package| package.name.as_str())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    Ok(())
}
