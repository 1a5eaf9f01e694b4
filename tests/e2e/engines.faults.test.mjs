// What one engine or another does in its own way: each was seen to go wrong in one of them.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Between } from "./between.mjs";
import { cases } from "./engines.mjs";
import { DESKTOP, MODES, element } from "./shop.mjs";
import { Host, PHONE, World, card, eventually, messageIn } from "./support.mjs";
import { cardAfter, cardOf, focused } from "./walk.mjs";

const LETTERS = Array.from({ length: 40 }, (_, at) => `{ id = "o${at}", label = "Option number ${at}" }`).join(", ");
const survey = (id, questions, more = "") => `id = "${id}"\nname = "Of ${id}"\n${more}\n${questions}\n[end]\ntext = "Thank you!"\n`;
const question = (id, type, more = "") => `[[questions]]\nid = "${id}"\ntype = "${type}"\nprompt = "What of ${id}?"\n${more}\n`;
const OPTIONS = 'options = [ { id = "a", label = "Ah" }, { id = "b", label = "Beh", comment = true } ]';
const SURVEYS = [
  survey("table", question("table", "matrix", `rows = [ { id = "r", label = "Rest" }, { id = "s", label = "Speed of all that we do for you" } ]
    columns = [ { id = "poor", label = "Poor" }, { id = "fair", label = "Fair" }, { id = "good", label = "Good" }, { id = "best", label = "Best" } ]`)),
  survey("others", question("one", "single_choice", `${OPTIONS}\nother = true`) + question("many", "multiple_choice", `${OPTIONS}\nother = true`)
    + question("list", "dropdown", `options = [ { id = "a", label = "Ah" } ]\nother = true`)),
  survey("day", question("day", "date") + question("why", "short_text")),
  survey("long", question("long", "single_choice", `required = true\noptions = [ ${LETTERS} ]`)),
  survey("paper", question("paper", "file", 'accept = ["pdf", "jpg", "png"]'), 'locale = "ar"'),
  survey("sign", question("sign", "signature")),
];

let world;
let host;
let between;
before(async () => {
  between = await Between.open();
  world = await World.open(["samples/onboarding.toml", ...SURVEYS], { SONDAGE_REQUIRE_TOKEN: "false", SONDAGE_PUBLIC_URL: between.origin });
  between.relay = world.relay;
  host = await Host.open();
});
after(async () => {
  host?.close();
  between?.close();
  await world?.close();
});

let n_pages = 0;
const html = (inside, style = "") => `<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width">
  <style>body { margin: 0 } ${style}</style><main>${inside}</main><script type="module" src="${between.origin}/w/sondage.js"></script>`;
const page = (inside, { style, headers } = {}) => host.put(`/page${(n_pages += 1)}`, html(inside, style), headers);
const act = async (tab, action) => {
  const now = await cardOf(tab);
  await tab.locator(`button[value="${action}"]`).click();
  return cardAfter(tab, now);
};
/** A press so soon after a card has come is meant for the card before, and does nothing. */
const pressUntil = (option, isWanted) => eventually("the option", async () => {
  if ((await option.isChecked()) === isWanted) return true;
  await option.click();
  return (await option.isChecked()) === isWanted;
});
const middle = ({ x, width }) => x + width / 2;

const inEngines = cases("a card");

inEngines("the columns of a table stand under their heads", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "table")), { viewport: DESKTOP });
  await card(tab).title().waitFor();
  const heads = [];
  for (let at = 1; at <= 4; at += 1) heads.push(middle(await tab.locator(".heads span").nth(at).boundingBox()));
  for (let row = 0; row < 2; row += 1) {
    for (let at = 0; at < 4; at += 1) {
      const tick = await tab.locator(".row").nth(row).locator("[type=radio]").nth(at).boundingBox();
      assert.ok(Math.abs(middle(tick) - heads[at]) < 3, `row ${row}, column ${at}: ${middle(tick)} under ${heads[at]}`);
    }
  }
});

inEngines("the field of an option comes with its option, and goes with it", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "others")), { viewport: DESKTOP });
  await card(tab).title().waitFor();
  for (const [id, role] of [["one", "radio"], ["many", "checkbox"]]) {
    assert.equal(await cardOf(tab), id);
    for (const [label, name] of [["Beh", `q.${id}.comment.b`], ["Other", `q.${id}.other`]]) {
      const field = tab.locator(`[name="${name}"]`);
      assert.equal(await field.isVisible(), false, name);
      const option = tab.getByRole(role, { name: label, exact: true });
      await pressUntil(option, true);
      await field.waitFor();
      // Another option, or the same a second time, takes it away.
      if (role === "radio") await pressUntil(tab.getByRole(role, { name: "Ah", exact: true }), true);
      else await pressUntil(option, false);
      await field.waitFor({ state: "hidden" });
    }
    await act(tab, "next");
  }
  const field = tab.locator('[name="q.list.other"]');
  assert.equal(await field.isVisible(), false);
  await tab.locator("select").focus();
  await tab.keyboard.type("O");
  await tab.keyboard.press("Enter");
  await field.waitFor();
});

inEngines("half a date is refused, and not taken for none", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "day")), { viewport: DESKTOP });
  const date = tab.locator("[type=date]");
  await date.waitFor();
  await date.focus();
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Shift+Tab");
  await tab.keyboard.type("02");
  await tab.locator('button[value="next"]').click();
  await tab.locator("#sondage-error").waitFor();
  assert.equal(await cardOf(tab), "day");
  assert.match(await tab.locator("#sondage-error").innerText(), /date/);
});

inEngines("keys go to nothing that nobody sees, and whatever they are on has a ring", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "day")), { viewport: DESKTOP });
  await card(tab).title().waitFor();
  const ringed = `(() => {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    if (one === document.body) return "";
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return "unseen: " + one.outerHTML;
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 ? "" : "no ring: " + one.outerHTML;
  })()`;
  for (let presses = 0; presses < 10; presses += 1) {
    await tab.keyboard.press("Tab");
    assert.equal(await tab.evaluate(ringed), "");
  }
});

inEngines("the arrow keys move the ring with what they choose", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "others")), { viewport: DESKTOP });
  await tab.locator("[type=radio]").first().focus();
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("ArrowDown");
  const ring = await tab.locator(".options label:has(:checked)").evaluate((label) => getComputedStyle(label).outlineStyle);
  assert.equal(ring, "solid");
});

inEngines("the error of a long list is on the screen, and so is what closes it", async (engine) => {
  const { page: tab } = await engine.visit(page(element(`${MODES.modal} show="always"`, "long")), { viewport: PHONE });
  await card(tab).title().waitFor();
  const height = await tab.evaluate("innerHeight");
  await tab.locator('button[value="next"]').click();
  await tab.locator("#sondage-error").waitFor();
  for (const what of ["#sondage-error", "[data-close]"]) {
    const { y, height: own } = await tab.locator(what).boundingBox();
    assert.ok(y >= 0 && y + own <= height, `${what} is at ${y} of ${height}`);
  }
  assert.match(await focused(tab), /q\.long/);
  await tab.locator("[type=radio]").last().click();
  const { y } = await tab.locator("[data-close]").boundingBox();
  assert.ok(y >= 0 && y < height, `what closes it is at ${y} of ${height}`);
});

inEngines("the types of a file are read from left to right, also where the words are not", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "paper")), { viewport: DESKTOP });
  await card(tab).title().waitFor();
  const places = await tab.locator(".hint").evaluate((hint) => {
    const walker = document.createTreeWalker(hint, NodeFilter.SHOW_TEXT);
    const node = walker.nextNode();
    const place = (text) => {
      const range = document.createRange();
      const start = node.data.indexOf(text);
      range.setStart(node, start);
      range.setEnd(node, start + 1);
      const dot = range.getBoundingClientRect().x;
      range.setStart(node, start + 1);
      range.setEnd(node, start + 2);
      return [dot, range.getBoundingClientRect().x];
    };
    return [".pdf", ".jpg", ".png"].flatMap(place);
  });
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
});

inEngines("in forced colours the line to sign on is seen, and what is drawn", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "sign")), { viewport: DESKTOP, forcedColors: "active" });
  const canvas = tab.locator("canvas");
  await canvas.waitFor();
  const before_ = await canvas.screenshot();
  const line = await canvas.evaluate((one) => {
    const { backgroundImage, backgroundColor } = getComputedStyle(one);
    return [backgroundImage, backgroundColor];
  });
  assert.match(line[0], /gradient/);
  await canvas.evaluate((one) => (one.style.backgroundImage = "none"));
  assert.ok(!before_.equals(await canvas.screenshot()), "without the line it looks another way");
  await canvas.evaluate((one) => (one.style.backgroundImage = ""));
  const { x, y, width, height } = await canvas.boundingBox();
  await tab.mouse.move(x + width * 0.2, y + height * 0.3);
  await tab.mouse.down();
  await tab.mouse.move(x + width * 0.8, y + height * 0.4, { steps: 5 });
  await tab.mouse.up();
  assert.ok(!before_.equals(await canvas.screenshot()), "what is drawn is seen");
}, { not: { WebKit: "it has no forced colours" } });

const inPages = cases("a page");

const NARROW = { flex: "display: flex", grid: "display: grid; place-items: center", float: "float: left", "inline-block": "display: inline-block", cell: "display: table-cell" };
inPages("in a place that goes by what is in it, the survey is as wide as it is read", async (engine) => {
  const places = Object.entries(NARROW);
  const { page: tab } = await engine.visit(page(places.map(([, style]) => `<div style="${style}">${element("")}</div><br clear="all">`).join("")));
  for (const viewport of [DESKTOP, PHONE]) {
    await tab.setViewportSize(viewport);
    for (const [at, [name]] of places.entries()) {
      const sheet = tab.locator("[data-sheet]").nth(at);
      await sheet.waitFor();
      const { width } = await sheet.boundingBox();
      const room = await tab.evaluate("document.documentElement.clientWidth");
      assert.ok(width > Math.min(room, 540) - 20 && width <= room, `${name}: ${width} of ${room}`);
    }
  }
});

inPages("the button at the edge is on the screen, on whichever side, and brings its survey", async (engine) => {
  const { page: tab } = await engine.visit(page(["", "left", "bottom"].map((side) => element(`mode="tab" label="Tell us" side="${side}"`)).join("")), { viewport: PHONE });
  for (const dir of ["rtl", "ltr"]) {
    await tab.evaluate((dir) => { document.documentElement.dir = dir; }, dir);
    for (const at of [0, 1, 2]) {
      const button = tab.getByRole("button", { name: "Tell us" }).nth(at);
      await button.waitFor();
      const { x, y, width, height } = await button.boundingBox();
      assert.ok(x >= 0 && y >= 0 && x + width <= PHONE.width && y + height <= PHONE.height, `${dir} ${at}: ${[x, y, width, height]}`);
    }
  }
  await tab.getByRole("button", { name: "Tell us" }).first().click();
  await card(tab).title().waitFor();
});

inPages("a message that has the screen to itself has the focus as well", async (engine) => {
  const { page: tab } = await engine.visit(`${between.origin}/demo/braze/app?user=ada&survey=onboarding`);
  await card(messageIn(tab)).title().waitFor();
  await eventually("the focus in the message", () => tab.evaluate("document.activeElement.tagName === 'IFRAME'"));
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate("document.activeElement.tagName"), "IFRAME");
});

inPages("while the widget is on its way, what was pressed says that it was", async (engine) => {
  between.hold(/\/w\/|\/v1\//);
  engine.after(() => between.letThrough());
  const { page: tab } = await engine.visit(`${between.origin}/demo/braze/message?user=ada&survey=onboarding`);
  const survey = card(tab);
  await survey.choose("7");
  await survey.next();
  await tab.locator('form[aria-busy="true"]').waitFor();
  const looks = await tab.locator('button[value="next"]').evaluate((one) => getComputedStyle(one).animationName);
  assert.equal(looks, "busy");
  between.letThrough();
  await survey.title().getByText("Which plan").waitFor();
  assert.equal(await tab.locator('[aria-busy="true"]').count(), 0);
});

const POLICY = (script, connect) => `script-src ${between.origin} ${script}; connect-src ${connect}; base-uri 'none'`;
const BLOCKED = [/Content.Security.Policy|CompileError|wasm|NetworkError|Failed to (load|fetch)|blocked/i];
for (const [what, script, connect] of [
  ["WebAssembly", "'nonce-here'", () => between.origin],
  ["the relay", "'nonce-here' 'wasm-unsafe-eval'", () => "'none'"],
]) {
  inPages(`where a policy forbids ${what}, the way to the survey's own page comes, and the page is told`, async (engine) => {
    const told = `<script nonce="here">window.told = []; for (const name of ["sondage-blocked", "sondage-withheld"])
      document.addEventListener(name, ({ type, detail }) => told.push([type, detail.reason ?? detail.address]));</script>`;
    const inside = element('label="Tell us" data-campaign="spring" external-id="ada"') + element('mode="corner"') + told;
    const address = page(inside, { headers: { "content-security-policy": POLICY(script, connect()) } });
    const { page: tab } = await engine.visit(address, { viewport: DESKTOP, expect: BLOCKED });
    const link = tab.getByRole("link", { name: "Tell us" });
    await link.waitFor();
    const way = `${between.origin}/s/onboarding?external_id=ada&campaign=spring&locale=en`;
    assert.equal(await link.getAttribute("href"), way);
    const said = await eventually("both to be told of", async () => {
      const all = await tab.evaluate("window.told");
      return all.length === 3 && all;
    });
    assert.ok(said.some(([type, of]) => type === "sondage-blocked" && of === way), JSON.stringify(said));
    assert.deepEqual(said.filter(([type]) => type === "sondage-withheld"), [["sondage-withheld", "blocked"]]);
  });
}

inPages("where the survey cannot run, what the page has put into the element is shown", async (engine) => {
  const address = page('<sondage-survey survey="onboarding"><a href="/other">Write to us</a></sondage-survey>', {
    headers: { "content-security-policy": POLICY("", between.origin) },
  });
  const { page: tab } = await engine.visit(address, { viewport: DESKTOP, expect: BLOCKED });
  await tab.getByText("Write to us").waitFor();
});
