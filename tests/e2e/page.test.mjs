// The survey as an element of somebody else's page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Host, World, card, closeBrowser, eventually, visit } from "./support.mjs";

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

const element = (world) => `<!doctype html><title>Shop</title><h1 class="title">Shop</h1>
  <sondage-survey survey="onboarding" external-id="ada"></sondage-survey>
  <script type="module" src="${world.relay}/w/sondage.js"></script>`;

test("under the strictest policies of a page it asks as everywhere", async () => {
  const policy = [
    "default-src 'none'", `script-src ${world.relay} 'wasm-unsafe-eval'`, `connect-src ${world.relay}`,
    "style-src 'sha256-0000000000000000000000000000000000000000000='", "require-trusted-types-for 'script'",
    "trusted-types sondage", "base-uri 'none'",
  ].join("; ");
  const visitor = await visit(host.put("/strict", element(world), { "content-security-policy": policy }));
  const survey = card(visitor.page);
  await survey.title().getByText("How likely are you").waitFor();
  const radius = await visitor.page.locator("[data-sheet]").evaluate((sheet) => getComputedStyle(sheet).borderTopLeftRadius);
  assert.equal(radius, "20px", "its styles apply, with no inline style");
  await survey.choose("9");
  await survey.next();
  await survey.next();
  await survey.status().getByText("Your answers are saved.").waitFor();
  const stored = (await world.responses()).find(({ channel }) => channel === "web");
  assert.deepEqual([stored.answers, stored.state, stored.respondent.external_id], [{ score: 9 }, "completed", "ada"]);
  await visitor.close();
});

test("by keys alone a promoter is one", async () => {
  const visitor = await visit(host.put("/keys", element(world).replace('"ada"', '"promoter"')));
  const { page } = visitor;
  const survey = card(page);
  await survey.title().getByText("How likely are you").waitFor();
  await survey.title().focus();
  for (const key of ["1", "0", "Enter"]) await page.keyboard.press(key);
  await survey.title().getByText("Which plan").waitFor();
  for (const key of ["b", "Enter"]) await page.keyboard.press(key);
  await survey.status().getByText("Your answers are saved.").waitFor();
  const stored = (await world.responses()).find(({ respondent }) => respondent.external_id === "promoter");
  assert.deepEqual(stored.answers, { score: 10, plan: "pro" });
  await visitor.close();
});

test("removed it leaves nothing, and put back it asks again", async () => {
  const visitor = await visit(host.put("/again", element(world)));
  const { page } = visitor;
  const survey = card(page);
  await survey.title().waitFor();
  const heard = await page.evaluateHandle(() => {
    const names = [];
    for (const name of ["sondage-shown", "sondage-answered", "sondage-dismissed"]) {
      document.addEventListener(name, (event) => names.push([name, event.detail.survey ?? event.detail.question]));
    }
    return names;
  });
  await page.evaluate(() => {
    window.kept = document.querySelector("sondage-survey");
    window.kept.remove();
  });
  assert.equal(await page.evaluate(() => window.kept.shadowRoot.childElementCount), 0);
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.body.append(window.kept));
  await survey.title().waitFor();
  await survey.choose("5");
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await survey.close();
  await eventually("the events", async () => (await heard.jsonValue()).length === 3);
  assert.deepEqual(await heard.jsonValue(), [
    ["sondage-shown", "onboarding"], ["sondage-answered", "score"], ["sondage-dismissed", "onboarding"],
  ]);
  await visitor.close();
});
