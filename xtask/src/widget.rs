//! Builds the widget into `www/dist`, the folder that the relay carries.
//!
//! ```text
//! www/dist/sondage.js                      the loader; names the folder below
//! www/dist/{hash}/widget.js                the glue of the lean build
//! www/dist/{hash}/widget_bg.wasm
//! www/dist/{hash}/full.js                  the glue of the full build
//! www/dist/{hash}/full_bg.wasm
//! www/dist/{hash}/widget.css
//! www/dist/{hash}/full.css                 what only the full build draws
//! www/dist/{hash}/{part}.js                the script of a kind of control, of a layout, of the element
//! ```
//! Each also as `.br` and `.gz`. The hash is over all files of its folder, so that they can be kept for ever.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::{
    compress,
    minify::{minify, read},
    need::Need,
    process,
    progress::Line,
    setup, shrink, studio,
    workspace::Workspace,
};

/// What the loader's source has in the place of the hash.
const PLACEHOLDER: &str = "__HASH__";
/// Hexadecimal digits of the hash: 48 bits tell the builds of one site apart.
const HASH_DIGITS: usize = 12;
/// Whatever the files depend on.
const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "src",
    "crates/author",
    "crates/survey",
    "www/sondage.js",
    "www/widget.css",
    "www/full.css",
    "www/parts",
    "www/shared",
    "xtask/src/widget.rs",
    "xtask/src/compress.rs",
    "xtask/src/minify.rs",
    "xtask/src/shrink.rs",
];

/// The style sheets: of all surveys, and of those that need the full build.
const STYLES: [&str; 2] = ["widget.css", "full.css"];
/// The builds, with their features: most surveys need no more than the lean one.
pub(crate) const BUILDS: [(&str, &[&str]); 2] =
    [("widget", &[]), ("full", &["--features", "full"])];

/// What the loader calls.
const EXPORTS: &str = "begin, imports, mount, sendUnsent";
/// Bytes of the stack, instead of 1 MiB: memory that a phone need not set aside, and the addresses
/// after it are a byte shorter each.
const STACK: u32 = 65_536;

/// The files of one build.
#[derive(Debug)]
pub(crate) struct Built {
    /// The name of the folder.
    pub(crate) hash: String,
    /// Whether nothing had changed since the last build.
    pub(crate) reused: bool,
}

/// Builds and says what came out.
///
/// # Errors
/// Those of [`build`], and of the set-up.
pub(crate) fn report(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let built = Line::start("widget").around(|| build(workspace))?;
    let note = if built.reused { " (nothing has changed)" } else { "" };
    println!("www/dist/{}{note}", built.hash);
    Ok(())
}

/// Builds, unless the inputs are those of the build that is there.
///
/// # Errors
/// When a tool fails (with all that it said) or a file cannot be read or written.
pub(crate) fn build(workspace: &Workspace) -> Result<Built> {
    let dist = workspace.root.join("www/dist");
    let stamp = workspace.target.join("widget.stamp");
    // Two builds at once would remove each other's files: the second waits here, and mostly finds its work done.
    let source = workspace.root.join("www/sondage.js");
    let turn =
        fs::File::open(&source).with_context(|| format!("cannot read {}", source.display()))?;
    turn.lock()?;
    studio::build(workspace)?;
    let fingerprint = fingerprint(workspace, &[])?;
    if let Some(hash) = earlier(&stamp, &fingerprint, &dist) {
        return Ok(Built { hash, reused: true });
    }
    let files = Files::make(workspace)?;
    let hash = files.put(&dist)?;
    fs::write(&stamp, format!("{fingerprint} {hash}"))?;
    Ok(Built { hash, reused: false })
}

fn earlier(stamp: &Path, fingerprint: &str, dist: &Path) -> Option<String> {
    let stamp = fs::read_to_string(stamp).ok()?;
    let hash = stamp.strip_prefix(fingerprint)?.trim();
    let loader = fs::read_to_string(dist.join("sondage.js")).ok()?;
    let whole = loader.contains(hash) && dist.join(hash).join("widget.css.gz").is_file();
    whole.then(|| hash.to_owned())
}

/// The minified files, before they are compressed.
struct Files {
    loader: String,
    /// All others, by name.
    hashed: Vec<(String, Vec<u8>)>,
}

impl Files {
    fn make(workspace: &Workspace) -> Result<Self> {
        // Bundled, because the glue may import snippets; `import.meta.url` is kept, and finds the files beside it.
        let module = ["--bundle", "--format=esm"];
        let loader = minify(workspace, &workspace.root.join("www/sondage.js"), &module)?;
        let mut hashed = parts(workspace)?;
        for name in STYLES {
            let css = minify(workspace, &workspace.root.join("www").join(name), &[])?;
            hashed.push((name.to_owned(), css));
        }
        for (build, features) in BUILDS {
            hashed.extend(make(workspace, build, features, EXPORTS, STACK)?);
        }
        Ok(Self {
            loader: String::from_utf8(loader).context("www/sondage.js is not UTF-8")?,
            hashed,
        })
    }

    fn hash(&self) -> String {
        let files = self.hashed.iter().map(|(_, file)| file);
        let digest = files.fold(Sha256::new(), Sha256::chain_update);
        hex::encode(digest.finalize()).chars().take(HASH_DIGITS).collect()
    }

    /// Puts the files into `dist` in an order in which a relay that reads them meanwhile never meets a name
    /// without its file: the new folder appears whole, then the loader that names it, then the old folders go.
    fn put(&self, dist: &Path) -> Result<String> {
        let hash = self.hash();
        ensure!(self.loader.contains(PLACEHOLDER), "www/sondage.js has no {PLACEHOLDER}");
        fs::create_dir_all(dist)?;
        let new = tempfile::Builder::new().prefix(".new").tempdir_in(dist)?;
        compress::write_all_forms(
            &new.path().join("sondage.js"),
            self.loader.replace(PLACEHOLDER, &hash).as_bytes(),
        )?;
        let folder = new.path().join(&hash);
        fs::create_dir(&folder)?;
        for (name, file) in &self.hashed {
            compress::write_all_forms(&folder.join(name), file)?;
        }

        // A folder of this name has these very files, unless a build was cut short before there was a stamp.
        let _ = fs::remove_dir_all(dist.join(&hash));
        fs::rename(&folder, dist.join(&hash))?;
        for loader in ["sondage.js.br", "sondage.js.gz", "sondage.js"] {
            fs::rename(new.path().join(loader), dist.join(loader))?;
        }
        drop(new);
        remove_others(dist, &hash)?;
        Ok(hash)
    }
}

/// The scripts and styles that only some kinds of question need, each by its name.
fn parts(workspace: &Workspace) -> Result<Vec<(String, Vec<u8>)>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(workspace.root.join("www/parts"))? {
        let path = entry?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default().to_owned();
        let is_script = path.extension() == Some(OsStr::new("js"));
        let options: &[&str] =
            if is_script { &["--bundle", "--format=esm"] } else { &["--bundle"] };
        parts.push((name, minify(workspace, &path, options)?));
    }
    parts.sort();
    Ok(parts)
}

fn remove_others(dist: &Path, hash: &str) -> Result<()> {
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_studios = name.to_string_lossy().starts_with(studio::PREFIX);
        if entry.file_type()?.is_dir() && name != OsStr::new(hash) && !is_studios {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// The glue and the module of one build, with a stack of so many bytes.
///
/// # Errors
/// When a tool fails.
pub(crate) fn make(
    workspace: &Workspace,
    build: &str,
    features: &[&str],
    exports: &str,
    stack: u32,
) -> Result<[(String, Vec<u8>); 2]> {
    let package = wasm_pack(workspace, features, stack)?;
    // Only what is called: the rest, and what the glue tells developers, is left out.
    let glue = package.join("glue/widget.js");
    fs::create_dir_all(package.join("glue"))?;
    fs::write(package.join("glue/all.js"), shrink::shrink(workspace, &package)?)?;
    fs::write(&glue, format!("export {{ {exports} }} from \"./all.js\";"))?;
    let glue = minify(workspace, &glue, &["--bundle", "--format=esm", "--drop:console"])?;
    let wasm = read(&package.join("widget_bg.wasm"))?;
    Ok([(format!("{build}.js"), glue), (format!("{build}_bg.wasm"), wasm)])
}

/// Compiles and writes the glue; the folder with what came out.
fn wasm_pack(workspace: &Workspace, features: &[&str], stack: u32) -> Result<PathBuf> {
    let out = workspace.target.join("widget-pkg");
    let mut command = workspace.command("wasm-pack");
    command.args(["build", "--mode", "no-install", "--target", "web", "--profile", "widget"]);
    command
        .args(["--no-typescript", "--no-pack", "--out-name", "widget", "--out-dir"])
        .arg(&out)
        .arg(".")
        .args(features);
    command.env("CARGO_ENCODED_RUSTFLAGS", rust_flags(workspace, stack).join("\x1f"));
    process::output(&mut command)?;
    Ok(out)
}

fn rust_flags(workspace: &Workspace, stack: u32) -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let registries = sources.into_iter().flatten().flatten().map(|entry| entry.path());
    let prefixes = registries.chain([workspace.root.clone()]);
    // Panics name the file they come from: without the folders of the machine that built it, which
    // are nobody's business, and weight.
    let mut flags: Vec<_> =
        prefixes.map(|prefix| format!("--remap-path-prefix={}=.", prefix.display())).collect();
    flags.extend(["-C".into(), format!("link-arg=-zstack-size={stack}")]);
    flags
}

/// What the files of a build depend on, and the compiler, as one number.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn fingerprint(workspace: &Workspace, more: &[&str]) -> Result<String> {
    let mut hasher = Sha256::new();
    hasher.update(process::output(workspace.command("rustc").arg("--version"))?);
    for input in INPUTS.iter().chain(more) {
        add(&mut hasher, &workspace.root.join(input))?;
    }
    Ok(hex::encode(hasher.finalize()))
}

/// Adds a file, or all that is in a folder in the order of the names.
fn add(hasher: &mut Sha256, path: &Path) -> Result<()> {
    if path.is_dir() {
        let mut inside =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        inside.sort();
        return inside.iter().try_for_each(|path| add(hasher, path));
    }
    let bytes = read(path)?;
    // Name and length keep the files apart: moving a byte from one to the next is a change.
    hasher.update(format!("{} {} ", path.display(), bytes.len()));
    hasher.update(bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(css: &str) -> Files {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        Files {
            loader: r#"import("./__HASH__/widget.js")"#.into(),
            hashed: vec![
                file("widget.js", "export{}"),
                file("widget_bg.wasm", "\0asm"),
                file("widget.css", css),
            ],
        }
    }

    #[test]
    fn a_new_build_takes_the_place_of_the_old_one() {
        let dist = tempfile::tempdir().unwrap();
        let old = files("a{}").put(dist.path()).unwrap();
        let new = files("b{}").put(dist.path()).unwrap();

        let mut names: Vec<_> = fs::read_dir(dist.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let mut expected =
            vec![new.clone(), "sondage.js".into(), "sondage.js.br".into(), "sondage.js.gz".into()];
        expected.sort();
        assert_eq!(names, expected);
        assert_ne!(new, old);
        let loader = fs::read_to_string(dist.path().join("sondage.js")).unwrap();
        assert_eq!(loader, format!(r#"import("./{new}/widget.js")"#));
    }

    #[test]
    fn a_loader_that_names_no_folder_is_refused() {
        let dist = tempfile::tempdir().unwrap();
        let files = Files { loader: "import('./widget.js')".into(), ..files("a{}") };
        assert!(files.put(dist.path()).unwrap_err().to_string().contains("__HASH__"));
    }

    #[test]
    fn a_build_is_used_again_only_while_its_inputs_and_its_files_are_the_same() {
        let dist = tempfile::tempdir().unwrap();
        let hash = files("a{}").put(dist.path()).unwrap();
        let stamp = dist.path().join("widget.stamp");
        fs::write(&stamp, format!("abc {hash}")).unwrap();
        assert_eq!(earlier(&stamp, "abc", dist.path()), Some(hash.clone()));
        assert_eq!(earlier(&stamp, "abd", dist.path()), None);
        fs::remove_dir_all(dist.path().join(&hash)).unwrap();
        assert_eq!(earlier(&stamp, "abc", dist.path()), None);
    }

    #[test]
    fn the_fingerprint_tells_apart_what_only_moved_between_files() {
        let folder = tempfile::tempdir().unwrap();
        let digest = |a: &str, b: &str| {
            fs::write(folder.path().join("a"), a).unwrap();
            fs::write(folder.path().join("b"), b).unwrap();
            let mut hasher = Sha256::new();
            add(&mut hasher, folder.path()).unwrap();
            hasher.finalize()
        };
        assert_ne!(digest("xy", "z"), digest("x", "yz"));
        assert_eq!(digest("x", "y"), digest("x", "y"));
    }
}
