//! No circle of modules: among the children of one module, who knows whom has no way back.
//!
//! A child may use what its parent holds, and a parent its children; two neighbours may not lean on
//! each other, also not by way of a third. Tests may look at anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;
use syn::visit::{self, Visit};

/// The names of a module from the crate's root down; the root has none.
type Place = Vec<String>;

/// A module's file, read.
struct Module {
    place: Place,
    /// The paths that it names, as far as they begin in this crate: each from the root down.
    named: BTreeSet<Place>,
}

/// Every module of a crate, from the file of its root.
fn modules(root: &Path) -> Result<Vec<Module>> {
    let folder = root.parent().context("the file of a root is in a folder")?;
    let mut found = Vec::new();
    let mut waiting = vec![(root.to_owned(), folder.to_owned(), Place::new())];
    while let Some((file, folder, place)) = waiting.pop() {
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let parsed = syn::parse_file(&text).with_context(|| file.display().to_string())?;
        read_items(&parsed.items, &file, &folder, &place, &mut found, &mut waiting)?;
    }
    Ok(found)
}

type Waiting = Vec<(PathBuf, PathBuf, Place)>;

fn read_items(
    items: &[syn::Item],
    file: &Path,
    folder: &Path,
    place: &Place,
    found: &mut Vec<Module>,
    waiting: &mut Waiting,
) -> Result<()> {
    let mut named = Named { place: place.clone(), paths: BTreeSet::new() };
    for item in items {
        let syn::Item::Mod(module) = item else {
            if !is_test(attributes(item)) {
                named.visit_item(item);
            }
            continue;
        };
        if is_test(&module.attrs) {
            continue;
        }
        let name = module.ident.to_string();
        let inner = [place.as_slice(), std::slice::from_ref(&name)].concat();
        if let Some((_, items)) = &module.content {
            read_items(items, file, &folder.join(&name), &inner, found, waiting)?;
            continue;
        }
        let (flat, own) = (folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs"));
        let by_path =
            path_attribute(&module.attrs).map(|path| file.parent().unwrap_or(folder).join(path));
        let file = by_path.unwrap_or(if flat.is_file() { flat } else { own });
        waiting.push((file, folder.join(&name), inner));
    }
    found.push(Module { place: place.clone(), named: named.paths });
    Ok(())
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether something is there for tests alone.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn path_attribute(attributes: &[syn::Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|one| one.path().is_ident("path"))?;
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    let syn::Expr::Lit(literal) = &pair.value else { return None };
    let syn::Lit::Str(text) = &literal.lit else { return None };
    Some(text.value())
}

/// Collects the paths of one module that begin in its own crate.
struct Named {
    place: Place,
    paths: BTreeSet<Place>,
}

impl Named {
    fn add(&mut self, names: &[String]) {
        let mut path = match names.first().map(String::as_str) {
            Some("crate") => Place::new(),
            Some("self" | "super") => self.place.clone(),
            _ => return,
        };
        for name in names {
            match name.as_str() {
                "crate" | "self" => {}
                "super" => drop(path.pop()),
                name => path.push(name.to_owned()),
            }
        }
        self.paths.insert(path);
    }

    fn add_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let below = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&below(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.add(&below(&name.ident)),
            syn::UseTree::Rename(name) => self.add(&below(&name.ident)),
            syn::UseTree::Glob(_) => self.add(before),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(before, tree);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&names);
        visit::visit_path(self, path);
    }
}

/// Which child of a module knows which other, over everything below the two.
type Edges = BTreeMap<Place, BTreeMap<String, BTreeMap<String, String>>>;

fn edges(modules: &[Module]) -> Edges {
    let places: BTreeSet<&Place> = modules.iter().map(|module| &module.place).collect();
    let mut edges = Edges::new();
    for module in modules {
        for path in &module.named {
            // The last names of a path are those of an item.
            let mut known = path.clone();
            while !places.contains(&known) && known.pop().is_some() {}
            let shared = module.place.iter().zip(&known).take_while(|(a, b)| a == b).count();
            if let (Some(from), Some(to)) = (module.place.get(shared), known.get(shared)) {
                let parent = edges.entry(known.iter().take(shared).cloned().collect()).or_default();
                let why = format!("{} names {}", module.place.join("::"), path.join("::"));
                parent.entry(from.clone()).or_default().entry(to.clone()).or_insert(why);
            }
        }
    }
    edges
}

/// The children of one module that lean on each other, and what makes each lean on the next.
fn circle(knows: &BTreeMap<String, BTreeMap<String, String>>) -> Option<Vec<String>> {
    let reached = |start: &str| {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![start.to_owned()];
        while let Some(name) = waiting.pop() {
            for known in knows.get(&name).into_iter().flat_map(BTreeMap::keys) {
                if reached.insert(known.clone()) {
                    waiting.push(known.clone());
                }
            }
        }
        reached
    };
    let all: BTreeMap<&str, BTreeSet<String>> =
        knows.keys().map(|name| (name.as_str(), reached(name))).collect();
    let (start, onward) = all.iter().find(|(name, reached)| reached.contains(**name))?;
    let round: BTreeSet<&str> = all
        .iter()
        .filter(|(name, back)| onward.contains(**name) && back.contains(*start))
        .map(|(name, _)| *name)
        .collect();
    let reasons = round.iter().flat_map(|from| {
        knows[*from]
            .iter()
            .filter(|(to, _)| round.contains(to.as_str()))
            .map(|(_, why)| why.clone())
    });
    Some(reasons.collect())
}

#[test]
fn no_two_modules_of_a_crate_lean_on_each_other() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
    let mut n_modules = 0;
    let mut broken = Vec::new();
    for package in metadata.workspace_packages() {
        let is_shipped = |target: &&cargo_metadata::Target| {
            target.is_lib() || target.is_cdylib() || target.is_bin()
        };
        for target in package.targets.iter().filter(is_shipped) {
            let modules = modules(target.src_path.as_std_path()).unwrap();
            n_modules += modules.len();
            for (parent, knows) in edges(&modules) {
                if let Some(reasons) = circle(&knows) {
                    let place = [std::slice::from_ref(&target.name), &parent].concat().join("::");
                    broken.push(format!("in {place}:\n  {}", reasons.join("\n  ")));
                }
            }
        }
    }
    assert!(n_modules > 150, "only {n_modules} modules were read");
    assert!(broken.is_empty(), "circles of modules\n{}", broken.join("\n"));
}

#[test]
fn a_circle_is_found_through_a_third_and_by_its_reasons() {
    let module = |place: &str, named: &[&str]| Module {
        place: place.split("::").map(str::to_owned).collect(),
        named: named.iter().map(|path| path.split("::").map(str::to_owned).collect()).collect(),
    };
    let round = [
        module("a", &["b::Item"]),
        module("b", &["c::inner::Item"]),
        module("c", &[]),
        module("c::inner", &["a::Item", "c::Item"]),
        module("d", &["a::Item"]),
    ];
    let reasons = circle(&edges(&round)[&Place::new()]).unwrap();
    assert_eq!(reasons, ["a names b::Item", "b names c::inner::Item", "c::inner names a::Item"]);
    let straight = &round[..3];
    assert_eq!(circle(&edges(straight)[&Place::new()]), None);
}
