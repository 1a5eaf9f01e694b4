// The preview beside the form editor, what is sent again after its reply was lost, what cannot be taken back any more,
// remarks, and the settings of a survey on a phone. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { card, closeBrowser, eventually } from "./support.mjs";

const REFUSED = /^error: Failed to load resource/;
const SURVEY = `id = "beside"
name = "Beside"
[[questions]]
id = "score"
type = "nps"
prompt = "How was it?"
[[questions]]
id = "why"
type = "short_text"
prompt = "Why is that?"
[end]
text = "Thank you!"
[translations.fr]
"end.text" = "Merci !"
`;

let world;
let state;
let headers;
before(async () => {
  world = await StudioWorld.open();
  state = await world.entered();
  headers = { ...await world.bearer(), "content-type": "application/json" };
  const made = await fetch(`${world.relay}/api/v1/surveys`, { method: "POST", headers, body: JSON.stringify({ from: "text", language: "toml", text: SURVEY }) });
  assert.equal(made.status, 201, await made.text());
});
after(async () => {
  await closeBrowser();
  await world?.close();
});

const open = async (path, expect = [], options = {}) => {
  const browser = await world.browser({ storageState: state, ...options }, expect);
  await browser.page.goto(`${world.relay}${path}`);
  return browser;
};
const kept = (page) => eventually("it is saved", () => page.evaluate(() => document.querySelector("form.form-editor")?.dataset.state === "saved"));
const names = (page) => page.locator("#cards .text").allTextContents();
const shown = (page) => page.frameLocator("#beside iframe");

describe("beside the form editor", { concurrency: false }, () => {
  test("the preview follows what is typed, shows the card that is edited, and is remembered", async () => {
    const { page, close } = await open("/studio/surveys/beside/edit?card=/questions/why", [], { viewport: { width: 1440, height: 900 } });
    assert.equal(await page.locator("#beside iframe").isVisible(), false);
    await page.getByRole("button", { name: "Preview beside" }).click();
    await card(shown(page)).title().getByText("Why is that?").waitFor();
    const prompt = page.locator("#edit-form textarea").first();
    await prompt.fill("Why was");
    await kept(page);
    await card(shown(page)).title().getByText("Why was").waitFor();
    await prompt.press("End");
    await page.keyboard.type(" it so?", { delay: 120 });
    await card(shown(page)).title().getByText("Why was it so?").waitFor();
    assert.equal(await prompt.inputValue(), "Why was it so?", "what comes up beside takes no key");
    await page.getByRole("navigation", { name: "Cards" }).getByRole("link", { name: /How was it/ }).click();
    await card(shown(page)).title().getByText("How was it?").waitFor();
    await look(page, "edit-beside");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.reload();
    await card(shown(page)).title().getByText("How was it?").waitFor();
    assert.equal(await page.getByRole("button", { name: "Preview beside" }).getAttribute("aria-pressed"), "true");
    await page.getByRole("button", { name: "Preview beside" }).click();
    await eventually("it has gone", async () => !(await page.locator("#beside").isVisible()));
    await close();
  });

  test("a press whose reply was lost is not done twice", async () => {
    const { page, close } = await open("/studio/surveys/beside/edit?card=/questions/score", [REFUSED]);
    const before = (await names(page)).length;
    let n = 0;
    await page.route("**/edit?*", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      n += 1;
      if (n > 2) return route.continue();
      // It comes through, and its reply does not.
      await route.fetch();
      return route.abort();
    });
    await page.getByRole("button", { name: "Duplicate" }).click();
    await eventually("it was sent again", () => n >= 3);
    await kept(page);
    assert.equal((await names(page)).length, before + 1);
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually("it is taken back", async () => (await names(page)).length === before);
    await kept(page);
    await close();
  });

  test("a step that cannot be taken back says so, and the one before it can", async () => {
    const { page, close } = await open("/studio/surveys/beside/edit?card=/questions/score", [REFUSED]);
    const name = async (value) => {
      const body = JSON.stringify({ edits: [{ operation: { op: "set", path: ["questions", "score", "prompt"], old: "How did it go?", new: value } }] });
      assert.equal((await fetch(`${world.relay}/api/v1/surveys/beside/draft/edits`, { method: "POST", headers, body })).status, 200);
    };
    await page.getByRole("button", { name: "Duplicate" }).click();
    await eventually("it is there", async () => (await names(page)).length === 4);
    await page.getByRole("navigation", { name: "Cards" }).getByRole("link", { name: /1\. .*How was it/ }).click();
    await page.locator('#edit-form[data-card="/questions/score"]').waitFor();
    await page.locator("#edit-form textarea").first().fill("How did it go?");
    await kept(page);
    await name("And how did it go?");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("this step cannot be taken back").waitFor();
    await look(page, "edit-no-way-back");
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually("the one before it is", async () => (await names(page)).length === 3);
    await close();
  });

  test("what is hardly meant is told apart from what is wrong", async () => {
    const { page, close } = await open("/studio/surveys/beside/edit?card=survey");
    const sum = page.locator(".edit-state .sum");
    assert.match(await sum.textContent(), /^\s*\d+ remarks?\s*$/);
    await page.getByLabel("Name", { exact: true }).first().fill("");
    await sum.getByText("1 problem").waitFor();
    await page.getByLabel("Name", { exact: true }).first().fill("Beside");
    await kept(page);
    await close();
  });

  test("on a phone the settings of the survey stand behind a press", async () => {
    const { page, close } = await open("/studio/surveys/beside/edit", [], { viewport: { width: 390, height: 844 } });
    const languages = page.getByRole("link", { name: "Languages" });
    assert.equal(await languages.isVisible(), false);
    await page.getByText("Settings", { exact: true }).last().click();
    await languages.waitFor();
    await page.locator("#to-preview").click();
    await page.getByText("What is answered here goes nowhere").waitFor();
    await close();
  });
});
