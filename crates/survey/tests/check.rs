//! What `check` finds in a survey whose grammar is right.

use sondage_survey::definition::{Definition, Language};

#[test]
fn good_surveys_have_no_warnings() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let mut total = std::time::Duration::ZERO;
    for folder in ["templates", "samples"] {
        for file in std::fs::read_dir(format!("{root}{folder}")).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let t = std::time::Instant::now();
            let all = Definition::parse(&text, Language::Toml);
            let a = t.elapsed();
            let t = std::time::Instant::now();
            let _ = Definition::parse_published(&text, Language::Toml);
            let b = t.elapsed();
            total += a;
            println!("{} {a:?} {b:?}", path.file_name().unwrap().display());
            match all {
                Ok(d) => for w in d.warnings() { println!("   {w}") },
                Err(all) => for w in all { println!("  E {w}") },
            }
        }
    }
    println!("{total:?}");
}
