// What people type, and pages where nothing of ours may run.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { Host, World, eventually } from "./support.mjs";

const TYPED = `id = "typed"
name = "Typed"
locale = "en"
translations.ar = { "questions.n.prompt" = "كم؟" }
translations.de = { "questions.n.prompt" = "Wie viele?" }
[[questions]]
id = "n"
type = "number"
prompt = "How many?"
min = 0
max = 2000000
[[questions]]
id = "site"
type = "url"
prompt = "Where?"
[[questions]]
id = "phone"
type = "phone"
prompt = "Phone?"
[end]
text = "Thank you!"
`;
const TWO = `id = "two"
name = "Two"
[[questions]]
id = "a"
type = "short_text"
prompt = "a?"
[end]
text = "Thank you!"
`;
const RANKED = `id = "ranked"
name = "Ranked"
[[questions]]
id = "r"
type = "ranking"
prompt = "Which first?"
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
[end]
text = "Thank you!"
`;

let world;
let host;
before(async () => {
  world = await World.open([TYPED, TWO, RANKED, "samples/onboarding.toml"], { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
});
after(async () => {
  host?.close();
  await world?.close();
});

const PEOPLE = { Chromium: "ada", Firefox: "grace", WebKit: "emilie" };
let n_visits = 0;
/** A survey's own page, for somebody new; and what the relay has of them by now. */
const open = async (engine, survey, { locale = "en", ...options } = {}) => {
  const person = `person-${(n_visits += 1)}`;
  const address = `${world.relay}/s/${survey}?locale=${locale}&external_id=${person}`;
  const { page } = await engine.visit(address, { expect: [/status of 422/], ...options });
  const stored = (isIt) => eventually("the answers", async () =>
    (await world.responses(survey)).find(({ respondent, answers }) => respondent?.external_id === person && isIt(answers)));
  return { page, stored };
};
const next = (page) => page.locator("button[value=next]").click();
const inEngines = cases("what is typed");

for (const [how, javaScriptEnabled] of [["with", true], ["without", false]]) {
  for (const [locale, typed, number] of [["en", "1,000", 1000], ["ar", "٤٢", 42], ["de", "250.000", 250000]]) {
    inEngines(`${how} scripts "${typed}" is read as it is meant in ${locale}`, async (engine) => {
      const { page, stored } = await open(engine, "typed", { locale, javaScriptEnabled });
      const field = page.locator("[name='q.n']");
      if (locale === "ar") assert.equal(await field.evaluate((one) => getComputedStyle(one).direction), "ltr");
      await field.fill(typed);
      await next(page);
      await page.locator("[name='q.site']").waitFor();
      assert.ok(await stored(({ n }) => n === number));
    });
  }

  inEngines(`${how} scripts what can be two numbers is asked about`, async (engine) => {
    const { page } = await open(engine, "typed", { javaScriptEnabled });
    await page.locator("[name='q.n']").fill("250.000");
    await next(page);
    await page.locator("#sondage-error").getByText("250000").waitFor();
  });

  for (const [site, phone] of [["HTTPS://Example.com/a", "+49\u00a030\u2011123\u00a0456"], ["example.com", "030 123 456 ext. 12"]]) {
    inEngines(`${how} scripts "${site}" is an address, and "${phone}" a phone`, async (engine) => {
      const { page, stored } = await open(engine, "typed", { javaScriptEnabled });
      await next(page);
      await page.locator("[name='q.site']").fill(site);
      await next(page);
      await page.locator("[name='q.phone']").fill(phone);
      await next(page);
      await page.locator("#sondage-title").getByText("Thank you!").waitFor();
      assert.ok(await stored((answers) => answers.site === site && answers.phone === phone));
    });
  }
}

inEngines("without scripts, back, another answer and the button again are one response", async (engine) => {
  const { page } = await engine.visit(`${world.relay}/s/two`, { javaScriptEnabled: false });
  const [first, second] = [`first in ${engine.name}`, `second in ${engine.name}`];
  const answer = async (text) => {
    await page.locator("[name='q.a']").fill(text);
    await next(page);
    await page.locator("#sondage-title").getByText("Thank you!").waitFor();
  };
  await answer(first);
  await page.goBack();
  await answer(second);
  const all = (await world.responses("two")).map(({ answers }) => answers.a);
  assert.deepEqual(all.filter((one) => [first, second].includes(one)), [second]);
}, { not: { Firefox: "a test cannot make it go back to a page that was posted" } });

inEngines("in a message without scripts, going back to it and another answer are one response", async (engine) => {
  const { page } = await engine.visit(world.messageUrl(PEOPLE[engine.name], "two"), { javaScriptEnabled: false });
  const [third, fourth] = [`third in ${engine.name}`, `fourth in ${engine.name}`];
  const answer = async (text) => {
    await page.locator("[name='q.a']").fill(text);
    const opened = page.context().waitForEvent("page");
    await next(page);
    const own = await opened;
    await own.locator("#sondage-title").getByText("Thank you!").waitFor();
    await own.close();
  };
  await answer(third);
  await answer(fourth);
  const all = (await world.responses("two")).map(({ answers }) => answers.a);
  assert.deepEqual(all.filter((one) => [third, fourth].includes(one)), [fourth]);
}, { not: { Firefox: "a test does not see what it opens where no script runs" } });

inEngines("where neither script nor form may go to the relay, Next leads to the survey's page with the answer", async (engine) => {
  const answer = await fetch(world.messageUrl("ada"));
  const html = await answer.text();
  const policy = "default-src 'self' 'unsafe-inline'; form-action 'self'";
  const { page } = await engine.visit(host.put("/strict", html, { "content-security-policy": policy }),
    { expect: [/Content.Security.Policy|Failed to|NetworkError|error loading|settings blocked/i] });
  await page.getByRole("radio", { name: "9", exact: true }).check();
  await page.getByRole("button", { name: "Next" }).click();
  const way = page.locator(".fallback a").first();
  await way.waitFor();
  await eventually("the focus on it", () => way.evaluate((one) => one === document.activeElement));
  assert.ok(await page.getByRole("alert").isVisible());
  const opened = page.context().waitForEvent("page");
  await way.click();
  const own = await opened;
  await own.locator("#sondage-title").waitFor();
  assert.equal(new URL(await own.url()).searchParams.get("q.score"), "9");
});

inEngines("on a page of the survey's own a ranking's hint looks as it does elsewhere", async (engine) => {
  const { page } = await open(engine, "ranked");
  await page.locator(".ranking.live").waitFor();
  const look = await page.locator("fieldset .hint").evaluate((one) => {
    const { fontWeight, paddingLeft, fontSize } = getComputedStyle(one);
    return [fontWeight, paddingLeft, fontSize];
  });
  assert.deepEqual(look, ["400", "0px", "13px"]);
});
