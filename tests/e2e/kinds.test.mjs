// Every kind of question, answered to the end in a page of its own.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { KINDS, likened, outcome } from "./kinds.mjs";
import { ADA, GRACE, Host, World, closeBrowser, pageWith, token, visit, withExample } from "./support.mjs";
import { Keys, cardAfter, focused, settled } from "./walk.mjs";

const SAMPLE = "samples/every-kind.toml";
const WIDE = { width: 1280, height: 900 };
let world;
let host;
before(async () => {
  world = await World.open([SAMPLE]);
  host = await Host.open();
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

test("every kind of question is in the sample, and every question of the sample has its row", async () => {
  const [, ...questions] = (await readFile(SAMPLE, "utf8")).split("[[questions]]");
  const each = (pattern) => questions.map((question) => pattern.exec(question)[1]);
  assert.deepEqual(each(/^id = "(.+)"$/m), KINDS.map(({ id }) => id));
  const schema = JSON.parse(await world.sondage("schema"));
  const kinds = schema.$defs.question.oneOf.map(({ properties }) => properties.type.const);
  assert.deepEqual(kinds.sort(), [...new Set(each(/^type = "(.+)"$/m))].sort());
});

/** From the welcome to the end, with a check of the review; `answer` and `act` are how. */
const walk = async (page, how, answer, act) => {
  await page.locator("#sondage-title").waitFor();
  await act("start");
  let card = await cardAfter(page, "welcome");
  for (const row of KINDS) {
    assert.equal(card, row.id);
    assert.match(await focused(page), /#sondage-title$/, `${card}: the title has the focus`);
    await settled(page);
    await answer(row);
    if (row.says) assert.deepEqual(likened({ says: await page.locator("[data-live]").innerText() }, row).says, row.says);
    await act("next");
    card = await cardAfter(page, card);
  }
  assert.equal(card, "review");
  await review(page, how);
  await act("go:nps");
  await cardAfter(page, "review");
  assert.ok(await page.getByRole("radio", { name: "9", exact: true }).isChecked());
  await act("next");
  assert.equal(await cardAfter(page, "nps"), "review");
  await act("send");
  await cardAfter(page, "review");
  assert.equal(await page.locator("#sondage-title").innerText(), "Thank you, Ada!");
  assert.equal(await page.locator("#sondage-title strong").innerText(), "Ada");
  await page.getByText("You gave us 9.").waitFor();
  await page.getByText("Your answers are saved.").waitFor();
};

/** The review says what was answered, question by question. */
const review = async (page, how) => {
  const lines = await page.locator(".review li").evaluateAll((all) =>
    all.map((line) => [line.querySelector("button").value.replace("go:", ""), line.querySelector("strong + span").innerText]));
  const asked = KINDS.map((row) => outcome(row, how)).filter(({ words }) => words);
  const expected = Object.fromEntries(asked.map(({ id, words }) => [id, words]));
  assert.deepEqual(likened(Object.fromEntries(lines), expected), expected);
};

/** What the relay exports, and what the profile in Braze has. */
const arrived = async (how, person) => {
  const rows = KINDS.map((row) => outcome(row, how)).filter(({ value }) => value !== undefined);
  const stored = (await world.responses("every-kind")).find(({ respondent }) => respondent?.braze_id === person);
  assert.deepEqual([stored.state, stored.channel, stored.locale], ["completed", "web", "en"]);
  const values = Object.fromEntries(rows.map(({ id, value }) => [id, value]));
  assert.deepEqual(likened(stored.answers, values), values);
  const profile = await world.profileWhen("all attributes", ({ attributes }) => attributes.kind_file, person);
  const attributes = Object.fromEntries(rows.map(({ id, attribute }) => [`kind_${id}`, attribute]));
  assert.deepEqual(Object.fromEntries(Object.entries(profile.attributes).map(([name, { value }]) => [name, value])), attributes);
  assert.deepEqual(
    profile.events.map(({ properties }) => properties.question_id).sort(), rows.map(({ id }) => id).sort(),
    "one event an answer");
};

const show = (person) =>
  visit(host.put(`/${person}`, pageWith(world, "every-kind", `braze-id="${person}" token="${token("every-kind", person)}"`)), {
    viewport: WIDE, prepare: withExample,
  });

describe("in a page of its own", { concurrency: 2 }, () => {
  test("with a mouse every kind is answered, reviewed, stored and delivered", async () => {
    const visitor = await show(ADA);
    const { page } = visitor;
    await walk(page, "byMouse", (row) => row.mouse(page), (action) => page.locator(`button[value="${action}"]`).click());
    await arrived("byMouse", ADA);
    await visitor.close();
  });

  test("with the keyboard alone every kind is answered, reviewed, stored and delivered", async () => {
    const visitor = await show(GRACE);
    const keys = new Keys(visitor.page);
    await walk(visitor.page, "byKeys", (row) => row.keys(keys), (action) => keys.act(action));
    await arrived("byKeys", GRACE);
    await visitor.close();
  });
});
