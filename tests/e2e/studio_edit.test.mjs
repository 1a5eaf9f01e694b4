// The form editor: a survey from nothing by the keyboard alone, its text beside it, undo and redo, two who change the
// same, a login that ends, a phone. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LOGIN, PASSWORD, StudioWorld, look, signIn } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

const REFUSED = /^error: Failed to load resource/;

let world;
let state;
let id;
before(async () => {
  world = await StudioWorld.open();
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
const cards = (page) => page.getByRole("navigation", { name: "Cards" });
const names = (page) => page.locator("#cards .text").allTextContents();
const toml = async (page) => {
  const other = await page.context().newPage();
  await other.goto(`${world.relay}/studio/surveys/${id}/source`);
  const text = await other.getByLabel("The survey as text").inputValue();
  await other.close();
  return text;
};

/** Goes on with Tab until an element of this name has the focus. */
const tabTo = async (page, name, most = 80) => {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(() => {
      const one = document.activeElement;
      return one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent.trim();
    });
    if (now === name) return;
  }
  assert.fail(`no Tab leads to ${name}`);
};

const add = async (page, kind) => {
  await tabTo(page, "Add");
  await page.keyboard.press("Enter");
  await eventually("it can be searched", () => page.evaluate(() => document.activeElement.id === "add-search"));
  await page.keyboard.type(kind);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: kind }).waitFor();
};

describe("the form editor", { concurrency: false }, () => {
  test("a survey is made from nothing by the keyboard alone", async () => {
    const { page, context, close } = await world.browser();
    await world.found(page);
    state = await context.storageState();
    await page.goto(`${world.relay}/studio/new`);
    await page.getByLabel("What to call it").fill("Spring");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing is asked yet").waitFor();
    id = /surveys\/([^/]+)\//.exec(page.url())[1];
    await look(page, "edit-none");
    await add(page, "Net Promoter");
    await page.keyboard.type("How likely are you to recommend us?");
    await kept(page);
    await add(page, "Single choice");
    await page.keyboard.type("Which plan are you on?");
    await tabTo(page, "Words");
    await page.keyboard.type("Free");
    await tabTo(page, "Words");
    await page.keyboard.type("Pro");
    await tabTo(page, "Add: Options");
    await page.keyboard.press("Enter");
    await page.locator("ol.items > li").nth(2).waitFor();
    await page.keyboard.type("Team");
    await kept(page);
    await add(page, "Long text");
    await page.keyboard.type("Why?");
    await kept(page);
    await page.getByText("Nothing is wrong with it.").waitFor();
    assert.deepEqual((await names(page)).slice(0, 3), ["How likely are you to recommend us?", "Which plan are you on?", "Why?"]);
    // Up by the keyboard, and back.
    await page.locator('#cards [aria-current="true"]').focus();
    await page.keyboard.press("Alt+ArrowUp");
    await eventually("it has moved", async () => (await names(page))[1] === "Why?");
    assert.equal(await page.evaluate(() => document.activeElement.querySelector(".text")?.textContent), "Why?", "the focus stays");
    await page.keyboard.press("Control+z");
    await eventually("it is back", async () => (await names(page))[2] === "Why?");
    await page.keyboard.press("Control+Shift+z");
    await eventually("it has moved again", async () => (await names(page))[1] === "Why?");
    await kept(page);
    const text = await toml(page);
    for (const line of ['type = "nps"', 'label = "Team"', 'prompt = "Why?"']) assert.ok(text.includes(line), `${line} in ${text}`);
    assert.ok(text.indexOf('"Why?"') < text.indexOf('"Which plan'), text);
    await look(page, "edit");
    await close();
  });

  test("a condition and a jump are picked, and what is wrong stands at its field", async () => {
    const { page, close } = await open(`/studio/surveys/${id}/edit?card=/questions/long-text`);
    await page.getByText("When it is asked, and what follows").click();
    const shown = page.getByRole("group", { name: "Asked only where" });
    await shown.getByLabel("What is looked at").selectOption({ label: "How likely are you to recommend us? (nps)" });
    await shown.getByLabel("How", { exact: true }).selectOption("is at most");
    await shown.getByRole("textbox", { name: "With what" }).fill("6");
    await kept(page);
    await look(page, "edit-logic");
    const text = await toml(page);
    assert.match(text, /show_if = \{ question = "nps", at_most = 6 \}/);
    const prompt = page.locator("#edit-form textarea").first();
    await prompt.fill("");
    await page.locator("#edit-form .fault").first().waitFor();
    assert.equal(await prompt.getAttribute("aria-invalid"), "true");
    assert.ok(await prompt.evaluate((field) => document.activeElement === field), "what is typed in stays");
    await cards(page).getByText("1 problem").first().waitFor();
    await look(page, "edit-wrong");
    await prompt.pressSequentially("Why is that?", { delay: 20 });
    await page.getByText("Nothing is wrong with it.").waitFor();
    assert.equal(await prompt.inputValue(), "Why is that?");
    // Nothing was wrong after the first letter either.
    await kept(page);
    await close();
  });

  test("what is deleted comes back, with its comments, also after a reload", async () => {
    const { page, close } = await open(`/studio/surveys/${id}/edit?card=/questions/single-choice`);
    const before = await toml(page);
    await page.getByRole("button", { name: "Delete “Which plan are you on?”" }).click();
    await eventually("it is gone", async () => !(await names(page)).includes("Which plan are you on?"));
    await kept(page);
    await page.reload();
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually("it is back", async () => (await names(page)).includes("Which plan are you on?"));
    await kept(page);
    assert.equal(await toml(page), before);
    await close();
  });

  test("many options come by pasting, and are dragged into order", async () => {
    const { page, close } = await open(`/studio/surveys/${id}/edit?card=/questions/single-choice`);
    await page.getByText("Paste many, a line each").click();
    await page.getByRole("textbox", { name: "Paste many, a line each" }).fill("Été\nHiver\nÉté");
    await page.getByRole("button", { name: "Add these" }).click();
    await page.locator("ol.items > li").nth(5).waitFor();
    await kept(page);
    assert.match(await toml(page), /id = "ete", label = "Été"[^]*id = "ete-2", label = "Été"/);
    const grip = page.locator("ol.items > li").nth(5).locator(".grip");
    await grip.scrollIntoViewIfNeeded();
    const from = await grip.boundingBox();
    const to = await page.locator("ol.items > li").nth(0).boundingBox();
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(from.x + 5, to.y - 5, { steps: 8 });
    await page.mouse.up();
    await eventually("it stands first", async () => (await page.locator("ol.items input").first().inputValue()) === "Été");
    await look(page, "edit-options");
    await close();
  });

  test("of two who change the same neither loses anything, and elsewhere both are kept", async () => {
    const one = await open(`/studio/surveys/${id}/edit?card=/questions/nps`);
    const other = await open(`/studio/surveys/${id}/edit?card=/questions/nps`, [REFUSED]);
    const prompt = ({ page }) => page.locator("#edit-form textarea").first();
    await prompt(one).fill("Would you recommend us?");
    await kept(one.page);
    await other.page.getByText("More settings").click();
    await other.page.getByLabel("Braze attribute").fill("nps_score");
    await kept(other.page);
    assert.equal(await prompt(other).inputValue(), "Would you recommend us?", "theirs has come");
    await prompt(one).fill("Would you recommend us to a friend?");
    await kept(one.page);
    await prompt(other).fill("Will you recommend us?");
    await other.page.getByRole("alert").waitFor();
    await other.page.getByText("Would you recommend us to a friend?").first().waitFor();
    assert.equal(await prompt(other).inputValue(), "Will you recommend us?", "what was typed is still there");
    await look(other.page, "edit-stale");
    await other.page.getByRole("button", { name: "Keep mine" }).click();
    await kept(other.page);
    const text = await toml(other.page);
    assert.ok(text.includes("Will you recommend us?") && text.includes("nps_score"), text);
    await one.close();
    await other.close();
  });

  test("a login that ends in the middle, and a relay that restarts, cost nothing", async () => {
    const { page, context, close } = await open(`/studio/surveys/${id}/edit?card=/questions/nps`, [REFUSED]);
    await context.clearCookies();
    await page.locator("#edit-form textarea").first().fill("How likely is it?");
    await page.getByText("Your session is over").waitFor();
    const login = await context.newPage();
    await login.goto(`${world.relay}/studio/login`);
    await signIn(login, LOGIN, PASSWORD);
    await login.getByRole("heading", { name: "Surveys" }).waitFor();
    state = await context.storageState();
    await login.close();
    await kept(page);
    await world.stop();
    await page.locator("#edit-form textarea").first().fill("How likely is that?");
    await page.getByText("Not saved: it is kept in this page").waitFor();
    await world.start();
    await kept(page);
    assert.match(await toml(page), /How likely is that\?/);
    await close();
  });

  test("without scripts it is a form that is sent", async () => {
    const { page, close } = await open(`/studio/surveys/${id}/edit?card=/questions/nps`, [], { javaScriptEnabled: false });
    await page.locator("#edit-form textarea").first().fill("How likely?");
    await page.getByRole("button", { name: "Save" }).last().click();
    assert.match(await toml(page), /prompt = "How likely\?"/);
    await page.getByRole("button", { name: "Undo" }).click();
    assert.match(await toml(page), /How likely is that\?/);
    await close();
  });

  test("on a phone the cards lead to their settings", async () => {
    const { page, close } = await open(`/studio/surveys/${id}/edit`, [], { viewport: { width: 390, height: 844 } });
    await cards(page).getByRole("link", { name: /Why is that/ }).click();
    await page.getByRole("heading", { level: 2, name: "Long text" }).waitFor();
    await page.locator("#edit-form textarea").first().fill("Why?");
    await kept(page);
    await look(page, "edit-phone");
    await close();
  });

  test("who leaves while a card could not be added yet is asked", async () => {
    const { page, context, close } = await open(`/studio/surveys/${id}/edit`, [REFUSED]);
    const before = (await names(page)).length;
    await context.setOffline(true);
    await cards(page).getByRole("button", { name: "Duplicate" }).click();
    await eventually("it is kept for later", () => page.evaluate(() => document.querySelector("form.form-editor").dataset.state === "unsaved"));
    const asked = page.waitForEvent("dialog");
    const leaving = page.reload({ timeout: 5000 }).catch(() => {});
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.dismiss();
    await leaving;
    await context.setOffline(false);
    await eventually("it is done then", async () => (await names(page)).length === before + 1);
    await close();
  });
});
