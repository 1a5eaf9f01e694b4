// From the welcome of samples/every-kind.toml to its end, however it is answered.
import assert from "node:assert/strict";
import { KINDS, likened, outcome } from "./kinds.mjs";
import { cardAfter, focused, settled } from "./walk.mjs";

/** From the welcome to the end, with a check of the review; `answer` and `act` are how. */
export const walk = async (page, how, answer, act) => {
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
export const arrived = async (world, how, person) => {
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
