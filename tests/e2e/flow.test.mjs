// Where a survey leads: taps, branches, languages, redirects, time, chance and coming back, in a
// page of somebody else's and on the survey's own pages.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ADA, EMILIE, GRACE, Host, World, card, closeBrowser, eventually, pageWith, token, visit, withExample } from "./support.mjs";
import { Keys, cardAfter, cardOf } from "./walk.mjs";

const survey = (id, rest) => `id = "${id}"\nname = "A survey"\nlocale = "en"\n${rest}\n[end]\ntext = "Thank you!"\n`;
const TEXT = (id, more = "") => `[[questions]]\nid = "${id}"\ntype = "short_text"\nprompt = "What of ${id}?"\n${more}\n`;
const OPTIONS = `options = [ { id = "free", label = "Free" }, { id = "pro", label = "Pro" } ]`;
const LETTERS = [..."abcdefgh"];

const SURVEYS = {
  tap: survey("tap", `
    [flow]
    auto_advance = true
    [[questions]]
    id = "stars"
    type = "rating"
    style = "stars"
    prompt = "How many stars?"
    [[questions]]
    id = "plan"
    type = "single_choice"
    prompt = "Which plan?"
    ${OPTIONS}
    ${TEXT("why")}`),
  branch: survey("branch", `
    [[questions]]
    id = "plan"
    type = "single_choice"
    prompt = "Which plan?"
    attribute = "branch_plan"
    ${OPTIONS}
    ${TEXT("why", `attribute = "branch_why"\nshow_if = { question = "plan", is = "pro" }`)}
    ${TEXT("last", 'attribute = "branch_last"')}`),
  tongue: survey("tongue", `
    [[questions]]
    id = "plan"
    type = "single_choice"
    prompt = "Which plan?"
    ${OPTIONS}
    other = true
    [translations.fr]
    "questions.plan.prompt" = "Quelle formule ?"
    "questions.plan.options.free" = "Gratuite"
    "end.text" = "Merci !"`),
  leave: survey("leave", `
    [[questions]]
    id = "name"
    type = "short_text"
    prompt = "Who are you?"
    [[endings]]
    id = "away"
    redirect = "https://example.com/thanks?name={name}"
    if = { question = "name", answered = true }`),
  hurry: survey("hurry", `
    [flow]
    time_limit = 20
    ${TEXT("first")}
    ${TEXT("second")}`),
  sum: survey("sum", `
    [variables]
    total = 1
    [[hidden]]
    id = "who-is"
    [[questions]]
    id = "score"
    type = "nps"
    prompt = "How likely, {who-is|you there}?"
    set = [ { variable = "total", add = { question = "score" } } ]
    [[questions]]
    id = "plan"
    type = "single_choice"
    prompt = "You said {score}. Which plan?"
    set = [ { variable = "total", multiply = { question = "plan" } } ]
    options = [ { id = "free", label = "Free", score = 2 }, { id = "pro", label = "Pro", score = 10 } ]
    [[endings]]
    id = "rich"
    text = "**{total}** points with {plan}, {who-is|friend}!"
    if = { variable = "total", above = 50 }`),
  mixed: survey("mixed", `
    ${TEXT("start")}
    [[questions]]
    id = "list"
    type = "single_choice"
    prompt = "Which letter?"
    shuffle = true
    options = [ ${LETTERS.map((id) => `{ id = "${id}", label = "${id}" }`).join(", ")} ]
    ${["one", "two", "three", "four"].map((id) => TEXT(id)).join("\n")}
    [[shuffle]]
    questions = ["one", "two", "three", "four"]`),
};

let world;
let host;
before(async () => {
  world = await World.open(Object.values(SURVEYS).map((text) => text.replace(/^ +/gm, "")));
  host = await Host.open();
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

let n_pages = 0;
const who = (survey, person) => ({ "braze-id": person, token: token(survey, person) });
/** The survey in a page, and on its own one: the same journey has to work in both. */
const inPage = (survey, attributes = {}, options = {}) => {
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`).join(" ");
  return visit(host.put(`/${(n_pages += 1)}`, pageWith(world, survey, text)), options);
};
const onLink = (survey, attributes = {}, options = {}) => {
  const query = Object.entries(attributes).map(([name, value]) =>
    [name.replace("braze-id", "user_braze_id").replace("data-", ""), value]);
  return visit(`${world.relay}/s/${survey}?${new URLSearchParams(query)}`, options);
};
const BOTH = [["in a page", inPage, "web"], ["on its own pages", onLink, "link"]];

/** Presses a button, and waits for the card that it leads to; which. */
const act = async (page, action) => {
  const before = await cardOf(page);
  await page.locator(`button[value="${action}"]`).click();
  return cardAfter(page, before);
};
const type = (page, text) => page.getByRole("textbox").fill(text);
const stored = async (survey, what, ready) =>
  eventually(what, async () => (await world.responses(survey)).find(ready));

// Each has a respondent or a survey of its own.
describe("a survey", { concurrency: 2 }, () => {
  test("a tap goes on by itself, arrow keys do not", async () => {
    const visitor = await inPage("tap", {}, { hasTouch: true });
    const { page } = visitor;
    await page.getByRole("radio", { name: "3 of 5" }).tap();
    assert.equal(await cardAfter(page, "stars"), "plan");
    const keys = new Keys(page);
    await keys.to("[type=radio]");
    for (const label of ["Pro", "Free", "Pro"]) {
      await keys.press("ArrowDown");
      assert.ok(await page.getByRole("radio", { name: label }).isChecked());
      assert.equal(await cardOf(page), "plan");
    }
    await keys.press("Enter");
    assert.equal(await cardAfter(page, "plan"), "why");
    await act(page, "back");
    // What is chosen already is confirmed by a tap on it.
    await page.getByText("Pro").tap();
    assert.equal(await cardAfter(page, "plan"), "why");
    await act(page, "next");
    const response = await stored("tap", "the end", ({ state }) => state === "completed");
    assert.deepEqual(response.answers, { stars: 3, plan: "pro" });
    await visitor.close();
  });

  test("after a reload it goes on where it was left, with the same response, until its end; for nobody else", async () => {
    const visitor = await inPage("branch", who("branch", GRACE));
    const { page } = visitor;
    await page.getByRole("radio", { name: "Pro" }).check();
    await act(page, "next");
    await type(page, "It is good");
    await act(page, "next");
    await page.reload();
    await page.locator("#sondage-title").waitFor();
    assert.equal(await cardOf(page), "last");
    const address = page.url();
    await page.goto(host.put("/else", pageWith(world, "branch", `braze-id="${EMILIE}"`)));
    await page.locator("#sondage-title").waitFor();
    assert.equal(await cardOf(page), "plan");
    await page.goto(address);
    await page.locator("#sondage-title").waitFor();
    assert.equal(await cardOf(page), "last");
    assert.equal(await act(page, "back"), "why");
    assert.equal(await page.getByRole("textbox").inputValue(), "It is good");
    await act(page, "next");
    await act(page, "next");
    await page.getByText("Your answers are saved.").waitFor();
    const own = (await world.responses("branch")).filter(({ respondent }) => respondent?.braze_id === GRACE);
    assert.deepEqual(own.map(({ state, answers }) => [state, answers]), [["completed", { plan: "pro", why: "It is good" }]]);
    await page.reload();
    await page.locator("#sondage-title").waitFor();
    assert.equal(await cardOf(page), "plan", "it begins anew");
    assert.equal(await page.getByRole("radio", { checked: true }).count(), 0);
    await visitor.close();
  });

  for (const [place, show, channel] of BOTH) {
    const person = channel === "web" ? ADA : EMILIE;

    test(`${place} an answer whose branch closes is taken off the relay and off the profile`, async () => {
      const visitor = await show("branch", who("branch", person));
      const { page } = visitor;
      await page.getByRole("radio", { name: "Pro" }).check();
      assert.equal(await act(page, "next"), "why");
      await type(page, "It is good");
      assert.equal(await act(page, "next"), "last");
      await world.profileWhen("the reason", ({ attributes }) => attributes.branch_why?.value === "It is good", person);
      await act(page, "back");
      await act(page, "back");
      await page.getByRole("radio", { name: "Free" }).check();
      assert.equal(await act(page, "next"), "last");
      await type(page, "So be it");
      await act(page, "next");
      const response = await stored("branch", "the end", (response) =>
        response.state === "completed" && response.respondent?.braze_id === person);
      assert.deepEqual(response.answers, { plan: "free", last: "So be it" });
      const profile = await world.profileWhen("the end", ({ attributes }) =>
        attributes.branch_last && !attributes.branch_why?.value, person);
      assert.equal(profile.attributes.branch_plan.value, "Free");
      await visitor.close();
    });

    test(`${place} the language is switched in the middle of a card, which keeps what was given`, async () => {
      const visitor = await show("tongue", { locale: "en" });
      const { page } = visitor;
      await page.getByRole("radio", { name: "Other" }).check();
      await type(page, "Équipe");
      await page.getByText("Language: English").click();
      await page.getByRole("button", { name: "Français" }).click();
      await page.getByText("Quelle formule ?").waitFor();
      assert.ok(await page.getByRole("radio", { name: "Autre" }).isChecked());
      assert.equal(await page.getByRole("textbox").inputValue(), "Équipe");
      assert.equal(await page.locator("[data-sheet]").getAttribute("lang"), "fr");
      await page.getByRole("button", { name: "Terminer" }).click();
      await page.getByText("Merci !").waitFor();
      const response = await stored("tongue", "the end", (one) => one.state === "completed" && one.channel === channel);
      assert.deepEqual([response.locale, response.answers], ["fr", { plan: { other: "Équipe" } }]);
      await visitor.close();
    });

    test(`${place} an ending that redirects leads there, with what it recalls`, async () => {
      const visitor = await show("leave", {}, { prepare: withExample });
      const { page } = visitor;
      await type(page, "Ada & co/ü");
      await page.locator('button[value="next"]').click();
      await page.waitForURL("https://example.com/thanks?**");
      assert.deepEqual([...new URL(page.url()).searchParams], [["name", "Ada & co/ü"]]);
      const response = await stored("leave", "the end", (one) => one.state === "completed" && one.channel === channel);
      assert.deepEqual(response.answers, { name: "Ada & co/ü" });
      await visitor.close();
    });

    test(`${place} variables are reckoned, and recalled with answers and hidden fields`, async () => {
      const visitor = await show("sum", { "data-who-is": "Dr <Ada>".replace("<", channel === "web" ? "&lt;" : "<") });
      const { page } = visitor;
      assert.equal(await card(page).title().innerText(), "How likely, Dr <Ada>? Optional");
      await page.getByRole("radio", { name: "7" }).check();
      await act(page, "next");
      assert.equal(await card(page).title().innerText(), "You said 7. Which plan? Optional");
      await page.getByRole("radio", { name: "Pro" }).check();
      await act(page, "next");
      assert.equal(await card(page).title().innerText(), "80 points with Pro, Dr <Ada>!");
      assert.equal(await page.locator("#sondage-title strong").innerText(), "80");
      await visitor.close();
    });
  }

  test("a message never leads away: an ending that redirects shows its thanks", async () => {
    const visitor = await visit(world.messageUrl("ada", "leave"));
    const { page } = visitor;
    const address = page.url();
    await type(page, "Ada");
    assert.equal(await act(page, "next"), "end");
    await page.getByRole("status").getByText("Your answers are saved.").waitFor();
    assert.equal(await card(page).title().innerText(), "Your answers are saved.");
    assert.equal(page.url(), address);
    assert.deepEqual(visitor.requests.filter((url) => url.startsWith("https://example.com")), []);
    await visitor.close();
  });

  test("when the time is up there can be more of it, with what was typed, or an end", async () => {
    const visitor = await inPage("hurry", {}, { prepare: (page) => page.clock.install() });
    const { page } = visitor;
    await type(page, "Slow");
    await act(page, "next");
    await type(page, "And st");
    await page.clock.fastForward(20_500);
    assert.equal(await cardAfter(page, "second"), "time-up");
    assert.equal(await card(page).title().innerText(), "The time is up.");
    assert.equal(await act(page, "more"), "second");
    assert.equal(await page.getByRole("textbox").inputValue(), "And st");
    await page.clock.fastForward(19_000);
    assert.equal(await cardOf(page), "second");
    await page.clock.fastForward(1_500);
    await cardAfter(page, "second");
    assert.equal(await act(page, "finish"), "end");
    await page.getByText("Thank you!").waitFor();
    const response = await stored("hurry", "what was answered", ({ answers }) => answers.first === "Slow");
    assert.equal(response.state, "completed");
    await visitor.close();
  });

  test("on its own pages the language is switched before anything is given, and the widget is there", async () => {
    const visitor = await onLink("tongue", { locale: "en" });
    const { page } = visitor;
    await page.getByText("Language: English").click();
    await page.getByRole("button", { name: "Français" }).click();
    await page.getByText("Quelle formule ?").waitFor();
    assert.equal(await page.locator("body[data-survey]").count(), 1, "the page tells the widget what to take over");
    await visitor.close();
  });

  test("chance falls the same way in the page, after a reload, and on the response's own pages", async () => {
    /** The order of the list, and of the questions after it. */
    const orders = async (page, isAgain) => {
      const list = () => page.getByRole("radio").evaluateAll((all) => all.map(({ value }) => value));
      const letters = await list();
      if (isAgain) {
        await page.reload();
        await page.locator("#sondage-title").waitFor();
        assert.deepEqual([await cardOf(page), await list()], ["list", letters]);
      }
      const questions = [];
      for (let count = 0; count < 4; count += 1) questions.push(await act(page, "next"));
      assert.deepEqual([[...letters].sort(), [...questions].sort()], [LETTERS, ["four", "one", "three", "two"]]);
      return [letters, questions];
    };
    const all = [];
    for (let respondent = 0; respondent < 2; respondent += 1) {
      const visitor = await inPage("mixed");
      const { page } = visitor;
      await type(page, "Go");
      assert.equal(await act(page, "next"), "list");
      const inWidget = await orders(page, true);
      const response = await page.evaluate(() => sessionStorage["sondage.kept.mixed."].split("\u0001")[0]);
      await page.goto(host.put("/form", `<!doctype html><title>Form</title><form method="post" action="${world.relay}/s/mixed">
        <input name="card" value="q.start"><input name="response" value="${response}"><input name="q.start" value="Go">
        <button name="action" value="next">Go</button></form>`));
      await page.getByRole("button").click();
      await page.locator("#sondage-title").waitFor();
      assert.equal(await cardOf(page), "list");
      assert.deepEqual(await orders(page, false), inWidget);
      all.push(inWidget.join());
      await visitor.close();
    }
    assert.ok(new Set(all).size > 1, "not everybody has the same order");
  });
});
