// What a designer has found once, in numbers: rows, lines, colours and places of what is on a card.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { DESKTOP, element } from "./shop.mjs";
import { Host, PHONE, World, card, eventually } from "./support.mjs";
import { cardAfter, cardOf, settled } from "./walk.mjs";

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 320, height: 640 };
const survey = (id, questions, more = "") => `id = "${id}"\nname = "Of ${id}"\n${more}\n${questions}\n[end]\ntext = "Thank you!"\n`;
const question = (id, type, more = "") => `[[questions]]\nid = "${id}"\ntype = "${type}"\nprompt = "What of ${id}?"\n${more}\n`;
const ids = (n, word) => Array.from({ length: n }, (_, at) => `{ id = "${word}${at}", label = "${word} ${at}" }`).join(", ");
const THREE = `options = [ ${ids(3, "option")} ]`;
const SURVEYS = [
  survey("scales", question("likely", "nps", "colors = true") + question("easy", "ces", "colors = true")),
  survey("chosen", question("one", "single_choice", `${THREE}\nother = true\nrequired = true`) + question("many", "multiple_choice", THREE)
    + question("good", "rating", 'style = "thumbs"') + question("list", "dropdown", THREE)),
  survey("contact", question("who", "contact", 'required = true\nrequired_fields = ["email", "last_name"]')),
  survey("table", question("table", "matrix", `rows = [ ${ids(5, "row")} ]\ncolumns = [ ${ids(6, "satisfactory")} ]`)),
  survey("order", question("order", "ranking", THREE)),
  survey("pictures", question("which", "picture_choice", 'options = [ { id = "a", label = "A pot", alt = "Round and blue", image = "https://gone.invalid/a.png" }, { id = "b", label = "A cup", alt = "Small and white", image = "https://gone.invalid/b.png" } ]')),
];

let world;
let host;
before(async () => {
  world = await World.open(["samples/onboarding.toml", ...SURVEYS], { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
});
after(async () => {
  host?.close();
  await world?.close();
});

let n_pages = 0;
const page = (inside, style = "") => host.put(`/looked${(n_pages += 1)}`, `<!doctype html><html lang="en"><title>Shop</title>
  <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><style>body { margin: 0 } ${style}</style>
  <main>${inside}</main><script type="module" src="${world.relay}/w/sondage.js"></script>`);
const open = async (engine, id, { style, ...options }) => {
  const { page: tab } = await engine.visit(page(element("", id), style), options);
  await card(tab).title().waitFor();
  await settled(tab);
  return tab;
};
const go = (tab, from) => eventually(`a card after "${from}"`, async () => {
  await settled(tab);
  if ((await cardOf(tab)) === from) await tab.locator('button[value="next"]').click();
  return (await cardAfter(tab, from)) && settled(tab).then(() => true);
});
const boxes = (locator) => locator.evaluateAll((all) => all.map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return { x, y, width, height, right: x + width };
}));
const styleOf = (locator, ...names) => locator.evaluate((one, names) => names.map((name) => getComputedStyle(one)[name]), names);
const same = (a, b, what) => assert.ok(Math.abs(a - b) <= 1, `${what}: ${a} and ${b}`);

const inEngines = cases("what is on a card");

inEngines("a scale is one row wherever a finger can tell its points apart, and its ends have their words below them", async (engine) => {
  for (const viewport of [PHONE, NARROW]) {
    const tab = await open(engine, "scales", { viewport });
    for (const id of ["likely", "easy"]) {
      const points = await boxes(tab.locator(".scale label"));
      assert.deepEqual(points.filter(({ y, width }) => Math.abs(y - points[0].y) > 1 || width < 24), [], `${id}, ${viewport.width}`);
      const lines = await tab.locator(".scale .point").evaluateAll((all) => all.map((one) => {
        const words = document.createRange();
        words.selectNodeContents(one);
        return words.getClientRects().length;
      }));
      assert.equal(Math.max(...lines), 1, "a number is one line");
      const ends = await boxes(tab.locator(".ends span"));
      if (id === "likely") {
        same(ends[0].x, points[0].x, "the first word, and the first point");
        same(ends.at(-1).right, points.at(-1).right, "the last word, and the last point");
      }
      if (id === "likely") await go(tab, "likely");
    }
    await engine.leave();
  }
});

inEngines("a scale that has no room for one row has two that begin and end with each other", async (engine) => {
  const tab = await open(engine, "scales", { viewport: PHONE, style: "main { width: 15rem }" });
  const points = await boxes(tab.locator(".scale label"));
  const tops = [...new Set(points.map(({ y }) => Math.round(y)))];
  assert.equal(tops.length, 2);
  const rows = tops.map((top) => points.filter(({ y }) => Math.round(y) === top));
  same(rows[0][0].x, rows[1][0].x, "where they begin");
  same(rows[0].at(-1).right, rows[1].at(-1).right, "where they end");
  assert.ok(Math.abs(rows[0].length - rows[1].length) <= 1, `${rows[0].length} and ${rows[1].length}`);
});

inEngines("the colours of a scale go by the bands of an NPS, and else by even steps", async (engine) => {
  const tab = await open(engine, "scales", { viewport: PHONE });
  const colours = () => tab.locator(".scale .point").evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
  const likely = await colours();
  assert.deepEqual([likely.slice(0, 7), likely.slice(7, 9), likely.slice(9)].map((band) => new Set(band).size), [1, 1, 1]);
  assert.equal(new Set(likely).size, 3);
  await go(tab, "likely");
  const easy = await colours();
  assert.equal(new Set(easy).size, easy.length);
});

inEngines("what is chosen looks the same wherever it is chosen, in light and dark", async (engine) => {
  for (const colorScheme of ["light", "dark"]) {
    const tab = await open(engine, "chosen", { viewport: DESKTOP, colorScheme });
    for (const [id, kind] of [["one", "radio"], ["many", "checkbox"]]) {
      const [surface] = await styleOf(tab.locator(".sheet"), "backgroundColor");
      const control = tab.locator(`[type=${kind}]`).first();
      // A browser's own control has no colour that a page can ask for.
      assert.deepEqual(await styleOf(control, "appearance", "backgroundColor"), ["none", surface], `${kind}, ${colorScheme}`);
      await eventually("the choice", async () => (await control.isChecked()) || (await control.click()));
      const [accent] = await styleOf(tab.locator('button[value="next"]'), "backgroundColor");
      await eventually("its colour", async () => (await styleOf(control, "backgroundColor"))[0] === accent);
      const { width } = await control.boundingBox();
      same(width, 20, "its size");
      if (id === "one") await go(tab, "one");
    }
    await engine.leave();
  }
});

inEngines("another answer has its words beside it, and is marked where it is missing", async (engine) => {
  const tab = await open(engine, "chosen", { viewport: DESKTOP });
  const other = tab.getByRole("radio", { name: "Other", exact: true });
  await eventually("the choice", async () => (await other.isChecked()) || (await other.click()));
  const field = tab.locator("[name='q.one.other']");
  await field.waitFor();
  const label = tab.locator(".other .hint").first();
  assert.equal(await label.isVisible(), true);
  assert.ok((await label.innerText()).trim().length > 3);
  const [before] = await styleOf(field, "borderTopColor");
  await eventually("the error", async () => {
    await tab.locator('button[value="next"]').click();
    return tab.locator(".error").first().isVisible();
  });
  await eventually("its colour", async () => (await styleOf(field, "borderTopColor"))[0] !== before);
});

inEngines("a thumb that is chosen is in a box of its own colour", async (engine) => {
  const tab = await open(engine, "chosen", { viewport: DESKTOP });
  await eventually("the choice", async () => (await tab.locator("[type=radio]").first().isChecked()) || (await tab.locator("[type=radio]").first().click()));
  await go(tab, "one");
  await go(tab, "many");
  const thumbs = tab.locator(".thumbs svg");
  const up = tab.locator(".thumbs input").last();
  await eventually("the choice", async () => (await up.isChecked()) || (await up.click()));
  await eventually("its colour", async () => {
    const [chosen] = await styleOf(thumbs.last(), "borderTopColor");
    const [other] = await styleOf(thumbs.first(), "borderTopColor");
    const [accent] = await styleOf(tab.locator('button[value="next"]'), "backgroundColor");
    return chosen === accent && other !== accent;
  });
  const [first, last] = await boxes(thumbs);
  same(first.width, last.width, "their boxes");
  await go(tab, "good");
  assert.deepEqual(await styleOf(tab.locator("select"), "appearance"), ["none"], "a list has our own arrow");
});

inEngines("a contact says which of its parts may be left out, and all that is missing at once", async (engine) => {
  const tab = await open(engine, "contact", { viewport: PHONE });
  assert.doesNotMatch(await tab.locator("#sondage-title").innerText(), /Optional/);
  await eventually("the errors", async () => {
    await tab.locator('button[value="next"]').click();
    return (await tab.locator(".error").evaluateAll((all) => all.filter((one) => one.textContent).length)) >= 2;
  });
  const wrong = await tab.locator("[aria-invalid=true]").evaluateAll((all) => all.map(({ name }) => name).toSorted());
  assert.deepEqual(wrong, ["q.who.email", "q.who.last_name"]);
});

inEngines("in a page it is no wider than it is read, and lies in it and not over it", async (engine) => {
  const tab = await open(engine, "order", { viewport: WIDE });
  const [sheet] = await boxes(tab.locator(".sheet"));
  assert.ok(sheet.width <= 640, `${sheet.width} px`);
  const [shadow] = await styleOf(tab.locator(".sheet"), "boxShadow");
  const reach = [...shadow.matchAll(/(\d+(?:\.\d+)?)px/g)].map(([, size]) => Number(size));
  assert.ok(Math.max(...reach) <= 8, shadow);
});

inEngines("a table of six columns is a table where there is room", async (engine) => {
  const tab = await open(engine, "table", { viewport: WIDE });
  const rows = await boxes(tab.locator(".row"));
  assert.equal(rows.length, 5);
  const ticks = await boxes(tab.locator(".row").first().locator("[type=radio]"));
  assert.deepEqual(ticks.filter(({ y }) => Math.abs(y - ticks[0].y) > 1), []);
  assert.ok(rows.every(({ height }) => height < 80), JSON.stringify(rows));
});

inEngines("what cannot move further in a ranking looks like that", async (engine) => {
  const tab = await open(engine, "order", { viewport: PHONE });
  await tab.locator(".ranking.live").waitFor();
  const faint = await tab.locator(".ranking li").evaluateAll((rows) => rows.map((row) =>
    [...row.querySelectorAll("button")].slice(-2).map((one) => Number(getComputedStyle(one).opacity) < 0.5)));
  assert.deepEqual(faint, [[true, false], [false, false], [false, true]]);
});

inEngines("in the place of a picture that does not come are its words", async (engine) => {
  const tab = await open(engine, "pictures", { viewport: PHONE, expect: [/gone\.invalid|ERR_|Failed to load/] });
  await eventually("no broken picture", async () => (await tab.locator("img").count()) === 0);
  assert.match(await tab.locator(".options").innerText(), /A pot[^]*A cup/);
});

const onPages = cases("a survey's own page");

onPages("from card to card its title and its button stay where they are", async (engine) => {
  const { page: tab } = await engine.visit(`${world.relay}/s/onboarding`, { viewport: WIDE });
  await card(tab).title().waitFor();
  const places = async () => [await boxes(tab.locator("#sondage-title")), await boxes(tab.locator('button[value="next"]'))].map(([{ y }]) => y);
  await settled(tab);
  const before = await places();
  await card(tab).choose("4");
  await card(tab).next();
  await card(tab).title().getByText("Which plan").waitFor();
  await settled(tab);
  const now = await places();
  same(now[0], before[0], "the title");
  same(now[1], before[1], "the button");
});

onPages("a card that follows another moves in, and stands still for those who want no motion", async (engine) => {
  for (const reducedMotion of engine.name === "Chromium" ? ["no-preference", "reduce"] : ["no-preference"]) {
    const { page: tab } = await engine.visit(`${world.relay}/s/onboarding`, { viewport: WIDE, reducedMotion });
    await card(tab).choose("4");
    await tab.locator("html.scripted, [data-card]").first().waitFor();
    await card(tab).next();
    await card(tab).title().getByText("Which plan").waitFor();
    const [names, times] = await styleOf(tab.locator("[data-card] > form"), "animationName", "animationDuration");
    assert.equal(names.includes("follow"), reducedMotion !== "reduce", `${reducedMotion}: ${names} ${times}`);
    await engine.leave();
  }
});

onPages("the switch of languages is one quiet line, with a sign of ours", async (engine) => {
  const { page: tab } = await engine.visit(`${world.relay}/s/onboarding`, { viewport: PHONE });
  const summary = tab.locator(".languages summary");
  await summary.waitFor();
  // A summary that is no list item has no triangle before it.
  assert.deepEqual(await styleOf(summary, "display"), ["flex"]);
  assert.equal(await tab.locator(".languages summary svg").count(), 1);
  assert.ok((await summary.boundingBox()).height <= 48);
});
