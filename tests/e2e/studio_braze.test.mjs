// Connecting Braze in the studio, with keys that are good, limited, wrong and gone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KEY, LIMITED, LOGIN, StudioWorld } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

const REFUSED = /^error: Failed to load resource: the server responded with a status of (4\d\d)/;

let world;
let open;
before(async () => {
  world = await StudioWorld.open();
  open = await world.browser({}, [REFUSED]);
  await world.found(open.page);
});
after(async () => {
  await open?.close();
  await closeBrowser();
  await world?.close();
});

const connect = async (page, key, endpoint = world.emulator) => {
  await page.goto(`${world.relay}/studio/settings/braze`);
  await page.getByLabel("Instance").selectOption({ label: "Not in this list" });
  await page.getByLabel("REST endpoint").fill(endpoint);
  await page.getByLabel("REST API key").fill(key);
  await page.getByRole("button", { name: "Save and check" }).click();
};
/** What each check says, by its state. */
const states = async (page) => {
  await page.locator("ul.checks").waitFor();
  return page.locator("ul.checks > li").evaluateAll((all) => all.map((one) => one.dataset.state));
};

test("what is wrong is told apart, and how to mend it", async () => {
  const { page } = open;
  await page.goto(`${world.relay}/studio/settings/braze`);
  await page.getByText("Braze is not connected yet.").waitFor();
  await connect(page, KEY, "https://dashboard-01.braze.com");
  await page.getByText("This is no REST endpoint of Braze").waitFor();
  await connect(page, "");
  await page.getByText("Please paste the key.").waitFor();
  await connect(page, "a-key-that-nobody-here-knows-of-1");
  assert.deepEqual(await states(page), ["good", "bad", "unknown", "unknown"]);
  await page.getByText("does not know the key").waitFor();
  await connect(page, LIMITED);
  assert.deepEqual(await states(page), ["good", "good", "good", "note"]);
  await page.getByText("Answers arrive all the same").waitFor();
});

test("a good key is checked, never shown again, and writes a test", async () => {
  const { page } = open;
  await connect(page, KEY);
  assert.deepEqual(await states(page), ["good", "good", "good", "good"]);
  await page.getByText("The key ends with here.").waitFor();
  assert.ok(!(await page.content()).includes(KEY));
  await page.getByLabel("External ID of a test profile").fill("ada");
  await page.getByRole("button", { name: "Write it" }).click();
  await page.getByText("Braze has taken it.").waitFor();
  const text = await (await fetch(`${world.emulator}/emulator/profiles`)).text();
  assert.match(text, /sondage_test/);
  // By the script, only what was found is drawn anew.
  await page.getByRole("button", { name: "Check now" }).click();
  assert.deepEqual(await states(page), ["good", "good", "good", "good"]);
  assert.ok(page.url().endsWith("/studio/settings/braze/test"));
});

test("the running relay uses the key at once, and after a new start; with another encryption key it says so", async () => {
  const { page } = open;
  await connect(page, KEY);
  await page.locator("ul.checks").waitFor();
  await eventually("the relay uses it", async () => /answers go to Braze/.test(world.log));
  await world.stop();
  await world.start();
  await eventually("the relay uses it", async () => /answers go to Braze/.test(world.log));
  await world.stop();
  await world.start({ SONDAGE_ENCRYPTION_KEY: "ffffffffffffffffffffffffffffffff" });
  await page.goto(`${world.relay}/studio/settings/braze`);
  await page.getByText("cannot be read").first().waitFor();
  await eventually("the relay says so", async () => /cannot be read/.test(world.log));
  await world.stop();
  await world.start();
});

test("what the operator has set is shown and not changed", async () => {
  await world.stop();
  await world.start({ SONDAGE_BRAZE_ENDPOINT: world.emulator, SONDAGE_BRAZE_API_KEY: LIMITED });
  const { page } = open;
  await page.goto(`${world.relay}/studio/settings/braze`);
  await page.getByText("Whoever runs this studio has set it up").waitFor();
  assert.equal(await page.getByLabel("REST API key").count(), 0);
  await page.getByRole("button", { name: "Check now" }).click();
  assert.deepEqual(await states(page), ["good", "good", "good", "note"]);
  await world.stop();
  await world.start();
});

test("disconnected, answers wait", async () => {
  const { page } = open;
  await page.goto(`${world.relay}/studio/settings/braze`);
  await page.getByText("Disconnect Braze").first().click();
  await page.getByRole("button", { name: "Disconnect Braze" }).click();
  await page.getByText("Braze is not connected yet.").waitFor();
});

test("the same by the API, with the state that was read", async () => {
  const made = await world.sondage("token", "create", "--account", LOGIN, "--name", "journey");
  const ask = (path, method = "GET", body, headers = {}) =>
    fetch(`${world.relay}/api/v1/settings/braze${path}`, {
      method,
      body: body && JSON.stringify(body),
      headers: { authorization: `Bearer ${made.trim()}`, "content-type": "application/json", ...headers },
    });
  const before = await ask("");
  assert.equal((await before.json()).source, "nowhere");
  const access = { endpoint: world.emulator, key: KEY };
  assert.equal((await ask("", "PUT", access)).status, 428);
  assert.equal((await ask("", "PUT", access, { "if-match": '"other"' })).status, 412);
  const etag = before.headers.get("etag");
  const wrong = await ask("", "PUT", { ...access, endpoint: "https://example.com" }, { "if-match": etag });
  assert.equal((await wrong.json()).errors[0].pointer, "/endpoint");
  assert.equal((await ask("", "PUT", access, { "if-match": etag })).status, 204);
  const { checks } = await (await ask("/check", "POST")).json();
  assert.deepEqual(checks.map(({ state }) => state), ["good", "good", "good", "good"]);
  assert.equal((await ask("/test", "POST", { external_id: "ada" })).status, 204);
});
