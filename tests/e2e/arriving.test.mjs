// Where respondents come from, and that they were there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP } from "./shop.mjs";
import { Host, World, card, closeBrowser, eventually, visit } from "./support.mjs";

const survey = (id) => `id = "${id}"
name = "The survey ${id}"
end = { text = "Thank you!" }
[[questions]]
id = "score"
type = "nps"
prompt = "How likely?"
[[questions]]
id = "why"
type = "short_text"
prompt = "Why?"
`;

let world;
let host;
before(async () => {
  host = await Host.open();
  world = await World.open([survey("plain"), survey("silent")]);
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

test("an element takes the campaign from its page's address, but for what it says itself", async () => {
  const html = `<!doctype html><html lang="en"><title>Shop</title><sondage-survey survey="plain" data-utm_medium="footer"></sondage-survey>
    <script type="module" src="${world.relay}/w/sondage.js"></script>`;
  const address = host.put("/arriving?utm_source=news&utm_medium=email&utm_campaign=%3Cspring%3E&utm_other=x&q=1", html);
  const { page, close } = await visit(address, { viewport: DESKTOP });
  await card(page).choose("8");
  await card(page).next();
  await card(page).title().getByText("Why?").waitFor();
  const stored = await eventually("the response", async () =>
    (await world.responses("plain")).find(({ hidden }) => hidden.utm_source));
  assert.deepEqual(stored.hidden, { utm_source: "news", utm_medium: "footer", utm_campaign: "<spring>" });
  await close();
});

test("a page without scripts counts itself, once", async () => {
  const { page, close } = await visit(`${world.relay}/s/silent`, { javaScriptEnabled: false });
  await page.getByRole("radio", { name: "9", exact: true }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("Why?").waitFor();
  await eventually("the count", async () => /,1,link,1,1,0/.test(await world.sondage("stats", "silent", "--format", "csv")));
  await close();
});
