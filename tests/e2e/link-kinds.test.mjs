// Every kind of question on the survey's own page, taken over by the widget under the page's policy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KINDS, likened, outcome } from "./kinds.mjs";
import { EMILIE, World, closeBrowser, token, visit, withExample } from "./support.mjs";
import { cardAfter } from "./walk.mjs";

let world;
before(async () => (world = await World.open(["samples/every-kind.toml"])));
after(async () => {
  await closeBrowser();
  await world?.close();
});

/** The scripts of a card's controls are there. A list that is short stays the browser's own. */
const settled = (page) =>
  page.waitForFunction(() => [...document.querySelectorAll("[data-part]")]
    .every((one) => one.classList.contains("live") || one.querySelector("select")?.options.length <= 13));

test("every kind is answered on one page, and every script and style of theirs is allowed there", async () => {
  const address = `${world.relay}/s/every-kind?user_braze_id=${EMILIE}&token=${token("every-kind", EMILIE)}&locale=en&channel=email`;
  const visitor = await visit(address, {
    viewport: { width: 1280, height: 900 },
    prepare: async (page, context) => {
      await withExample(page, context);
      await page.addInitScript(() => addEventListener("sondage-shown", () => (window.isTaken = true)));
    },
  });
  const { page } = visitor;
  await page.waitForFunction(() => window.isTaken);
  await page.locator('button[value="start"]').click();
  let card = await cardAfter(page, "welcome");
  for (const row of KINDS) {
    assert.equal(card, row.id);
    await settled(page);
    await row.mouse(page);
    await page.locator('button[value="next"]').click();
    card = await cardAfter(page, card);
  }
  assert.equal(card, "review");
  await page.locator('button[value="send"]').click();
  await page.getByText("Your answers are saved.").waitFor();
  assert.equal(visitor.requests.filter((url) => url.startsWith(`${world.relay}/s/`)).length, 1, "one page, once");
  await visitor.close();

  const [stored] = await world.responses("every-kind");
  assert.deepEqual([stored.state, stored.channel, stored.respondent.braze_id], ["completed", "email", EMILIE]);
  const rows = KINDS.map((row) => outcome(row, "byMouse")).filter(({ value }) => value !== undefined);
  const values = Object.fromEntries(rows.map(({ id, value }) => [id, value]));
  assert.deepEqual(likened(stored.answers, values), values);
});
