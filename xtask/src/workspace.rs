//! Where things are: the checkout, the target folder, the tools.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;

/// The checkout that this program works in.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever `CARGO_TARGET_DIR` or a configuration file puts it.
    pub(crate) target: PathBuf,
}

/// Which of Cargo's folders a binary is in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Workspace {
    /// Asks Cargo.
    ///
    /// # Errors
    /// When Cargo cannot read the manifests.
    pub(crate) fn find() -> Result<Self> {
        let metadata = MetadataCommand::new().no_deps().exec().context("cargo metadata")?;
        Ok(Self {
            root: metadata.workspace_root.into_std_path_buf(),
            target: metadata.target_directory.into_std_path_buf(),
        })
    }

    /// Where the tools go that `setup` builds for this checkout only.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// A command in the root folder that prefers the checkout's own tools to the machine's.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.path()).env("NO_COLOR", "1");
        command
    }

    /// `cargo` with these arguments, which only speaks of what is wrong.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(args).env("CARGO_TERM_QUIET", "true");
        command
    }

    /// A binary that Cargo has built.
    pub(crate) fn binary(&self, profile: Profile, name: &str) -> PathBuf {
        let folder = match profile {
            Profile::Dev => "debug",
            Profile::Release => "release",
        };
        self.target.join(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// The first of these programs that is there, looking in the checkout's tools first.
    pub(crate) fn program(&self, names: &[&str]) -> Option<PathBuf> {
        let path = self.path();
        names.iter().find_map(|name| {
            let file = format!("{name}{}", env::consts::EXE_SUFFIX);
            env::split_paths(&path).map(|folder| folder.join(&file)).find(|file| file.is_file())
        })
    }

    /// A path as it is written for people: relative to the root where it is inside.
    pub(crate) fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }

    fn path(&self) -> OsString {
        let own = [self.tools().join("bin"), self.root.join("node_modules/.bin")];
        let path = env::var_os("PATH").unwrap_or_default();
        // Only a folder name with the separator in it cannot be joined; the machine's path is then all there is.
        env::join_paths(own.into_iter().chain(env::split_paths(&path))).unwrap_or(path)
    }
}
