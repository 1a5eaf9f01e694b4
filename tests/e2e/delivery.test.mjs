// What stands between a respondent and the relay: proxies, networks that answer for it, none at
// all. No answer is lost by any of them, and none is sent to anybody else.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Host, World, card, closeBrowser, eventually, pageWith, visit } from "./support.mjs";

let world;
let host;
before(async () => {
  world = await World.open(undefined, { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

const PROXY = { contentType: "text/html", headers: { "access-control-allow-origin": "*" }, body: "<h1>Sign in</h1>" };
/** What Chromium says of a reply that is none of the relay's, and of a request that finds nobody. */
const EXPECT = [/status of (401|403|410)/, /ERR_(INTERNET_DISCONNECTED|FAILED)/];
const WAITING = "No connection right now.";
const SAVED = "Your answers are saved.";

let n_pages = 0;
/** A page with the survey, for somebody of its own. */
const open = async (prepare, { relay } = world) => {
  const who = `visitor-${(n_pages += 1)}`;
  const address = host.put(`/${who}`, pageWith({ relay }, "onboarding", `external-id="${who}"`));
  const visitor = await visit(address, { expect: EXPECT, prepare });
  const survey = card(visitor.page);
  await survey.title().getByText("How likely are you").waitFor();
  const answers = async () => (await world.responses()).find(({ respondent }) => respondent.external_id === who)?.answers;
  return { ...visitor, who, survey, answers };
};
const answer = async ({ survey }, score) => {
  await survey.choose(score);
  await survey.next();
};

for (const status of [401, 403]) {
  test(`what a company's proxy turns away with ${status} the next page sends`, async () => {
    const visitor = await open();
    const { page } = visitor;
    await page.route("**/responses", (route) => route.fulfill({ status, ...PROXY }));
    await answer(visitor, "9");
    await visitor.survey.status().getByText(WAITING).waitFor();
    // The next page is turned away too, and the one after it is not; none has a survey.
    const plain = host.put("/plain", `<!doctype html><title>Shop</title><script type="module" src="${world.relay}/w/sondage.js"></script>`);
    const again = page.waitForResponse((reply) => reply.url().endsWith("/responses"));
    await page.goto(plain);
    assert.equal((await again).status(), status);
    await page.unroute("**/responses");
    await page.reload();
    await eventually("the answer", async () => (await visitor.answers())?.score === 9);
    await eventually("nothing kept", () => page.evaluate(() => !Object.keys(sessionStorage).some((key) => key.includes("unsent"))));
    await visitor.close();
  });
}

test("a network that answers everything with its own page stores nothing, and says so to nobody", async () => {
  const visitor = await open();
  await visitor.page.route("**/responses", (route) => route.fulfill({ status: 200, ...PROXY }));
  await answer(visitor, "8");
  await visitor.survey.status().getByText(WAITING).waitFor();
  assert.equal(await visitor.answers(), undefined);
  await visitor.page.unroute("**/responses");
  await eventually("the answer", async () => (await visitor.answers())?.score === 8);
  await visitor.survey.status().getByText(WAITING).waitFor({ state: "detached" });
  await visitor.close();
});

test("offline it goes on, and sends when the connection is back", async () => {
  const visitor = await open();
  await visitor.context.setOffline(true);
  await answer(visitor, "7");
  await visitor.survey.status().getByText(WAITING).waitFor();
  await visitor.survey.next();
  await visitor.context.setOffline(false);
  await visitor.survey.status().getByText(SAVED).waitFor();
  assert.deepEqual(await visitor.answers(), { score: 7 });
  await visitor.close();
});

/** Nobody answers where answers go. */
const unreachable = (page) => page.route("**/responses", (route) => route.abort());

test("an answer that nobody could be reached for goes with a later tab of the same browser", async () => {
  const visitor = await open(unreachable);
  await answer(visitor, "9");
  await visitor.survey.status().getByText(`${WAITING} Your answers are kept`).waitFor();
  await visitor.page.close();
  const later = await visitor.context.newPage();
  // It has no survey, and belongs to nobody in particular.
  await later.goto(host.put("/later", `<!doctype html><title>Shop</title><script type="module" src="${world.relay}/w/sondage.js"></script>`));
  await eventually("the answer", async () => (await visitor.answers())?.score === 9);
  await eventually("nothing kept", () => later.evaluate(() => !Object.keys(localStorage).some((key) => key.includes("unsent"))));
  await visitor.close();
});

test("what its respondent has had erased leaves the browser unsent, and is not tried again", async () => {
  const visitor = await open(unreachable);
  await answer(visitor, "9");
  await visitor.survey.status().getByText(`${WAITING} Your answers are kept`).waitFor();
  await visitor.page.close();
  await world.sondage("respondent", "erase", "--external-id", visitor.who, "--yes");
  const later = await visitor.context.newPage();
  const posts = [];
  later.on("response", (reply) => reply.url().endsWith("/responses") && posts.push(reply.status()));
  const plain = host.put("/later", `<!doctype html><title>Shop</title><script type="module" src="${world.relay}/w/sondage.js"></script>`);
  await later.goto(plain);
  const unsent = () => later.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("unsent")));
  await eventually("nothing kept", async () => (await unsent()).length === 0);
  // The next page has nothing to send: it has asked for all it asks for once it is idle.
  await later.goto(plain, { waitUntil: "networkidle" });
  assert.deepEqual(posts, [410]);
  assert.equal(await visitor.answers(), undefined);
  await visitor.close();
});

test("what has waited longer than the relay takes it goes unsent", async () => {
  const visitor = await open();
  const key = (time) => `sondage.unsent.0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a11.${new Date(time).toISOString()}`;
  const day = 24 * 3_600_000;
  const [old, young] = [key(Date.now() - 29 * day), key(Date.now() - 27 * day)];
  await visitor.page.evaluate((all) => all.forEach((key) => localStorage.setItem(key, "http://127.0.0.1:1/nobody\n{}")), [old, young]);
  await visitor.page.goto(host.put("/after", `<!doctype html><title>Shop</title><script type="module" src="${world.relay}/w/sondage.js"></script>`));
  await eventually("the old one gone", () => visitor.page.evaluate((key) => !localStorage.getItem(key), old));
  assert.ok(await visitor.page.evaluate((key) => localStorage.getItem(key), young), "the other one is kept");
  assert.deepEqual(visitor.said.splice(0).filter((line) => !/ERR_(CONNECTION_REFUSED|UNSAFE_PORT)/.test(line)), []);
  await visitor.close();
});

test("who may keep nothing is asked to leave the survey open, and is not told that it is kept", async () => {
  const visitor = await open(async (page) => {
    await unreachable(page);
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } });
    });
  });
  await answer(visitor, "8");
  await visitor.survey.status().getByText(`${WAITING} Please leave this open`).waitFor();
  await visitor.page.unroute("**/responses");
  await eventually("the answer", async () => (await visitor.answers())?.score === 8);
  await visitor.close();
});

test("where storage is denied it asks and stores as everywhere", async () => {
  const visitor = await open((page) => page.addInitScript(() => {
    for (const name of ["sessionStorage", "localStorage"]) {
      Object.defineProperty(window, name, { get: () => { throw new DOMException("denied", "SecurityError"); } });
    }
  }));
  await answer(visitor, "9");
  await visitor.survey.next();
  await visitor.survey.status().getByText(SAVED).waitFor();
  assert.deepEqual(await visitor.answers(), { score: 9 });
  await visitor.close();
});

for (const [how, fails] of [["rejects with what is no error", () => Promise.reject("no")], ["throws at once", () => { throw "no"; }]]) {
  test(`a page whose own fetch ${how} loses nothing`, async () => {
    const visitor = await open((page) => page.addInitScript((fails) => {
      const { fetch } = window;
      const fail = eval(fails);
      window.fetch = (what, how) => (window.isBroken && `${what.url ?? what}`.endsWith("/responses") ? fail() : fetch(what, how));
    }, `${fails}`));
    await visitor.page.evaluate(() => (window.isBroken = true));
    await answer(visitor, "6");
    await visitor.survey.status().getByText(WAITING).waitFor();
    await visitor.page.evaluate(() => (window.isBroken = false));
    await eventually("the answer", async () => (await visitor.answers())?.score === 6);
    await visitor.close();
  });
}

/** Stands before the relay. Answers wait in it: `posts` has a function for each that lets it on, and says whether its browser still sends it. */
const openGate = async () => {
  const posts = [];
  const gate = createServer(async (request, answer) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const isPost = request.method === "POST";
    // What is no answer passes at once.
    if (isPost && request.url.endsWith("/responses")) await new Promise((done) => posts.push(() => (done(), !answer.destroyed)));
    if (answer.destroyed) return;
    const { method, headers: { "content-type": type } } = request;
    const reply = await fetch(`${world.relay}${request.url}`, { method, ...(isPost && { headers: { "content-type": type }, body: Buffer.concat(chunks) }) });
    const kept = ["content-type", "access-control-allow-origin", "etag"].filter((name) => reply.headers.has(name));
    answer.writeHead(reply.status, Object.fromEntries(kept.map((name) => [name, reply.headers.get(name)])));
    answer.end(Buffer.from(await reply.arrayBuffer()));
  }).listen(0, "127.0.0.1");
  await once(gate, "listening");
  return { posts, relay: `http://127.0.0.1:${gate.unref().address().port}`, close: () => gate.close().closeAllConnections() };
};

test("what is under way when its page is left outlives it, and arrives", async () => {
  const gate = await openGate();
  const visitor = await open(undefined, gate);
  await answer(visitor, "5");
  await eventually("the answer at the gate", () => gate.posts.length === 1);
  await visitor.page.goto("about:blank");
  await eventually("the same again, as there may be no later", () => gate.posts.length > 1);
  // The page is gone, and its requests are not.
  assert.ok(gate.posts.map((letOn) => letOn()).every(Boolean));
  await eventually("the answer", async () => (await visitor.answers())?.score === 5);
  await visitor.close();
  gate.close();
});
