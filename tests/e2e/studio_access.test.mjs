// Each page of the studio for everybody: by axe, in light and dark, and by width. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KEY, LOGIN, PASSWORD, StudioWorld, look, signIn } from "./studio.mjs";
import { closeBrowser } from "./support.mjs";

const REFUSED = /^error: Failed to load resource: the server responded with a status of (4\d\d)/;

let world;
before(async () => {
  world = await StudioWorld.open();
});
after(async () => {
  await closeBrowser();
  await world?.close();
});

test("every page, for everybody", async () => {
  const { page, close } = await world.browser({}, [REFUSED]);
  const link = world.link;
  await page.goto(`${world.relay}/studio/welcome?token=none`);
  await look(page, "welcome-over");
  await page.goto(link);
  await look(page, "welcome");
  await world.found(page);
  await look(page, "surveys");
  await page.goto(`${world.relay}/studio/account`);
  await page.getByLabel("Name").fill("weekly report");
  await page.getByRole("button", { name: "Create token" }).click();
  await look(page, "account");
  // This page came of a form: there is none at its address to come back to.
  for (const next of [/switch to light/, /switch to dark/, /switch to your system/]) {
    await page.getByRole("button", { name: next }).click();
    await page.getByRole("heading", { name: "Surveys" }).waitFor();
  }
  await page.goto(`${world.relay}/studio/settings/braze`);
  await look(page, "braze");
  await page.getByLabel("REST endpoint").fill("https://example.com");
  await page.getByRole("button", { name: "Save and check" }).click();
  await look(page, "braze-refused");
  await page.getByLabel("REST endpoint").fill(world.emulator);
  await page.getByLabel("REST API key").fill("a-key-that-nobody-here-knows-of-1");
  await page.getByRole("button", { name: "Save and check" }).click();
  await page.locator("ul.checks").waitFor();
  await look(page, "braze-wrong");
  await page.getByLabel("REST API key").fill(KEY);
  await page.getByRole("button", { name: "Save and check" }).click();
  await page.locator('[data-state="good"]').nth(3).waitFor();
  await look(page, "braze-good");
  await page.goto(`${world.relay}/studio/settings/audit`);
  await look(page, "audit");
  await page.goto(`${world.relay}/studio/nowhere`);
  await look(page, "not-found");
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(page, LOGIN, `${PASSWORD} `);
  await look(page, "login-wrong");
  await close();
});

test("the look that was chosen stays, whatever the system's is", async () => {
  const { page, close } = await world.browser({ colorScheme: "light" });
  await page.goto(`${world.relay}/studio/login`);
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  await page.getByRole("button", { name: /switch to light/ }).click();
  await page.getByRole("button", { name: /switch to dark/ }).click();
  await page.getByRole("button", { name: /switch to your system/ }).waitFor();
  assert.equal(await scheme(), "dark");
  await page.reload();
  assert.equal(await scheme(), "dark");
  await close();
});
