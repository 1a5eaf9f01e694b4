// The ways through a survey that matter most, in each engine.
import assert from "node:assert/strict";
import { before, after } from "node:test";
import { cases } from "./engines.mjs";
import { DESKTOP, MODES, element } from "./shop.mjs";
import { GRACE, Host, World, card, eventually, messageIn } from "./support.mjs";
import { focused, toReason } from "./walk.mjs";

let world;
let host;
before(async () => {
  world = await World.open(undefined, { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
});
after(async () => {
  host?.close();
  await world?.close();
});

let n_pages = 0;
/** A long page with a button, and the element. */
const shop = (inside) => host.put(`/shop${(n_pages += 1)}`, `<!doctype html><html lang="en"><title>Shop</title>
  <meta name="viewport" content="width=device-width"><style>body { margin: 0 } button { margin: 1rem }</style>
  <main style="min-height: 3000px"><button id="buy">Buy</button></main>${inside}
  <script>let n = 0; buy.onclick = () => (buy.textContent = "Bought " + (n += 1));</script>
  <script type="module" src="${world.relay}/w/sondage.js"></script>`);

const SAVED = "Your answers are saved.";
const inEngines = cases("a survey");

inEngines("a message of Braze's SDK is answered to its end", async (engine) => {
  const { page } = await engine.visit(world.appUrl());
  const message = messageIn(page);
  const survey = card(message);
  await toReason(survey);
  await survey.type(`Said in ${engine.name}`);
  await survey.next();
  await survey.status().getByText(SAVED).waitFor();
  const stored = await eventually("the response", async () =>
    (await world.responses()).find(({ answers }) => answers.why === `Said in ${engine.name}`));
  assert.deepEqual([stored.state, stored.channel, stored.answers.score, stored.answers.plan], ["completed", "in-app", 4, "pro"]);
  await message.getByRole("button", { name: "Close" }).last().click();
  await page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
});

inEngines("with the relay away it goes on, and all is there when the relay is back", async (engine) => {
  const { page } = await engine.visit(world.appUrl("grace"), { expect: [/Failed to load resource|NetworkError|CORS|Cross-Origin|ERR_/] });
  const survey = card(messageIn(page));
  await survey.choose("5");
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await world.stopRelay();
  // A case that fails leaves the relay there for the next.
  let isBack = false;
  engine.after(() => isBack || world.startRelay());
  await survey.choose("Team");
  await survey.next();
  await survey.status().getByText("No connection right now.").waitFor();
  const words = `Away in ${engine.name}`;
  await survey.type(words);
  await survey.next();
  await survey.title().getByText("Thank you!").waitFor();
  await world.startRelay();
  isBack = true;
  await survey.status().getByText(SAVED).waitFor({ timeout: 40_000 });
  await world.profileWhen("the last answer", ({ attributes }) => attributes.nps_reason?.value === words, GRACE);
});

for (const [how, javaScriptEnabled] of [["where scripts run", true], ["without scripts", false]]) {
  inEngines(`a link's page is answered to its end, ${how}`, async (engine) => {
    const person = `link-${engine.name}-${javaScriptEnabled}`;
    const { page } = await engine.visit(`${world.relay}/s/onboarding?external_id=${person}`, { javaScriptEnabled });
    const survey = card(page);
    await toReason(survey, { score: "3", plan: "Free" });
    await survey.type("By link");
    await survey.next();
    await survey.title().getByText("Thank you!").waitFor();
    const stored = await eventually("the response", async () =>
      (await world.responses()).find(({ respondent, state }) => respondent?.external_id === person && state === "completed"));
    assert.deepEqual([stored.channel, stored.answers], ["link", { score: 3, plan: "free", why: "By link" }]);
  });
}

const modes = cases("the element");

modes("inline it is answered to its end", async (engine) => {
  const person = `inline-${engine.name}`;
  const { page } = await engine.visit(shop(element(`external-id="${person}"`)), { viewport: DESKTOP });
  const survey = card(page);
  await survey.choose("9");
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await survey.choose("Pro");
  await survey.next();
  await survey.status().getByText(SAVED).waitFor();
  const stored = (await world.responses()).find(({ respondent }) => respondent?.external_id === person);
  assert.deepEqual([stored.state, stored.channel, stored.answers], ["completed", "web", { score: 9, plan: "pro" }]);
});

modes("a modal holds the page, and gives the focus back", async (engine) => {
  const { page } = await engine.visit(shop(element(`${MODES.modal} manual`)), { viewport: DESKTOP });
  const survey = card(page);
  await page.locator("#buy").click();
  await page.locator("#buy").focus();
  await page.evaluate("void document.querySelector('sondage-survey').open()");
  await survey.title().waitFor();
  await eventually("the focus on the title", async () => (await focused(page)).endsWith("#sondage-title"));
  // Behind it the button takes no press.
  const { x, y, width, height } = await page.locator("#buy").boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2);
  assert.equal(await page.evaluate("document.querySelector('#buy').textContent"), "Bought 1");
  await page.keyboard.press("Escape");
  await survey.title().waitFor({ state: "detached" });
  assert.equal(await focused(page), "button #buy");
});

modes("a corner leaves the page in use, and the focus where it is", async (engine) => {
  const { page } = await engine.visit(shop(element(MODES.corner)), { viewport: DESKTOP });
  const survey = card(page);
  await survey.title().waitFor();
  assert.equal(await focused(page), "body");
  await page.locator("#buy").click();
  assert.equal(await page.evaluate("document.querySelector('#buy').textContent"), "Bought 1");
  const box = await page.locator("[data-sheet]").boundingBox();
  assert.ok(box.x < 40 && box.y + box.height > 840, JSON.stringify(box));
  await survey.choose("8");
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await survey.close();
  await survey.title().waitFor({ state: "detached" });
});
