// The first question in a mail: as mail programs draw it, with and without what they leave out.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { doIUseEmail } from "@jsx-email/doiuse-email";
import { ADA, World, card, closeBrowser, token, visit, withExample } from "./support.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** The kinds that a mail has links for, and one that it has none for, each as a survey of its own. */
const KINDS = {
  smileys: `type = "csat"\nprompt = "How was your **visit** to [our shop](https://example.com/)?"`,
  stars: `type = "rating"\nstyle = "stars"\nlow = "Poor"\nhigh = "Great"\nprompt = "How do you rate the coffee?"`,
  thumbs: `type = "rating"\nstyle = "thumbs"\nprompt = "Did this help?"`,
  ces: `type = "ces"\nprompt = "How easy was it to order?"`,
  arabic: `type = "nps"\nprompt = "ما مدى احتمال أن توصي بنا؟"`,
  question: `type = "yes_no"\nprompt = "Would you come back?"\ndescription = "Be honest."`,
  choice: `type = "single_choice"\nprompt = "Which drink?"\nother = true
    options = [ { id = "tea", label = "Tea {{ 'x' | upcase }}" }, { id = "flat", label = "A flat white, with oat milk and a very long name that does not fit on one line of a phone" } ]`,
  pictures: `type = "picture_choice"\nprompt = "Which cup?"
    options = [ { id = "red", image = "https://example.com/red.png", alt = "Red" }, { id = "blue", image = "https://example.com/blue.png", alt = "Blue" } ]`,
  words: `type = "long_text"\nprompt = "What would you change, {name|dear guest}?"\nimage = { src = "https://example.com/cup.png", alt = "A cup of coffee" }`,
};
const THEME = `[theme]\naccent = "#ffd000"\nsurface = "#fdf6e3"\nlogo = { src = "https://example.com/logo.png", alt = "Acme" }`;
const survey = ([id, question]) => `
id = "${id}"
name = "Mail"
locale = "${id === "arabic" ? "ar" : "en"}"
[[hidden]]
id = "name"
profile = "first_name"
[[questions]]
id = "first"
${question}
[end]
text = "Thanks"
${id === "words" || id === "stars" ? THEME : ""}
[translations.fr]
"questions.first.prompt" = "Et vous ?"
`;
const SAMPLES = ["onboarding", "every-kind"];
const ALL = [...SAMPLES, ...Object.keys(KINDS)];

let world;
before(async () => {
  world = await World.open([...SAMPLES.map((id) => `samples/${id}.toml`), ...Object.entries(KINDS).map(survey)]);
});
after(async () => {
  await closeBrowser();
  await world?.close();
});

const PHONE_OF_OLD = { width: 320, height: 640 };
const DESK = { width: 1280, height: 900 };

const mail = async (id, more = "") => (await fetch(`${world.relay}/demo/email?survey=${id}${more}`)).text();
/** What is pasted, filled in. */
const snippet = async (id, more) => /<body[^>]*>(.*)<\/body>/s.exec(await mail(id, more))[1];
/** All mails below each other, as one that is read. */
const letters = async () => `<!doctype html><html lang="en"><meta charset="utf-8">
  <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Mail</title>
  <body style="margin:0">${(await Promise.all(ALL.map((id) => snippet(id)))).join("<br>")}</body></html>`;
const read = async (html, options = {}) => {
  const visitor = await visit("about:blank", { prepare: withExample, viewport: PHONE_OF_OLD, ...options });
  await visitor.page.setContent(html, { waitUntil: "load" });
  return visitor;
};

/** Enhancements that a mail stands without, each by itself, and where they are missing. */
const ACCEPTED = [
  // Corners are square there.
  /^`border-radius` is not supported by `outlook.windows`/,
  // The colours for a dark device: the others are readable on every device.
  /^`(@media|@media \(prefers-color-scheme\))` is not supported by /,
];

test("nothing in a mail is unknown to the mail programs that people have, but what may be missing", async () => {
  const emailClients = ["outlook.windows", "outlook.outlook-com", "outlook.ios", "outlook.android", "gmail.*", "apple-mail.*", "yahoo.*"];
  const met = new Set();
  for (const id of ALL) {
    const { errors = [] } = doIUseEmail(await snippet(id), { emailClients });
    const unknown = errors.filter((error) => !ACCEPTED.some((known) => known.test(error)));
    assert.deepEqual([...new Set(unknown)], [], id);
    for (const known of ACCEPTED.filter((known) => errors.some((error) => known.test(error)))) met.add(known);
  }
  assert.deepEqual(ACCEPTED.filter((known) => !met.has(known)), [], "no more is accepted than there is");
});

/** What axe says is wrong. The document around the mail is the demonstration's. */
const violations = async (page) => {
  await page.addScriptTag({ path: axe });
  // A mail has no landmarks.
  const rules = { region: { enabled: false } };
  const found = await page.evaluate(async (rules) => (await globalThis.axe.run(document.body, { rules })).violations, rules);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
};
/** How far the mail is wider than what shows it. */
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** The answers that cannot be hit with a finger: WCAG 2.2, 2.5.8. */
const small = (page) => page.locator("[href*='/s/']").evaluateAll((links) => links.filter((link) => {
  const { width, height } = link.getBoundingClientRect();
  return width < 24 || height < 24;
}).length);

const look = async (html, name, options) => {
  const visitor = await read(html, options);
  const { page } = visitor;
  assert.equal(await overflow(page), 0, `${name}: nothing sticks out`);
  assert.deepEqual(await violations(page), [], name);
  assert.equal(await small(page), 0, `${name}: every answer can be hit`);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
  return visitor;
};

test("on the narrowest phone and on a desk, light and dark, everything is there and can be read", async () => {
  const html = await letters();
  for (const [colorScheme, viewport] of [["light", PHONE_OF_OLD], ["dark", DESK]]) {
    const visitor = await look(html, `${colorScheme}-${viewport.width}`, { viewport, colorScheme });
    const point = (value) => visitor.page.locator(`[href*='/s/onboarding'][href$='=${value}']`).boundingBox();
    const [first, last] = [await point(0), await point(10)];
    assert.equal(first.y === last.y, viewport === DESK, "eleven points are one row where there is room, and else two");
    await visitor.close();
  }
});

test("without its style sheet and without pictures it says the same", async () => {
  const html = (await letters()).replace(/<style>.*?<\/style>/gs, "");
  assert.ok(!html.includes("@media"));
  const blocked = (_, context) => context.route("https://example.com/**", (route) => route.abort());
  for (const colorScheme of ["light", "dark"]) {
    const visitor = await look(html, `bare-${colorScheme}`, { colorScheme, prepare: blocked, expect: [/ERR_FAILED/] });
    for (const alt of ["Acme", "A cup of coffee"]) await visitor.page.getByRole("img", { name: alt }).first().waitFor();
    await visitor.close();
  }
});

test("its links say who answers, what, and in which language", async () => {
  const hrefs = async (id, more) => {
    const visitor = await read(await snippet(id, more));
    const all = await visitor.page.locator("[href*='/s/']").evaluateAll((links) => links.map(({ href, innerText }) => [innerText.trim(), href]));
    await visitor.close();
    return Object.fromEntries(all);
  };
  const who = (id, locale) =>
    `${world.relay}/s/${id}?user_braze_id=${ADA}&token=${token(id, ADA)}&channel=email&locale=${locale}&h.name=Ada`;
  assert.deepEqual(await hrefs("question"), {
    Yes: `${who("question", "en")}&q.first=yes`, No: `${who("question", "en")}&q.first=no`,
  });
  assert.deepEqual(await hrefs("words"), { Start: who("words", "en") });
  const french = await hrefs("question", "&user=emilie");
  assert.match(french.Oui, /locale=fr&h\.name=%C3%89milie&q\.first=yes$/);
  const page = await fetch((await hrefs("choice")).Other);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /Which drink\?/);
  assert.deepEqual(await world.responses("choice"), [], "an opened link answers nothing");
});

test("a scanner that follows every link of a mail, and every link behind them, records nothing", async () => {
  const visitor = await read(await snippet("smileys"));
  const found = await visitor.page.locator("[href]").evaluateAll((links) => links.map(({ href }) => href));
  await visitor.close();
  const seen = new Set();
  const crawl = async (address, depth) => {
    if (seen.has(address) || !address.startsWith(world.relay)) return;
    seen.add(address);
    const [head, page] = await Promise.all(["HEAD", "GET"].map((method) => fetch(address, { method })));
    assert.deepEqual([head.status, page.status], [200, 200], address);
    const behind = [...(await page.text()).matchAll(/(?:href|src|action)="([^"]+)"/g)].map(([, link]) =>
      new URL(link.replaceAll("&amp;", "&"), address).href);
    if (depth > 0) await Promise.all(behind.map((link) => crawl(link, depth - 1)));
  };
  await Promise.all(found.map((address) => crawl(address, 2)));
  assert.ok(seen.size > 5, `only ${[...seen].join(" ")}`);
  assert.deepEqual(await world.responses("smileys"), []);
});

test("an answer in a mail reaches the profile once somebody goes on, and not before", async () => {
  const visitor = await read(await snippet("question"));
  const { page } = visitor;
  await page.getByRole("link", { name: "Yes" }).click();
  assert.equal(await page.getByRole("radio", { name: "Yes" }).isChecked(), true, "it is proposed");
  assert.deepEqual(await world.responses("question"), []);
  await card(page).next();
  const profile = await world.profileWhen("the answer", ({ attributes }) => "Would you come back?" in attributes);
  assert.equal(profile.attributes["Would you come back?"].value, true);
  const [event] = profile.events.filter(({ properties }) => properties.survey_id === "question");
  assert.deepEqual([event.properties.channel, event.properties.answer], ["email", true]);
  await visitor.close();
});

test("the plain text has the same links, each behind its words", async () => {
  const text = await mail("smileys", "&format=text");
  assert.match(text, /^How was your visit to our shop\?\n\n1 😞 – Very dissatisfied: http/);
  const links = [...text.matchAll(/: (http\S+)$/gm)].map(([, link]) => link);
  assert.deepEqual(links.map((link) => new URL(link).searchParams.get("q.first")), ["1", "2", "3", "4", "5"]);
  assert.ok(links.every((link) => link.includes(`token=${token("smileys", ADA)}`)));
});
