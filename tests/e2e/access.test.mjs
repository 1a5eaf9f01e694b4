// Each card of every kind for all respondents: by axe, by width, and by what the browser tells
// assistive technology. `UPDATE=1` writes access.snapshot.txt anew.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { treeOf } from "./ax.mjs";
import { KINDS } from "./kinds.mjs";
import { Host, World, closeBrowser, pageWith, visit } from "./support.mjs";
import { cardAfter, focused } from "./walk.mjs";

const SNAPSHOT = new URL("access.snapshot.txt", import.meta.url);
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 640 };
/** What 400 % makes of a window of 1280 by 1024 (WCAG 2.2, 1.4.10). */
const ZOOMED = { width: 320, height: 256 };
const PLAIN = { colorScheme: "light", forcedColors: "none", reducedMotion: "no-preference" };
/** How a card can look: where, by which media features, and whether its markup is new to axe. */
const LOOKS = [
  ["320 pixels, reduced motion", NARROW, { ...PLAIN, reducedMotion: "reduce" }],
  ["390 pixels, dark", { width: 390, height: 844 }, { ...PLAIN, colorScheme: "dark" }],
  ["forced colours", { width: 390, height: 844 }, { ...PLAIN, forcedColors: "active" }],
];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules whose outcome depends on how the card looks. */
const LOOKED_AT = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"];

let world;
let host;
let axe;
before(async () => {
  // Whatever can be asked for is required, so that a card left empty is refused; and in the
  // author's order.
  const sample = await readFile("samples/every-kind.toml", "utf8");
  const required = sample.replace('id = "every-kind"', 'id = "required"').replace(/^(required|shuffle) = true\n/gm, "")
    .replace(/^type = "(?!statement").*$/gm, "$&\nrequired = true");
  world = await World.open([required], { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

const violations = async (page, where, runOnly) => {
  const found = await page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run({ runOnly, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  }, runOnly);
  return found.map((one) => `${where}: ${one}`);
};

/** What would have to be scrolled sideways. */
const wide = async (page, where) => {
  const found = await page.evaluate(() => {
    const { shadowRoot } = document.querySelector("sondage-survey");
    const all = [document.documentElement, ...shadowRoot.querySelectorAll("*")];
    return all.filter((one) => one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX)
      || (one === document.documentElement && one.scrollWidth > innerWidth))
      .map((one) => `${one.className || one.tagName} is ${one.scrollWidth - one.clientWidth} pixels too wide`);
  });
  return found.map((one) => `${where}: ${one}`);
};

/** All that is wrong with a card, in each look. */
const look = async (page, where) => {
  const found = await violations(page, where, { type: "tag", values: TAGS });
  for (const [name, viewport, media] of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia(media);
    found.push(...await violations(page, `${where}, ${name}`, { type: "rule", values: LOOKED_AT }));
    if (viewport === NARROW) {
      found.push(...await wide(page, `${where}, ${name}`));
      await page.setViewportSize(ZOOMED);
      found.push(...await wide(page, `${where}, 400 %`));
    }
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia(PLAIN);
  return found;
};

/** The error of a refused card is where everybody meets it. */
const refusal = async (page, id) => {
  const error = await page.locator("#sondage-error").innerText();
  assert.equal(await page.locator("[data-live]").innerText(), error, `${id}: the live region says it`);
  const control = page.locator("fieldset :is(input, select, textarea, button, a):focus");
  assert.equal(await control.count(), 1, `${id}: the focus is on a control and not on ${await focused(page)}`);
  const invalid = await page.locator("fieldset [aria-invalid=true]:visible").count();
  if (invalid > 0) assert.equal(await page.locator("fieldset [aria-invalid=true]:focus").count(), 1, `${id}: on a wrong one`);
};

/** From card to card, to the end: each empty, and each refused. `see` looks at them. */
const walk = async (page, see, refused) => {
  const act = (action) => page.locator(`button[value="${action}"]`).click();
  await page.locator("#sondage-title").waitFor();
  await page.evaluate(axe);
  await see("welcome");
  await act("start");
  let card = await cardAfter(page, "welcome");
  for (const row of KINDS) {
    assert.equal(card, row.id);
    await settled(page);
    await see(card);
    if (card !== "statement") {
      await act("next");
      await page.locator("#sondage-error").waitFor();
      await settled(page);
      await refused(card);
      await see(`${card}, refused`);
    }
    await row.mouse(page);
    await act("next");
    card = await cardAfter(page, card);
  }
  await see("review");
  await act("send");
  await cardAfter(page, "review");
  await page.getByText("Your answers are saved.").or(page.getByText("تم حفظ")).waitFor();
  await see("end");
};

/** The scripts of its controls are there. */
const settled = (page) =>
  page.waitForFunction(() =>
    [...document.querySelector("sondage-survey").shadowRoot.querySelectorAll("[data-part]")]
      .every((one) => one.classList.contains("live") || one.querySelector("select")?.options.length <= 13));

test("each card, empty and refused, passes axe in every look, and tells what it is", async () => {
  const visitor = await visit(host.put("/", pageWith(world, "required")), { viewport: WIDE, ...PLAIN });
  const { page } = visitor;
  const [found, trees] = [[], []];
  const see = async (where) => {
    if (!where.endsWith("refused")) assert.match(await focused(page), /#sondage-title$/, `${where}: the title has the focus`);
    trees.push(`## ${where}\n${await treeOf(page)}\n`);
    found.push(...await look(page, where));
  };
  await walk(page, see, (id) => refusal(page, id));
  await visitor.close();
  assert.deepEqual(found, []);
  const text = trees.join("\n");
  if (process.env.UPDATE) await writeFile(SNAPSHOT, text);
  assert.equal(text, await readFile(SNAPSHOT, "utf8"));
});
