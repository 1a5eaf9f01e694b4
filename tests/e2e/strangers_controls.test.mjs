// Controls under the hands of people: pressed while they change, called by other names, dragged
// beyond the edge; and a message that comes back with its page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, framed, openWorld, show } from "./layouts.mjs";
import { Host, World, card, closeBrowser, eventually, pageWith, visit } from "./support.mjs";
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
  await closeBrowser();
  host?.close();
  await corner?.close();
  await world?.close();
});
/** The survey in a page, once the scripts of its controls are there. */
const open = async (survey, options) => {
  const visitor = await visit(host.put(`/${survey}`, pageWith(world, survey)), options);
  await card(visitor.page).title().waitFor();
  await settled(visitor.page);
  return visitor;
};

test("with the list of countries open, a press of Next is one", async () => {
  const { page, close } = await open("places", { viewport: DESKTOP });
  const field = page.getByRole("combobox");
  await field.click();
  await field.pressSequentially("fran");
  const { x, y, width, height } = await page.getByRole("button", { name: "Next" }).boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2);
  await card(page).title().getByText("Why there?").waitFor();
  const stored = await eventually("the answer", async () => (await world.responses("places")).find(({ answers }) => answers.country));
  assert.equal(stored.answers.country, "FR");
  await close();
});

test("left by the keyboard or by a press elsewhere the list is closed", async () => {
  const { page, close } = await open("places");
  const field = page.getByRole("combobox");
  for (const leave of [() => page.keyboard.press("Tab"), () => card(page).title().click()]) {
    await field.click();
    await field.fill("spain");
    await leave();
    await page.getByRole("listbox").waitFor({ state: "hidden" });
    assert.equal(await field.inputValue(), "Spain");
  }
  await close();
});

test("a country is found by what people call it", async () => {
  const { page, close } = await open("places");
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
  await close();
});

for (const [way, from, to] of [["down", 0, 780], ["up", 9, 40]]) {
  test(`dragged ${way} to the edge a ranking goes on beyond it, with a finger as well`, async () => {
    const { page, context, close } = await visit(`${world.relay}/s/order`, { hasTouch: true, viewport: { width: 390, height: 844 } });
    await page.locator(".ranking.live").waitFor();
    await settled(page);
    const row = page.locator(".ranking li").filter({ has: page.getByText(`Thing ${from}`, { exact: true }) });
    await row.locator(".handle").scrollIntoViewIfNeeded();
    if (way === "up") await page.evaluate(() => scrollTo(0, 400));
    const { x, y, width, height } = await row.locator(".handle").boundingBox();
    const devtools = await context.newCDPSession(page);
    const touch = (type, atY) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints: atY === undefined ? [] : [{ x: x + width / 2, y: atY }] });
    const place = () => row.evaluate((one) => [...one.parentNode.children].indexOf(one));
    const start = await page.evaluate(() => scrollY);
    await touch("touchStart", y + height / 2);
    await touch("touchMove", (y + to) / 2);
    await touch("touchMove", way === "down" ? 835 : 5);
    await eventually("the row at the end", async () => (await place()) === (way === "down" ? 15 : 0));
    const end = await page.evaluate(() => scrollY);
    assert.ok(way === "down" ? end > start : end < start, `${start} to ${end}`);
    await touch("touchEnd");
    await page.locator(".ranking.ranked").waitFor();
    await close();
  });
}

test("after a way back to the page its message grows with the card again", async () => {
  const { page, message, survey, close } = await show(corner, "corner", DESKTOP);
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
  await close();
});
