// Where a message stands: over the page, or beside it with the page in use.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, framed, openWorld, show as showIn } from "./layouts.mjs";
import { ADA, PHONE, closeBrowser, eventually } from "./support.mjs";

const LAYOUTS = ["card", "sheet", "corner", "full"];

let world;
before(async () => (world = await openWorld(LAYOUTS)));
after(async () => {
  await closeBrowser();
  await world?.close();
});
const show = (...what) => showIn(world, ...what);

/** What of the page is the page's own: it is to be the same after the message as before it. */
const own = (page) =>
  page.evaluate(() => [document.documentElement, document.body].map((one) => one.cloneNode().outerHTML));

/** The page is made higher than any screen, and scrolled by the wheel above the message. */
const scrolls = async (page) => {
  await page.evaluate(() => (document.querySelector("main").style.minHeight = "300vh"));
  await page.mouse.move(150, 60);
  await page.mouse.wheel(0, 200);
  await eventually("the page to scroll", () => page.evaluate(() => scrollY > 0), 3_000);
};

for (const [screen, viewport] of [["phone", PHONE], ["desktop", DESKTOP]]) {
  for (const layout of ["corner", "sheet"]) {
    test(`behind a ${layout} on a ${screen} the page is used, and afterwards it is as before`, async () => {
      const { page, message, survey, close } = await show(layout, viewport);
      await framed(message);
      const clicks = await page.evaluateHandle(() => {
        const seen = [];
        document.querySelector(".hero button").addEventListener("click", () => seen.push("click"));
        return seen;
      });
      await page.getByRole("button", { name: "Order again" }).click();
      assert.deepEqual(await clicks.jsonValue(), ["click"]);
      await scrolls(page);
      await page.evaluate(() => scrollTo(0, 0));
      await survey.choose("9");
      await survey.next();
      await survey.title().getByText("main reason").waitFor();
      await survey.close();
      await page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
      assert.equal(await page.locator(".ab-iam-root").count(), 0);
      assert.deepEqual(await own(page), ['<html lang="en"></html>', "<body></body>"].map((html, at) => (at ? html.replace("body>", 'body class="">') : html)));
      await world.profileWhen("the answer", ({ attributes }) => Object.values(attributes).some(({ value }) => value === 9), ADA);
      await close();
    });
  }

  for (const layout of ["card", "full"]) {
    test(`a ${layout} on a ${screen} has the screen to itself, and afterwards the page scrolls`, async () => {
      const { page, message, survey, close } = await show(layout, viewport);
      const box = await message.locator("[data-sheet]").boundingBox();
      if (layout === "full") assert.deepEqual(box, { x: 0, y: 0, ...viewport });
      else assert.ok(Math.abs(box.x + box.width / 2 - viewport.width / 2) < 1 && Math.abs(box.y + box.height / 2 - viewport.height / 2) < 1);
      assert.equal(await message.locator("[data-sheet]").getAttribute("aria-modal"), "true");
      await survey.close();
      await page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
      await scrolls(page);
      await close();
    });
  }
}

test("in the dark the page is seen behind it, as in the light", async () => {
  for (const layout of ["card", "corner"]) {
    const { page, close } = await show(layout, DESKTOP, { colorScheme: "dark" });
    const seen = async (colour) => {
      await page.evaluate((colour) => (document.body.style.background = colour), colour);
      return (await page.screenshot({ clip: { x: 0, y: 0, width: 30, height: 30 } })).toString("base64");
    };
    assert.notEqual(await seen("red"), await seen("blue"), layout);
    await close();
  }
});

test("on the narrowest screens nothing is cut off, in either direction of writing", async () => {
  for (const layout of LAYOUTS) {
    const { page, message, close } = await show(layout, { width: 320, height: 568 });
    for (const dir of ["ltr", "rtl"]) {
      await message.locator("body").evaluate((body, dir) => [body, body.querySelector("[data-sheet]")].forEach((one) => (one.dir = dir)), dir);
      const box = await message.locator("[data-sheet]").evaluate((sheet) => {
        const { left, right } = sheet.getBoundingClientRect();
        return [left >= 0 && right <= innerWidth, sheet.scrollWidth <= sheet.clientWidth];
      });
      assert.deepEqual(box, [true, true], `${layout} ${dir}`);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await close();
  }
});
