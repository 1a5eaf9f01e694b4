// The survey's own pages with scripts off: every kind by the browser's own controls.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KINDS, likened, outcome } from "./kinds.mjs";
import { EMILIE, World, closeBrowser, token, visit, withExample } from "./support.mjs";
import { cardOf } from "./walk.mjs";

const ROWS = KINDS.map((row) => ({ answer: row.mouse, ...outcome(row, "plain") }));
let world;
before(async () => (world = await World.open(["samples/every-kind.toml"])));
after(async () => {
  await closeBrowser();
  await world?.close();
});

/** Presses a button, and waits for the page that it leads to; its status. */
const act = async (page, action) => {
  const posted = page.waitForResponse((response) => response.request().isNavigationRequest());
  await page.locator(`button[value="${action}"]`).click();
  const response = await posted;
  await page.waitForLoadState();
  return response.status();
};

/** The pairs that the form would post, apart from hidden fields. */
const typed = (page) =>
  page.locator("form").evaluate((form) =>
    [...form.elements].filter(({ type, name }) => name && !["hidden", "submit", "file"].includes(type))
      .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
      .map(({ name, value }) => [name, value]));

/** An answer that the survey does not take: the error is there, and what was typed as well. */
const refuse = async (page, { id, refused }) => {
  await refused.answer(page);
  const before = await typed(page);
  assert.equal(await act(page, "next"), 422, id);
  assert.equal(await cardOf(page), id);
  assert.equal(await page.locator(".error:not(:empty), [role=alert]").innerText(), refused.error);
  assert.deepEqual(await typed(page), before, `${id}: what was typed is kept`);
  if (before.length > 0) assert.ok(before.some(([, value]) => value), id);
};

/** Nothing of the answer before is left on the card. */
const clear = async (page) => {
  const ticked = page.locator("[type=checkbox]:checked");
  while (await ticked.count()) await ticked.first().uncheck();
};

test("with scripts off every kind is answered, refused, gone back to, reviewed, stored and delivered", async () => {
  const address = `${world.relay}/s/every-kind?user_braze_id=${EMILIE}&token=${token("every-kind", EMILIE)}&locale=en&campaign=spring`;
  const visitor = await visit(address, { javaScriptEnabled: false, expect: [/status of 422/], prepare: withExample });
  const { page } = visitor;
  await act(page, "start");
  for (const [at, row] of ROWS.entries()) {
    assert.equal(await cardOf(page), row.id);
    if (row.refused) {
      await refuse(page, row);
      await clear(page);
    }
    await row.answer(page);
    const before = await typed(page);
    assert.equal(await act(page, "next"), 200, row.id);
    if (row.id === "link" || row.id === "file") continue;
    await act(page, "back");
    assert.equal(await cardOf(page), row.id, `back from ${ROWS[at + 1]?.id}`);
    assert.deepEqual(await typed(page), before, `${row.id}: it is as it was answered`);
    await act(page, "next");
  }
  assert.equal(await cardOf(page), "review");
  const lines = await page.locator(".review li").all();
  const reviewed = await Promise.all(lines.map(async (line) => [
    (await line.locator("button").getAttribute("value")).replace("go:", ""), await line.locator("strong + span").innerText(),
  ]));
  const words = Object.fromEntries(ROWS.filter((row) => row.words).map((row) => [row.id, row.words]));
  assert.deepEqual(likened(Object.fromEntries(reviewed), words), words);

  await act(page, "go:nps");
  await page.getByRole("radio", { name: /^10/ }).click();
  await act(page, "next");
  assert.equal(await cardOf(page), "review");
  await act(page, "send");
  assert.equal(await page.locator("#sondage-title").innerText(), "Thank you, Ada!");
  await page.getByText("You gave us 10.").waitFor();
  await visitor.close();

  const [stored] = await world.responses("every-kind");
  assert.deepEqual([stored.state, stored.channel, stored.respondent.braze_id], ["completed", "link", EMILIE]);
  const rows = ROWS.filter(({ value }) => value !== undefined)
    .map((row) => (row.id === "nps" ? { ...row, value: 10, attribute: 10 } : row));
  const values = Object.fromEntries(rows.map(({ id, value }) => [id, value]));
  assert.deepEqual(likened(stored.answers, values), values);
  const profile = await world.profileWhen("the change and the last answer", ({ attributes }) =>
    attributes.kind_nps?.value === 10 && attributes.kind_file, EMILIE);
  const attributes = Object.fromEntries(rows.map(({ id, attribute }) => [`kind_${id}`, attribute]));
  assert.deepEqual(Object.fromEntries(Object.entries(profile.attributes).map(([name, { value }]) => [name, value])), attributes);
});
