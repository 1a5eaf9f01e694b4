// The widget's own tests in Firefox and WebKit. wasm-bindgen's runner tests in Chromium by
// chromedriver; of the others a driver is not to be had everywhere, so that here it only serves its
// page, which the browsers of the journeys open:
//
//   CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="node tests/e2e/widget-runner.mjs" cargo test --target wasm32-unknown-unknown
//
// with FIREFOX, WEBKIT_DRIVER and WEBKIT_BROWSER as for the journeys. An engine without is passed
// over: xtask says so.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeBrowsers, visitIn } from "./engines.mjs";
import { eventually, freePort, stopped } from "./support.mjs";

/** Once the page is there: some hundred cards are drawn and pressed. */
const WITHIN = 120_000;
const ENGINES = ["Firefox", "WebKit"].filter((engine) => (engine === "Firefox" ? process.env.FIREFOX : process.env.WEBKIT_DRIVER));

/** What the tests say in this engine, to their last line. */
const said = async (engine, address) => {
  const { page, close } = await visitIn(engine, address, { expect: [/./s] });
  try {
    let text = "";
    await eventually(`the end of the tests in ${engine}`, async () => {
      text = await page.evaluate("document.getElementById('output').textContent");
      return /^test result: /m.test(text);
    }, WITHIN).catch((error) => {
      throw new Error(`${text}\n${error.message}`);
    });
    return text;
  } finally {
    await close();
  }
};

const address = `127.0.0.1:${await freePort()}`;
const folder = await mkdtemp(join(tmpdir(), "sondage-widget-"));
const env = { ...process.env, NO_HEADLESS: "1", WASM_BINDGEN_TEST_ADDRESS: address, TMPDIR: folder };
// Cargo, told to say little, hands that on; the runner knows no such word.
const told = process.argv.slice(2).filter((arg) => arg !== "--quiet");
const server = spawn("wasm-bindgen-test-runner", told, { env, stdio: ["ignore", "inherit", "inherit"] });
let isFailed = false;
try {
  // A binary without tests is done at once, and serves nothing.
  await eventually("the tests' page", async () => server.exitCode !== null || (await fetch(`http://${address}/`)).ok, WITHIN);
  if (server.exitCode === null) {
    for (const engine of ENGINES) {
      const text = await said(engine, `http://${address}/`);
      console.log(`\n# in ${engine}\n${text}`);
      isFailed ||= !/^test result: ok\./m.test(text);
    }
  } else {
    isFailed = server.exitCode !== 0;
  }
} catch (error) {
  console.log(error.message);
  isFailed = true;
} finally {
  await stopped(server, "SIGTERM");
  await closeBrowsers();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = isFailed ? 1 : 0;
