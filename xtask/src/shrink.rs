//! Makes the widget's module small, and the names between it and its glue short.
//!
//! `wasm-bindgen` names each import after its JavaScript function with a hash, which neither
//! minifies nor compresses: they were a twentieth of all that a message loads.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{process, workspace::Workspace};

/// What `wasm-opt` does, in this order.
const PASSES: &[&str] = &[
    // The stack begins at address 0 and grows down to it, so nothing of value is below 1024.
    "--low-memory-unused",
    // Makes the control flow anew: what comes out compresses better.
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "-Oz",
    // What is called once stays a function, where it is large: that compresses better too.
    "--one-caller-inline-max-function-size=20",
    // And what is very small is copied into all that call it.
    "--always-inline-max-function-size=4",
    // Functions of one type stand side by side, and are alike.
    "--reorder-functions-by-name",
    // Nothing in the widget is meant to trap; code that only leads there is left out.
    "--traps-never-happen",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    // Prints the new names.
    "--minify-imports-and-exports-and-modules",
];

/// The loader fetches and instantiates the module itself: what the glue has for that knows more
/// ways than are used, and is a fifth of it.
const BEGIN: &str = "export { __wbg_get_imports as imports, __wbg_finalize_init as begin };";

/// Optimises `widget_bg.wasm` in this folder in place; the text of its glue, `widget.js`, with the
/// names that it has then.
///
/// # Errors
/// When `wasm-opt` fails, or the glue does not look as it should.
pub(crate) fn shrink(workspace: &Workspace, folder: &Path) -> Result<String> {
    let glue = folder.join("widget.js");
    let glue =
        fs::read_to_string(&glue).with_context(|| format!("cannot read {}", glue.display()))?;
    let wasm = folder.join("widget_bg.wasm");
    let mut wasm_opt = workspace.command("wasm-opt");
    wasm_opt.args(PASSES).arg(&wasm).arg("-o").arg(&wasm);
    let names = process::output(&mut wasm_opt)?;
    let names = serde_json::from_str(&names)
        .with_context(|| format!("wasm-opt says something else than names: {names}"))?;
    Ok(rename(&glue, &names)? + BEGIN)
}

/// The glue with new names: `{"imports": [[module, old, new]], "exports": [[old, new]]}`.
fn rename(glue: &str, names: &Value) -> Result<String> {
    const MODULE: &str = "\"./widget_bg.js\": import0";
    let rows =
        |key: &str| names[key].as_array().with_context(|| format!("wasm-opt names no {key}"));
    ensure!(glue.contains(MODULE), "the glue imports nothing as {MODULE}");
    // wasm-opt calls the only module that there is "a".
    let mut glue = glue.replace(MODULE, "a: import0");
    for row in rows("imports")? {
        let [_, old, new] = words(row)?;
        let (key, short) = (format!(" {old}: function"), format!(" {new}: function"));
        ensure!(glue.matches(&key).count() == 1, "the glue does not define {old} once");
        glue = glue.replace(&key, &short);
    }
    // Not each export has a use. Longer names first: one can be the beginning of another.
    let mut exports = rows("exports")?.iter().map(words).collect::<Result<Vec<[_; 2]>>>()?;
    exports.sort_by_key(|[old, _]| std::cmp::Reverse(old.len()));
    for [old, new] in exports {
        // The mark keeps a new name from being taken for the beginning of an old one.
        glue = glue.replace(&format!("wasm.{old}"), &format!("wasm.\0{new}"));
    }
    Ok(glue.replace('\0', ""))
}

fn words<const N: usize>(row: &Value) -> Result<[&str; N]> {
    let words: Option<Vec<_>> =
        row.as_array().and_then(|row| row.iter().map(Value::as_str).collect());
    let words = words.and_then(|words| words.try_into().ok());
    words.with_context(|| format!("wasm-opt prints a row of names as {row}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const GLUE: &str = r#"
        __wbg_focus_2cd2: function(arg0) { arg0.focus(); },
        __wbg_set_1: function(arg0) { wasm.__wbindgen_malloc(arg0); },
        __wbg_set_12: function() { wasm.mount(); wasm.mount_all(); },
        "./widget_bg.js": import0,"#;

    #[test]
    fn imports_and_exports_get_their_new_names_in_the_glue() {
        let names = json!({
            "imports": [
                ["./widget_bg.js", "__wbg_focus_2cd2", "a"],
                ["./widget_bg.js", "__wbg_set_1", "b"],
                ["./widget_bg.js", "__wbg_set_12", "$"],
            ],
            "exports": [["mount", "m"], ["mount_all", "n"], ["__wbindgen_malloc", "o"], ["m", "p"]],
        });
        let expected = r"
        a: function(arg0) { arg0.focus(); },
        b: function(arg0) { wasm.o(arg0); },
        $: function() { wasm.m(); wasm.n(); },
        a: import0,";
        assert_eq!(rename(GLUE, &names).unwrap(), expected);
    }

    #[test]
    fn a_name_that_the_glue_does_not_have_is_an_error() {
        let names = json!({ "imports": [["./widget_bg.js", "__wbg_blur_9", "a"]], "exports": [] });
        let error = rename(GLUE, &names).unwrap_err().to_string();
        assert!(error.contains("__wbg_blur_9"), "{error}");
    }

    #[test]
    fn glue_of_another_shape_is_an_error() {
        let names = json!({ "imports": [], "exports": [] });
        assert!(rename("export const nothing = 0;", &names).is_err());
    }
}
