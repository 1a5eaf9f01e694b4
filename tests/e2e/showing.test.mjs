// Whom a survey asks and whom it leaves in peace, when it goes by itself, and what is known of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, element } from "./shop.mjs";
import { ADA, EMILIE, GRACE, Host, World, card, closeBrowser, eventually, messageIn, token, visit } from "./support.mjs";

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const survey = (id, more = "") => `id = "${id}"
name = "The survey ${id}"
${more}
[[questions]]
id = "score"
type = "nps"
prompt = "How likely?"
[[questions]]
id = "why"
type = "short_text"
prompt = "Why?"
[end]
text = "Thank you!"
`;
const OPENS = `[limits]\nopens = "2027-01-01"\n`;

let world;
let host;
before(async () => {
  host = await Host.open();
  world = await World.open([
    survey("plain"), survey("future", OPENS), survey("later", OPENS), survey("once", "[link]\nonce = true\n"),
    survey("brief", "[showing]\nclose_when_ignored = 20\nclose_after_thanks = 5\n[theme]\nlayout = \"corner\"\n"),
    survey("calm", "[showing]\nquiet_days = 7\n"), survey("counted"),
  ], { SONDAGE_FRAME_ORIGINS: host.origin });
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

let pages = 0;
/** A page of a shop, with elements in it, that notes what they tell it. */
const shop = async (inside, { withClock, head = "", ...options } = {}) => {
  const html = `<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width">
    <script>window.told = []; for (const name of ["show", "shown", "withheld", "refused", "dismissed", "completed"])
      addEventListener("sondage-" + name, ({ detail }) => told.push([name, detail]));</script>${head}
    <body><main style="min-height: 2000px"><h1>Shop</h1><button id="buy">Buy</button></main>${inside}
    <script type="module" src="${world.relay}/w/sondage.js"></script></body></html>`;
  const prepare = withClock ? (page) => page.clock.install() : undefined;
  const visitor = await visit(host.put(`/showing/${(pages += 1)}`, html), { viewport: DESKTOP, reducedMotion: "reduce", prepare, ...options });
  const { page } = visitor;
  const own = page.locator("sondage-survey").first();
  return {
    ...visitor,
    own,
    survey: card(page),
    told: (name) => page.evaluate((name) => told.filter(([told]) => told === name).map(([, detail]) => detail), name),
    hears: (name) => page.waitForFunction((name) => told.some(([told]) => told === name), name),
    call: (name) => own.evaluate(async (one, name) => {
      await customElements.whenDefined("sondage-survey");
      await one[name]();
    }, name),
  };
};
const known = (id, survey) => `braze-id="${id}" token="${token(survey, id)}"`;

/** Somebody answers over another channel, to the end. */
const complete = async (id, survey) => {
  const body = JSON.stringify({
    response: crypto.randomUUID(), respondent: { braze_id: id, token: token(survey, id) },
    answers: [{ question: "score", value: 9 }], state: "completed", channel: "email", locale: "en",
  });
  const headers = { "content-type": "application/json" };
  const reply = await fetch(`${world.relay}/v1/surveys/${survey}/responses`, { method: "POST", headers, body });
  assert.equal(reply.status, 202, await reply.text());
};

test("a survey that is not open stays away and is not counted: once it opens, it comes in the same browser", async () => {
  const { page, survey: shown, hears, told, close } = await shop(element('mode="corner"', "later"));
  await hears("withheld");
  assert.deepEqual(await told("withheld"), [{ survey: "later", reason: "closed" }]);
  assert.equal(await page.locator("[data-sheet]").count(), 0);
  assert.deepEqual(await told("shown"), []);
  await world.sondage("publish", await world.file(survey("later")));
  await eventually("the survey to open", async () => {
    const reply = await fetch(`${world.relay}/v1/surveys/later`);
    return !reply.headers.has("sondage-standing");
  });
  // What the browser has kept of the reply of before.
  await page.evaluate((address) => fetch(address, { cache: "reload" }), `${world.relay}/v1/surveys/later?locale=en`);
  await page.reload();
  await shown.title().getByText("How likely?").waitFor();
  await close();
});

test("who asks for a survey that is not open is told so, in the page and over it", async () => {
  for (const attributes of ["", 'mode="modal" manual', 'mode="tab"']) {
    const { page, survey: shown, call, hears, told, close } = await shop(element(attributes, "future"));
    if (attributes.includes("manual")) await call("open");
    if (attributes.includes("tab")) await page.getByRole("button", { name: "Feedback" }).click();
    await shown.title().getByText("This survey is not open yet.").waitFor();
    await hears("refused");
    assert.deepEqual([await told("refused"), await told("shown")], [[{ closed: true, answered: false }], []]);
    await close();
  }
});

test("a message of a closed survey goes as it came, before anybody has begun", async () => {
  const { page, close } = await visit(world.appUrl("ada", "future"));
  await page.locator("iframe.ab-html-message").waitFor({ state: "attached" });
  await page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  await close();
});

test("who has begun in it is told that it is closed", async () => {
  let release;
  const held = new Promise((done) => (release = done));
  const prepare = (page) => page.route(/\/w\/sondage/, async (route) => (await held, route.continue()));
  const { page, close } = await visit(world.appUrl("ada", "future"), { prepare });
  const message = messageIn(page);
  await card(message).choose("9");
  release();
  await card(message).title().getByText("This survey is not open yet.").waitFor();
  await message.getByRole("button", { name: "Close" }).last().click();
  await page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  await close();
});

test("who has answered in another channel is left in peace, and told so where they ask", async () => {
  await complete(GRACE, "once");
  const over = await shop(element(`mode="corner" ${known(GRACE, "once")}`, "once"));
  await over.hears("withheld");
  assert.deepEqual(await over.told("withheld"), [{ survey: "once", reason: "answered" }]);
  await over.call("open");
  await over.survey.title().getByText("You have answered already").waitFor();
  await over.close();
  const inPage = await shop(element(known(GRACE, "once"), "once"));
  await inPage.survey.title().getByText("You have answered already").waitFor();
  await inPage.hears("refused");
  assert.deepEqual(await inPage.told("refused"), [{ closed: true, answered: true }]);
  await inPage.close();
  const message = await visit(world.appUrl("grace", "once"));
  await message.page.locator("iframe.ab-html-message").waitFor({ state: "attached" });
  await message.page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  await message.close();
  const other = await shop(element(`mode="corner" ${known(ADA, "once")}`, "once"));
  await other.survey.title().getByText("How likely?").waitFor();
  await other.close();
});

test("whoever the relay says nothing of is asked all the same, in a message and in a page", async () => {
  const hold = (page) => page.route(/\/standing$/, () => {});
  const message = await visit(world.appUrl("ada", "once"), { prepare: hold });
  const inMessage = card(messageIn(message.page));
  await inMessage.choose("9");
  await inMessage.next();
  await inMessage.title().getByText("Why?").waitFor();
  await message.close();
  const own = await shop(element(known(EMILIE, "calm"), "calm"), { prepare: hold });
  await own.survey.title().getByText("How likely?").waitFor();
  await own.close();
});

test("where the survey may ask again, who has answered it elsewhere is not asked by itself, but always by a click", async () => {
  await complete(GRACE, "plain");
  const { survey: shown, hears, call, close } = await shop(element(`mode="corner" ${known(GRACE, "plain")}`, "plain"));
  await hears("withheld");
  await call("open");
  await shown.title().getByText("How likely?").waitFor();
  await close();
});

test("who answers a second time is told that they have, and not that it is closed", async () => {
  await complete(ADA, "once");
  // The relay cannot be asked before; it is, afterwards.
  const prepare = (page) => page.route(/\/standing$/, (route) => route.abort());
  const expect = [/status of 409/, /net::ERR_FAILED/];
  const { survey: shown, hears, told, close } = await shop(element(known(ADA, "once"), "once"), { prepare, expect });
  await shown.choose("3");
  await shown.next();
  await shown.status().getByText("You have answered already").waitFor();
  await hears("refused");
  assert.deepEqual(await told("refused"), [{ closed: true, answered: true }]);
  await close();
});

test("a share of people is the same people in whatever browser", async () => {
  const people = Array.from({ length: 24 }, (_, at) => `person-${at}`);
  const all = people.map((id) => element(`show="always" sample="50" external-id="${id}"`, "plain")).join("");
  const asked = async () => {
    const { page, close } = await shop(all);
    const drawn = () => page.locator("sondage-survey").evaluateAll((all) =>
      all.filter((one) => one.shadowRoot?.querySelector("#sondage-title")).map((one) => one.getAttribute("external-id")));
    // They are asked for together, so when some are there for a while, all are.
    let before = -1;
    const who = await eventually("those who are asked", async () => {
      const now = await drawn();
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
      const isSame = now.length > 0 && now.length === before;
      before = now.length;
      return isSame && now;
    });
    await close();
    return who;
  };
  const first = await asked();
  assert.ok(first.length > 4 && first.length < 20, `${first.length} of 24`);
  assert.deepEqual(await asked(), first);
});

for (const attributes of ['mode="corner"', 'mode="tab"', 'mode="drawer"']) {
  test(`${attributes} can be made small, and large again`, async () => {
    const { page, survey: shown, close } = await shop(element(attributes, "plain"));
    if (attributes.includes("tab")) await page.getByRole("button", { name: "Feedback" }).click();
    await shown.title().waitFor();
    await shown.choose("7");
    await page.getByRole("button", { name: "Minimise" }).click();
    assert.equal(await shown.title().isVisible(), false);
    await page.locator("#buy").click();
    await page.getByRole("button", { name: "Continue the survey" }).click();
    await shown.title().waitFor();
    assert.ok(await page.getByRole("radio", { name: "7", exact: true }).isChecked());
    await close();
  });
}

test("what covers the page has no such button", async () => {
  const { page, survey: shown, close } = await shop(element('mode="modal"', "plain"));
  await shown.title().waitFor();
  assert.equal(await page.getByRole("button", { name: "Minimise" }).count(), 0);
  await close();
});

test("a corner that nobody touches goes, and tells where it was left; one that was touched stays", async () => {
  const corner = element('mode="corner" close-when-ignored="30" show="always"', "plain");
  const { page, survey: shown, told, close } = await shop(corner, { withClock: true });
  await shown.title().waitFor();
  await page.clock.runFor(29 * SECOND);
  assert.equal(await shown.title().count(), 1);
  await page.clock.runFor(2 * SECOND);
  await shown.title().waitFor({ state: "detached" });
  assert.deepEqual(await told("dismissed"), [{ survey: "plain", question: "score", answered: 0 }]);
  await page.reload();
  await shown.title().waitFor();
  await page.locator("[data-sheet]").hover();
  await page.clock.runFor(60 * SECOND);
  assert.equal(await shown.title().count(), 1);
  await close();
});

test("who has asked for it is given all the time, and after its thanks it goes", async () => {
  const tab = element('mode="tab"', "brief");
  const { page, survey: shown, told, close } = await shop(tab, { withClock: true });
  await page.getByRole("button", { name: "Feedback" }).click();
  await shown.title().waitFor();
  await page.clock.runFor(60 * SECOND);
  await shown.choose("9");
  await shown.next();
  await shown.title().getByText("Why?").waitFor();
  await page.clock.runFor(60 * SECOND);
  await shown.next();
  await shown.title().getByText("Thank you!").waitFor();
  await page.clock.runFor(4 * SECOND);
  assert.equal(await shown.title().count(), 1);
  await page.clock.runFor(2 * SECOND);
  await shown.title().waitFor({ state: "detached" });
  assert.deepEqual(await told("dismissed"), []);
  await close();
});

test("a message in a corner goes when nobody touches it, and no click is logged", async () => {
  const { page, close } = await visit(world.appUrl("ada", "brief"), { viewport: DESKTOP, prepare: (page) => page.clock.install() });
  const message = messageIn(page);
  await card(message).title().waitFor();
  await message.locator("body.framed").waitFor();
  // The part that closes it has come, too, when nothing is on its way any more.
  await page.waitForLoadState("networkidle");
  await page.clock.runFor(25 * SECOND);
  await page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  const left = await eventually("the response", async () => (await world.responses("brief")).find(({ channel }) => channel === "in-app"));
  assert.deepEqual([left.state, left.answers], ["dismissed", {}]);
  await close();
});

test("who was asked by one survey is left in peace by the next, in this browser", async () => {
  const first = element('mode="corner" show="always"', "plain");
  const { page, survey: shown, hears, told, call, close } = await shop(first, { withClock: true });
  await shown.title().waitFor();
  const next = host.put("/calm", (await page.content()).replace(/<sondage-survey[^]*?<\/sondage-survey>/, element('mode="corner" show="always"', "calm")));
  await page.goto(next);
  await hears("withheld");
  assert.deepEqual(await told("withheld"), [{ survey: "calm", reason: "quiet" }]);
  await call("open");
  await shown.title().waitFor();
  await page.clock.fastForward(8 * DAY);
  await page.reload();
  await shown.title().waitFor();
  assert.deepEqual(await told("withheld"), []);
  await close();
});

test("a page can say its own quiet time", async () => {
  const two = element('mode="modal" show="always"', "plain") + element('mode="corner" show="always" quiet="1"', "counted");
  const { page, survey: shown, close } = await shop(two, { withClock: true });
  await shown.title().waitFor();
  await shown.close();
  await shown.title().waitFor({ state: "detached" });
  await page.clock.runFor(2 * SECOND);
  assert.equal(await page.locator("[data-sheet]").count(), 0);
  await close();
});

test("who was asked is known to the relay and to Braze, and to no other browser's page by itself", async () => {
  const corner = element(`mode="corner" ${known(EMILIE, "calm")}`, "calm");
  const first = await shop(corner);
  await first.survey.title().waitFor();
  await first.close();
  await eventually("the relay to know", async () => {
    const body = new URLSearchParams({ user_braze_id: EMILIE, token: token("calm", EMILIE) });
    return (await (await fetch(`${world.relay}/v1/surveys/calm/standing`, { method: "POST", body })).json()).quiet;
  });
  const second = await shop(corner);
  await second.hears("withheld");
  assert.deepEqual(await second.told("withheld"), [{ survey: "calm", reason: "quiet" }]);
  await second.close();
  await world.profileWhen("the attribute", ({ attributes }) => attributes.survey_last_asked, EMILIE);
});

test("nothing is stored or counted before consent, and what is known then is kept", async () => {
  const { page, own, survey: shown, call, requests, close } = await shop(element('mode="corner" consent="pending" sample="100"', "counted"));
  const stored = () => page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]);
  await shown.choose("8");
  await shown.next();
  await shown.title().getByText("Why?").waitFor();
  assert.deepEqual(await stored(), [[], []]);
  assert.equal(requests.filter((url) => url.endsWith("/views")).length, 0);
  await call("giveConsent");
  assert.equal(await own.getAttribute("consent"), "given");
  const [lasting, session] = await stored();
  assert.deepEqual(lasting.sort(), ["sondage.asked", "sondage.seen.counted"]);
  assert.equal(session.length, 1, "what was answered is there after a reload");
  await eventually("the showing to be counted", async () => requests.some((url) => url.endsWith("/views")));
  await close();
});

test("who is kept by the page keeps the survey, also where the browser has closed its dialog", async () => {
  const { page, own, survey: shown, close } = await shop(element('mode="modal"', "plain"));
  await shown.title().getByText("How likely?").waitFor();
  const shut = () => own.evaluate((one) => one.shadowRoot.querySelector("dialog").close());
  await own.evaluate((one) => one.addEventListener("sondage-leaving", (event) => {
    if (event.detail.action !== "close") return;
    event.preventDefault();
    window.kept = (window.kept ?? 0) + 1;
  }));
  for (const times of [1, 2]) {
    await shut();
    await page.waitForFunction((times) => window.kept === times, times);
    await own.locator("dialog[open]").waitFor({ state: "attached" });
    assert.ok(await own.evaluate((one) => one.shadowRoot.querySelector("dialog").matches(":modal")));
  }
  await shown.choose("9");
  await shown.next();
  await shown.title().getByText("Why?").waitFor();
  await close();
});

test("the page can say no to a showing, which then is none", async () => {
  const head = `<script>addEventListener("sondage-show", (event) => location.hash || event.preventDefault());</script>`;
  const { page, survey: shown, hears, told, requests, close } = await shop(element('mode="corner"', "plain"), { head });
  await hears("withheld");
  assert.deepEqual(await told("withheld"), [{ survey: "plain", reason: "cancelled" }]);
  assert.equal(await page.evaluate(() => localStorage.getItem("sondage.seen.plain")), null);
  assert.equal(requests.filter((url) => url.endsWith("/views")).length, 0);
  await page.goto(`${page.url()}#yes`);
  await page.reload();
  await shown.title().waitFor();
  await close();
});

test("showings, answers and their share can be read", async () => {
  await world.sondage("publish", await world.file(survey("rated")));
  await eventually("the survey", async () => (await fetch(`${world.relay}/v1/surveys/rated`)).ok);
  for (let at = 0; at < 3; at += 1) {
    const { survey: shown, close } = await shop(element("", "rated"));
    await shown.title().waitFor();
    if (at === 0) {
      await shown.choose("9");
      await shown.next();
      await shown.title().getByText("Why?").waitFor();
    }
    await close();
  }
  const uncounted = await shop(element("uncounted", "rated"));
  await uncounted.survey.title().waitFor();
  await uncounted.close();
  await (async () => {
    const { page, close } = await visit(world.appUrl("ada", "rated"));
    await card(messageIn(page)).title().waitFor();
    await page.waitForLoadState("networkidle");
    await close();
  })();
  const lines = await eventually("the counts", async () => {
    const rows = (await world.sondage("stats", "rated", "--format", "csv")).trim().split("\n").map((line) => line.split(",").slice(1).join());
    return rows.includes("1,web,3,1,0") && rows.includes("1,in-app,1,0,0") && rows;
  });
  assert.equal(lines[0], "revision,channel,shown,begun,completed");
  const text = await world.sondage("stats", "rated");
  assert.match(text, /web +3 +1 +0 +33\.3 % +0\.0 %/);
  const metrics = await (await fetch(`${world.relay}/metrics`)).text();
  assert.match(metrics, /sondage_views_total\{survey="rated",channel="web"\} 3/);
});

test("in a frame of a site that the operator names, the survey's page is as high as what is in it", async () => {
  const snippet = await world.sondage("snippet", "plain", "--channel", "web", "--frame");
  const html = `<!doctype html><html lang="en"><title>Shop</title><body>${snippet}</body></html>`;
  const { page, close } = await visit(host.put("/framed", html), { viewport: DESKTOP });
  const shown = card(page.frameLocator("iframe"));
  const fits = () => eventually("the frame to fit", () => page.evaluate(() => {
    const frame = document.querySelector("iframe");
    return frame.style.height !== "600px" && frame.offsetHeight;
  }));
  await shown.title().getByText("How likely?").waitFor();
  const first = await fits();
  assert.ok(first > 100 && first < 600, `${first}`);
  const inside = page.frames()[1];
  assert.equal(await inside.evaluate(() => document.documentElement.scrollHeight > innerHeight), false, "nothing is cut off");
  await shown.choose("9");
  await shown.next();
  await shown.title().getByText("Why?").waitFor();
  await eventually("another height", async () => (await fits()) !== first);
  await close();
});

test("no other site may have it in a frame", async () => {
  const other = await Host.open();
  const address = other.put("/framed", `<!doctype html><title>Other</title><iframe src="${world.relay}/s/plain"></iframe>`);
  const { page, close } = await visit(address, { expect: [/frame-ancestors/] });
  await page.waitForLoadState("networkidle");
  assert.equal(await page.frameLocator("iframe").locator("#sondage-title").count(), 0);
  await close();
  other.close();
});
