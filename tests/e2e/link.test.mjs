// The survey's own page where scripts run: taken over by the widget, proposals, and who opens links
// without being a person.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { EMILIE, World, card, closeBrowser, eventually, token, visit } from "./support.mjs";
import { cardAfter, cardOf } from "./walk.mjs";

/** Asks first whether to begin, and for no longer than 20 seconds. */
const HASTY = `id = "hasty"
name = "Hasty"
prompt = { text = "Got a moment?" }
end = { text = "Thanks" }
flow = { time_limit = 20 }
${["first", "second"].map((id) => `[[questions]]\nid = "${id}"\ntype = "short_text"\nprompt = "The ${id}?"`).join("\n")}
`;

let world;
before(async () => {
  const onboarding = await readFile("samples/onboarding.toml", "utf8");
  const named = (id) => onboarding.replace('id = "onboarding"', `id = "${id}"`);
  world = await World.open([onboarding, named("plain"), named("late"), `${named("crawled")}\n[link]\ntitle = "Two minutes"\n`,
    `${named("locked")}\n[link]\npassword = "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHQ$AAAA"\n`,
    `${named("guarded")}\n[link]\naccess = "signed"\nonce = true\n`, HASTY]);
});
after(async () => {
  await closeBrowser();
  await world?.close();
});

let nPeople = 0;
/** Somebody whom no other journey has met, so that each stands alone. */
const someone = () => `visitor-${(nPeople += 1)}`;
const linkTo = (survey, who, query = "") =>
  `${world.relay}/s/${survey}?user_braze_id=${who}&token=${token(survey, who)}${query}`;
/** A page that notes when the widget has it. */
const open = (address, options) =>
  visit(address, {
    prepare: (page) => page.addInitScript(() => addEventListener("sondage-shown", () => (window.isTaken = true))),
    ...options,
  });
const taken = (page) => page.waitForFunction(() => window.isTaken);
/** What is stored of somebody's, or of nobody's. */
const stored = async (survey, who) =>
  (await world.responses(survey)).filter(({ respondent }) => respondent?.braze_id === who)
    .map(({ state, channel, answers }) => [state, channel, answers]);

test("the widget takes the card over in place, and the survey goes on without leaving the page", async () => {
  const who = someone();
  const visitor = await open(linkTo("plain", who, "&channel=push"));
  const { page } = visitor;
  const first = await page.locator("#sondage-title").elementHandle();
  await taken(page);
  assert.ok(await first.evaluate((title) => title.isConnected), "the card is the one that the relay drew");
  await page.getByRole("radio", { name: /^3/ }).check();
  await card(page).next();
  assert.equal(await cardAfter(page, "score"), "plan");
  assert.equal(await page.locator("[data-close]").count(), 0, "a page of its own has nothing to close");
  await page.keyboard.press("Escape");
  await page.getByRole("radio", { name: "Pro" }).check();
  await card(page).next();
  await page.getByRole("textbox").fill("Slow");
  await card(page).next();
  await card(page).status().getByText("Your answers are saved.").waitFor();
  assert.deepEqual(visitor.requests.filter((url) => url.includes("/s/")).length, 1, "one page, once");
  assert.equal(await page.getByRole("button", { name: "Close" }).count(), 0);
  await visitor.close();
  assert.deepEqual(await stored("plain", who), [["completed", "push", { score: 3, plan: "pro", why: "Slow" }]]);
});

test("another language is asked for by the page itself, with what was answered", async () => {
  const who = someone();
  const visitor = await open(linkTo("onboarding", who));
  const { page } = visitor;
  await taken(page);
  await page.getByRole("radio", { name: /^3/ }).check();
  await card(page).next();
  await cardAfter(page, "score");
  await eventually("the answer", async () => (await stored("onboarding", who)).length === 1);
  await page.getByRole("radio", { name: "Pro" }).check();
  await page.locator(".languages summary").click();
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByText("Quelle").first().waitFor();
  assert.equal(await cardOf(page), "plan");
  assert.ok(await page.locator("[value=pro]").isChecked(), "what was tapped is there");
  await page.getByRole("button", { name: "Suivant" }).click();
  await cardAfter(page, "plan");
  await taken(page);
  assert.equal(await cardOf(page), "why", "what the page knows is newer than what was kept before it");
  await eventually("the second answer", async () => (await stored("onboarding", who))[0][2].plan === "pro");
  assert.equal((await stored("onboarding", who)).length, 1);
  await visitor.close();
});

test("a reload goes on where it was, with scripts and without", async () => {
  const who = someone();
  const visitor = await open(linkTo("plain", who));
  const { page } = visitor;
  await taken(page);
  await page.getByRole("radio", { name: /^9/ }).check();
  await card(page).next();
  await cardAfter(page, "score");
  await eventually("the answer", async () => (await stored("plain", who)).length === 1);
  await page.reload();
  assert.equal(await cardOf(page), "plan");
  const plain = await open(linkTo("plain", who), { javaScriptEnabled: false });
  assert.equal(await cardOf(plain.page), "plan", "another browser of the same person goes on too");
  await plain.page.getByRole("radio", { name: "Free" }).check();
  await card(plain.page).next();
  await plain.page.getByText("Thank you!").waitFor();
  await taken(page);
  await page.getByRole("radio", { name: "Pro" }).check();
  await card(page).next();
  await card(page).status().getByText("Your answers are saved.").waitFor();
  await Promise.all([visitor.close(), plain.close()]);
  assert.deepEqual(await stored("plain", who), [["completed", "link", { score: 9, plan: "pro" }]], "two tabs, one response");
});

test("a page that asks first is taken over too, and the time runs from the first question on", async () => {
  const visitor = await visit(linkTo("hasty", someone()), {
    prepare: async (page) => {
      await page.clock.install();
      await page.addInitScript(() => addEventListener("sondage-shown", () => (window.isTaken = true)));
    },
  });
  const { page } = visitor;
  await taken(page);
  await page.clock.runFor(30_000);
  assert.equal(await cardOf(page), "prompt", "nothing is asked yet");
  await page.locator("button[value=accept]").click();
  assert.equal(await cardAfter(page, "prompt"), "first");
  await page.clock.runFor(19_000);
  assert.equal(await cardOf(page), "first");
  await page.clock.runFor(1_000);
  assert.equal(await cardAfter(page, "first"), "time-up");
  assert.equal(visitor.requests.filter((url) => url.includes("/s/hasty")).length, 1, "all on one page");
  await visitor.close();
});

test("who declines gets the page's word of farewell", async () => {
  const who = someone();
  const visitor = await open(linkTo("hasty", who));
  const { page } = visitor;
  await taken(page);
  await page.locator("button[value=decline]").click();
  await page.waitForFunction(() => !document.querySelector("[data-card] form"));
  assert.ok((await page.locator("body").innerText()).trim().length > 0, "it is no empty page");
  assert.deepEqual((await stored("hasty", who)).map(([state]) => state), ["dismissed"]);
  await visitor.close();
});

test("a link that starts at a question is taken over there, and after a reload it goes on", async () => {
  const who = someone();
  const visitor = await open(linkTo("hasty", who, "&start=second"));
  const { page } = visitor;
  const title = await page.locator("#sondage-title").elementHandle();
  await taken(page);
  assert.equal(await cardOf(page), "second");
  assert.ok(await title.evaluate((title) => title.isConnected), "the card is the one that the relay drew");
  await page.getByRole("textbox").fill("There");
  await page.getByRole("button", { name: "Back" }).click();
  assert.equal(await cardAfter(page, "second"), "first");
  await page.getByRole("button", { name: "Next" }).click();
  assert.equal(await cardAfter(page, "first"), "second");
  await page.getByRole("textbox").fill("There");
  await card(page).next();
  await cardAfter(page, "second");
  await page.waitForURL((url) => !url.searchParams.has("start"));
  assert.deepEqual(await stored("hasty", who), [["completed", "link", { second: "There" }]]);
  await visitor.close();
});

test("nobody who only opens links, runs their scripts and looks at them stores anything", async () => {
  const who = someone();
  const variants = ["", "&q.score=9", "&q.score=3&q.plan=pro", "&q.score=10&start=plan", "&q.score=fine"];
  const opened = variants.flatMap((variant) => ["GET", "HEAD", "GET"].map(async (method) => {
    assert.equal((await fetch(linkTo("crawled", who, `&channel=email${variant}`), { method })).status, 200);
  }));
  await Promise.all(opened);
  const visitor = await open(linkTo("crawled", who, "&channel=email&q.score=9"), { viewport: { width: 320, height: 256 } });
  const { page } = visitor;
  await taken(page);
  // What a script can do without a person.
  await page.evaluate(() => {
    scrollTo(0, 200);
    document.querySelector("[data-card] input[type=radio]").click();
    for (const kind of ["pointerdown", "keydown", "touchstart", "wheel", "scroll"]) document.body.dispatchEvent(new Event(kind, { bubbles: true }));
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.close();
  await visitor.close();
  assert.deepEqual(visitor.requests.filter((url) => url.endsWith("/responses")), []);
  assert.deepEqual(await stored("crawled", who), []);
});

test("what an e-mail proposes is stored with a person's first touch, and once", async () => {
  // Braze knows her, and no other journey here answers for her.
  const visitor = await open(linkTo("crawled", EMILIE, "&channel=email&q.score=9"));
  const { page } = visitor;
  const first = await page.locator("#sondage-title").elementHandle();
  await taken(page);
  assert.equal(await cardOf(page), "plan");
  assert.ok(await first.evaluate((title) => title.isConnected), "the card is the one that the relay drew");
  await page.mouse.click(5, 5);
  await eventually("the proposal", async () => (await stored("crawled", EMILIE)).length === 1);
  assert.deepEqual(await stored("crawled", EMILIE), [["in_progress", "email", { score: 9 }]]);
  await eventually("the address without it", async () => !page.url().includes("q.score"));
  await page.reload();
  await taken(page);
  assert.equal(await cardOf(page), "plan");
  await page.getByRole("radio", { name: "Pro" }).check();
  await card(page).next();
  await card(page).status().getByText("Your answers are saved.").waitFor();
  await visitor.close();
  assert.deepEqual(await stored("crawled", EMILIE), [["completed", "email", { score: 9, plan: "pro" }]]);
  await world.profileWhen("the score", ({ attributes }) => attributes.nps_score?.value === 9, EMILIE);
});

test("while the relay is away a proposal waits, and goes with the next answer", async () => {
  const who = someone();
  const visitor = await open(linkTo("late", who, "&q.score=9"), { expect: [/ERR_FAILED/] });
  const { page } = visitor;
  await taken(page);
  let away = true;
  await page.route("**/responses", (route) => (away ? route.abort() : route.continue()));
  const failed = page.waitForEvent("requestfailed");
  await page.mouse.click(5, 5);
  await failed;
  away = false;
  await page.getByRole("radio", { name: "Pro" }).check();
  await card(page).next();
  await card(page).status().getByText("Your answers are saved.").waitFor();
  await visitor.close();
  assert.deepEqual(await stored("late", who), [["completed", "link", { score: 9, plan: "pro" }]]);
});

test("back from a proposal changes it before it ever counted", async () => {
  const who = someone();
  const visitor = await open(linkTo("crawled", who, "&channel=email&q.score=9"));
  const { page } = visitor;
  await taken(page);
  await page.getByRole("button", { name: "Back" }).click();
  await cardAfter(page, "plan");
  assert.ok(await page.getByRole("radio", { name: /^9/ }).isChecked());
  await page.getByRole("radio", { name: /^8/ }).check();
  await card(page).next();
  await cardAfter(page, "score");
  await eventually("the change", async () => (await stored("crawled", who))[0]?.[2].score === 8);
  await visitor.close();
});

test("a proposal that nothing follows waits on its card, without a script", async () => {
  const who = someone();
  const visitor = await open(linkTo("onboarding", who, "&q.score=9&q.plan=pro"), { viewport: { width: 1280, height: 900 } });
  const { page } = visitor;
  assert.ok(await page.getByRole("radio", { name: "Pro" }).isChecked());
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByText("Thank you!").waitFor();
  await visitor.close();
  assert.deepEqual(await stored("onboarding", who), [["completed", "link", { score: 9, plan: "pro" }]]);
});

test("a survey for signed links takes those of one response each, with scripts and without", async () => {
  const links = (await world.sondage("snippet", "guarded", "--channel", "link", "--single-use", "--count", "2", "--expires", "7d")).trim().split("\n");
  assert.equal(new Set(links).size, 2);
  const visitor = await open(links[0]);
  const { page } = visitor;
  await taken(page);
  await page.getByRole("radio", { name: /^9/ }).check();
  await card(page).next();
  await cardAfter(page, "score");
  await page.reload();
  await taken(page);
  assert.equal(await cardOf(page), "plan", "the same response goes on");
  await card(page).next();
  await card(page).status().getByText("Your answers are saved.").waitFor();
  await visitor.close();
  const gone = { javaScriptEnabled: false, expect: [/status of (410|403)/] };
  for (const [address, words] of [
    [links[0], "You have answered already"],
    [links[1].replace(/expires=\d+/, "expires=1"), "This link is no longer valid"],
    [`${world.relay}/s/guarded`, "This link is no longer valid"],
  ]) {
    const other = await open(address, gone);
    await other.page.getByText(words).waitFor();
    await other.close();
  }
  assert.deepEqual(await stored("guarded"), [["completed", "link", { score: 9 }]]);
});

test("axe finds nothing on the pages, and shared links say what they are", async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const gone = [/status of (404|403|410)/];
  for (const address of [linkTo("crawled", someone(), "&q.score=9"), linkTo("plain", someone(), "&q.score=9&q.plan=pro"), `${world.relay}/s/locked`, `${world.relay}/s/nowhere`, `${world.relay}/s/guarded`]) {
    // A policy keeps scripts of others out, and axe is one.
    const visitor = await open(address, { expect: gone, bypassCSP: true });
    await visitor.page.evaluate(axe);
    const found = await visitor.page.evaluate(async () =>
      (await window.axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)));
    assert.deepEqual(found, [], address);
    await visitor.close();
  }
  const page = await (await fetch(linkTo("crawled", someone()))).text();
  assert.match(page, /<meta property="og:title" content="Two minutes">/);
  assert.match(page, /<title>Two minutes<\/title>/);
});
