// Whether a survey in a page is light or dark: as the page is, and not as the device is.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { DESKTOP, MODES, element } from "./shop.mjs";
import { Host, World, card, eventually } from "./support.mjs";

let world;
let host;
before(async () => {
  world = await World.open(["samples/onboarding.toml"], { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
});
after(async () => {
  host?.close();
  await world?.close();
});

let n_pages = 0;
const page = (inside, head = "") => host.put(`/toned${(n_pages += 1)}`, `<!doctype html><html lang="en"><title>Shop</title>
  <meta name="viewport" content="width=device-width">${head}<main style="min-height: 120vh">Shop ${inside}</main>
  <script type="module" src="${world.relay}/w/sondage.js"></script>`);

/** "light" or "dark", by what the sheet stands on and what its words are. */
const toneOf = (tab) => tab.locator(".sheet").evaluate((sheet) => {
  const { backgroundColor, color, colorScheme } = getComputedStyle(sheet);
  const isLight = (text) => text.match(/\d+/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0) > 384;
  if (isLight(backgroundColor) === isLight(color)) return `${color} on ${backgroundColor}`;
  const tone = isLight(backgroundColor) ? "light" : "dark";
  return [tone, "light dark"].includes(colorScheme) ? tone : `${tone}, and the controls ${colorScheme}`;
});
const becomes = (tab, tone) => eventually(`a survey that is ${tone}`, async () => (await toneOf(tab)) === tone);

const inEngines = cases("light and dark");

const PAGES = {
  "says nothing": { head: "", tone: "light" },
  "is white": { head: "<style>body { background: #fff; color: #222 }</style>", tone: "light" },
  "is for light alone": { head: "<style>:root { color-scheme: light }</style>", tone: "light" },
  "is dark": { head: "<style>body { background: #111; color: #eee }</style>", tone: "dark" },
  "is dark, in newer words": { head: "<style>html { background: oklch(20% 0.02 260); color: white }</style>", tone: "dark" },
  "is dark by a picture": { head: "<style>body { background: linear-gradient(#112, #000); color: #eee }</style>", tone: "dark" },
  "is for the dark alone": { head: "<style>:root { color-scheme: dark }</style>", tone: "dark" },
};
for (const [name, { head, tone }] of Object.entries(PAGES)) {
  inEngines(`a page that ${name} has ${tone} surveys, whatever the device prefers`, async (engine) => {
    for (const mode of ["inline", "corner", "modal"]) {
      const colorScheme = tone === "light" ? "dark" : "light";
      const { page: tab } = await engine.visit(page(element(MODES[mode]), head), { viewport: DESKTOP, colorScheme });
      await card(tab).title().waitFor();
      assert.equal(await toneOf(tab), tone, mode);
      await engine.leave();
    }
  });
}

inEngines("a page that follows the device has surveys that do", async (engine) => {
  for (const head of ['<meta name="color-scheme" content="light dark">', "<style>:root { color-scheme: light dark }</style>"]) {
    for (const colorScheme of ["light", "dark"]) {
      const { page: tab } = await engine.visit(page(element(MODES.inline), head), { viewport: DESKTOP, colorScheme });
      await card(tab).title().waitFor();
      assert.equal(await toneOf(tab), colorScheme, head);
      await engine.leave();
    }
  }
});

inEngines("a survey in a dark part of a light page is dark, and one over that page is light", async (engine) => {
  const dark = (inside) => `<section style="background: #201a2e; color: #eee">${inside}</section>`;
  for (const [mode, tone] of [["inline", "dark"], ["corner", "light"]]) {
    const { page: tab } = await engine.visit(page(dark(element(MODES[mode]))), { viewport: DESKTOP });
    await card(tab).title().waitFor();
    assert.equal(await toneOf(tab), tone, mode);
    await engine.leave();
  }
});

inEngines("a page's own switch turns the survey that is there", async (engine) => {
  const head = "<style>body { background: #fff } html.dark body { background: #111; color: #eee; transition: background .1s }</style>";
  for (const mode of ["inline", "corner"]) {
    const { page: tab } = await engine.visit(page(element(MODES[mode]), head), { viewport: DESKTOP });
    await card(tab).title().waitFor();
    assert.equal(await toneOf(tab), "light");
    await tab.evaluate(() => document.documentElement.classList.add("dark"));
    await becomes(tab, "dark");
    await tab.evaluate(() => document.documentElement.classList.remove("dark"));
    await becomes(tab, "light");
    await engine.leave();
  }
});

inEngines("an attribute says what a survey is to be, and may change", async (engine) => {
  const { page: tab } = await engine.visit(page(element('color-scheme="dark"')), { viewport: DESKTOP, colorScheme: "dark" });
  await card(tab).title().waitFor();
  assert.equal(await toneOf(tab), "dark", "on a light page");
  const say = (word) => tab.evaluate((said) => document.querySelector("sondage-survey").setAttribute("color-scheme", said), word);
  for (const [word, tone] of [["light", "light"], ["system", "dark"], ["", "light"], ["dark", "dark"], ["sepia", "light"]]) {
    await say(word);
    await becomes(tab, tone);
  }
});
