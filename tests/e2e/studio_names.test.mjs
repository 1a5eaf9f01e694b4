// What a screen reader is told of the studio: the names of its parts and controls as Chromium computes them, and
// what is said aloud when something happens. The pages are found by role and name alone, as who hears them does.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { StudioWorld } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

let world;
let browser;
before(async () => {
  world = await StudioWorld.open();
  browser = await world.browser();
  await world.found(browser.page);
});
after(async () => {
  await browser?.close();
  await closeBrowser();
  await world?.close();
});

/** Every control and landmark that is told, as `role name`. */
const told = async (page) => {
  const cdp = await page.context().newCDPSession(page);
  const { nodes } = await cdp.send("Accessibility.getFullAXTree");
  await cdp.detach();
  const shown = nodes.filter(({ ignored, role }) => !ignored && role);
  return shown.map(({ role, name }) => `${role.value} ${name?.value ?? ""}`.trim());
};
const CONTROLS = /^(button|link|textbox|searchbox|checkbox|radio|combobox|spinbutton|slider|DisclosureTriangle|navigation|form|main|banner)$/;

/** Nothing that can be reached is without a name. */
const allNamed = async (page, what) => {
  const all = await told(page);
  const nameless = all.filter((line) => CONTROLS.test(line) && !/^(main|banner|form)$/.test(line));
  assert.deepEqual(nameless, [], `${what}: ${all.join("\n")}`);
  return all;
};

const has = (all, ...lines) => {
  for (const line of lines) assert.ok(all.includes(line), `"${line}" is not in\n${all.join("\n")}`);
};

describe("what a screen reader is told", { concurrency: false }, () => {
  test("the pictures of templates are none of its business, and each press says which template it is for", async () => {
    const { page } = browser;
    const empty = await allNamed(page, "an empty list");
    has(empty, "navigation Studio", "link Skip to content", "heading Surveys", "button Begin with this one");
    await page.getByRole("link", { name: "See all templates" }).click();
    await page.getByRole("heading", { name: "New survey" }).waitFor();
    await eventually("the first card is drawn", () => page.evaluate(() => document.querySelector(".first-card")?.shadowRoot?.querySelector("input")));
    const all = await allNamed(page, "templates");
    has(all, "button Use this: App rating", "heading App rating", "textbox What to call it", "combobox From which tool");
    // The cards have radios and boxes, none of which does anything.
    assert.deepEqual(all.filter((line) => /^(radio|checkbox)/.test(line)), []);
    await page.getByRole("button", { name: "Use this: NPS with follow-up" }).click();
  });

  test("the editor names its cards, what can be done with them and where each field belongs", async () => {
    const { page } = browser;
    await page.getByRole("navigation", { name: "Cards" }).getByRole("link", { name: /What should we improve first/ }).click();
    await page.getByRole("heading", { level: 2, name: "Single choice" }).waitFor();
    const all = await allNamed(page, "the editor");
    const name = "“What should we improve first?”";
    has(all, "navigation Cards", "navigation Pages of this survey", "button Undo", `button Move ${name} up`, `button Move ${name} down`, `button Duplicate ${name}`, `button Delete ${name}`,
      "textbox Question", "combobox Kind", "group Options", "textbox Braze attribute", "checkbox Required");
    // Which option an arrow moves is in its name.
    has(all, "button Move “Quality” up", "button Delete “Reliability”");
    assert.equal(await page.getByRole("link", { name: /What should we improve first/ }).getAttribute("aria-current"), "true");
  });

  test("what is wrong is part of its field, and what was done is said aloud", async () => {
    const { page } = browser;
    const question = page.getByRole("textbox", { name: "Question", exact: true });
    await question.fill("");
    await eventually("it is marked", async () => (await question.getAttribute("aria-invalid")) === "true");
    const described = await question.evaluate((one) => (one.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent).join(" "));
    assert.match(described, /empty/);
    await question.fill("What should we improve first?");
    await eventually("it is right", async () => (await question.getAttribute("aria-invalid")) !== "true");
    const live = page.locator("#said");
    assert.equal(await live.getAttribute("role"), "status");
    await page.getByRole("button", { name: "Delete “What should we improve first?”" }).click();
    await live.getByText("Deleted.").waitFor();
    // The focus is where the card was, not lost at the top of the page.
    const now = await page.evaluate(() => document.activeElement.closest("nav")?.getAttribute("aria-label"));
    assert.equal(now, "Cards");
    await live.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: /What should we improve first/ }).waitFor();
  });

  test("the other pages of a survey, and settings, have names for all that can be reached", async () => {
    const { page } = browser;
    const survey = page.url().replace(/\/edit.*/, "");
    for (const part of ["source", "paths", "preview", "publish", "history"]) {
      await page.goto(`${survey}/${part}`);
      has(await allNamed(page, part), "navigation Pages of this survey", "heading NPS with follow-up");
    }
    for (const path of ["", "/settings/braze", "/settings/signing", "/settings/audit", "/account"]) {
      await page.goto(`${world.relay}/studio${path}`);
      has(await allNamed(page, path), "navigation Studio", "link Skip to content");
    }
  });
});
