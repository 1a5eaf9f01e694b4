//! Each thing that must be on the machine: what for, whether it is there, how to get it.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};
use semver::Version;
use sha2::{Digest, Sha256};

use crate::{lock, process, schemathesis, version::first_version, workspace::Workspace};

const WASM_PACK: Version = Version::new(0, 15, 1);
const NODE_MAJOR: u64 = 20;
/// The names under which Chromium and Chrome are installed.
const BROWSERS: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Something that a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    WasmTarget,
    WasmBindgen,
    WasmPack,
    Node,
    Packages,
    Browser,
    Firefox,
    WebKit,
    Postgres,
    Prometheus,
    Schemathesis,
}

/// Whether it is there.
#[derive(Debug)]
pub(crate) enum State {
    /// What was found.
    Ready(String),
    /// Why what was found, if anything, is not good enough.
    Missing(String),
}

/// How it is installed.
#[derive(Debug)]
pub(crate) enum Remedy {
    Run(Vec<Command>),
    ByHand(String),
}

impl Need {
    /// In the order in which they can be installed.
    pub(crate) const ALL: &[Self] = &[
        Self::WasmTarget,
        Self::WasmBindgen,
        Self::WasmPack,
        Self::Node,
        Self::Packages,
        Self::Browser,
        Self::Firefox,
        Self::WebKit,
        Self::Postgres,
        Self::Prometheus,
        Self::Schemathesis,
    ];
    /// What asks the relay for what its document says.
    pub(crate) const FACE: &[Self] = &[
        Self::WasmTarget,
        Self::WasmBindgen,
        Self::WasmPack,
        Self::Node,
        Self::Packages,
        Self::Schemathesis,
    ];
    /// What building the widget takes; the relay carries the widget.
    pub(crate) const BUILD: &[Self] =
        &[Self::WasmTarget, Self::WasmBindgen, Self::WasmPack, Self::Node, Self::Packages];

    /// The name, with the version that is asked for.
    ///
    /// # Errors
    /// When the lock file does not say the version.
    pub(crate) fn name(self, workspace: &Workspace) -> Result<String> {
        Ok(match self {
            Self::WasmTarget => "Rust for wasm32-unknown-unknown".into(),
            Self::WasmBindgen => format!("wasm-bindgen-cli {}", lock::wasm_bindgen(workspace)?),
            Self::WasmPack => format!("wasm-pack {WASM_PACK}"),
            Self::Node => format!("Node.js {NODE_MAJOR} or later, with npm"),
            Self::Packages => "packages of package.json".into(),
            Self::Browser => "Chromium with chromedriver".into(),
            Self::Firefox => "Firefox".into(),
            Self::WebKit => "WebKitGTK's MiniBrowser with its driver, and xvfb-run".into(),
            Self::Postgres => "PostgreSQL, its server".into(),
            Self::Prometheus => "Prometheus with promtool".into(),
            Self::Schemathesis => "schemathesis, of Python".into(),
        })
    }

    /// What it is for.
    pub(crate) fn purpose(self) -> &'static str {
        match self {
            Self::WasmTarget => "the widget is Rust that runs in the page",
            Self::WasmBindgen => "writes the JavaScript beside the widget's WebAssembly",
            Self::WasmPack => "builds the widget, and tests it in a browser",
            Self::Node => "runs the tools that make the widget's files small, and the journeys",
            Self::Packages => "wasm-opt, esbuild, the Braze SDK of the demo, Playwright and axe",
            Self::Browser => "the widget's tests and the journeys run in a real browser",
            Self::Firefox | Self::WebKit => {
                "the widget's tests and many journeys run in the three engines that there are"
            }
            Self::Postgres => "the store's tests run on a server of their own too",
            Self::Prometheus => "the alert rules are tried, and a relay is watched by it",
            Self::Schemathesis => "asks the relay for all that its OpenAPI document says",
        }
    }

    /// Looks for it.
    ///
    /// # Errors
    /// When the lock files cannot be read.
    pub(crate) fn state(self, workspace: &Workspace) -> Result<State> {
        match self {
            Self::WasmTarget => Ok(wasm_target(workspace)),
            Self::WasmBindgen => {
                Ok(tool(workspace, "wasm-bindgen", &lock::wasm_bindgen(workspace)?))
            }
            Self::WasmPack => Ok(tool(workspace, "wasm-pack", &WASM_PACK)),
            Self::Node => Ok(node(workspace)),
            Self::Packages => packages(workspace),
            Self::Browser => Ok(match (browser(workspace), driver(workspace)) {
                (Some(browser), Some(_)) => State::Ready(browser.display().to_string()),
                (None, _) => State::Missing("no browser found".into()),
                (_, None) => State::Missing("no chromedriver found".into()),
            }),
            Self::Firefox => Ok(found(firefox(workspace).as_deref())),
            Self::WebKit => Ok(found(webkit(workspace).map(|(driver, _)| driver).as_deref())),
            Self::Postgres => Ok(found(postgres(workspace).as_deref())),
            Self::Prometheus => Ok(match workspace.program(&["promtool"]) {
                Some(_) => found(workspace.program(&["prometheus"]).as_deref()),
                None => found(None),
            }),
            Self::Schemathesis => Ok(match schemathesis::lack(workspace)? {
                None => found(Some(&schemathesis::program(workspace))),
                Some(why) => State::Missing(why),
            }),
        }
    }

    /// Without it a few tests are skipped, and say so: nobody need have it.
    pub(crate) fn is_optional(self) -> bool {
        matches!(self, Self::Firefox | Self::WebKit | Self::Prometheus | Self::Schemathesis)
    }

    /// How to install it here.
    ///
    /// # Errors
    /// When the lock file does not say the version.
    pub(crate) fn remedy(self, workspace: &Workspace) -> Result<Remedy> {
        Ok(match self {
            Self::WasmTarget => match workspace.program(&["rustup"]) {
                Some(rustup) => run(workspace, rustup, &["target", "add", "wasm32-unknown-unknown"]),
                None => Remedy::ByHand(
                    "there is no rustup: get it from https://rustup.rs, or your distribution's package of \
                     Rust's standard library for this target"
                        .into(),
                ),
            },
            Self::WasmBindgen => {
                cargo_install(workspace, "wasm-bindgen-cli", &lock::wasm_bindgen(workspace)?)
            }
            Self::WasmPack => cargo_install(workspace, "wasm-pack", &WASM_PACK),
            Self::Node => Remedy::ByHand(
                "get it from https://nodejs.org or your distribution, and see that node and npm are on PATH"
                    .into(),
            ),
            Self::Packages => {
                let mut npm = workspace.command("npm");
                npm.args(["ci", "--no-fund", "--no-audit"]);
                npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
                Remedy::Run(vec![npm])
            }
            Self::Browser => apt(workspace, &["chromium", "chromium-driver"], BROWSER_BY_HAND),
            Self::Firefox => apt(workspace, &["firefox-esr"], FIREFOX_BY_HAND),
            Self::WebKit => {
                apt(workspace, &["webkit2gtk-driver", "xvfb", "xauth"], WEBKIT_BY_HAND)
            }
            Self::Postgres => apt(workspace, &["postgresql"], POSTGRES_BY_HAND),
            Self::Prometheus => apt(workspace, &["prometheus"], PROMETHEUS_BY_HAND),
            Self::Schemathesis => Remedy::Run(schemathesis::installation(workspace)),
        })
    }

    /// What is left to do after an installation, so that it is found the next time.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(crate) fn settle(self, workspace: &Workspace) -> Result<()> {
        if self == Self::Packages {
            std::fs::write(stamp(workspace), lock_digest(workspace)?)?;
        }
        if self == Self::Schemathesis {
            schemathesis::settle(workspace)?;
        }
        Ok(())
    }
}

/// The browser for tests: `CHROMIUM`, or the first that is found.
pub(crate) fn browser(workspace: &Workspace) -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named.or_else(|| workspace.program(BROWSERS))
}

/// Its driver: `CHROMEDRIVER`, or the first that is found.
pub(crate) fn driver(workspace: &Workspace) -> Option<PathBuf> {
    let named = std::env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named.or_else(|| workspace.program(&["chromedriver"]))
}

/// The second engine: `FIREFOX`, or the first that is found.
pub(crate) fn firefox(workspace: &Workspace) -> Option<PathBuf> {
    let named = std::env::var_os("FIREFOX").map(PathBuf::from);
    named.or_else(|| workspace.program(&["firefox-esr", "firefox"]))
}

/// The third engine: its driver and its browser, where there is a screen to be had for them too.
pub(crate) fn webkit(workspace: &Workspace) -> Option<(PathBuf, PathBuf)> {
    workspace.program(&["xvfb-run"])?;
    let driver = std::env::var_os("WEBKIT_DRIVER").map(PathBuf::from);
    let driver = driver.or_else(|| workspace.program(&["WebKitWebDriver"]))?;
    let browser = std::env::var_os("WEBKIT_BROWSER").map(PathBuf::from);
    Some((driver, browser.or_else(|| mini_browser(workspace))?))
}

/// Tells a command where the second and the third engine are; which of them are not here.
pub(crate) fn name_engines(workspace: &Workspace, command: &mut Command) -> Vec<&'static str> {
    let mut missing = Vec::new();
    match firefox(workspace) {
        Some(firefox) => _ = command.env("FIREFOX", firefox),
        None => missing.push("Firefox"),
    }
    match webkit(workspace) {
        Some((driver, browser)) => {
            command.env("WEBKIT_DRIVER", driver).env("WEBKIT_BROWSER", browser);
        }
        None => missing.push("WebKit"),
    }
    missing
}

/// Nobody is to start it by hand, so that distributions keep it beside the library.
fn mini_browser(workspace: &Workspace) -> Option<PathBuf> {
    let on_path = workspace.program(&["MiniBrowser"]);
    let folders = ["/usr/lib", "/usr/lib64", "/usr/libexec"].map(PathBuf::from).to_vec();
    let inside = |folder: &PathBuf| {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.filter_map(|entry| Some(entry.ok()?.path())).collect::<Vec<_>>()
    };
    // `/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser`, or without the folder of the machine.
    let deeper = folders.iter().flat_map(inside).collect::<Vec<_>>();
    let deepest =
        deeper.iter().filter(|folder| folder.to_string_lossy().ends_with("-gnu")).flat_map(inside);
    let mut all = deeper.iter().cloned().chain(deepest).filter(|folder| {
        folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit"))
    });
    on_path.or_else(|| {
        all.find_map(|folder| Some(folder.join("MiniBrowser")).filter(|it| it.exists()))
    })
}

/// The folder of the server's programs: on `PATH`, or where Debian has them.
fn postgres(workspace: &Workspace) -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debian = debian.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let on_path = workspace.program(&["psql"]).and_then(|psql| Some(psql.parent()?.to_owned()));
    let mut all = on_path.into_iter().chain(debian);
    all.find(|folder| ["initdb", "postgres", "psql"].iter().all(|name| folder.join(name).exists()))
}

fn found(path: Option<&std::path::Path>) -> State {
    match path {
        Some(path) => State::Ready(path.display().to_string()),
        None => State::Missing("not found".into()),
    }
}

fn wasm_target(workspace: &Workspace) -> State {
    let mut rustc = workspace.command("rustc");
    let sysroot = process::output(rustc.args(["--print", "sysroot"])).unwrap_or_default();
    let folder = PathBuf::from(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown");
    if folder.is_dir() {
        State::Ready("in place".into())
    } else {
        State::Missing("not installed".into())
    }
}

/// A tool that has to be of exactly this version.
fn tool(workspace: &Workspace, name: &str, wanted: &Version) -> State {
    let Some(program) = workspace.program(&[name]) else {
        return State::Missing("not found".into());
    };
    match version(workspace, &program) {
        Some(found) if found == *wanted => State::Ready(workspace.shown(&program).to_string()),
        Some(found) => State::Missing(format!("found {found}")),
        None => State::Missing(format!("{} does not say its version", program.display())),
    }
}

fn node(workspace: &Workspace) -> State {
    let (Some(node), Some(_)) = (workspace.program(&["node"]), workspace.program(&["npm"])) else {
        return State::Missing("not found".into());
    };
    match version(workspace, &node) {
        Some(found) if found.major >= NODE_MAJOR => State::Ready(found.to_string()),
        Some(found) => State::Missing(format!("found {found}")),
        None => State::Missing("node does not say its version".into()),
    }
}

fn packages(workspace: &Workspace) -> Result<State> {
    let wanted = lock_digest(workspace)?;
    Ok(match std::fs::read_to_string(stamp(workspace)) {
        Ok(found) if found == wanted => State::Ready("as locked".into()),
        Ok(_) => State::Missing("package-lock.json has changed".into()),
        Err(_) => State::Missing("not installed".into()),
    })
}

/// Written after each `npm ci`: which lock file the folder was filled from.
fn stamp(workspace: &Workspace) -> PathBuf {
    workspace.root.join("node_modules/.sondage-lock")
}

fn lock_digest(workspace: &Workspace) -> Result<String> {
    let path = workspace.root.join("package-lock.json");
    let lock = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(hex::encode(Sha256::digest(lock)))
}

fn version(workspace: &Workspace, program: &std::path::Path) -> Option<Version> {
    let printed = process::output(workspace.command(program).arg("--version")).ok()?;
    first_version(&printed)
}

/// Without `--locked`: the lock of a published tool may name versions that are gone.
fn cargo_install(workspace: &Workspace, package: &str, version: &Version) -> Remedy {
    let mut cargo = workspace.cargo(&["install", "--force", "--root"]);
    cargo.arg(workspace.tools()).arg(format!("{package}@{version}"));
    // In a folder of its own, which Cargo removes: ours need not grow by a stranger's build.
    cargo.env_remove("CARGO_TARGET_DIR");
    Remedy::Run(vec![cargo])
}

const BROWSER_BY_HAND: &str = "install Chromium or Chrome, and the chromedriver of the same version, on PATH \
    (or name them in CHROMIUM and CHROMEDRIVER)";
const FIREFOX_BY_HAND: &str = "install Firefox on PATH (or name it in FIREFOX)";
const WEBKIT_BY_HAND: &str = "install WebKitGTK's MiniBrowser, WebKitWebDriver and xvfb-run on PATH (or name the first two in \
    WEBKIT_BROWSER and WEBKIT_DRIVER)";
const POSTGRES_BY_HAND: &str = "install PostgreSQL's server, 14 or later, with initdb, postgres and psql on PATH; none need run";
const PROMETHEUS_BY_HAND: &str =
    "install Prometheus with promtool, 2.42 or later, on PATH; none need run";

fn apt(workspace: &Workspace, packages: &[&str], by_hand: &str) -> Remedy {
    let Some(apt) = workspace.program(&["apt-get"]) else {
        return Remedy::ByHand(by_hand.into());
    };
    let is_root =
        process::output(workspace.command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root {
        return Remedy::ByHand(format!("sudo apt-get install -y {}", packages.join(" ")));
    }
    let mut update = workspace.command(&apt);
    update.arg("update");
    let mut install = workspace.command(&apt);
    install.args(["install", "-y"]).args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    Remedy::Run(vec![update, install])
}

fn run(workspace: &Workspace, program: PathBuf, args: &[&str]) -> Remedy {
    let mut command = workspace.command(program);
    command.args(args);
    Remedy::Run(vec![command])
}
