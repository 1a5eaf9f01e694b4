// Each card of every kind for all respondents: by axe, by width, and by what the browser tells
// assistive technology. `UPDATE=1` writes access.snapshot.txt anew.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { treeOf } from "./ax.mjs";
import { KINDS } from "./kinds.mjs";
import { Host, World, closeBrowser, pageWith, visit, withExample } from "./support.mjs";
import { cardAfter, focused, settled } from "./walk.mjs";

const SNAPSHOT = new URL("access.snapshot.txt", import.meta.url);
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 640 };
/** What 400 % makes of a window of 1280 by 1024 (WCAG 2.2, 1.4.10). */
const ZOOMED = { width: 320, height: 256 };
// Without motion: colours are measured where they have come to rest.
const PLAIN = { colorScheme: "light", forcedColors: "none", reducedMotion: "reduce" };
/** How else a card can look: where, and by which media features. */
const LOOKS = [
  ["320 pixels", NARROW, PLAIN],
  ["390 pixels, dark", { width: 390, height: 844 }, { ...PLAIN, colorScheme: "dark" }],
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
  world = await World.open([required, "samples/every-kind.toml"], { SONDAGE_REQUIRE_TOKEN: "false" });
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
    const root = document.querySelector("sondage-survey")?.shadowRoot ?? document;
    const all = [document.documentElement, ...root.querySelectorAll("*")];
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

/** The error of a refused card is where everybody meets it: what is not so. */
const refusal = async (page, id) => {
  const found = [];
  const say = (holds, text) => void (holds || found.push(`${id}, refused: ${text}`));
  const live = await page.locator("[data-live]").innerText();
  for (const error of await page.locator(".error:visible").allInnerTexts()) say(live.includes(error), `the live region says "${live}", and not "${error}"`);
  const control = page.locator("fieldset :is(input, select, textarea, button, a, canvas):focus");
  if (await control.count() === 0) say(false, `the focus is on ${await focused(page)}`);
  const invalid = await page.locator("fieldset [aria-invalid=true]:visible").count();
  const isThere = (await page.locator("fieldset [aria-invalid=true]:is(:focus, :focus-within)").count()) > 0;
  say(invalid === 0 || isThere, `the focus is on none that is wrong, but on ${await focused(page)}`);
  const described = await page.evaluate(`(() => {
    const { shadowRoot } = document.querySelector("sondage-survey");
    const ids = (element) => (element?.getAttribute("aria-describedby") ?? "").split(" ");
    const is = (element) => ids(element).some((id) => shadowRoot.getElementById(id)?.matches(".error:not(:empty)"));
    return is(shadowRoot.activeElement) || is(shadowRoot.activeElement?.closest(".row"));
  })()`);
  say(described, "what has the focus is not described by the error");
  return found;
};

/** What a card's controls look like by themselves, with neither mouse nor focus on them. */
const picture = async (page) => {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.querySelector("sondage-survey").shadowRoot.activeElement?.blur());
  return page.locator("fieldset").first().screenshot();
};

/** Gives an answer in forced colours, which take most of what marks a choice away: is it seen? */
const answer = async (page, row) => {
  if (await page.locator("fieldset :is([type=radio], [type=checkbox])").count() === 0) {
    await row.mouse(page);
    return [];
  }
  await page.emulateMedia({ ...PLAIN, forcedColors: "active" });
  const before = await picture(page);
  await row.mouse(page);
  const after = await picture(page);
  await page.emulateMedia(PLAIN);
  return before.equals(after) ? [`${row.id}, forced colours: what is chosen looks like what is not`] : [];
};

/** From card to card, to the end: each empty, and each refused. `see` looks at them. */
const walk = async (page, { see, refused, answered }) => {
  const act = (action) => page.locator(`button[value="${action}"]`).click();
  await page.locator("#sondage-title").waitFor();
  // The name is said a moment after the card has come.
  await page.locator("[data-live]").getByText("Every kind").waitFor({ state: "attached" });
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
      await page.locator(".error:visible").first().waitFor();
      await settled(page);
      await refused(card);
      await see(`${card}, refused`);
    }
    await answered(row);
    await act("next");
    card = await cardAfter(page, card);
  }
  await see("review");
  await act("send");
  await cardAfter(page, "review");
  await page.getByText("Your answers are saved.").waitFor();
  await see("end");
};

let walked;
/** The walk that several tests ask about: what is found on the way, and the tree of each card. */
const walkOnce = () =>
  (walked ??= (async () => {
    const visitor = await visit(host.put("/", pageWith(world, "required")), { viewport: WIDE, ...PLAIN, prepare: withExample });
    const { page } = visitor;
    const [found, misplaced, trees] = [[], [], []];
    const see = async (where) => {
      const isNew = !where.endsWith("refused") && where !== "welcome";
      const focus = await focused(page);
      if (isNew && !focus.endsWith("#sondage-title")) misplaced.push(`${where}: the focus is on ${focus} and not on the title`);
      // What surrounds the questions is the same for all.
      const isQuestion = KINDS.some(({ id }) => id !== "nps" && where.split(",")[0] === id);
      trees.push(`## ${where}\n${await treeOf(page, isQuestion ? "group" : "dialog")}\n`);
      found.push(...await look(page, where));
    };
    await walk(page, {
      see,
      refused: async (id) => misplaced.push(...await refusal(page, id)),
      answered: async (row) => found.push(...await answer(page, row)),
    });
    await visitor.close();
    return { found, misplaced, trees };
  })());

describe("a card", { concurrency: 3 }, () => {
  test("of each kind, empty and refused, passes axe in every look", async () => {
    assert.deepEqual((await walkOnce()).found, []);
  });

  test("has the focus on its title when it is new, and on what is wrong when it is refused", async () => {
    assert.deepEqual((await walkOnce()).misplaced, []);
  });

  test("has no control that is told as invalid before it is refused, and one at least when it is", async () => {
    const { trees } = await walkOnce();
    const told = (isRefused) => trees.filter((tree) => tree.split("\n")[0].endsWith(", refused") === isRefused)
      .filter((tree) => /\[[^\]"]*\binvalid\b/.test(tree)).map((tree) => tree.split("\n")[0].slice("## ".length));
    assert.deepEqual(told(false), []);
    // Of these no control is wrong by itself; the error describes them.
    const without = ["link", "multiple", "ranking"];
    assert.deepEqual(told(true), KINDS.filter(({ id }) => id !== "statement" && !without.includes(id)).map(({ id }) => `${id}, refused`));
  });

  test("tells assistive technology what the snapshot says", async () => {
    const text = (await walkOnce()).trees.join("\n").replace(/\b[0-9a-f]{32}\b/g, "a file's id");
    if (process.env.UPDATE) await writeFile(SNAPSHOT, text);
    assert.equal(text, await readFile(SNAPSHOT, "utf8"));
  });

  for (const [where, address] of [
    ["from right to left", () => host.put("/ar", pageWith(world, "every-kind", 'locale="ar"'))],
    ["on the survey's own pages", () => `${world.relay}/s/every-kind?locale=ar`],
  ]) test(`${where} it passes axe, and fits on a narrow screen`, async () => {
    const visitor = await visit(address(), { viewport: NARROW, ...PLAIN, prepare: withExample });
    const { page } = visitor;
    const found = [];
    await page.locator("#sondage-title").waitFor();
    assert.equal(await page.locator("[data-sheet]").evaluate((sheet) => getComputedStyle(sheet).direction), "rtl");
    const see = async (card) => {
      await page.waitForLoadState();
      await settled(page);
      await page.evaluate(axe);
      found.push(...await violations(page, `${card}, ${where}`, { type: "tag", values: TAGS }), ...await wide(page, `${card}, ${where}`));
    };
    /** What has to be answered, whatever language it is asked in. */
    const tick = { nps: ["8"], multiple: ["work"], matrix: ["poor", "fair", "good"] };
    let card = "welcome";
    while (card !== "end") {
      await see(card);
      for (const [at, value] of (tick[card] ?? []).entries()) {
        const row = page.locator(card === "matrix" ? `.row >> nth=${at}` : "fieldset");
        await row.locator(`input[value="${value}"]`).click({ force: true });
      }
      await page.locator(".actions button").first().click();
      card = await cardAfter(page, card);
    }
    await see("end");
    await page.getByText("شكرًا لك!").waitFor();
    await visitor.close();
    assert.deepEqual(found, []);
  });
});
