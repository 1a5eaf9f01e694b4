// The signing secret in the studio: made, pasted, changed without losing an answer, and never believed where it
// cannot be read. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

const REFUSED = /^error: Failed to load resource: the server responded with a status of (4\d\d)/;

let world;
let open;
let id;
before(async () => {
  world = await StudioWorld.open();
  open = await world.browser({}, [REFUSED]);
  const { page } = open;
  await world.found(page);
  id = await world.published(page);
});
after(async () => {
  await open?.close();
  await closeBrowser();
  await world?.close();
});

const settings = async () => {
  await open.page.goto(`${world.relay}/studio/settings/signing`);
  return open.page;
};
const token = (secret, name) =>
  `v2.${createHmac("sha256", secret).update(`v2:${id}:never:braze_id:${name}`).digest("hex")}`;

/** Answers as somebody, with a token or without; who the relay takes them for. */
const answered = async (name, token) => {
  const response = randomUUID();
  const answer = {
    response, answers: [{ question: "score", value: 9 }], state: "completed", channel: "web", locale: "en",
    respondent: { braze_id: name, ...(token && { token }) },
  };
  const reply = await fetch(`${world.relay}/v1/surveys/${id}/responses`, { method: "POST", body: JSON.stringify(answer) });
  assert.equal(reply.status, 202, await reply.text());
  const all = (await world.sondage("export", id, "--format", "ndjson")).trim().split("\n").map((line) => JSON.parse(line));
  return all.find((one) => one.response === response);
};
const isNamed = (exported, name) => JSON.stringify(exported).includes(name);

let first;
let second;

test("a secret is made, shown once, and signs what is pasted from then on", async () => {
  const page = await settings();
  await page.getByText("No secret is set").waitFor();
  await look(page, "signing-none");
  assert.ok(isNamed(await answered("ada-unsigned"), "ada-unsigned"));
  await page.getByRole("button", { name: "Make a secret" }).click();
  await page.getByText("shown this once").waitFor();
  first = await page.locator("#made-secret").textContent();
  assert.match(first, /^[0-9a-f]{64}$/);
  await look(page, "signing-made");
  await settings();
  await page.getByText("The secret is set.").waitFor();
  assert.ok(!(await page.content()).includes(first), "it is shown once");
  assert.ok(!isNamed(await answered("bea-unsigned"), "bea-unsigned"), "nobody is believed without a token");
  assert.ok(isNamed(await answered("bea-signed", token(first, "bea-signed")), "bea-signed"));
  await page.goto(`${world.relay}/studio/surveys/${id}/publish`);
  const pasted = await page.getByLabel("What is pasted").first().inputValue();
  assert.match(pasted, /sondage_signing_secret/);
  assert.equal(pasted, (await world.sondage("snippet", id, "--channel", "in-app")).trimEnd());
});

test("a new secret leaves what the one before has signed good, until that is ended", async () => {
  const page = await settings();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  second = await page.locator("#made-secret").textContent();
  assert.notEqual(second, first);
  for (const [name, secret] of [["cid-old", first], ["cid-new", second]]) {
    assert.ok(isNamed(await answered(name, token(secret, name)), name), name);
  }
  await settings();
  await page.getByText("What the one before has signed is good too.").waitFor();
  await look(page, "signing-two");
  await page.getByRole("button", { name: "End the secret before" }).click();
  await page.getByRole("button", { name: "Make a new secret" }).waitFor();
  assert.ok(!isNamed(await answered("dan-old", token(first, "dan-old")), "dan-old"));
  assert.ok(isNamed(await answered("dan-new", token(second, "dan-new")), "dan-new"));
});

test("a relay that starts again believes nobody without a token, nor at all where the secret cannot be read", async () => {
  await world.stop();
  await world.start();
  assert.ok(!isNamed(await answered("eve-unsigned"), "eve-unsigned"));
  assert.ok(isNamed(await answered("eve-signed", token(second, "eve-signed")), "eve-signed"));
  await world.stop();
  await world.start({ SONDAGE_ENCRYPTION_KEY: "another-key-of-thirty-two-bytes!!" });
  const page = await settings();
  await page.getByText("The secret that is kept cannot be read").waitFor();
  assert.ok(!isNamed(await answered("fay-unsigned"), "fay-unsigned"));
  assert.ok(!isNamed(await answered("fay-signed", token(second, "fay-signed")), "fay-signed"));
  // The relay looks at what is set again and again, and each time finds what it has said already.
  await world.stop();
  assert.equal(world.log.split("the signing secret that is kept cannot be read").length - 1, 1, world.log);
  world.log = "";
  await world.start();
});

test("who wants to believe everybody says so, and can stop signing", async () => {
  const page = await settings();
  await page.getByRole("button", { name: "Do not require a signature" }).click();
  await page.getByText("Answers without a good token are believed all the same.").waitFor();
  assert.ok(isNamed(await answered("gus-unsigned"), "gus-unsigned"));
  await page.getByRole("button", { name: "Stop signing" }).click();
  await page.getByText("No secret is set").waitFor();
  await eventually("it is forgotten", async () => isNamed(await answered("hal-unsigned"), "hal-unsigned"));
});
