// The snippet's document by itself: bridges that come early or never, scripts that do not run.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { GRACE, NO_CONNECTION, World, card, closeBrowser, eventually, messageIn, visit } from "./support.mjs";

let world;
before(async () => (world = await World.open()));
after(async () => {
  await closeBrowser();
  await world?.close();
});

/** A phone's bridge: it is there before the message's scripts, and relies on `this`. */
const phoneBridge = () => {
  const bridge = {
    calls: [],
    logClick(id) { this.calls.push(["logClick", id]); },
    closeMessage() { this.calls.push(["closeMessage"]); },
  };
  window.brazeBridge = bridge;
};

test("a bridge that is there before the scripts gets clicks and the close", async () => {
  const visitor = await visit(world.messageUrl(), { prepare: (page) => page.addInitScript(phoneBridge) });
  const survey = card(visitor.page);
  await survey.choose("9");
  await survey.next();
  await survey.title().getByText("Which plan are you on?").waitFor();
  await survey.close();
  await visitor.page.locator("[data-sheet]").waitFor({ state: "hidden" });
  assert.deepEqual(await visitor.page.evaluate(() => window.brazeBridge.calls), [
    ["logClick", "score"], ["logClick", "close"], ["closeMessage"],
  ]);
  await visitor.close();
});

test("a bridge that comes later gets what waited for it, whatever it throws", async () => {
  const visitor = await visit(world.messageUrl());
  const survey = card(visitor.page);
  await survey.choose("9");
  await survey.next();
  await survey.title().getByText("Which plan are you on?").waitFor();
  await survey.next();
  await survey.title().getByText("Thank you!").waitFor();
  const calls = await visitor.page.evaluate(() => {
    const calls = [];
    window.brazeBridge = {
      logClick(id) {
        calls.push(id);
        if (id === "score") throw new Error("not now");
      },
    };
    window.dispatchEvent(new CustomEvent("ab.BridgeReady"));
    return calls;
  });
  assert.deepEqual(calls, ["score", "plan"]);
  await visitor.close();
});

test("the close link reaches a bridge even before the widget is there", async () => {
  const visitor = await visit(world.messageUrl(), {
    prepare: async (page) => {
      await page.addInitScript(phoneBridge);
      await page.route("**/w/**", () => {});
    },
  });
  await card(visitor.page).close();
  assert.deepEqual(await visitor.page.evaluate(() => window.brazeBridge.calls), [["closeMessage"]]);
  await visitor.close();
});

test("with no bridge, as in a preview, the survey runs to its end", async () => {
  const visitor = await visit(world.messageUrl("grace"));
  const survey = card(visitor.page);
  await survey.choose(/^10 ?, Extremely likely$/);
  await survey.next();
  await survey.next();
  await survey.title().getByText("Thank you!").waitFor();
  await survey.status().getByText("Your answers are saved.").waitFor();
  await visitor.page.getByRole("button", { name: "Close" }).last().click();
  await visitor.page.locator("[data-sheet]").waitFor({ state: "hidden" });
  await visitor.close();
});

/** Goes through the relay's own pages, from the second question on. */
const finishOnPages = async (visitor, choose) => {
  const [page] = await Promise.all([visitor.context.waitForEvent("page"), choose()]);
  await page.waitForLoadState();
  const survey = card(page);
  assert.equal(await survey.title().innerText(), "Which plan are you on? Optional");
  await survey.choose("Pro");
  await survey.next();
  assert.match(await survey.title().innerText(), /You chose 3\./);
  await survey.type("No scripts <here>");
  await survey.next();
  assert.match(await survey.title().innerText(), /Thank you!/);
};

test("a double tap where no script runs is one response", async () => {
  const visitor = await visit(world.messageUrl("emilie"), { javaScriptEnabled: false });
  await card(visitor.page).choose("2");
  const posts = [];
  visitor.context.on("requestfinished", (request) => request.method() === "POST" && posts.push(request));
  await visitor.page.locator("button[value=next]").dblclick();
  await eventually("both posts", () => posts.length === 2);
  const stored = (await world.responses()).filter(({ answers }) => answers.score === 2);
  assert.equal(stored.length, 1);
  await visitor.close();
});

test("with scripts off, what is on the screen is answered and the survey goes on as a page", async () => {
  const visitor = await visit(world.messageUrl("grace"), { javaScriptEnabled: false });
  const survey = card(visitor.page);
  await survey.choose("3");
  await finishOnPages(visitor, () => survey.next());
  const stored = (await world.responses()).find(({ answers }) => answers.why === "No scripts <here>");
  assert.deepEqual(stored.answers, { score: 3, plan: "pro", why: "No scripts <here>" });
  assert.equal(stored.state, "completed");
  await world.profileWhen("the plan", ({ attributes }) => attributes["Which plan are you on?"]?.value === "Pro", GRACE);
  assert.equal(await visitor.page.getByRole("link", { name: "Close" }).getAttribute("href"), "appboy://close");
  await visitor.close();
});

for (const [what, policy] of [
  ["WebAssembly", "script-src 'self' 'unsafe-inline'"],
  ["the relay", "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'none'"],
]) test(`where a policy forbids ${what} the form posts by itself`, async () => {
  const blocked = /Content Security Policy|CompileError|wasm/i;
  const visitor = await visit(world.messageUrl("ada"), {
    expect: [blocked],
    prepare: (page) =>
      page.route("**/demo/braze/message**", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, headers: { ...answer.headers(), "content-security-policy": policy } });
      }),
  });
  await visitor.page.locator(".fallback a").first().waitFor({ state: "attached" });
  await eventually("the widget is given up", () =>
    visitor.page.evaluate(() => !document.documentElement.classList.contains("scripted")));
  const survey = card(visitor.page);
  await survey.choose("3");
  await finishOnPages(visitor, () => survey.next());
  await visitor.close();
});

test("a message that comes while the relay is away waits for it with the answer in hand", async () => {
  // The message is with the host page, which does not go away with the relay.
  const html = await (await fetch(world.messageUrl("ada"))).text();
  const host = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(html)).listen(0, "127.0.0.1");
  await once(host, "listening");
  await world.stopRelay();
  const visitor = await visit(`http://127.0.0.1:${host.address().port}/`, { expect: [NO_CONNECTION] });
  const survey = card(visitor.page);
  await survey.choose("6");
  await survey.next();
  await survey.status().getByText("No connection right now.").waitFor();
  await world.startRelay();
  await survey.title().getByText("Which plan are you on?").waitFor({ timeout: 40_000 });
  await world.profileWhen("the score", ({ attributes }) => attributes.nps_score?.value === 6);
  await visitor.close();
  host.close();
});

test("each card and its errors pass axe, at 320 pixels and in the dark", async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const check = async (page, where) => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes[0].html}`), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${where}: ${wide} pixels too wide`);
  };
  for (const [where, options] of [
    ["320 pixels", { viewport: { width: 320, height: 640 } }], ["dark", { colorScheme: "dark" }],
  ]) {
    const visitor = await visit(world.messageUrl("grace"), { ...options, reducedMotion: "reduce" });
    const { page } = visitor;
    const survey = card(page);
    await check(page, `${where}, first card`);
    await page.getByText("Onboarding feedback").waitFor({ state: "attached" });
    await survey.next();
    await page.getByText("Please answer this question.").first().waitFor();
    await check(page, `${where}, error`);
    await survey.choose("1");
    await survey.next();
    await check(page, `${where}, choices`);
    await survey.next();
    await check(page, `${where}, text`);
    await survey.next();
    await check(page, `${where}, end`);
    await visitor.close();
  }
});

test("a message names what a catalogue knows of the item on somebody's profile, whatever is in it", async () => {
  const own = `id = "played"
name = "Played"
hidden = [
  { id = "favourite", attribute = "favourite_game" },
  { id = "game", catalog = "games", item = "{favourite}", field = "title" },
  { id = "price", catalog = "games", item = "1235", field = "price", type = "number" },
]
end = { text = "Thank you!" }
[[questions]]
id = "score"
type = "nps"
prompt = "How was {game|your game}, and is {price|it} a fair price?"
`;
  await world.sondage("publish", await world.file(own));
  for (const [user, title] of [
    ["ada", "How was Tales, and is 22.49 a fair price?"],
    ["grace", `How was <b>Tom & "Jerry"</b>, and is 22.49 a fair price?`],
    ["emilie", "How was your game, and is 22.49 a fair price?"],
  ]) {
    const visitor = await visit(await eventually("the survey", async () => {
      const address = world.appUrl(user, "played");
      return (await fetch(world.messageUrl(user, "played"))).ok && address;
    }));
    const survey = card(messageIn(visitor.page));
    await survey.title().getByText(title).waitFor();
    if (user === "grace") {
      await survey.choose("9");
      await messageIn(visitor.page).getByRole("button", { name: "Finish" }).click();
      await survey.title().getByText("Thank you!").waitFor();
      const { hidden } = await eventually("the response", async () => (await world.responses("played"))[0]);
      assert.deepEqual([hidden.game, hidden.price], [`<b>Tom & "Jerry"</b>`, "22.49"]);
    }
    await visitor.close();
  }
});
