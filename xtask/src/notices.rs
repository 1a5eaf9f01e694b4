//! The licences of what others wrote and we hand on: the crates in the program and in the widget, what
//! is bundled into the studio's script, and the data that came with us.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::{Context, Result, ensure};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

use crate::workspace::Workspace;

/// What is handed on: the relay's program, and the widget.
const PROGRAMS: [&str; 2] = ["sondage-cli", "sondage"];
/// What is bundled into scripts, by the folder in `node_modules`.
const SCRIPTS: [&str; 1] = ["htmx.org"];
/// Licences that stand with us already, of data.
const DATA: &str = "crates/author/countries/NOTICE";
/// What the name of a file with a licence begins with.
const NAMES: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];

const HEAD: &str = "\
What others wrote and is part of Sondage, with their licences. A text that several have in common stands once.
";

/// All of it, as one text.
///
/// # Errors
/// When Cargo or a file cannot be read, or something has no licence at all.
pub(crate) fn notices(workspace: &Workspace) -> Result<String> {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace.root.join("Cargo.toml"))
        .exec()
        .context("cargo metadata")?;
    // Whose a text is, by the text.
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut without = BTreeSet::new();
    for package in handed_on(&metadata)? {
        let licence = package.license.as_deref().unwrap_or("see its licence file");
        let whose = format!("{} {} ({licence})", package.name, package.version);
        let folder = package.manifest_path.parent().context("a manifest is in a folder")?;
        let found = licences_in(folder.as_std_path())?;
        if found.is_empty() {
            ensure!(package.license.is_some(), "{whose} has no licence");
            without.insert(whose);
            continue;
        }
        for text in found {
            texts.entry(text).or_default().insert(whose.clone());
        }
    }
    for script in SCRIPTS {
        let found = licences_in(&workspace.root.join("node_modules").join(script))?;
        ensure!(!found.is_empty(), "{script} has no licence: npm ci brings it");
        for text in found {
            texts.entry(text).or_default().insert(format!("{script}, in the studio's script"));
        }
    }
    let data = fs::read_to_string(workspace.root.join(DATA)).context(DATA)?;
    texts.entry(data).or_default().insert("Names of countries, and how locales write".to_owned());
    written(&texts, &without)
}

fn written(
    texts: &BTreeMap<String, BTreeSet<String>>,
    without: &BTreeSet<String>,
) -> Result<String> {
    let mut all = HEAD.to_owned();
    let mut by_owner: Vec<_> = texts.iter().map(|(text, whose)| (whose, text)).collect();
    by_owner.sort();
    for (whose, text) in by_owner {
        let whose: Vec<&str> = whose.iter().map(String::as_str).collect();
        write!(all, "\n{}\n\n{}\n\n{}\n", "=".repeat(72), whose.join("\n"), text.trim())?;
    }
    if !without.is_empty() {
        write!(
            all,
            "\n{}\n\nUnder the licence that each names, without a file of it:\n",
            "=".repeat(72)
        )?;
        for whose in without {
            writeln!(all, "{whose}")?;
        }
    }
    Ok(all)
}

/// The packages of others that our programs are made of; not what only builds or tests them.
fn handed_on(metadata: &Metadata) -> Result<Vec<&Package>> {
    let resolve = metadata.resolve.as_ref().context("cargo says nothing of dependencies")?;
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let own = metadata.workspace_packages();
    let own = own.into_iter().filter(|package| PROGRAMS.contains(&package.name.as_str()));
    let mut waiting: Vec<&PackageId> = own.map(|package| &package.id).collect();
    ensure!(waiting.len() == PROGRAMS.len(), "expected the packages {PROGRAMS:?}");
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = nodes.get(id).context("a package that is not resolved")?;
        let is_part = |dependency: &&cargo_metadata::NodeDep| {
            dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
        };
        waiting.extend(node.deps.iter().filter(is_part).map(|dependency| &dependency.pkg));
    }
    let is_theirs = |package: &&Package| package.source.is_some() && seen.contains(&package.id);
    Ok(metadata.packages.iter().filter(is_theirs).collect())
}

fn licences_in(folder: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_file() && NAMES.iter().any(|beginning| name.starts_with(beginning)) {
            let bytes = fs::read(&path)?;
            found.insert(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_handed_on_stands_there_with_its_licence_and_nothing_that_only_builds_it() {
        let workspace = Workspace::find().unwrap();
        if !workspace.root.join("node_modules/htmx.org").is_dir() {
            return;
        }
        let all = notices(&workspace).unwrap();
        for part in ["htmx.org", "Zero-Clause BSD", "axum ", "wasm-bindgen ", "UNICODE LICENSE V3"]
        {
            assert!(all.contains(part), "{part}");
        }
        // They test and build, and are in nothing that is handed on.
        for tool in ["\nproptest ", "\ninsta ", "\nsondage-"] {
            assert!(!all.contains(tool), "{tool}");
        }
        assert_eq!(all.matches("Zero-Clause BSD").count(), 1);
    }
}
