// The whole way, without a terminal: from the first start to an answer on a profile in Braze. The message is shown
// by the real Braze Web SDK, on host pages beside the same database.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { StudioWorld } from "./studio.mjs";
import { ADA, card, closeBrowser, eventually, freePort, messageIn, stopped, visit } from "./support.mjs";

let world;
let shop;
let host;
before(async () => {
  world = await StudioWorld.open();
  shop = `127.0.0.1:${await freePort()}`;
});
after(async () => {
  await closeBrowser();
  if (host) await stopped(host, "SIGTERM");
  await world?.close();
});

/** A site with Braze's SDK, and the Liquid that Braze's servers fill in. */
const openShop = async () => {
  const env = { ...world.env, SONDAGE_LISTEN: shop, SONDAGE_PUBLIC_URL: world.relay, SONDAGE_DEMO_SDK: "node_modules/@braze/web-sdk" };
  host = spawn(process.env.DEMO_BIN, ["--unsigned"], { env, stdio: "ignore" });
  await eventually("the site", async () => (await fetch(`http://${shop}/readyz`)).ok);
};

test("from the first start to an answer on the profile", async () => {
  const { page, context, close } = await world.browser();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await world.found(page);

  await page.getByRole("link", { name: "Settings" }).click();
  await world.connect(page);

  await page.getByRole("link", { name: "Surveys" }).first().click();
  await page.getByRole("button", { name: "Begin with this one" }).click();
  await page.getByText("Nothing is wrong with it.").waitFor();
  await page.getByRole("link", { name: "Text", exact: true }).click();
  const text = page.getByLabel("The survey as text");
  await text.fill((await text.inputValue()).replace("How likely are you", "How probable is it that you are"));
  await page.getByRole("status").getByText("Saved", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Preview" }).click();
  await card(page.frameLocator(".preview iframe")).title().getByText("How probable is it").waitFor();

  await page.getByRole("link", { name: "Publish" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("The draft is what is published.").waitFor();
  const id = /surveys\/([^/]+)\//.exec(page.url())[1];
  await page.getByRole("button", { name: "Copy" }).first().click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());

  // What is shown on the site is what was copied.
  await openShop();
  const pasted = await (await fetch(`http://${shop}/demo/braze/snippet?survey=${id}`)).text();
  assert.equal(copied, pasted.trimEnd());
  const visitor = await visit(`http://${shop}/demo/braze/app?user=ada&survey=${id}`);
  const message = messageIn(visitor.page);
  await card(message).title().getByText("How probable is it").waitFor();
  // The next card comes by itself.
  await message.getByRole("radio", { name: "9", exact: true }).click();
  const profile = await eventually("the answer is on the profile", async () => {
    const found = await (await fetch(`${world.emulator}/emulator/profiles/${ADA}`)).json();
    return found.events?.some(({ name }) => name === "survey-question-response") && found;
  });
  const { properties } = profile.events.find(({ name }) => name === "survey-question-response");
  assert.deepEqual([properties.survey_id, properties.answer, properties.channel], [id, 9, "in-app"]);
  assert.ok(Object.values(profile.attributes).some(({ value }) => value === 9), JSON.stringify(profile.attributes));
  await visitor.close();

  await page.goto(`${world.relay}/studio`);
  await page.getByRole("row", { name: /Live/ }).waitFor();
  await close();
});
