// The element over a page: every mode, and the manners that it owes the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, MODES, Shop, element } from "./shop.mjs";
import { eventually } from "./support.mjs";

let place;
before(async () => (place = await Shop.open()));
after(() => place?.close());
const shop = (...what) => place.visit(...what);
/** How far the page is scrolled once it has taken a turn of the wheel in. */
const scrollsBy = async (page) => {
  await page.mouse.move(600, 100);
  await page.evaluate(() => {
    window.turned = new Promise((done) => addEventListener("wheel", () =>
      requestAnimationFrame(() => requestAnimationFrame(done)), { once: true, capture: true, passive: true }));
  });
  await page.mouse.wheel(0, 200);
  await page.evaluate(() => window.turned);
  return page.evaluate(() => scrollY);
};

test("inline it asks for nothing that only the other modes need", async () => {
  const { survey, requests, close } = await shop(element(""));
  await survey.title().waitFor();
  assert.deepEqual(requests.filter((url) => /embed|frame|at-/.test(url)), []);
  await close();
});

for (const mode of ["modal", "full"]) {
  test(`a ${mode} one holds the page, and gives focus and scrolling back`, async () => {
    const { page, survey, element: own, close } = await shop(element(`${MODES[mode]} manual`));
    await page.locator("#buy").focus();
    await own.evaluate((one) => one.open());
    await survey.title().waitFor();
    await eventually("the focus in the survey", () => own.evaluate((one) => one.shadowRoot.activeElement?.id === "sondage-title"));
    const box = await page.locator("[data-sheet]").boundingBox();
    if (mode === "full") assert.deepEqual(box, { x: 0, y: 0, ...DESKTOP });
    else assert.ok(Math.abs(box.x + box.width / 2 - 640) < 1 && Math.abs(box.y + box.height / 2 - 450) < 1, JSON.stringify(box));
    assert.equal(await scrollsBy(page), 0);
    await assert.rejects(page.locator("#buy").click({ timeout: 500 }), "what is behind takes no clicks");
    await page.keyboard.press("Escape");
    await survey.title().waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.id), "buy");
    assert.equal(await page.evaluate(() => document.documentElement.getAttribute("style")), null);
    assert.ok((await scrollsBy(page)) > 0);
    await close();
  });
}

test("closed by the browser itself it is closed for the survey and the page as well", async () => {
  const { page, survey, element: own, close } = await shop(element(MODES.modal));
  await survey.title().waitFor();
  const dismissed = own.evaluate((one) => new Promise((done) => one.addEventListener("sondage-dismissed", () => done(true))));
  await page.locator("dialog").evaluate((dialog) => dialog.close());
  assert.ok(await dismissed);
  await survey.title().waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.documentElement.getAttribute("style")), null);
  await close();
});

for (const mode of ["corner", "drawer"]) {
  test(`a ${mode} leaves the page in use, and the focus where it is`, async () => {
    const { page, survey, close } = await shop(element(MODES[mode]));
    await survey.title().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
    await page.locator("#buy").click();
    assert.ok((await scrollsBy(page)) > 0);
    const box = await page.locator("[data-sheet]").boundingBox();
    if (mode === "corner") assert.ok(box.x < 40 && box.y + box.height > 860, JSON.stringify(box));
    else assert.deepEqual([box.y, box.height, box.x + box.width], [0, 900, 1280]);
    await survey.choose("8");
    await survey.next();
    await survey.title().getByText("Which plan").waitFor();
    await survey.close();
    await survey.title().waitFor({ state: "detached" });
    await close();
  });
}

test("a tab at the edge opens the survey and closes it, and has the focus again", async () => {
  const { page, survey, close } = await shop(element(MODES.tab));
  const tab = page.getByRole("button", { name: "Tell us" });
  const box = await tab.boundingBox();
  assert.ok(box.x + box.width === 1280 && Math.abs(box.y + box.height / 2 - 450) < 1, JSON.stringify(box));
  await tab.focus();
  await page.keyboard.press("Enter");
  await survey.title().waitFor();
  assert.equal(await tab.getAttribute("aria-expanded"), "true");
  await eventually("the focus in the survey", () => page.evaluate(() => document.querySelector("sondage-survey").shadowRoot.activeElement?.id === "sondage-title"));
  await page.keyboard.press("Escape");
  await survey.title().waitFor({ state: "detached" });
  assert.equal(await tab.getAttribute("aria-expanded"), "false");
  assert.ok(await tab.evaluate((one) => one.getRootNode().activeElement === one));
  await tab.click();
  await survey.title().waitFor();
  await tab.click();
  await survey.title().waitFor({ state: "detached" });
  await close();
});

test("in the mode auto it stands where the survey's own layout says, and is made small there", async () => {
  const { page, survey, close } = await shop(element(MODES.auto, "cornered"));
  await survey.title().waitFor();
  const box = await page.locator("[data-sheet]").boundingBox();
  assert.ok(box.x + box.width > 1240 && box.width < 400, JSON.stringify(box));
  await page.getByRole("button", { name: "Minimise" }).click();
  assert.equal(await survey.title().isVisible(), false);
  await page.getByRole("button", { name: "Continue the survey" }).click();
  await survey.title().waitFor();
  await close();
});

test("it waits until the page's own dialog is gone, of whatever make", async () => {
  const dialogs = ['<dialog id="d" open>Sale!</dialog>', '<div id="d" role="dialog">Cookies?</div>', '<div id="d" aria-modal="true">Hello</div>'];
  for (const dialog of dialogs) {
    const { page, survey, close } = await shop(element("mode=modal") + dialog, { prepare: (page) => page.clock.install() });
    await page.waitForFunction(() => customElements.get("sondage-survey"));
    await page.clock.runFor(2000);
    assert.equal(await survey.title().count(), 0, dialog);
    await page.evaluate(() => (document.querySelector("#d").style.display = "none"));
    await page.clock.runFor(1000);
    await survey.title().waitFor();
    await close();
  }
});

test("two of them come up one after the other, and a third lies in the page", async () => {
  const { page, close } = await shop(element('mode="corner" show="always"') + element('mode="modal" show="always"', "cornered") + element(""));
  await eventually("the inline one and the corner", async () => (await page.locator("[data-sheet]:visible").count()) === 2);
  const titles = () => page.locator("sondage-survey").evaluateAll((all) => all.map((one) => one.shadowRoot.querySelector("#sondage-title")?.checkVisibility() ?? false));
  const [first, second] = await titles();
  assert.equal([first, second].filter(Boolean).length, 1);
  await page.locator("dialog:not([hidden]) [data-close]").click();
  await eventually("the other one", async () => (await titles())[first ? 1 : 0]);
  await close();
});

