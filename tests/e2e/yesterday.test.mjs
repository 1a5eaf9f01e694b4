// What an earlier version made, and people have in their messages, sites and mails: it works on.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { ADA, Host, World, card, closeBrowser, eventually, visit } from "./support.mjs";

const FIXTURES = "tests/fixtures/yesterday";
const ADDRESS = "https://relay.example";

let world;
let host;
/** A file of that version, with this relay in the place of its own. */
const ofYesterday = async (name) => (await readFile(`${FIXTURES}/${name}`, "utf8")).replaceAll(ADDRESS, world.relay);
before(async () => {
  // What was signed then, and before secrets had to be long, is signed with the secret before.
  world = await World.open(undefined, { SONDAGE_SIGNING_SECRET_BEFORE: "journeys are not secret" });
  await world.sondage("publish", `${FIXTURES}/onboarding.toml`);
  host = await Host.open();
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

test("a link that was signed before an update still says who answers", async () => {
  const [link] = /http:[^"]+user_braze_id[^"]+/.exec(await ofYesterday("onboarding.message.html"));
  const visitor = await visit(link.replaceAll("&amp;", "&"));
  const survey = card(visitor.page);
  await survey.choose("8");
  await survey.next();
  await survey.title().getByText("Which plan are you on?").waitFor();
  // Somebody known goes on where they left, also over another channel: this is the first of the journeys.
  await world.profileWhen("the answer", ({ attributes }) => attributes.nps_score?.value === 8, ADA);
  await visitor.close();
});

test("a message that was pasted before an update is answered to its end", async () => {
  const visitor = await visit(host.put("/message", await ofYesterday("onboarding.message.html")));
  const survey = card(visitor.page);
  await survey.choose("4");
  await survey.next();
  // A style sheet of then keeps no press away from a card that has only just come.
  await eventually("the choice", () => survey.choose("Pro").then(() => true, () => false));
  await survey.next();
  await survey.title().getByText("You chose 4. What is the main reason?").waitFor();
  await survey.type("Too slow");
  const thanks = survey.title().getByText("Thank you!");
  await eventually("the thanks", async () => (await thanks.isVisible()) || survey.next());
  await thanks.waitFor();
  await survey.status().getByText("Your answers are saved.").waitFor();
  const { attributes } = await world.profileWhen("the reason", ({ attributes }) => attributes.nps_reason?.value === "Too slow");
  assert.equal(attributes.nps_score.value, 4);
  await visitor.close();
});

test("a tap on Next before the widget has come is played when it is there", async () => {
  const visitor = await visit(host.put("/early", await ofYesterday("onboarding.message.html")), {
    prepare: (page) => page.route("**/w/sondage.js*", async (route) => {
      await page.getByRole("radio", { name: "6", exact: true }).check();
      await page.getByRole("button", { name: "Next" }).click();
      await route.continue();
    }),
  });
  await card(visitor.page).title().getByText("Which plan are you on?").waitFor();
  await visitor.close();
});

test("an element that was pasted into a site shows the survey", async () => {
  const page = `<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width">
    ${await ofYesterday("onboarding.web.txt")}`;
  const visitor = await visit(host.put("/site", page));
  const survey = card(visitor.page);
  await survey.choose("9");
  await survey.next();
  await survey.title().getByText("Which plan are you on?").waitFor();
  await eventually("the answer", async () => (await world.responses()).some(({ channel, answers }) => channel === "web" && answers.score === 9));
  await visitor.close();
});
