// The frame of a message that leaves the page in use.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, framed, openWorld, show as showIn } from "./layouts.mjs";
import { Host, card, closeBrowser, eventually, messageIn, visit } from "./support.mjs";

let world;
before(async () => (world = await openWorld(["corner"])));
after(async () => {
  await closeBrowser();
  await world?.close();
});
const show = (...what) => showIn(world, ...what);

test("the frame is as high as the card, whichever card it is", async () => {
  const { page, message, survey, close } = await show("corner", DESKTOP);
  await framed(message);
  const heights = async () => [
    await page.locator("iframe.ab-html-message").evaluate((frame) => frame.offsetHeight),
    await message.locator("body").evaluate((body) => body.offsetHeight),
  ];
  const fits = () => eventually("the frame to fit", async () => {
    const [frame, body] = await heights();
    return frame === body && frame;
  }, 3_000);
  const first = await fits();
  await survey.choose("3");
  await survey.next();
  await survey.title().getByText("main reason").waitFor();
  await message.getByRole("textbox").evaluate((area) => (area.style.height = "300px"));
  assert.ok((await fits()) > first);
  // On a screen that is too low it ends at the screen, and the card scrolls.
  await page.setViewportSize({ width: 1280, height: 300 });
  await eventually("the frame to be as high as the screen", async () => (await heights())[0] <= 300, 3_000);
  await close();
});

test("made small it is one button, by which the keyboard brings it back", async () => {
  const { page, message, survey, close } = await show("corner", DESKTOP);
  await framed(message);
  await survey.choose("7");
  const smaller = message.getByRole("button", { name: "Minimise" });
  await smaller.focus();
  await page.keyboard.press("Enter");
  const larger = message.getByRole("button", { name: "Continue the survey" });
  await larger.waitFor();
  assert.ok(await larger.evaluate((button) => button === document.activeElement));
  assert.equal(await survey.title().isVisible(), false);
  const size = await page.locator("iframe.ab-html-message").boundingBox();
  assert.ok(size.width < 320 && size.height < 90, `${size.width} by ${size.height}`);
  await page.keyboard.press("Enter");
  assert.ok(await message.getByRole("radio", { name: "7", exact: true }).isChecked(), "what was chosen is still there");
  await close();
});

test("the keyboard goes from a corner on into the page, and Escape closes it", async () => {
  const { page, message, close } = await show("corner", DESKTOP);
  await framed(message);
  await message.getByRole("button", { name: "Next" }).focus();
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), "IFRAME");
  await page.keyboard.press("Shift+Tab");
  await message.getByRole("button", { name: "Next" }).focus();
  await page.keyboard.press("Escape");
  await page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  await close();
});

test("in a frame that may not be reached it stays as it was", async () => {
  const html = await (await fetch(world.messageUrl("ada", "at-corner"))).text();
  const host = await Host.open();
  const visitor = await visit(host.put("/shop", "<!doctype html><title>Shop</title>"));
  await visitor.page.setContent('<iframe sandbox="allow-scripts allow-forms" style="width:100%;height:600px"></iframe>');
  await visitor.page.locator("iframe").evaluate((frame, html) => (frame.srcdoc = html), html);
  const message = visitor.page.frameLocator("iframe");
  await card(message).title().waitFor();
  await card(message).choose("5");
  await card(message).next();
  await card(message).title().getByText("main reason").waitFor();
  assert.equal(await message.locator("body").getAttribute("class"), "message at-corner");
  await visitor.close();
  host.close();
});
