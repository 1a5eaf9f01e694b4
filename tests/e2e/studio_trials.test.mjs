// Tests that authors send to themselves: a link with a QR code opens the survey for real, nothing that is answered
// there is counted, the studio shows it and deletes it, and Braze hears of it where that was ticked.
// `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { ADA, PHONE, closeBrowser, eventually } from "./support.mjs";

let world;
let open;
let id;
before(async () => {
  world = await StudioWorld.open();
  open = await world.browser({}, [/status of (4\d\d)/]);
  await world.found(open.page);
  id = await world.published(open.page);
});
after(async () => {
  await open?.close();
  await closeBrowser();
  await world?.close();
});

const tests = async () => {
  await open.page.goto(`${world.relay}/studio/surveys/${id}/tests`);
  return open.page;
};
const address = (page) => page.locator("#trial-link-0").textContent();

/** Opens a test link on a phone and answers; the page after it. */
const answer = async (link, options = {}) => {
  const phone = await world.browser({ viewport: PHONE, ...options });
  await phone.page.goto(link);
  await phone.page.getByRole("radio", { name: "9", exact: true }).waitFor();
  // A choice goes on by itself once the widget is there.
  await phone.page.waitForLoadState("networkidle");
  return phone;
};
const totals = async () => {
  const listed = await (await fetch(`${world.relay}/api/v1/surveys/${id}`, { headers: await world.bearer() })).json();
  return [listed.views, listed.responses, listed.completed];
};

test("a test link opens on a phone, says that it is a test, and counts nowhere", async () => {
  const { page } = open;
  await page.goto(`${world.relay}/studio/surveys/${id}/publish`);
  await page.getByRole("heading", { name: "Try it on your phone" }).waitFor();
  await look(page, "publish-try");
  await page.getByRole("button", { name: "Make a test link" }).click();
  await page.getByRole("img", { name: "QR code of the test link" }).waitFor();
  await page.getByText("Nothing yet.").waitFor();
  await look(page, "tests-none");
  const link = await address(page);
  const phone = await answer(link);
  await phone.page.getByText("This is a test: nothing is counted.").waitFor();
  await look(phone.page, "test-page");
  await phone.page.setViewportSize(PHONE);
  const loads = [];
  phone.page.on("request", (request) => request.isNavigationRequest() && loads.push(request.url()));
  const stored = phone.page.waitForResponse((response) => response.url().includes("/responses"));
  await phone.page.getByRole("radio", { name: "9", exact: true }).click();
  assert.equal((await stored).status(), 202);
  assert.deepEqual(loads, [], "the widget has the page");
  await phone.page.getByText("This is a test").waitFor();
  const kept = await phone.page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  assert.deepEqual(kept, [], "the next page of the survey goes on with nothing of it");
  await phone.close();
  await tests();
  await page.getByText("under way · link").or(page.getByText("completed · link")).waitFor();
  await page.locator(".trial-answers dd").getByText("9", { exact: true }).waitFor();
  await look(page, "tests-answered");
  assert.deepEqual(await totals(), [0, 0, 0]);
  assert.equal(await world.sondage("export", id, "--format", "ndjson"), "");
});

test("the keyboard alone makes a link of the draft, and ends it", async () => {
  const page = await tests();
  await page.getByLabel("What to try").focus();
  await page.keyboard.press("t");
  for (let at = 0; at < 4; at += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Draft · until").waitFor();
  const link = await address(page);
  const details = page.locator("details.channel").first();
  await details.getByRole("button", { name: "End this link" }).press("Enter");
  await page.getByText("Draft · until").waitFor({ state: "detached" });
  const gone = await fetch(link);
  assert.equal(gone.status, 410);
  assert.match(await (await fetch(link, { headers: { "accept-language": "fr" } })).text(), /Ce test est terminé/);
});

test("a test message says so too, and proves nobody's name", async () => {
  const page = await tests();
  await page.getByText("Try it as an in-app message").first().click();
  const pasted = await page.getByLabel("Message for a test send").first().inputValue();
  const key = /test\/([0-9a-f]{32})\//.exec(await address(page))[1];
  assert.ok(pasted.includes(`data-relay="${world.relay}/test/${key}"`));
  assert.ok(pasted.includes("This is a test: nothing is counted.") && pasted.includes("data-forgets"));
  assert.ok(!pasted.includes("braze_id") && !pasted.includes("sondage_signing_secret"));
  await look(page, "tests-message");
});

test("Braze hears of a test where that was ticked, on the profile that was named", async () => {
  const page = await tests();
  await page.getByLabel("Send this test to Braze too").check();
  await page.getByLabel("External ID of the profile that gets it").fill("ada");
  await page.getByRole("button", { name: "Make a test link" }).click();
  await page.getByText("Connect Braze first.").waitFor();
  assert.equal(await page.getByLabel("External ID of the profile that gets it").inputValue(), "ada", "nothing typed is lost");
  await world.connect(page);
  await tests();
  await page.getByLabel("Send this test to Braze too").check();
  await page.getByRole("button", { name: "Make a test link" }).click();
  await page.getByText("Say whose profile gets the answers").first().waitFor();
  await look(page, "tests-refused");
  await page.getByLabel("External ID of the profile that gets it").fill("ada");
  await page.getByRole("button", { name: "Make a test link" }).click();
  await page.getByText("Braze writes the answers to the profile ada.").first().waitFor();
  const phone = await answer(await address(page), { locale: "fr-FR" });
  await phone.page.getByText("Braze").first().waitFor();
  await phone.page.getByRole("radio", { name: "9", exact: true }).click();
  const profile = await eventually("it is on the profile", async () => {
    const found = await (await fetch(`${world.emulator}/emulator/profiles/${ADA}`)).json();
    return found.events?.some(({ name }) => name === "survey-question-response") && found;
  });
  assert.ok(Object.values(profile.attributes).some(({ value }) => value === 9));
  await phone.close();
  await eventually("the studio says so", async () => (await tests()).getByText("Braze has it.").isVisible());
});

test("what was answered is deleted one by one, and all at once", async () => {
  const page = await tests();
  const all = page.locator(".trial-answers");
  const before = await all.count();
  assert.ok(before > 1);
  await all.first().getByRole("button", { name: "Delete", exact: true }).click();
  await eventually("one is gone", async () => (await all.count()) === before - 1);
  await page.getByRole("button", { name: "Delete all test answers" }).click();
  await page.getByText("Nothing yet.").waitFor();
  await page.goto(`${world.relay}/studio/settings/audit`);
  await page.getByText("test.deleted").first().waitFor();
});
