// A draft as respondents will see it: in each shape and language, from any card, as anybody, following what is
// typed; and out of the studio's reach.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { card, closeBrowser, eventually } from "./support.mjs";

const SURVEY = `id = "looked-at"
name = "Looked at"
hidden = [{ id = "name", profile = "first_name" }, { id = "game" }]
end = { text = "Thank you!" }
[link]
once = true
[[questions]]
id = "score"
type = "nps"
prompt = "How was it, {name|dear player}?"
required = true
[[questions]]
id = "why"
type = "short_text"
prompt = "Why is that?"
show_if = { question = "score", at_most = 6 }
[[questions]]
id = "more"
type = "short_text"
prompt = "Anything else?"
[translations.fr]
"questions.score.prompt" = "Alors, {name|cher joueur} ?"
`;

let world;
let state;
before(async () => {
  world = await StudioWorld.open({ SONDAGE_SIGNING_SECRET: "a secret of this journey, long enough" });
  state = await world.entered();
});
after(async () => {
  await closeBrowser();
  await world?.close();
});

const open = async (path, expect = [], options = {}) => {
  const browser = await world.browser({ storageState: state, ...options }, expect);
  await browser.page.goto(`${world.relay}${path}`);
  return browser;
};
const token = async () => (await world.sondage("token", "create", "--account", "ada@example.com", "--name", "journey")).trim();
const shown = (page) => page.frameLocator(".preview iframe");

describe("preview", { concurrency: false }, () => {
  test("a draft is shown as a message, answered, and nothing is stored", async () => {
    const headers = { authorization: `Bearer ${await token()}`, "content-type": "application/json" };
    const made = await fetch(`${world.relay}/api/v1/surveys`, { method: "POST", headers, body: JSON.stringify({ from: "text", language: "toml", text: SURVEY }) });
    assert.equal(made.status, 201, await made.text());
    const { page, close } = await open("/studio/surveys/looked-at/preview");
    await page.getByText("What is answered here goes nowhere").waitFor();
    await card(shown(page)).title().getByText("How was it, dear player?").waitFor();
    await look(page, "preview");
    await card(shown(page)).choose("9");
    await card(shown(page)).next();
    await card(shown(page)).title().getByText("Anything else?").waitFor();
    await card(shown(page)).next();
    await card(shown(page)).title().getByText("Thank you!").waitFor();
    await shown(page).locator("[data-close]").last().click();
    await page.getByText("The message has gone").waitFor();
    await page.getByRole("button", { name: "Show it again" }).click();
    await card(shown(page)).title().waitFor();
    await close();
  });

  test("any card, any language, as anybody, as a page and as a mail", async () => {
    const { page, close } = await open("/studio/surveys/looked-at/preview");
    await page.getByLabel("Language of the survey").selectOption("fr");
    await card(shown(page)).title().getByText("Alors, cher joueur ?").waitFor();
    await page.getByText("Answer as somebody").click();
    await page.getByLabel("name (profile, first_name)").fill("Zoé <b>");
    await page.getByLabel("name (profile, first_name)").press("Tab");
    await card(shown(page)).title().getByText("Alors, Zoé <b> ?").waitFor();
    await page.getByLabel("Language of the survey").selectOption("en");
    // A card that only some see, as if nothing before had been asked.
    await page.getByLabel("From").selectOption("why");
    await card(shown(page)).title().getByText("Why is that?").waitFor();
    await card(shown(page)).next();
    await card(shown(page)).title().getByText("Anything else?").waitFor();
    // What is chosen next shows the card that is on the screen.
    await page.getByLabel("Look").selectOption("dark");
    await card(shown(page)).title().getByText("Anything else?").waitFor();
    const light = () => shown(page).locator(".sheet").evaluate((sheet) => getComputedStyle(sheet).backgroundColor);
    const dark = await light();
    await page.getByLabel("Look").selectOption("light");
    await card(shown(page)).title().getByText("Anything else?").waitFor();
    assert.notEqual(await light(), dark, "the page around it is light all the time");
    await page.getByLabel("From").selectOption("end");
    await shown(page).getByText("Thank you!").waitFor();
    await page.getByLabel("From").selectOption("");
    for (const as of ["link", "page"]) {
      await page.getByLabel("From").selectOption("");
      await page.getByLabel("As", { exact: true }).selectOption(as);
      await card(shown(page)).title().getByText("How was it, Zoé <b>?").waitFor();
      await look(page, `preview-${as}`);
      await card(shown(page)).choose("3");
      await card(shown(page)).next();
      await card(shown(page)).title().getByText("Why is that?").waitFor();
    }
    await page.getByLabel("From").selectOption("");
    await page.getByLabel("As", { exact: true }).selectOption("mail");
    await shown(page).locator('a[href*="q.score=9"]').waitFor();
    await page.getByLabel("On").selectOption("desktop");
    await look(page, "preview-mail");
    await close();
  });

  test("it follows what is typed, and stays as it was where that is wrong", async () => {
    const one = await open("/studio/surveys/looked-at/preview?card=more");
    const { page, close } = await open("/studio/surveys/looked-at/source");
    await card(shown(one.page)).title().getByText("Anything else?").waitFor();
    const text = page.getByLabel("The survey as text");
    await text.fill((await text.inputValue()).replace("Anything else?", "Anything more?"));
    await card(shown(one.page)).title().getByText("Anything more?").waitFor();
    await text.fill((await text.inputValue()).replace('type = "nps"', 'type = "npz"'));
    await one.page.getByText("What you see is how it was before.").waitFor();
    await card(shown(one.page)).title().getByText("Anything more?").waitFor();
    await look(one.page, "preview-before");
    await one.page.getByRole("link", { name: /^Line \d+$/ }).first().click();
    await one.page.getByLabel("The survey as text").waitFor();
    await eventually("the line is chosen", async () => /npz/.test(await one.page.evaluate(() => getSelection().toString() || document.activeElement.value?.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd))));
    await text.fill((await text.inputValue()).replace('type = "npz"', 'type = "nps"'));
    await page.getByText("To be put right before it can be published").waitFor({ state: "hidden" });
    await page.getByRole("status").getByText("Saved", { exact: true }).waitFor();
    await one.close();
    await close();
  });

  test("what is shown has no origin: no cookie, no storage, no way to the studio", async () => {
    const { page, close } = await open("/studio/surveys/looked-at/preview", [/./]);
    for (const as of ["message", "link", "page", "mail"]) {
      await page.getByLabel("As", { exact: true }).selectOption(as);
      await eventually(as, async () => {
        const frame = page.frames().find((one) => one.url().includes(as === "link" ? "/s/" : `/${as}`) && one.url().includes("/preview/") && !one.url().includes("/studio/"));
        return frame && (await frame.evaluate(() => document.readyState === "complete"));
      });
      const frame = page.frames().find((one) => /\/preview\/[0-9a-f]{64}\//.test(one.url()));
      const reached = await frame.evaluate(async (studio) => {
        const tried = (what) => { try { return String(what()); } catch (error) { return error.name; } };
        const asked = await fetch(`${studio}/api/v1/surveys`, { credentials: "include" }).then((reply) => String(reply.status), (error) => error.name);
        return { origin: self.origin, cookie: tried(() => document.cookie), kept: tried(() => localStorage.length), above: tried(() => parent.document.title), asked };
      }, world.relay);
      assert.deepEqual(reached, { origin: "null", cookie: "SecurityError", kept: "SecurityError", above: "SecurityError", asked: "TypeError" }, as);
    }
    // Nor is it anything more in a window of its own.
    const address = page.frames().find((one) => /\/preview\/[0-9a-f]{64}\//.test(one.url())).url();
    await page.goto(address);
    assert.equal(await page.evaluate(() => self.origin), "null");
    await close();
    const guessed = await fetch(`${world.relay}/preview/${"0".repeat(64)}/message`);
    assert.equal(guessed.status, 404);
    const stranger = await fetch(`${world.relay}/studio/surveys/looked-at/preview/frame`, { redirect: "manual" });
    assert.match(stranger.headers.get("location"), /\/studio\/login/);
  });
});

const BRANCHED = `id = "branched"
name = "Branched"
[[questions]]
id = "score"
type = "nps"
prompt = "How was it?"
jump = [ { if = { question = "score", at_most = 6 }, to = "why" } ]
next = "end"
[[questions]]
id = "lost"
type = "short_text"
prompt = "Does anybody come here?"
[[questions]]
id = "why"
type = "short_text"
prompt = "Why is that?"
[end]
text = "Thank you!"
`;

test("branching is a picture of the paths, and a list that says the same; a rule leads to its field", async () => {
  const headers = { authorization: `Bearer ${await token()}`, "content-type": "application/json" };
  const made = await fetch(`${world.relay}/api/v1/surveys`, { method: "POST", headers, body: JSON.stringify({ from: "text", language: "toml", text: BRANCHED }) });
  assert.equal(made.status, 201, await made.text());
  const { page, close } = await open("/studio/surveys/branched/paths");
  const list = page.getByRole("list", { name: "The paths in words" });
  await list.getByText("If score is at most 6").waitFor();
  assert.equal(await page.locator("svg.picture rect.box[data-found]").count(), 1, "what nobody comes to is marked");
  await look(page, "paths");
  await list.getByRole("link", { name: "If score is at most 6" }).click();
  const jump = page.locator('[id="field:/questions/score/jump"]');
  await eventually("the rule's field has the focus", () => jump.evaluate((field) => field.contains(document.activeElement)));
  const { cards } = await (await fetch(`${world.relay}/api/v1/surveys/branched/paths`, { headers })).json();
  assert.deepEqual(cards.map(({ id }) => id), ["score", "lost", "why", "end"]);
  // A long one too.
  const many = Array.from({ length: 90 }, (_, at) => `[[questions]]\nid = "q${at}"\ntype = "nps"\nprompt = "Question ${at}?"\n${at % 7 || at > 80 ? "" : `jump = [ { if = { question = "q${at}", at_most = 6 }, to = "q${at + 5}" } ]\n`}`);
  const long = `id = "long"\nname = "Long"\n${many.join("")}[end]\ntext = "Bye"\n`;
  await fetch(`${world.relay}/api/v1/surveys`, { method: "POST", headers, body: JSON.stringify({ from: "text", language: "toml", text: long }) });
  await page.goto(`${world.relay}/studio/surveys/long/paths`);
  await page.getByText("If q0 is at most 6").waitFor();
  await look(page, "paths-long");
  await close();
});
