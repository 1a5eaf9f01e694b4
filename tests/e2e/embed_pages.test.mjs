// The element in pages of every kind: hostile, strict, restless; and for everybody.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { DESKTOP, MODES, Shop, element } from "./shop.mjs";
import { PHONE, card, visit } from "./support.mjs";

let place;
before(async () => (place = await Shop.open()));
after(() => place?.close());
const shop = (...what) => place.visit(...what);
const script = () => place.script();

test("hostile styles of a page change nothing of what is seen", async () => {
  const hostile = `<style>* { all: unset !important } div { display: none !important } button, dialog, form { opacity: 0 !important }
    body, sondage-survey { letter-spacing: 9px !important; text-transform: uppercase !important; font-size: 40px !important; visibility: visible }
    dialog::backdrop { background: red !important }</style>`;
  const look = async (mode, head) => {
    const { page, survey, close } = await shop(element(MODES[mode]), { head });
    await survey.title().waitFor();
    const seen = await page.locator("[data-sheet]").evaluate((sheet) => {
      const looks = [sheet, sheet.querySelector("#sondage-title"), sheet.querySelector("button[value=next]")].map((one) => {
        const { fontSize, letterSpacing, textTransform, opacity, display, borderRadius, color } = getComputedStyle(one);
        return { fontSize, letterSpacing, textTransform, opacity, display, borderRadius, color };
      });
      return JSON.stringify(looks);
    });
    await close();
    return seen;
  };
  for (const mode of ["inline", "modal", "corner"]) assert.equal(await look(mode, hostile), await look(mode, ""), mode);
});

test("under the strictest policies every mode comes up", async () => {
  const policy = [
    "default-src 'none'", `script-src ${place.world.relay} 'wasm-unsafe-eval'`, `connect-src ${place.world.relay}`, "style-src 'none'",
    "require-trusted-types-for 'script'", "trusted-types sondage", "base-uri 'none'",
  ].join("; ");
  for (const mode of ["modal", "corner", "drawer", "full", "tab"]) {
    const page = `<!doctype html><html lang="en"><title>Shop</title>${element(MODES[mode])}${script()}`;
    const visitor = await visit(place.host.put(`/strict-${mode}`, page, { "content-security-policy": policy }), { viewport: DESKTOP });
    if (mode === "tab") await visitor.page.getByRole("button", { name: "Tell us" }).click();
    await card(visitor.page).choose("6");
    await card(visitor.page).next();
    await card(visitor.page).close();
    await card(visitor.page).title().waitFor({ state: "detached" });
    assert.equal(await visitor.page.evaluate(() => document.documentElement.getAttribute("style")), null);
    await visitor.close();
  }
});

test("a framework that moves it does not disturb it, and one that takes it away leaves nothing", async () => {
  const { page, survey, close } = await shop(element('mode="modal"'));
  await survey.title().waitFor();
  await survey.choose("4");
  await page.evaluate(() => document.querySelector("main").prepend(document.querySelector("sondage-survey")));
  assert.ok(await page.getByRole("radio", { name: "4", exact: true }).isChecked());
  assert.ok(await page.locator("dialog").evaluate((dialog) => dialog.matches(":modal")));
  await page.evaluate(() => {
    window.kept = document.querySelector("sondage-survey");
    window.kept.remove();
  });
  assert.equal(await page.evaluate(() => window.kept.shadowRoot.childElementCount), 0);
  assert.equal(await page.evaluate(() => document.documentElement.getAttribute("style")), null);
  await close();
});

test("put in and taken out many times it leaks no node and no listener", async () => {
  const { page, context, close } = await shop("");
  await page.waitForFunction(() => customElements.get("sondage-survey"));
  const cdp = await context.newCDPSession(page);
  const count = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
    return { nodes, jsEventListeners };
  };
  const cycle = (times) => page.evaluate(async (times) => {
    for (let at = 0; at < times; at += 1) {
      for (const mode of ["inline", "modal", "corner", "tab"]) {
        const one = document.createElement("sondage-survey");
        if (mode !== "inline") {
          one.setAttribute("mode", mode);
          one.setAttribute("show", "always");
        }
        one.setAttribute("survey", "cornered");
        const shown = new Promise((done) => one.addEventListener("sondage-shown", done));
        document.body.append(one);
        if (mode === "tab") one.open();
        await shown;
        one.remove();
        await new Promise((done) => setTimeout(done));
      }
    }
  }, times);
  await cycle(3);
  const before = await count();
  await cycle(10);
  const after = await count();
  assert.ok(after.nodes - before.nodes < 60, JSON.stringify([before, after]));
  assert.ok(after.jsEventListeners - before.jsEventListeners < 20, JSON.stringify([before, after]));
  await close();
});

test("another survey in the same element takes the place of the one before", async () => {
  const { page, survey, element: own, close } = await shop(element(""));
  await survey.title().getByText("How likely").waitFor();
  await own.evaluate((one) => one.setAttribute("survey", "cornered"));
  await survey.title().getByText("Why?").waitFor();
  assert.equal(await page.locator("[data-sheet]").count(), 1);
  await close();
});

test("every mode is free of barriers, on a phone and on a desktop, in light and dark", async () => {
  const axe = await readFile("node_modules/axe-core/axe.min.js", "utf8");
  for (const [mode, attributes] of Object.entries(MODES)) {
    for (const [viewport, colorScheme] of [[PHONE, "dark"], ...(mode === "tab" ? [[DESKTOP, "light"]] : [])]) {
      const { page, survey, close } = await shop(element(attributes), { viewport, colorScheme, head: `<meta name="color-scheme" content="light dark">` });
      if (mode === "tab") await page.getByRole("button", { name: "Tell us" }).click();
      await survey.title().waitFor();
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document.querySelector("sondage-survey")));
      assert.deepEqual(found.violations.map(({ id, nodes }) => [id, nodes[0].html]), [], `${mode} ${colorScheme}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await close();
    }
  }
});
