// Controls under the hands of people: pressed while they change, called by other names, dragged
// beyond the edge; and a message that comes back with its page.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { DESKTOP, framed, openWorld, show } from "./layouts.mjs";
import { Host, PHONE, World, card, eventually, pageWith } from "./support.mjs";
import { settled } from "./walk.mjs";

const PLACES = `id = "places"
name = "Places"
[[questions]]
id = "country"
type = "dropdown"
list = "countries"
prompt = "Where do you live?"
[[questions]]
id = "why"
type = "short_text"
prompt = "Why there?"
[end]
text = "Thank you!"
`;
const things = Array.from({ length: 16 }, (_, at) => `{ id = "t${at}", label = "Thing ${at}" }`).join(", ");
const ORDER = `id = "order"
name = "Order"
[[questions]]
id = "order"
type = "ranking"
prompt = "What comes first?"
options = [${things}]
[end]
text = "Thank you!"
`;

let world;
let corner;
let host;
before(async () => {
  world = await World.open([PLACES, ORDER], { SONDAGE_REQUIRE_TOKEN: "false" });
  corner = await openWorld(["corner"]);
  host = await Host.open();
});
after(async () => {
  host?.close();
  await corner?.close();
  await world?.close();
});
/** The survey in a page, once the scripts of its controls are there. */
const open = async (engine, survey, options) => {
  const visitor = await engine.visit(host.put(`/${survey}`, pageWith(world, survey)), options);
  await card(visitor.page).title().waitFor();
  await settled(visitor.page);
  return visitor;
};
const inEngines = cases("a control");

inEngines("with the list of countries open, a press of Next is one", async (engine) => {
  const n_before = (await world.responses("places")).length;
  const { page } = await open(engine, "places", { viewport: DESKTOP });
  const field = page.getByRole("combobox");
  await field.click();
  await field.pressSequentially("fran");
  const { x, y, width, height } = await page.getByRole("button", { name: "Next" }).boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2);
  await card(page).title().getByText("Why there?").waitFor();
  const stored = await eventually("the answer", async () => (await world.responses("places")).at(n_before));
  assert.equal(stored.answers.country, "FR");
});

inEngines("left by the keyboard or by a press elsewhere the list is closed", async (engine) => {
  const { page } = await open(engine, "places");
  const field = page.getByRole("combobox");
  for (const leave of [() => page.keyboard.press("Tab"), () => card(page).title().click()]) {
    await field.click();
    await field.fill("spain");
    await leave();
    await page.getByRole("listbox").waitFor({ state: "hidden" });
    assert.equal(await field.inputValue(), "Spain");
  }
});

inEngines("a country is found by what people call it", async (engine) => {
  const { page } = await open(engine, "places");
  const field = page.getByRole("combobox");
  const called = {
    uk: "United Kingdom", USA: "United States", Holland: "Netherlands", "Ivory Coast": "Côte d’Ivoire", ukr: "Ukraine", uae: "United Arab Emirates",
    de: "Germany", "south korea": "South Korea", turkey: "Türkiye", burma: "Myanmar (Burma)", england: "United Kingdom", united: "United Arab Emirates",
  };
  for (const [words, name] of Object.entries(called)) {
    await field.fill(words);
    await page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), name, words);
  }
});

/** A finger, or a mouse, that goes down where a row is held and up at the edge of the screen. */
const pointers = {
  "a mouse": ({ mouse }) => ({
    down: async (x, y) => {
      await mouse.move(x, y);
      await mouse.down();
    },
    move: (x, y) => mouse.move(x, y),
    up: () => mouse.up(),
  }),
  "a finger": async (page) => {
    const devtools = await page.context().newCDPSession(page);
    const touch = (type) => (x, y) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y }] });
    return { down: touch("touchStart"), move: touch("touchMove"), up: touch("touchEnd") };
  },
};
for (const [name, hold] of Object.entries(pointers)) {
  for (const [way, from, to] of [["down", 0, 780], ["up", 9, 40]]) {
    inEngines(`dragged ${way} to the edge with ${name} a ranking goes on beyond it`, async (engine) => {
      const { page } = await engine.visit(`${world.relay}/s/order`, { hasTouch: name === "a finger" });
      await page.locator(".ranking.live").waitFor();
      await settled(page);
      const row = page.locator(".ranking li").filter({ hasText: new RegExp(`Thing ${from}(?!\\d)`) });
      await row.locator(".handle").evaluate((one) => one.scrollIntoView({ block: "nearest" }));
      if (way === "up") await page.evaluate(() => scrollTo(0, 400));
      const { x, y, width, height } = await row.locator(".handle").boundingBox();
      const place = () => row.evaluate((one) => [...one.parentNode.children].indexOf(one));
      const start = await page.evaluate(() => scrollY);
      const pointer = await hold(page);
      await pointer.down(x + width / 2, y + height / 2);
      await pointer.move(x + width / 2, (y + to) / 2);
      await pointer.move(x + width / 2, way === "down" ? PHONE.height - 9 : 5);
      await eventually("the row at the end", async () => (await place()) === (way === "down" ? 15 : 0));
      const end = await page.evaluate(() => scrollY);
      assert.ok(way === "down" ? end > start : end < start, `${start} to ${end}`);
      await pointer.up();
      await page.locator(".ranking.ranked").waitFor();
    }, { not: name === "a finger" ? { Firefox: "a test has no finger in it", WebKit: "a test has no finger in it" } : {} });
  }
}

inEngines("after a way back to the page its message grows with the card again", async (engine) => {
  const { page, message, survey } = await show(corner, "corner", DESKTOP, { guest: engine });
  await framed(message);
  // What a browser does that puts a page aside, and brings it back as it was.
  await message.locator("body").evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await survey.choose("3");
  await survey.next();
  await survey.title().getByText("main reason").waitFor();
  await message.getByRole("textbox").evaluate((area) => (area.style.height = "300px"));
  await eventually("the frame to fit", async () => {
    const frame = await page.locator("iframe.ab-html-message").evaluate((one) => one.offsetHeight);
    return frame === (await message.locator("body").evaluate((body) => body.offsetHeight)) && frame > 400;
  });
  await survey.next();
});
