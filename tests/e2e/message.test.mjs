// A respondent and a message, shown by the real Braze Web SDK.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { EMILIE, GRACE, NO_CONNECTION, World, card, closeBrowser, eventually, messageIn, visit } from "./support.mjs";

let world;
before(async () => (world = await World.open()));
after(async () => {
  await closeBrowser();
  await world?.close();
});

test("answers to the end become attributes and events on the profile", async () => {
  const visitor = await visit(world.appUrl());
  const message = messageIn(visitor.page);
  const survey = card(message);
  await survey.choose("4");
  await survey.next();
  await survey.choose("Pro");
  await survey.next();
  assert.match(await survey.title().innerText(), /You chose 4\. What is the main reason\?/);
  await survey.type('Too "slow"\nfor me');
  await survey.next();
  assert.equal(await survey.title().innerText(), "Thank you! That helps us more than you think.");
  await survey.status().getByText("Your answers are saved.").waitFor();

  const profile = await world.profileWhen("three events", ({ events }) => events.length === 3);
  const attributes = Object.fromEntries(Object.entries(profile.attributes).map(([name, { value }]) => [name, value]));
  assert.equal(attributes.nps_score, 4);
  assert.equal(attributes["Which plan are you on?"], "Pro");
  assert.equal(attributes.nps_reason, 'Too "slow"\nfor me');
  const score = profile.events.find(({ properties }) => properties.question_id === "score");
  assert.equal(score.name, "survey-question-response");
  const { response_id: response, ...rest } = score.properties;
  assert.match(response, /^[0-9a-f-]{36}$/);
  assert.deepEqual(rest, {
    survey_id: "onboarding", survey_name: "Onboarding feedback", question_id: "score",
    question: "How likely are you to recommend us to a friend?", answer: 4,
    channel: "in-app", locale: "en", revision: 1,
  });
  const plan = profile.events.find(({ properties }) => properties.question_id === "plan").properties;
  assert.deepEqual([plan.answer, plan.answer_id], ["Pro", "pro"]);

  await message.getByRole("button", { name: "Close" }).last().click();
  await visitor.page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  await visitor.close();
});

test("closing half-way leaves what was answered, and the host page free again", async () => {
  const visitor = await visit(world.appUrl("grace"));
  const survey = card(messageIn(visitor.page));
  await survey.choose("9");
  await survey.next();
  await survey.title().getByText("Which plan are you on?").waitFor();
  await survey.close();
  await visitor.page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  await world.profileWhen("the answer", ({ attributes }) => attributes.nps_score?.value === 9, GRACE);
  const response = await eventually("the partial response", async () =>
    (await world.responses()).find(({ respondent, state }) => respondent?.braze_id === GRACE && state === "dismissed"));
  assert.deepEqual(response.answers, { score: 9 });
  await visitor.close();
});

test("the message speaks the language of the profile, and Braze gets the survey's own labels", async () => {
  const visitor = await visit(world.appUrl("emilie"));
  const message = messageIn(visitor.page);
  assert.equal(await message.locator("body").getAttribute("lang"), "fr");
  await message.getByRole("radio", { name: /^10 ?, Extrêmement probable$/ }).check();
  await message.getByRole("button", { name: "Suivant" }).click();
  await message.getByRole("radio", { name: "Gratuite" }).check();
  await message.getByRole("button", { name: "Terminer" }).click();
  await message.getByText("Vos réponses sont enregistrées.").waitFor();
  const profile = await world.profileWhen("the plan", ({ attributes }) => attributes["Which plan are you on?"], EMILIE);
  assert.equal(profile.attributes["Which plan are you on?"].value, "Free");
  assert.equal(profile.events[0].properties.locale, "fr");
  await visitor.close();
});

test("the first question is there, and can be answered, before any request of ours", async () => {
  const ours = [];
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const visitor = await visit(world.appUrl(), {
    prepare: async (page) => {
      await page.route(/\/(w|v1)\//, async (route) => {
        ours.push(route.request().url());
        await held;
        await route.continue();
      });
    },
  });
  const survey = card(messageIn(visitor.page));
  await survey.title().getByText("How likely are you").waitFor();
  await survey.choose("7");
  await survey.next();
  assert.ok(ours.every((url) => url.includes("/w/sondage.js")), `only the loader was asked for: ${ours}`);
  release();
  await survey.title().getByText("Which plan are you on?").waitFor();
  await survey.close();
  await world.profileWhen("the early answer", ({ attributes }) => attributes.nps_score?.value === 7);
  await visitor.close();
});

test("going back and changing an answer changes it in Braze", async () => {
  const visitor = await visit(world.appUrl());
  const message = messageIn(visitor.page);
  const survey = card(message);
  await survey.choose("2");
  await survey.next();
  await message.getByRole("button", { name: "Back" }).click();
  assert.ok(await message.getByRole("radio", { name: "2", exact: true }).isChecked());
  await survey.choose("8");
  await survey.next();
  await survey.title().getByText("Which plan are you on?").waitFor();
  const profile = await world.profileWhen("the new score", ({ attributes }) => attributes.nps_score?.value === 8);
  const changed = profile.events.find(({ properties }) => properties.answer === 8 && properties.question_id === "score");
  assert.equal(changed.properties.revision, 2);
  await survey.close();
  await visitor.close();
});

test("the keyboard alone is enough, and stays inside the message", async () => {
  const visitor = await visit(world.appUrl());
  const message = messageIn(visitor.page);
  await card(message).title().waitFor();
  await message.getByRole("radio", { name: /^0 ?, Not at all likely$/ }).focus();
  for (let presses = 0; presses < 6; presses += 1) await visitor.page.keyboard.press("ArrowRight");
  await visitor.page.keyboard.press("Enter");
  await card(message).title().getByText("Which plan are you on?").waitFor();
  for (let presses = 0; presses < 12; presses += 1) {
    await visitor.page.keyboard.press("Tab");
    assert.equal(await visitor.page.evaluate(() => document.activeElement?.tagName), "IFRAME");
  }
  await visitor.page.keyboard.press("Escape");
  await visitor.page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  await visitor.close();
});

test("with the relay away the survey goes on, and the answers arrive when it is back", async () => {
  const visitor = await visit(world.appUrl("grace"), { expect: [NO_CONNECTION] });
  const message = messageIn(visitor.page);
  const survey = card(message);
  await survey.choose("5");
  await survey.next();
  await survey.title().getByText("Which plan are you on?").waitFor();
  await world.stopRelay();
  await survey.choose("Team");
  await survey.next();
  await survey.status().getByText("No connection right now.").waitFor();
  await survey.type("It was away");
  await survey.next();
  await survey.title().getByText("Thank you!").waitFor();
  await world.startRelay();
  await survey.status().getByText("Your answers are saved.").waitFor({ timeout: 40_000 });
  const profile = await world.profileWhen("all three answers", ({ attributes }) =>
    attributes.nps_reason?.value === "It was away", GRACE);
  assert.equal(profile.attributes["Which plan are you on?"].value, "Team");
  await visitor.close();
});

test("a message closed while the relay is away hands its answers to the next one", async () => {
  const visitor = await visit(world.appUrl("grace"), { expect: [NO_CONNECTION] });
  const survey = card(messageIn(visitor.page));
  await survey.choose("1");
  await survey.next();
  await survey.title().getByText("Which plan are you on?").waitFor();
  await world.profileWhen("the score", ({ attributes }) => attributes.nps_score?.value === 1, GRACE);
  await world.stopRelay();
  await survey.choose("Free");
  await survey.next();
  await survey.status().getByText("No connection right now.").waitFor();
  await survey.close();
  await visitor.page.locator("iframe.ab-html-message").waitFor({ state: "detached" });
  await world.startRelay();
  await visitor.page.reload();
  await card(messageIn(visitor.page)).title().waitFor();
  await world.profileWhen("the plan", ({ attributes }) => attributes["Which plan are you on?"]?.value === "Free", GRACE);
  await visitor.close();
});

/** What Braze's SDK has sent to Braze so far: custom attributes, and custom events with their properties. */
const toldBraze = (page) => {
  const told = { attributes: {}, events: [] };
  page.on("request", (request) => {
    if (!request.url().includes("/sink/")) return;
    const { attributes = [], events = [] } = request.postDataJSON() ?? {};
    for (const { custom } of attributes) Object.assign(told.attributes, custom);
    for (const { name, data } of events) if (name === "ce") told.events.push([data.n, data.p]);
  });
  return told;
};

test("with the relay out of reach, a message that closes hands its answers to Braze's SDK, and no event comes twice", async () => {
  let told;
  const visitor = await visit(world.appUrl("grace"), {
    expect: [/ERR_FAILED/],
    prepare: async (page) => {
      told = toldBraze(page);
      await page.route("**/responses", (route) => route.abort());
    },
  });
  const events = async () => (await world.profile(GRACE)).events.length;
  const before = await events();
  const survey = card(messageIn(visitor.page));
  await survey.choose("6");
  await survey.next();
  await survey.status().getByText("No connection right now. Your answers are kept").waitFor();
  assert.deepEqual(told, { attributes: {}, events: [] }, "nothing while there may be a later");
  await survey.close();
  await eventually("the event at Braze", () => told.events.length === 1);
  assert.deepEqual(told.attributes, { nps_score: 6 });
  const [[name, properties]] = told.events;
  assert.equal(name, "survey-question-response");
  const { response_id: response, ...rest } = properties;
  assert.deepEqual(rest, {
    survey_id: "onboarding", survey_name: "Onboarding feedback", question_id: "score",
    question: "How likely are you to recommend us to a friend?", answer: 6,
    channel: "in-app", locale: "en", revision: 1,
  });
  // The next page of the app brings the relay what it has missed. It owes the attribute alone.
  await visitor.page.unroute("**/responses");
  await visitor.page.reload();
  const stored = await eventually("the response", async () => (await world.responses()).find((stored) => stored.response === response));
  assert.deepEqual(stored.answers, { score: 6 });
  await world.profileWhen("the attribute", ({ attributes }) => attributes.nps_score?.value === 6, GRACE);
  assert.equal(await events(), before);
  await visitor.close();
});
