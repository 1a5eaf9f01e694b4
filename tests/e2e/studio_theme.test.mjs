// The colours of a theme with their contrast, and what answers become on profiles in Braze. `SHOTS=folder` keeps
// pictures.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

const survey = (id, prompt, kind) => `id = "${id}"
name = "${id}"
[[questions]]
id = "score"
type = "${kind}"
prompt = "${prompt}"
[[questions]]
id = "why"
type = "long_text"
prompt = "Why?"
[end]
text = "Thank you!"
`;

let world;
let state;
let headers;
before(async () => {
  world = await StudioWorld.open();
  state = await world.entered();
  headers = { ...await world.bearer(), "content-type": "application/json" };
});
after(async () => {
  await closeBrowser();
  await world?.close();
});

const open = async (path) => {
  const browser = await world.browser({ storageState: state });
  await browser.page.goto(`${world.relay}${path}`);
  return browser;
};
const kept = (page) => eventually("it is saved", () => page.evaluate(() => document.querySelector("form.form-editor")?.dataset.state === "saved"));
const post = async (path, body, more = {}) => {
  const reply = await fetch(`${world.relay}/api/v1/surveys${path}`, { method: "POST", headers: { ...headers, ...more }, body: JSON.stringify(body) });
  assert.ok(reply.ok, `${path}: ${reply.status} ${await reply.clone().text()}`);
  return reply.json();
};
const made = (text) => post("", { from: "text", language: "toml", text });
const publish = async (id) => {
  const draft = await fetch(`${world.relay}/api/v1/surveys/${id}/draft`, { headers });
  return post(`/${id}/publish`, {}, { "if-match": draft.headers.get("etag") });
};

describe("theme and attributes", { concurrency: false }, () => {
  test("a colour that cannot be seen is told in words, and the nearest that can is a press away", async () => {
    await made(survey("colours", "How was it?", "nps"));
    const { page, close } = await open("/studio/surveys/colours/edit?card=look");
    const light = page.locator("#palette-light");
    await light.getByText("passes AA for text").first().waitFor();
    await page.getByLabel("Accent colour").first().fill("#ffe600");
    await light.getByText("#ffe600, as you set it, fails AA for what is no text: 1.26 of 3.").waitFor();
    await kept(page);
    await look(page, "edit-theme");
    await light.getByRole("button", { name: /^Set it to #/ }).click();
    await eventually("it is set", async () => (await light.getByText("fails AA").count()) === 0);
    await kept(page);
    const accent = await page.getByLabel("Accent colour").first().inputValue();
    assert.match(accent, /^#[0-9a-f]{6}$/);
    assert.notEqual(accent, "#ffe600");
    await page.getByRole("button", { name: "Undo" }).click();
    await light.getByText("fails AA").waitFor();
    await kept(page);
    await close();
  });

  test("the attribute of a question, its type, and what clashes with it or is another one now", async () => {
    await made(survey("first", "How was it?", "nps"));
    await publish("first");
    await made(survey("second", "How was it?", "short_text"));
    const { page, close } = await open("/studio/surveys/second/edit?card=/questions/score");
    const note = page.locator("#attribute");
    await note.getByText("How was it?").waitFor();
    await note.getByText("a string").waitFor();
    await note.getByText("The survey “first” writes the same attribute as a number.").waitFor();
    await look(page, "edit-attribute");
    await page.goto(`${world.relay}/studio/surveys/second/publish`);
    await page.getByText("Publishing changes what is written to profiles").waitFor();
    await look(page, "publish-attributes");
    await page.goto(`${world.relay}/studio/surveys/second/edit?card=/questions/why`);
    await note.getByText("Braze keeps 255 characters of it").waitFor();
    // What is published of it, and is another one now.
    await page.goto(`${world.relay}/studio/surveys/first/edit?card=/questions/score`);
    await page.locator("#edit-form textarea").first().fill("How did it go?");
    await kept(page);
    await note.getByText("answers go to “How was it?”; from here on they go to “How did it go?”").waitFor();
    const { items } = await (await fetch(`${world.relay}/api/v1/surveys/first/attributes`, { headers })).json();
    assert.deepEqual(items[0], { from: "score", attribute: "How did it go?", type: "number", published: { attribute: "How was it?", type: "number" }, clashes: [] });
    await close();
  });
});
