// The element in pages that we did not write: whatever they do, a survey neither breaks nor is broken.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { CLOCKED, later } from "./clock.mjs";
import { cases } from "./engines.mjs";
import { MODES, Shop, element } from "./shop.mjs";
import { eventually } from "./support.mjs";
import { settled as takesPresses } from "./walk.mjs";

let place;
before(async () => (place = await Shop.open({ isBetween: true })));
after(() => place?.close());
const shop = (guest, inside, options) => place.visit(inside, { guest, ...options });
const inEngines = cases("a page of somebody else's");
const defined = (page) => page.waitForFunction(() => document.querySelector("sondage-survey")?.shadowRoot);
const locks = (page) => page.evaluate(() => getComputedStyle(document.documentElement).overflowY === "hidden");

const settled = async (page) => {
  await later(page, 1500);
  await page.evaluate(() => fetch(location.href).then((answer) => answer.text()));
};

inEngines("what is typed in a survey runs no shortcut of the page's", async (engine) => {
  const { page, survey, element: own } = await shop(engine, element(MODES.modal, "cornered"));
  await survey.title().waitFor();
  await page.evaluate(() => {
    window.pressed = [];
    document.querySelector("#buy").addEventListener("click", () => window.pressed.push("buy"));
    for (const type of ["keydown", "keypress", "keyup"]) {
      document.addEventListener(type, (event) => {
        window.pressed.push(event.key);
        if (event.key !== "s" || type !== "keydown") return;
        event.preventDefault();
        document.querySelector("#buy").click();
      });
    }
  });
  await own.getByRole("textbox").pressSequentially("too slow");
  assert.equal(await own.getByRole("textbox").inputValue(), "too slow");
  assert.deepEqual(await page.evaluate(() => window.pressed), []);
});

inEngines("a key that chooses an option does nothing else, and any other key is the page's", async (engine) => {
  const { page, survey } = await shop(engine, element(""));
  await survey.title().waitFor();
  await page.evaluate(() => {
    window.pressed = [];
    document.addEventListener("keydown", ({ key }) => window.pressed.push(key));
  });
  await survey.title().focus();
  for (const key of ["7", "s"]) await page.keyboard.press(key);
  assert.ok(await page.getByRole("radio", { name: "7", exact: true }).isChecked());
  assert.deepEqual(await page.evaluate(() => window.pressed), ["s"]);
});

const CLOSED = {
  "aria-hidden": '<div aria-hidden="true"><div role="dialog">Menu</div></div>',
  inert: '<div role="dialog" inert>Menu</div>',
  "opacity 0": '<div style="opacity: 0; pointer-events: none"><div role="dialog">Menu</div></div>',
  "off the screen": '<div role="dialog" style="position: fixed; left: -400px; width: 300px; height: 100vh">Menu</div>',
  clipped: '<div role="dialog" style="position: absolute; clip-path: inset(50%)">Menu</div>',
  "in a box of no height": '<div style="height: 0; overflow: hidden"><div role="dialog">Menu</div></div>',
  "a chat launcher": '<div role="dialog" aria-modal="false" style="position: fixed; right: 0; bottom: 0">Chat</div>',
};
inEngines(`dialogs of the page that nobody sees keep no survey away: ${Object.keys(CLOSED).join(", ")}`, async (engine) => {
  const { survey } = await shop(engine, Object.values(CLOSED).join("") + element("mode=modal"));
  await survey.title().waitFor();
});

inEngines("an open dialog that has no size of its own keeps a survey waiting", async (engine) => {
  const { page, survey } = await shop(engine,
    `<div role="dialog" id="d"><div style="position: fixed; inset: 20%">Cookies?</div></div>${element("mode=modal")}`, { head: CLOCKED });
  await defined(page);
  await later(page, 2000);
  assert.equal(await survey.title().count(), 0);
  await page.evaluate(() => document.querySelector("#d").remove());
  await later(page, 1000);
  await survey.title().waitFor();
});

for (const mode of ["modal", "corner"]) {
  inEngines(`asked for inside the page's own dialog, a ${mode} comes over it and can be used`, async (engine) => {
    const { page, survey } = await shop(engine,
      `<dialog id="own">Help <button id="ask">Give feedback</button></dialog>${element(`${MODES[mode]} manual`)}`);
    await defined(page);
    await page.evaluate(() => {
      document.querySelector("#own").showModal();
      document.querySelector("#ask").onclick = () => document.querySelector("sondage-survey").open();
    });
    await page.locator("#ask").click();
    await survey.title().waitFor();
    await survey.choose("8");
    await survey.close();
    await survey.title().waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.id), "ask");
  });
}

inEngines("asked for while it waits behind another, it waits no longer", async (engine) => {
  const { page, survey, element: own } = await shop(engine, `<div role="dialog" id="d">Cookies?</div>${element("mode=modal")}`, { head: CLOCKED });
  await defined(page);
  await later(page, 1000);
  await own.evaluate((one) => void one.open());
  await later(page, 1000);
  await survey.title().waitFor();
});

inEngines("no size of text, name or ancestor of the page's is the survey's", async (engine) => {
  const hostile = `<style>html { font-size: 62.5% } body * { --text: #111; --surface: #000; --accent: #000; --soft: #000; --radius: 40px }
    main ~ * , .around { transform: translateX(200px) scale(.5); contain: strict; z-index: 0; position: relative; width: 200px; height: 100px; overflow: hidden }
    .over { position: fixed; inset: 0; z-index: 2147483647; pointer-events: none; background: rgb(255 0 0 / .1) }</style>`;
  const modes = ["corner", "drawer", "modal", "tab"];
  /** What each mode looks like, one after the other. */
  const looks = async (head) => {
    const all = modes.map((mode) => element(`${MODES[mode]} manual id="${mode}"`)).join("");
    const { page } = await shop(engine, head ? `<div class="around">${all}</div>` : all, { head });
    await defined(page);
    const seen = [];
    for (const mode of modes) {
      await page.evaluate((mode) => document.getElementById(mode).open(), mode);
      const own = page.locator(`#${mode}`);
      await own.locator("#sondage-title").waitFor();
      seen.push([mode, ...await own.evaluate(async (own) => {
        // Where it comes to rest, not on the way there.
        await Promise.all(own.shadowRoot.getAnimations().map((motion) => motion.finished));
        return ["[data-sheet]", "#sondage-title", "button[value=next]", ".scale label", ".tab"].map((what) => {
          const one = own.shadowRoot.querySelector(what);
          if (!one) return null;
          const { fontSize, color, backgroundColor, borderTopLeftRadius } = getComputedStyle(one);
          const { x, y, width, height } = one.getBoundingClientRect();
          return [what, fontSize, color, backgroundColor, borderTopLeftRadius, x, y, width, height];
        });
      })]);
      await page.evaluate((mode) => document.getElementById(mode).close(), mode);
      await own.locator("#sondage-title").waitFor({ state: "detached" });
    }
    await engine.leave();
    return seen;
  };
  assert.deepEqual(await looks(hostile), await looks(""));
});

inEngines("inline the survey has its own size of text, and is hidden with what it lies in", async (engine) => {
  const { page, survey } = await shop(engine, `<div id="box">${element("")}</div>`, { head: "<style>html { font-size: 62.5% }</style>" });
  await survey.title().waitFor();
  const size = (selector) => page.locator(selector).first().evaluate((one) => getComputedStyle(one).fontSize);
  assert.deepEqual([await size("[data-sheet]"), await size("#sondage-title")], ["16px", "19px"]);
  await page.evaluate(() => (document.querySelector("#box").style.visibility = "hidden"));
  assert.equal(await survey.title().isVisible(), false);
});

inEngines("a registered property of the page's own is none of ours", async (engine) => {
  const head = '<style>@property --surface { syntax: "<number>"; inherits: false; initial-value: 1 } @property --text { syntax: "<number>"; inherits: false; initial-value: 1 }</style>';
  const { page, survey } = await shop(engine, element(""), { head });
  await survey.title().waitFor();
  const sheet = await page.locator("[data-sheet]").evaluate((one) => getComputedStyle(one).backgroundColor);
  assert.equal(sheet, "rgb(255, 255, 255)");
});

inEngines("a page is printed without what lies over it", async (engine) => {
  const { page, survey } = await shop(engine, element(MODES.tab));
  await page.getByRole("button", { name: "Tell us" }).click();
  await survey.title().waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("dialog").isVisible(), false);
  assert.equal(await page.locator(".tab").isVisible(), false);
}, { not: { Firefox: "a test cannot have it print", WebKit: "a test cannot have it print" } });

for (const mode of ["corner", "drawer", "modal"]) {
  inEngines(`a ${mode} that is under way is there on the next page, whatever the rule`, async (engine) => {
    const { page, survey } = await shop(engine, element(`${MODES[mode]} show="once" delay="0.1" every="30"`));
    await survey.title().waitFor();
    await survey.choose("7");
    await survey.next();
    await survey.title().getByText("Which plan").waitFor();
    const next = place.host.put(`/next-${mode}`, `<!doctype html><title>Next</title>${element(`${MODES[mode]} show="once" scroll="90" page="/elsewhere"`)}${place.script()}`);
    await page.goto(next);
    await survey.title().getByText("Which plan").waitFor();
    await takesPresses(page);
    await survey.close();
    await survey.title().waitFor({ state: "detached" });
    await page.reload();
    await defined(page);
    await page.evaluate(() => document.querySelector("sondage-survey").open());
    await survey.title().getByText("How likely").waitFor();
  });
}

inEngines("made small it is small on the next page, and goes on there", async (engine) => {
  const { page, survey } = await shop(engine, element(`${MODES.corner} show="once"`));
  await survey.title().waitFor();
  await page.getByRole("button", { name: "Minimise" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Continue the survey" }).waitFor();
  assert.equal(await survey.title().isVisible(), false);
  await page.getByRole("button", { name: "Continue the survey" }).click();
  await survey.title().waitFor();
  await page.reload();
  await defined(page);
});

inEngines("seen and not touched it is not under way", async (engine) => {
  const { page, survey } = await shop(engine, element(`${MODES.corner} show="once"`), { head: CLOCKED });
  await survey.title().waitFor();
  place.between.answered.length = 0;
  await page.reload();
  await defined(page);
  await settled(page);
  assert.equal(await survey.title().count(), 0);
  assert.deepEqual(place.between.answered.filter((path) => /\/v1\/surveys\/onboarding\?/.test(path)), [], "it was not even asked for");
});

inEngines("what is typed and not sent is there after a reload", async (engine) => {
  const { page, survey } = await shop(engine, element("", "cornered"));
  await survey.title().waitFor();
  await page.getByRole("textbox").pressSequentially("half a tho");
  await page.reload();
  await survey.title().waitFor();
  assert.equal(await page.getByRole("textbox").inputValue(), "half a tho");
  await page.getByRole("textbox").press("End");
  await page.getByRole("textbox").pressSequentially("ught");
  await survey.next();
  await survey.title().getByText("Thank you!").waitFor();
  const stored = await eventually("the answer", async () => (await place.world.responses("cornered")).find(({ state }) => state === "completed"));
  assert.equal(stored.answers.why, "half a thought");
});

inEngines("before consent nothing that is typed is kept", async (engine) => {
  const { page, survey } = await shop(engine, element('consent="pending"', "cornered"));
  await survey.title().waitFor();
  await page.getByRole("textbox").pressSequentially("secret");
  assert.equal(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage })), "{}");
});

inEngines("the page scrolls again when the last survey that held it is gone, in whatever order", async (engine) => {
  const { page } = await shop(engine, `${element("mode=modal manual id=a")}${element("mode=modal manual id=b", "cornered")}`);
  await defined(page);
  const open = (id) => page.evaluate((id) => document.getElementById(id).open(), id);
  await open("a");
  await open("b");
  assert.ok(await locks(page));
  await page.evaluate(() => document.getElementById("a").remove());
  assert.ok(await locks(page));
  await page.evaluate(() => document.getElementById("b").close());
  await eventually("the page scrolling", async () => !(await locks(page)));
});

inEngines("a lock of the page's own is neither taken nor left", async (engine) => {
  const { page, survey, element: own } = await shop(engine, element("mode=modal manual"));
  await defined(page);
  await page.evaluate(() => (document.documentElement.style.overflow = "hidden"));
  await own.evaluate((one) => one.open());
  await survey.title().waitFor();
  await page.evaluate(() => (document.documentElement.style.overflow = ""));
  assert.ok(await locks(page));
  await own.evaluate((one) => one.close());
  await eventually("the page scrolling", async () => !(await locks(page)));
  await own.evaluate((one) => one.open());
  await survey.title().waitFor();
  await page.evaluate(() => (document.documentElement.style.overflow = "hidden"));
  await own.evaluate((one) => one.close());
  await survey.title().waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.documentElement.style.overflow), "hidden");
});

inEngines("a modal in what the page hides freezes nothing, and is there when that is shown", async (engine) => {
  const { page, survey, element: own } = await shop(engine, `<div id="box" hidden>${element("mode=modal manual")}</div>`);
  await defined(page);
  await own.evaluate((one) => one.open());
  await page.locator("#buy").click();
  assert.equal(await locks(page), false);
  assert.equal(await page.evaluate(() => localStorage.getItem("sondage.seen.onboarding")), null, "nobody has seen it");
  await page.evaluate(() => (document.querySelector("#box").hidden = false));
  await survey.title().waitFor();
  await eventually("a showing", () => page.evaluate(() => localStorage.getItem("sondage.seen.onboarding")));
  assert.ok(await locks(page));
  await survey.choose("5");
  await page.evaluate(() => (document.querySelector("#box").hidden = true));
  await eventually("the page scrolling", async () => !(await locks(page)));
  await page.locator("#buy").click();
  await page.evaluate(() => (document.querySelector("#box").hidden = false));
  await eventually("the survey over the page", () => page.locator("dialog").evaluate((one) => one.matches(":modal")));
  assert.ok(await page.getByRole("radio", { name: "5", exact: true }).isChecked());
  assert.ok(await locks(page));
});

inEngines("a page that has become another one while the survey loaded is not asked on it", async (engine) => {
  const isSurvey = /\/v1\/surveys\/onboarding\?/;
  const { between } = place;
  between.hold(isSurvey);
  engine.after(() => between.letThrough());
  const { page, survey } = await shop(engine, element('mode="modal" page="/shop*"'), { head: CLOCKED });
  await eventually("the survey on its way", () => between.held.length > 0);
  await page.evaluate(() => history.pushState(null, "", "/checkout"));
  between.answered.length = 0;
  between.letThrough();
  await eventually("the survey", () => between.answered.some((path) => isSurvey.test(path)));
  await settled(page);
  assert.equal(await survey.title().isVisible(), false);
  await page.evaluate(() => history.pushState(null, "", "/shop-again"));
  await later(page, 1500);
  await survey.title().waitFor();
});

inEngines("a page that has become another one behind a dialog is not asked on it", async (engine) => {
  const { page, survey } = await shop(engine, `<div role="dialog" id="d">Cookies?</div>${element('mode="modal" page="/shop*"')}`, { head: CLOCKED });
  await defined(page);
  await later(page, 1000);
  await page.evaluate(() => {
    history.pushState(null, "", "/checkout");
    document.querySelector("#d").remove();
  });
  await settled(page);
  assert.equal(await survey.title().count(), 0);
});

inEngines("one that waits behind another has not been shown", async (engine) => {
  const { between } = place;
  between.hold(/\/v1\/surveys\/cornered\?/);
  engine.after(() => between.letThrough());
  // Of two that come at once the one that is loaded first is shown.
  const both = element('mode="corner" id="a"') + element('mode="corner" id="b"', "cornered");
  const { page } = await shop(engine, both, { head: CLOCKED });
  await page.locator("#a").locator("[data-sheet]").waitFor();
  await eventually("the other one on its way", () => between.held.length > 0);
  between.letThrough();
  const waiting = page.locator("#b").locator("dialog[hidden] [data-sheet]");
  await waiting.waitFor({ state: "attached" });
  // Only what was shown begins its quiet days: that was the other one.
  await page.evaluate(() => document.querySelector("#b").setAttribute("quiet", "7"));
  const seen = () => page.evaluate(() => localStorage.getItem("sondage.seen.cornered"));
  assert.equal(await seen(), null);
  await page.locator("#a").locator("[data-close]").click();
  await later(page, 1500);
  await page.locator("#b").locator("dialog").waitFor({ state: "detached" });
  assert.equal(await seen(), null);
});

for (const change of ['location.hash = "#terms"', 'history.replaceState(null, "", "?sort=price")']) {
  inEngines(`closed it stays closed on the same page, after ${change}`, async (engine) => {
    const { page, survey } = await shop(engine, element('mode="corner" show="always" page="/shop*"'), { head: CLOCKED });
    await survey.title().waitFor();
    await survey.close();
    await survey.title().waitFor({ state: "detached" });
    await page.evaluate(change);
    await settled(page);
    assert.equal(await survey.title().count(), 0);
    await page.evaluate(() => history.pushState(null, "", "/shop-two"));
    await later(page, 1500);
    await survey.title().waitFor();
  });
}

