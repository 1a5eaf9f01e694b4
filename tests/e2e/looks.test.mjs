// What eyes have found uneven once, in numbers.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { DESKTOP, MODES, element } from "./shop.mjs";
import { Host, PHONE, World, card } from "./support.mjs";
import { settled } from "./walk.mjs";

const CONTACT = `id = "who"\nname = "Who"\n[flow]\nprogress = true\n[[questions]]\nid = "who"\ntype = "contact"\nprompt = "Who are you?"\n
required = true\nrequired_fields = ["first_name", "last_name", "email"]\n[end]\ntext = "Thank you!"\n`;

const DAY = `id = "day"\nname = "Day"\n[[questions]]\nid = "day"\ntype = "date"\nprompt = "Which day?"\n[end]\ntext = "Thank you!"\n`;

let world;
let host;
before(async () => {
  world = await World.open(["samples/onboarding.toml", CONTACT, DAY], { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
});
after(async () => {
  host?.close();
  await world?.close();
});

let n_pages = 0;
const page = (inside) => host.put(`/looked${(n_pages += 1)}`, `<!doctype html><html lang="en"><title>Shop</title>
  <meta name="viewport" content="width=device-width"><main>${inside}</main><script type="module" src="${world.relay}/w/sondage.js"></script>`);

const inEngines = cases("a card's look");

inEngines("what closes a card is in line with its progress", async (engine) => {
  for (const viewport of [PHONE, DESKTOP]) {
    for (const mode of ["inline", "modal", "corner", "drawer"]) {
      const { page: tab } = await engine.visit(page(element(MODES[mode])), { viewport });
      await card(tab).title().waitFor();
      await settled(tab);
      const buttons = [".close", ...(["corner", "drawer"].includes(mode) ? [".later"] : [])];
      // All at once: a card that is still coming in moves.
      const [bar, ...places] = await tab.evaluate((selectors) => {
        const root = document.querySelector("sondage-survey").shadowRoot;
        const boxes = selectors.map((selector) => root.querySelector(selector).getBoundingClientRect());
        return boxes.map(({ y, height }) => y + height / 2);
      }, ["progress", ...buttons]);
      for (const [n, button] of buttons.entries()) {
        const at = places[n];
        assert.ok(Math.abs(at - bar) <= 1, `${mode}, ${viewport.width}: ${button} is at ${at}, the bar at ${bar}`);
      }
      await engine.leave();
    }
  }
});

inEngines("a card has no bar to be scrolled sideways by", async (engine) => {
  const { page: tab } = await engine.visit(page(element("")), { viewport: PHONE });
  await card(tab).title().waitFor();
  const [whole, inside] = await tab.locator(".sheet").evaluate(({ offsetHeight, clientHeight }) => [offsetHeight, clientHeight]);
  assert.ok(whole - inside <= 2, `${whole - inside} px of ${whole} are its frame`);
});

inEngines("an empty date does not look as if it had been filled in", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "day")), { viewport: PHONE });
  await card(tab).title().waitFor();
  await tab.locator("[type=date].live").waitFor();
  // A line in the place of its digits, which only WebKit writes.
  const isBlank = () => tab.locator("[type=date]").evaluate((one) => getComputedStyle(one).backgroundImage !== "none");
  await tab.locator("#sondage-title").focus();
  assert.equal(await isBlank(), engine.name === "WebKit");
  await tab.locator("[type=date]").evaluate((one) => {
    one.value = "2026-05-17";
    one.dispatchEvent(new Event("input", { bubbles: true }));
  });
  assert.equal(await isBlank(), false);
});

inEngines("fields beside each other stand in line, whatever is wrong with one of them", async (engine) => {
  const { page: tab } = await engine.visit(page(element("", "who")), { viewport: DESKTOP });
  await card(tab).title().waitFor();
  await settled(tab);
  await tab.locator("[name='q.who.first_name']").fill("Ada");
  await card(tab).next();
  await tab.locator("[id='q.who.last_name.error']").waitFor();
  const top = async (name) => (await tab.locator(`[name='q.who.${name}']`).boundingBox()).y;
  assert.ok(Math.abs((await top("first_name")) - (await top("last_name"))) < 1);
  const wrong = await tab.locator("[aria-invalid=true]").evaluateAll((all) => all.map(({ name }) => name));
  assert.deepEqual(wrong, ["q.who.last_name", "q.who.email"]);
  const focused = await tab.evaluate(() => document.querySelector("sondage-survey").shadowRoot.activeElement.name);
  assert.equal(focused, "q.who.last_name");
});
