// A double press, wherever a survey is: what was meant for one card never reaches the next.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { Host, World, eventually, messageIn, pageWith } from "./support.mjs";

const question = (id, more) => `[[questions]]\nid = "${id}"\nprompt = "${id}?"\n${more}\n`;
const text = (id, more = "") => question(id, `type = "short_text"\n${more}`);
const stars = (id) => question(id, `type = "rating"\nstyle = "stars"\nauto_advance = true`);
const survey = (id, ...questions) => `id = "${id}"\nname = "${id}"\n${questions.join("")}[end]\ntext = "Thank you!"\n`;

const SURVEYS = [
  survey("skippable", text("one"), text("two"), text("three")),
  survey("starred", stars("one"), stars("two"), stars("three")),
  survey("needed", text("one"), text("two", "required = true"), text("three")),
  survey("short", text("one")),
];

let world;
let host;
before(async () => {
  world = await World.open(SURVEYS, { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
});
after(async () => {
  host?.close();
  await world?.close();
});

/** Whoever has answered a survey is not asked it again by a message. */
const PEOPLE = { Chromium: "ada", Firefox: "grace", WebKit: "emilie" };
const PLACES = {
  "a message": async (engine, id) => {
    const visitor = await engine.visit(world.appUrl(PEOPLE[engine.name], id));
    return { ...visitor, frame: messageIn(visitor.page) };
  },
  "a link page": async (engine, id) => {
    const visitor = await engine.visit(`${world.relay}/s/${id}?external_id=${engine.name}`);
    return { ...visitor, frame: visitor.page };
  },
  "an element": async (engine, id) => {
    const visitor = await engine.visit(host.put(`/${id}`, pageWith(world, id)));
    return { ...visitor, frame: visitor.page };
  },
};

/** Two presses of one gesture, at the middle of what a locator means, once the card takes presses. */
const pressTwice = async (page, frame, locator) => {
  await eventually("a card that takes presses", () =>
    frame.locator("[data-card] form").evaluate((form) => getComputedStyle(form).pointerEvents !== "none"));
  await locator.click({ trial: true });
  const { x, y, width, height } = await locator.boundingBox();
  await page.mouse.dblclick(x + width / 2, y + height / 2);
};
const next = (frame) => frame.locator('button[value="next"]');
const asked = (frame, id) => frame.locator("#sondage-title").getByText(`${id}?`).waitFor();

const inEngines = cases("what is pressed");

for (const [place, open] of Object.entries(PLACES)) {
  inEngines(`in ${place} a double press of "Next" goes one card on`, async (engine) => {
    const { page, frame } = await open(engine, "skippable");
    await asked(frame, "one");
    await pressTwice(page, frame, next(frame));
    await asked(frame, "two");
    await next(frame).click();
    await asked(frame, "three");
  });

  inEngines(`in ${place} a double tap on a star answers one question`, async (engine) => {
    const { page, frame } = await open(engine, "starred");
    await asked(frame, "one");
    await pressTwice(page, frame, frame.getByRole("radio").nth(1));
    await asked(frame, "two");
    assert.equal(await frame.locator(":checked").count(), 0);
  });

  inEngines(`in ${place} a double press shows no error of a card that nobody has touched`, async (engine) => {
    const { page, frame } = await open(engine, "needed");
    await asked(frame, "one");
    await pressTwice(page, frame, next(frame));
    await asked(frame, "two");
    assert.equal(await frame.locator(".error").count(), 0);
    await next(frame).click();
    await frame.locator(".error").waitFor();
  });

  inEngines(`in ${place} a double press of "Finish" leaves the thanks to be read`, async (engine) => {
    const { page, frame } = await open(engine, "short");
    await asked(frame, "one");
    await pressTwice(page, frame, next(frame));
    await frame.locator("#sondage-title").getByText("Thank you!").waitFor();
  });
}

inEngines("on a page without scripts what is pressed while it comes does nothing", async (engine) => {
  const { page, context } = await engine.visit(`${world.relay}/s/skippable`, { javaScriptEnabled: false });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Animation.enable");
  await asked(page, "one");
  await next(page).click({ trial: true });
  const { x, y, width, height } = await next(page).boundingBox();
  const press = () => page.mouse.click(x + width / 2, y + height / 2);
  // Time stands still on the pages to come, as far as their style sheets go.
  await devtools.send("Animation.setPlaybackRate", { playbackRate: 0 });
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  await press();
  await asked(page, "two");
  await press();
  // A picture is drawn after what was pressed has been heard. No script of ours would be, here.
  await page.screenshot();
  assert.equal(posts.length, 1, "the second press was meant for the first card");
  await devtools.send("Animation.setPlaybackRate", { playbackRate: 1 });
  await next(page).click();
  await asked(page, "three");
}, { not: { Firefox: "a test cannot stop its animations", WebKit: "a test cannot stop its animations" } });

inEngines("by keys whoever types ahead answers each card, and a key held down answers one", async (engine) => {
  const { page, frame } = await PLACES["a link page"](engine, "starred");
  await asked(frame, "one");
  await frame.locator("#sondage-title").focus();
  for (const key of ["3", "Enter", "4", "Enter", "5", "Enter"]) await page.keyboard.press(key);
  await frame.locator("#sondage-title").getByText("Thank you!").waitFor();
  const stored = await eventually("the response", async () => (await world.responses("starred"))
    .find(({ state, respondent }) => state === "completed" && respondent?.external_id === engine.name));
  assert.deepEqual(stored.answers, { one: 3, two: 4, three: 5 });
});
