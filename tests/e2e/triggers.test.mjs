// What brings a survey up, and how often: each trigger and each rule.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Host, World, card, closeBrowser, visit } from "./support.mjs";

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

let world;
let host;
before(async () => {
  world = await World.open(["samples/onboarding.toml"], { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

let pages = 0;
/** A page five screens long, in which time passes only when the journey says so. */
const shop = async (attributes) => {
  const html = `<!doctype html><html lang="en"><title>Shop</title><body style="margin: 0"><main style="min-height: 500vh"><h1>Shop</h1>
    <button class="help"><b>Help</b></button></main><sondage-survey survey="onboarding" mode="corner" ${attributes}></sondage-survey>
    <script type="module" src="${world.relay}/w/sondage.js"></script></body></html>`;
  const visitor = await visit(host.put(`/triggers/${(pages += 1)}`, html), {
    viewport: { width: 1000, height: 800 }, reducedMotion: "reduce", prepare: (page) => page.clock.install(),
  });
  const { page } = visitor;
  const survey = card(page);
  // Its shadow root is there from the moment in which it waits for what brings it up.
  const ready = () => page.waitForFunction(() => document.querySelector("sondage-survey")?.shadowRoot);
  await ready();
  const asked = () => visitor.requests.filter((url) => /surveys\/onboarding(\?|$)/.test(url)).length;
  let expected = 0;
  return {
    ...visitor,
    survey,
    comes: async () => {
      await survey.title().waitFor();
      expected = asked();
    },
    /** It has not come, and has not begun to: a survey that is to come is asked for at once. */
    staysAway: async (ms = 0) => {
      await page.clock.runFor(ms);
      await page.evaluate(() => fetch(location.href).then((answer) => answer.text()));
      assert.deepEqual([await survey.title().count(), asked()], [0, expected]);
    },
    again: async () => {
      expected = asked();
      await page.reload();
      await ready();
    },
  };
};

test("after a delay", async () => {
  const { page, comes, staysAway, close } = await shop('delay="60"');
  await staysAway(40 * SECOND);
  await page.clock.runFor(20 * SECOND);
  await comes();
  await close();
});

test("after so much of the page", async () => {
  const { page, comes, staysAway, close } = await shop('scroll="50%"');
  await page.evaluate(() => scrollTo(0, 1000));
  await staysAway();
  await page.evaluate(() => scrollTo(0, 1700));
  await comes();
  await close();
});

test("closed, it lets whoever goes on scrolling be, even where it may always come", async () => {
  const { page, survey, comes, staysAway, close } = await shop('scroll="20" show="always"');
  await page.evaluate(() => scrollTo(0, 1000));
  await comes();
  await survey.close();
  await survey.title().waitFor({ state: "detached" });
  await page.evaluate(() => scrollTo(0, 1700));
  await staysAway(SECOND);
  await close();
});

test("when the pointer leaves for the tabs", async () => {
  const { page, comes, staysAway, close } = await shop("exit-intent");
  const leave = (x, y) => page.evaluate(([clientX, clientY]) =>
    document.documentElement.dispatchEvent(new MouseEvent("mouseleave", { clientX, clientY })), [x, y]);
  await leave(-1, 300);
  await staysAway();
  await leave(300, -1);
  await comes();
  await close();
});

test("when nothing was done for a while", async () => {
  const { page, comes, staysAway, close } = await shop('idle="120"');
  await staysAway(90 * SECOND);
  await page.keyboard.press("a");
  await staysAway(90 * SECOND);
  await page.clock.runFor(31 * SECOND);
  await comes();
  await close();
});

test("at a click on what the page says, each time, and the focus goes back there", async () => {
  const { page, survey, comes, staysAway, close } = await shop('on-click=".help"');
  await staysAway(60 * SECOND);
  for (let at = 0; at < 2; at += 1) {
    await page.locator(".help b").click();
    await comes();
    await survey.close();
    await survey.title().waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.className), "help");
  }
  await close();
});

test("when the page calls, and goes when it calls", async () => {
  const { page, survey, comes, staysAway, close } = await shop("manual");
  await staysAway(60 * SECOND);
  await page.evaluate(() => document.querySelector("sondage-survey").open());
  await comes();
  await page.evaluate(() => document.querySelector("sondage-survey").close());
  await survey.title().waitFor({ state: "detached" });
  await close();
});

test("only on the pages that it is for, also where pages change without loading", async () => {
  const { page, comes, staysAway, close } = await shop('page="/pricing* /plans"');
  await staysAway(SECOND);
  await page.evaluate(() => history.pushState(null, "", "/about"));
  await staysAway(SECOND);
  await page.evaluate(() => history.pushState(null, "", "/pricing/teams"));
  await comes();
  await close();
});

test("once, and by itself never again", async () => {
  const { survey, comes, staysAway, again, close } = await shop("");
  await comes();
  await survey.close();
  await again();
  await staysAway(SECOND);
  await close();
});

test("until it was answered", async () => {
  const { survey, comes, staysAway, again, close } = await shop('show="until-answered"');
  await comes();
  await again();
  await comes();
  await survey.choose("5");
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await survey.close();
  await survey.title().waitFor({ state: "detached" });
  await again();
  await staysAway(SECOND);
  await close();
});

test("as many times as it says, and always where it says so", async () => {
  const { page, comes, staysAway, again, close } = await shop('show="2"');
  await comes();
  await again();
  await comes();
  await again();
  await staysAway(SECOND);
  await page.evaluate(() => {
    const one = document.querySelector("sondage-survey");
    one.setAttribute("show", "always");
    document.body.append(one.cloneNode());
    one.remove();
  });
  await comes();
  await close();
});

test("not again before so many days", async () => {
  const { page, comes, staysAway, again, close } = await shop('show="always" every="30"');
  await comes();
  await again();
  await staysAway(SECOND);
  // By less than the 25 days that a number of 32 bits has in milliseconds.
  for (const days of [20, 9]) await page.clock.fastForward(days * DAY);
  await again();
  await staysAway(SECOND);
  await page.clock.fastForward(2 * DAY);
  await again();
  await comes();
  await close();
});

test("for some percent of people, who stay the same", async () => {
  const { page, comes, staysAway, again, close } = await shop('show="always" sample="40"');
  const draw = (lot) => page.evaluate((lot) => localStorage.setItem("sondage.seen.onboarding", JSON.stringify({ lot })), lot);
  const lot = () => page.evaluate(() => JSON.parse(localStorage.getItem("sondage.seen.onboarding")).lot);
  const drawn = await lot();
  await again();
  assert.equal(await lot(), drawn, "drawn once");
  await draw(40);
  await again();
  await staysAway(SECOND);
  await draw(39.9);
  await again();
  await comes();
  await close();
});
