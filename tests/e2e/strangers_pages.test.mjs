// The element in pages that we did not write: whatever they do, a survey neither breaks nor is broken.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MODES, Shop, element } from "./shop.mjs";
import { eventually } from "./support.mjs";

let place;
before(async () => (place = await Shop.open()));
after(() => place?.close());
const shop = (...what) => place.visit(...what);
const frozen = (options) => ({ prepare: (page) => page.clock.install(), ...options });
const defined = (page) => page.waitForFunction(() => document.querySelector("sondage-survey")?.shadowRoot);
const locks = (page) => page.evaluate(() => getComputedStyle(document.documentElement).overflowY === "hidden");

test("what is typed in a survey runs no shortcut of the page's", async () => {
  const { page, survey, element: own, close } = await shop(element(MODES.modal, "cornered"));
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
  await close();
});

test("a key that chooses an option does nothing else, and any other key is the page's", async () => {
  const { page, survey, close } = await shop(element(""));
  await survey.title().waitFor();
  await page.evaluate(() => {
    window.pressed = [];
    document.addEventListener("keydown", ({ key }) => window.pressed.push(key));
  });
  await survey.title().focus();
  for (const key of ["7", "s"]) await page.keyboard.press(key);
  assert.ok(await page.getByRole("radio", { name: "7", exact: true }).isChecked());
  assert.deepEqual(await page.evaluate(() => window.pressed), ["s"]);
  await close();
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
for (const [name, closed] of Object.entries(CLOSED)) {
  test(`a dialog of the page that nobody sees keeps no survey away: ${name}`, async () => {
    const { survey, close } = await shop(closed + element("mode=modal"));
    await survey.title().waitFor();
    await close();
  });
}

test("an open dialog that has no size of its own keeps a survey waiting", async () => {
  const { page, survey, close } = await shop(
    `<div role="dialog" id="d"><div style="position: fixed; inset: 20%">Cookies?</div></div>${element("mode=modal")}`, frozen());
  await defined(page);
  await page.clock.runFor(2000);
  assert.equal(await survey.title().count(), 0);
  await page.evaluate(() => document.querySelector("#d").remove());
  await page.clock.runFor(1000);
  await survey.title().waitFor();
  await close();
});

for (const mode of ["modal", "corner"]) {
  test(`asked for inside the page's own dialog, a ${mode} comes over it and can be used`, async () => {
    const { page, survey, close } = await shop(
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
    await close();
  });
}

test("asked for while it waits behind another, it waits no longer", async () => {
  const { page, survey, element: own, close } = await shop(`<div role="dialog" id="d">Cookies?</div>${element("mode=modal")}`, frozen());
  await defined(page);
  await page.clock.runFor(1000);
  const opened = own.evaluate((one) => one.open());
  await page.clock.runFor(1000);
  await opened;
  await survey.title().waitFor();
  await close();
});

test("no size of text, name or ancestor of the page's is the survey's", async () => {
  const hostile = `<style>html { font-size: 62.5% } body * { --text: #111; --surface: #000; --accent: #000; --soft: #000; --radius: 40px }
    main ~ * , .around { transform: translateX(200px) scale(.5); contain: strict; z-index: 0; position: relative; width: 200px; height: 100px; overflow: hidden }
    .over { position: fixed; inset: 0; z-index: 2147483647; pointer-events: none; background: rgb(255 0 0 / .1) }</style>`;
  const look = async (mode, head) => {
    const around = head ? (inside) => `<div class="around">${inside}</div>` : (inside) => inside;
    const { page, survey, close } = await shop(around(element(MODES[mode])), { head });
    if (mode === "tab") await page.getByRole("button", { name: "Tell us" }).click();
    await survey.title().waitFor();
    const seen = await page.locator("sondage-survey").evaluate((own) => {
      const root = own.shadowRoot;
      const all = ["[data-sheet]", "#sondage-title", "button[value=next]", ".scale label", ".tab"].map((what) => {
        const one = root.querySelector(what);
        if (!one) return null;
        const { fontSize, color, backgroundColor, borderTopLeftRadius } = getComputedStyle(one);
        const { x, y, width, height } = one.getBoundingClientRect();
        return [what, fontSize, color, backgroundColor, borderTopLeftRadius, x, y, width, height];
      });
      return JSON.stringify(all);
    });
    await close();
    return seen;
  };
  for (const mode of ["corner", "drawer", "modal", "tab"]) assert.equal(await look(mode, hostile), await look(mode, ""), mode);
});

test("inline the survey has its own size of text, and is hidden with what it lies in", async () => {
  const { page, survey, close } = await shop(`<div id="box">${element("")}</div>`, { head: "<style>html { font-size: 62.5% }</style>" });
  await survey.title().waitFor();
  const size = (selector) => page.locator(selector).first().evaluate((one) => getComputedStyle(one).fontSize);
  assert.deepEqual([await size("[data-sheet]"), await size("#sondage-title")], ["16px", "19px"]);
  await page.evaluate(() => (document.querySelector("#box").style.visibility = "hidden"));
  assert.equal(await survey.title().isVisible(), false);
  await close();
});

test("a registered property of the page's own is none of ours", async () => {
  const head = '<style>@property --surface { syntax: "<number>"; inherits: false; initial-value: 1 } @property --text { syntax: "<number>"; inherits: false; initial-value: 1 }</style>';
  const { page, survey, close } = await shop(element(""), { head });
  await survey.title().waitFor();
  const sheet = await page.locator("[data-sheet]").evaluate((one) => getComputedStyle(one).backgroundColor);
  assert.equal(sheet, "rgb(255, 255, 255)");
  await close();
});

test("a page is printed without what lies over it", async () => {
  const { page, survey, close } = await shop(element(MODES.tab));
  await page.getByRole("button", { name: "Tell us" }).click();
  await survey.title().waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("dialog").isVisible(), false);
  assert.equal(await page.locator(".tab").isVisible(), false);
  await close();
});

for (const mode of ["corner", "drawer", "modal"]) {
  test(`a ${mode} that is under way is there on the next page, whatever the rule`, async () => {
    const { page, survey, close } = await shop(element(`${MODES[mode]} show="once" delay="0.1" every="30"`));
    await survey.title().waitFor();
    await survey.choose("7");
    await survey.next();
    await survey.title().getByText("Which plan").waitFor();
    const next = place.host.put(`/next-${mode}`, `<!doctype html><title>Next</title>${element(`${MODES[mode]} show="once" scroll="90" page="/elsewhere"`)}${place.script()}`);
    await page.goto(next);
    await survey.title().getByText("Which plan").waitFor();
    await survey.close();
    await survey.title().waitFor({ state: "detached" });
    await page.reload();
    await defined(page);
    await page.evaluate(() => document.querySelector("sondage-survey").open());
    await survey.title().getByText("How likely").waitFor();
    await close();
  });
}

test("made small it is small on the next page, and goes on there", async () => {
  const { page, survey, close } = await shop(element(`${MODES.corner} show="once"`));
  await survey.title().waitFor();
  await page.getByRole("button", { name: "Minimise" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Continue the survey" }).waitFor();
  assert.equal(await survey.title().isVisible(), false);
  await page.getByRole("button", { name: "Continue the survey" }).click();
  await survey.title().waitFor();
  await page.reload();
  await defined(page);
  await close();
});

test("seen and not touched it is not under way", async () => {
  const { page, survey, close } = await shop(element(`${MODES.corner} show="once"`), frozen());
  await survey.title().waitFor();
  await page.reload();
  await defined(page);
  await page.clock.runFor(2000);
  await page.evaluate(() => fetch(location.href).then((answer) => answer.text()));
  assert.equal(await survey.title().count(), 0);
  await close();
});

test("what is typed and not sent is there after a reload", async () => {
  const { page, survey, close } = await shop(element("", "cornered"));
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
  await close();
});

test("before consent nothing that is typed is kept", async () => {
  const { page, survey, close } = await shop(element('consent="pending"', "cornered"));
  await survey.title().waitFor();
  await page.getByRole("textbox").pressSequentially("secret");
  assert.equal(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage })), "{}");
  await close();
});

test("the page scrolls again when the last survey that held it is gone, in whatever order", async () => {
  const { page, close } = await shop(`${element("mode=modal manual id=a")}${element("mode=modal manual id=b", "cornered")}`);
  await defined(page);
  const open = (id) => page.evaluate((id) => document.getElementById(id).open(), id);
  await open("a");
  await open("b");
  assert.ok(await locks(page));
  await page.evaluate(() => document.getElementById("a").remove());
  assert.ok(await locks(page));
  await page.evaluate(() => document.getElementById("b").close());
  await eventually("the page scrolling", async () => !(await locks(page)));
  await close();
});

test("a lock of the page's own is neither taken nor left", async () => {
  const { page, survey, element: own, close } = await shop(element("mode=modal manual"));
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
  await close();
});

test("a modal in what the page hides freezes nothing, and is there when that is shown", async () => {
  const { page, survey, element: own, close } = await shop(`<div id="box" hidden>${element("mode=modal manual")}</div>`);
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
  await close();
});

/** A page whose survey is on its way until `let it come` is called. */
const slowly = async (attributes, inside = "") => {
  let come;
  const coming = new Promise((done) => (come = done));
  const visitor = await shop(inside + element(attributes), {
    prepare: async (page, context) => {
      await page.clock.install();
      await context.route(/\/v1\/surveys\/onboarding\?/, async (route) => {
        await coming;
        await route.continue();
      });
    },
  });
  await defined(visitor.page);
  return { ...visitor, come };
};
const settled = async (page) => {
  await page.clock.runFor(1500);
  await page.evaluate(() => fetch(location.href).then((answer) => answer.text()));
};

test("a page that has become another one while the survey loaded is not asked on it", async () => {
  const { page, survey, come, close } = await slowly('mode="modal" page="/shop*"');
  await page.evaluate(() => history.pushState(null, "", "/checkout"));
  const arrived = page.waitForResponse(/surveys\/onboarding/);
  come();
  await arrived;
  await settled(page);
  assert.equal(await survey.title().isVisible(), false);
  await page.evaluate(() => history.pushState(null, "", "/shop-again"));
  await page.clock.runFor(1500);
  await survey.title().waitFor();
  await close();
});

test("a page that has become another one behind a dialog is not asked on it", async () => {
  const { page, survey, close } = await shop(`<div role="dialog" id="d">Cookies?</div>${element('mode="modal" page="/shop*"')}`, frozen());
  await defined(page);
  await page.clock.runFor(1000);
  await page.evaluate(() => {
    history.pushState(null, "", "/checkout");
    document.querySelector("#d").remove();
  });
  await settled(page);
  assert.equal(await survey.title().count(), 0);
  await close();
});

test("one that waits behind another has not been shown", async () => {
  const { page, close } = await shop(
    `${element('mode="corner" id="a"')}${element('mode="corner" quiet="7" id="b"', "cornered")}`, frozen());
  await page.locator("#a [data-sheet]").waitFor();
  await page.clock.runFor(1000);
  const seen = () => page.evaluate(() => localStorage.getItem("sondage.seen.cornered"));
  assert.equal(await seen(), null);
  await page.locator("#a [data-close]").click();
  await settled(page);
  assert.equal(await page.locator("#b [data-sheet]").count(), 0, "its quiet days have begun");
  assert.equal(await seen(), null);
  await close();
});

for (const change of ['location.hash = "#terms"', 'history.replaceState(null, "", "?sort=price")']) {
  test(`closed it stays closed on the same page, after ${change}`, async () => {
    const { page, survey, close } = await shop(element('mode="corner" show="always" page="/shop*"'), frozen());
    await survey.title().waitFor();
    await survey.close();
    await survey.title().waitFor({ state: "detached" });
    await page.evaluate(change);
    await settled(page);
    assert.equal(await survey.title().count(), 0);
    await page.evaluate(() => history.pushState(null, "", "/shop-two"));
    await page.clock.runFor(1500);
    await survey.title().waitFor();
    await close();
  });
}

