//! The files to deploy.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    figure::grouped,
    need::Need,
    notices, npm, process,
    progress::Steps,
    setup, widget,
    workspace::{Profile, Workspace},
};

const README: &str = "\
# Sondage, ready to deploy

- `sondage`: the relay. It carries the widget, so this one file is enough; `sondage --help` is its manual.
- `www/`: the widget's files, for those who serve them from elsewhere. The folder with a hash for a name never changes; `sondage.js` names it.
- `npm/`: the package `sondage`, for sites that have no relay.

Guides are in `docs/` of the source; the licences are beside this file, those of what others wrote in `THIRD-PARTY.txt`.
";

/// Builds everything for production and puts it into `dist/`.
///
/// # Errors
/// When a build fails or a file cannot be written.
pub(crate) fn dist(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let mut steps = Steps::new(4);
    steps.run("widget", || widget::build(workspace))?;
    let package = steps.run("npm package", || npm::build(workspace))?;
    steps.run("relay", || {
        process::output(&mut workspace.cargo(&["build", "--release", "-p", "sondage-cli"]))
    })?;
    let folder = workspace.root.join("dist");
    steps.run("dist/", || fill(workspace, &folder, &package))?;
    println!();
    print_sizes(&folder, &folder)
}

fn fill(workspace: &Workspace, folder: &Path, package: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    copy(&workspace.root.join("www/dist"), &folder.join("www"))?;
    fs::create_dir_all(folder.join("npm"))?;
    copy(
        package,
        &folder.join("npm").join(package.file_name().context("the package has no name")?),
    )?;
    let binary = workspace.binary(Profile::Release, "sondage");
    copy(&binary, &folder.join(binary.file_name().context("the binary has no name")?))?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&workspace.root.join(licence), &folder.join(licence))?;
    }
    fs::write(folder.join("THIRD-PARTY.txt"), notices::notices(workspace)?)?;
    fs::write(folder.join("README.md"), README)?;
    Ok(())
}

/// Copies a file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn print_sizes(root: &Path, folder: &Path) -> Result<()> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            print_sizes(root, &path)?;
        } else {
            let bytes = fs::metadata(&path)?.len();
            println!("{:>12}  dist/{}", grouped(bytes), path.strip_prefix(root)?.display());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_with_all_that_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("from/abc")).unwrap();
        fs::write(folder.path().join("from/abc/widget.js"), "export{}").unwrap();
        copy(&folder.path().join("from"), &folder.path().join("to")).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("to/abc/widget.js")).unwrap(), "export{}");
    }
}
