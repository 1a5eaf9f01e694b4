//! The lots of a message's first card: its script draws what the core draws.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};
use sondage_survey::lot::{Seed, draw};

/// Runs the whole of `www/message.js` in a document that holds the lot of each of `[response, lot]`
/// on stdin and no more, and says in which order its items are then. Their keys follow that order.
const HARNESS: &str = r#"
const { readFileSync } = require("node:fs");
const names = ["window", "document", "crypto", "getComputedStyle"];
const run = new Function(...names, readFileSync(process.argv[1], "utf8"));
function drawn([response, lot]) {
  const items = [];
  const parent = {
    querySelectorAll: () => items.map(({ kbd }) => kbd),
    removeChild: (item) => items.splice(items.indexOf(item), 1),
    insertBefore: (item, next) => items.splice(next ? items.indexOf(next) : items.length, 0, item),
  };
  for (let place = 0; place < lot[1]; place += 1) {
    items.push({
      place, kbd: { textContent: `key ${place}` }, parentNode: parent, getAttribute: () => JSON.stringify(lot),
      get nextElementSibling() { return items[items.indexOf(this) + 1] || null; },
      get nextSibling() { return this.nextElementSibling; },
    });
  }
  const element = { dataset: {}, classList: { add() {} }, addEventListener() {} };
  const document = {
    ...element, body: element, documentElement: element, readyState: "loading",
    querySelector: (selector) => (selector === "[data-lot]" ? items[0] : null),
    querySelectorAll: (selector) => (selector === "[data-lot]" ? [items[0]] : []),
  };
  const window = { frameElement: { style: {} }, addEventListener() {} };
  run(window, document, { randomUUID: () => response }, () => ({}));
  const keys = items.map(({ kbd }) => kbd.textContent);
  if (keys.some((key, at) => key !== `key ${at}`)) throw new Error(`keys out of order: ${keys}`);
  return items.map(({ place }) => place);
}
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(drawn)));
"#;

fn run_script(cases: &Json) -> Json {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/message.js");
    let mut node = Command::new("node")
        .args(["-e", HARNESS, script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("node runs the script: {error}"));
    node.stdin.take().unwrap().write_all(cases.to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_script_in_a_message_draws_the_lots_that_the_core_draws() {
    let mut cases = Vec::new();
    let mut expected = Vec::new();
    for n in [1_usize, 2, 3, 7, 12, 200] {
        for fixed in [vec![], vec![n - 1], vec![0, n / 2, n - 1]] {
            let mut fixed: Vec<usize> = fixed;
            fixed.dedup();
            for (shuffle, pick) in [(true, 0), (true, 2), (false, 1), (false, 5), (true, 500)] {
                let is_fixed: Vec<bool> = (0..n).map(|place| fixed.contains(&place)).collect();
                let n_free = n - fixed.len();
                if !shuffle && pick >= n_free {
                    continue;
                }
                for number in 0..40_u32 {
                    let response =
                        format!("{:08x}-6f3e-4c1a-9d52-0b4f6f0f6a11", number * 0x0173_5a7b);
                    let name = ["plan", "which_one", "q"][number as usize % 3];
                    cases.push(json!([response, [name, n, u8::from(shuffle), pick, fixed]]));
                    expected.push(json!(draw(
                        Seed::of_response(&response),
                        name,
                        &is_fixed,
                        (shuffle, pick)
                    )));
                }
            }
        }
    }
    let drawn = run_script(&Json::Array(cases.clone()));
    for ((case, expected), drawn) in cases.iter().zip(&expected).zip(drawn.as_array().unwrap()) {
        assert_eq!(drawn, expected, "{case}");
    }
    let distinct: std::collections::BTreeSet<_> = expected.iter().map(Json::to_string).collect();
    assert!(distinct.len() > 500, "the lots differ: {}", distinct.len());
}
