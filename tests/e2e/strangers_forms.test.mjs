// What people type, and pages where nothing of ours may run.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Host, World, closeBrowser, eventually, visit } from "./support.mjs";

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
  await closeBrowser();
  host?.close();
  await world?.close();
});

for (const [how, javaScriptEnabled] of [["with", true], ["without", false]]) {
  const open = (locale) => visit(`${world.relay}/s/typed?locale=${locale}`, { javaScriptEnabled, expect: [/status of 422/] });
  const stored = (test) => eventually("the answers", async () => (await world.responses("typed")).find(({ answers }) => test(answers)));

  for (const [locale, typed, number] of [["en", "1,000", 1000], ["ar", "٤٢", 42], ["de", "250.000", 250000]]) {
    test(`${how} scripts "${typed}" is read as it is meant in ${locale}`, async () => {
      const { page, close } = await open(locale);
      const field = page.locator("[name='q.n']");
      if (locale === "ar") assert.equal(await field.evaluate((one) => getComputedStyle(one).direction), "ltr");
      await field.fill(typed);
      await page.locator("button[value=next]").click();
      await page.locator("[name='q.site']").waitFor();
      assert.ok(await stored(({ n }) => n === number));
      await close();
    });
  }

  test(`${how} scripts what can be two numbers is asked about`, async () => {
    const { page, close } = await open("en");
    await page.locator("[name='q.n']").fill("250.000");
    await page.locator("button[value=next]").click();
    await page.locator("#sondage-error").getByText("250000").waitFor();
    await close();
  });

  test(`${how} scripts addresses and phones are taken as people write them`, async () => {
    for (const [site, phone] of [["HTTPS://Example.com/a", "+49\u00a030\u2011123\u00a0456"], ["example.com", "030 123 456 ext. 12"]]) {
      const { page, close } = await open("en");
      await page.locator("button[value=next]").click();
      await page.locator("[name='q.site']").fill(site);
      await page.locator("button[value=next]").click();
      await page.locator("[name='q.phone']").fill(phone);
      await page.locator("button[value=next]").click();
      await page.locator("#sondage-title").getByText("Thank you!").waitFor();
      const one = await stored((answers) => answers.site === site);
      assert.equal(one.answers.phone, phone);
      await close();
    }
  });
}

test("without scripts, back, another answer and the button again are one response", async () => {
  const { page, close } = await visit(`${world.relay}/s/two`, { javaScriptEnabled: false });
  const answer = async (text) => {
    await page.locator("[name='q.a']").fill(text);
    await page.locator("button[value=next]").click();
    await page.locator("#sondage-title").getByText("Thank you!").waitFor();
  };
  await answer("first");
  await page.goBack();
  await answer("second");
  const completed = (await world.responses("two")).filter(({ state }) => state === "completed");
  assert.deepEqual(completed.map(({ answers }) => answers.a), ["second"]);
  await close();
});

test("in a message without scripts, going back to it and another answer are one response", async () => {
  const { page, context, close } = await visit(world.messageUrl("grace", "two"), { javaScriptEnabled: false });
  const answer = async (text) => {
    await page.locator("[name='q.a']").fill(text);
    const opened = context.waitForEvent("page");
    await page.locator("button[value=next]").click();
    const own = await opened;
    await own.locator("#sondage-title").getByText("Thank you!").waitFor();
    await own.close();
  };
  await answer("third");
  await answer("fourth");
  const all = (await world.responses("two")).map(({ answers }) => answers.a);
  assert.deepEqual(all.filter((one) => ["third", "fourth"].includes(one)), ["fourth"]);
  await close();
});

test("where neither script nor form may go to the relay, Next leads to the survey's page with the answer", async () => {
  const answer = await fetch(world.messageUrl("ada"));
  const html = await answer.text();
  const policy = "default-src 'self' 'unsafe-inline'; form-action 'self'";
  const visitor = await visit(host.put("/strict", html, { "content-security-policy": policy }), { expect: [/Content Security Policy|Failed to/i] });
  const { page, context } = visitor;
  await page.getByRole("radio", { name: "9", exact: true }).check();
  await page.getByRole("button", { name: "Next" }).click();
  const way = page.locator(".fallback a").first();
  await way.waitFor();
  await eventually("the focus on it", () => way.evaluate((one) => one === document.activeElement));
  assert.ok(await page.getByRole("alert").isVisible());
  const opened = context.waitForEvent("page");
  await way.click();
  const own = await opened;
  assert.equal(new URL(own.url()).searchParams.get("q.score"), "9");
  await own.locator("#sondage-title").waitFor();
  await visitor.close();
});

test("on a page of the survey's own a ranking's hint looks as it does elsewhere", async () => {
  const { page, close } = await visit(`${world.relay}/s/ranked`);
  await page.locator(".ranking.live").waitFor();
  const look = await page.locator("fieldset .hint").evaluate((one) => {
    const { fontWeight, paddingLeft, fontSize } = getComputedStyle(one);
    return [fontWeight, paddingLeft, fontSize];
  });
  assert.deepEqual(look, ["400", "0px", "13px"]);
  await close();
});

