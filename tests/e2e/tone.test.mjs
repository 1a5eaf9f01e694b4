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
  "is white, with words of a gradient": {
    head: `<style>body { background: #fff } main { background: linear-gradient(#90f, #09f); -webkit-background-clip: text; background-clip: text;
      color: #fff; -webkit-text-fill-color: transparent }</style>`,
    tone: "light",
  },
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
  for (const mode of ["inline", "corner", "modal"]) {
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

inEngines("a modal stays as what is behind it, whatever changes there", async (engine) => {
  const { page: tab } = await engine.visit(page(element(MODES.modal), "<style>main { background: #111; color: #eee }</style>"), { viewport: DESKTOP });
  await card(tab).title().waitFor();
  assert.equal(await toneOf(tab), "dark");
  await tab.evaluate(async () => {
    document.documentElement.classList.add("is-read");
    for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
  });
  assert.equal(await toneOf(tab), "dark");
});

inEngines("a switch of what it lies in turns the survey that is there, in the page and over it", async (engine) => {
  const head = "<style>main { min-height: 100vh } main.dark { background: #111; color: #eee }</style>";
  for (const mode of ["inline", "corner", "modal"]) {
    const { page: tab } = await engine.visit(page(element(MODES[mode]), head), { viewport: DESKTOP });
    await card(tab).title().waitFor();
    assert.equal(await toneOf(tab), "light", mode);
    await tab.evaluate(() => document.querySelector("main").classList.add("dark"));
    await becomes(tab, "dark");
    await engine.leave();
  }
});

inEngines("moved into a dark part it is dark, and follows the switch of that part", async (engine) => {
  const inside = `<section id="from">${element("")}</section><section id="to" class="dark">There</section>`;
  const { page: tab } = await engine.visit(page(inside, "<style>.dark { background: #201a2e; color: #eee }</style>"), { viewport: DESKTOP });
  await card(tab).title().waitFor();
  assert.equal(await toneOf(tab), "light");
  await tab.evaluate(() => document.querySelector("#to").append(document.querySelector("sondage-survey")));
  await becomes(tab, "dark");
  await tab.evaluate(() => (document.querySelector("#to").className = ""));
  await becomes(tab, "light");
});

/** How often the computed style of anything is asked for when an attribute of the page changes. */
const looks = (tab) => tab.evaluate(async () => {
  const asked = window.getComputedStyle;
  let n = 0;
  window.getComputedStyle = (...args) => {
    n += 1;
    return asked(...args);
  };
  document.documentElement.classList.toggle("changed");
  for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
  window.getComputedStyle = asked;
  return n;
});
inEngines("the page is looked at while a survey is there, and not after it has gone", async (engine) => {
  const { page: tab } = await engine.visit(page(element(MODES.corner)), { viewport: DESKTOP });
  const survey = card(tab);
  await survey.title().waitFor();
  assert.ok(await looks(tab) > 0);
  await survey.close();
  await survey.title().waitFor({ state: "detached" });
  assert.equal(await looks(tab), 0, "closed");
  await tab.evaluate(() => document.querySelector("sondage-survey").open());
  await survey.title().waitFor();
  // A style sheet that was on its way comes after the element has left.
  await tab.evaluate(async () => {
    const own = document.querySelector("sondage-survey");
    own.remove();
    await Promise.resolve();
    own.shadowRoot.append(document.createElement("div"));
    own.dressed(new CSSStyleSheet());
  });
  assert.equal(await looks(tab), 0, "removed");
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
