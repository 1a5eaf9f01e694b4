// Every card at once, as it comes, refused and chosen from, by axe: in each engine and each look. How
// a card is reached, said and focused is in access.test.mjs and engines.keys.test.mjs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { KINDS } from "./kinds.mjs";
import { element } from "./shop.mjs";
import { Host, World, eventually, withExample } from "./support.mjs";
import { cardAfter } from "./walk.mjs";

const ALL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
/** The rules whose outcome depends on how a card looks. */
const LOOKED_AT = { type: "rule", values: ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"] };
/** So many cards are looked at in one go: no engine waits for a script for ever. */
const BATCH = 6;

/** A survey for each question of the sample, which has to be answered; one with a welcome, and one with a review. */
const alone = (sample) => {
  const [head, ...questions] = sample.split(/\n\[\[questions\]\]\n|\n\[\[endings\]\]\n/);
  const asked = questions.slice(0, KINDS.length).map((question) => {
    const [, id] = /^id = "(.+)"$/m.exec(question);
    const required = question.replace(/^(required|shuffle|set|attribute|if) = .*\n/gm, "").replaceAll(/\{[a-z]+(\|([a-z]+))?\}/g, "$2")
      .replace(/^options_from = .*$/m, 'options = [{ id = "a", label = "Play" }, { id = "b", label = "Work" }]')
      .replace(/^type = "(?!statement").*$/m, "$&\nrequired = true");
    return `id = "alone-${id.replaceAll("_", "-")}"\nname = "Of ${id}"\nlocale = "en"\n[[questions]]\n${required}\n[end]\ntext = "Thank you!"\n`;
  });
  const statement = '[[questions]]\nid = "s"\ntype = "statement"\nprompt = "Nearly done"\n[end]\ntext = "Thank you!"\n';
  return [
    ...asked, `${head.replace('id = "every-kind"', 'id = "alone-welcome"')}\n${statement}`,
    `id = "alone-review"\nname = "Review"\nlocale = "en"\n[flow]\nreview = true\n${statement}`,
  ];
};
let ids;
let world;
let host;
let axe;
before(async () => {
  const surveys = alone(await readFile("samples/every-kind.toml", "utf8"));
  ids = surveys.map((survey) => /^id = "(.+)"$/m.exec(survey)[1]);
  world = await World.open(surveys, { SONDAGE_REQUIRE_TOKEN: "false" });
  host = await Host.open();
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  host.put("/axe.js", axe, { "content-type": "text/javascript" });
});
after(async () => {
  host?.close();
  await world?.close();
});

/** What is wrong with some of what matches a selector, each by the name of its survey. */
const FAULTS = async (_, { css, from, n, runOnly }) => {
  const found = [];
  for (const one of [...document.querySelectorAll(css)].slice(from, from + n)) {
    const { violations } = await window.axe.run(one, { runOnly, resultTypes: ["violations"] });
    found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
      [one.getAttribute("survey"), id, html, failureSummary].filter(Boolean).join(": "))));
  }
  return found;
};

/** The cards of all surveys, in a page or in a frame of it. */
class Cards {
  constructor(place) {
    this.place = place;
  }

  /** Runs in the page. */
  all(work) {
    return this.place.locator("html").evaluate(work);
  }

  /** Once all have come to it, axe finds nothing. */
  async are(state, isSo, runOnly) {
    await eventually(`all cards ${state}`, () => this.all(isSo), 60_000);
    // Colours are measured where they have come to rest, also where an engine takes no wish for less motion.
    await this.all(() => {
      const still = new CSSStyleSheet();
      still.replaceSync("* { transition: none !important; animation: none !important }");
      for (const { shadowRoot } of document.querySelectorAll("sondage-survey")) shadowRoot.adoptedStyleSheets.push(still);
    });
    const found = [];
    for (let from = 0; from < ids.length; from += BATCH) {
      found.push(...await this.place.locator("html").evaluate(FAULTS, { css: "sondage-survey", from, n: BATCH, runOnly }));
    }
    assert.deepEqual(found, [], state);
  }
}

const PLAIN = { colorScheme: "light", reducedMotion: "reduce", viewport: { width: 1280, height: 900 } };
/** How cards look: a language, a width, and by which wishes of their respondent. What is said of a
 * card is the same in each, so that one is asked about all. */
const LOOKS = [
  ["in the light", { rules: ALL }, PLAIN],
  ["in the dark", {}, { ...PLAIN, colorScheme: "dark" }],
  ["from right to left, 320 pixels wide", { locale: "ar", width: 320 }, PLAIN],
  ["in forced colours", {}, { ...PLAIN, forcedColors: "active" }, { WebKit: "it has no forced colours" }],
];
const inCards = cases("every card");
for (const [look, { locale = "en", width, rules = LOOKED_AT }, options, not] of LOOKS) {
  inCards(`${look} axe finds nothing, as it comes, refused, and with an answer chosen`, async (engine) => {
    const page = host.put(`/${look}`.replaceAll(/[ ,]+/g, "-"), `<!doctype html><html lang="${locale}" ${locale === "ar" ? 'dir="rtl"' : ""}><title>Cards</title>
      <meta name="viewport" content="width=device-width"><style>body { margin: 0; color-scheme: light dark }</style><script src="/axe.js"></script>
      <main>${ids.map((id) => element(`locale="${locale}"`, id)).join("")}</main><script type="module" src="${world.relay}/w/sondage.js"></script>`);
    // No window of WebKit's is that narrow, but a frame is.
    const narrow = () => host.put("/narrow", `<!doctype html><html lang="en"><title>Narrow</title><iframe title="Cards" style="width: ${width}px; height: 800px; border: 0" src="${page}"></iframe>`);
    const visitor = await engine.visit(width ? narrow() : page, { ...options, prepare: withExample });
    const cards = new Cards(width ? visitor.page.frameLocator("iframe") : visitor.page);
    await cards.are("as they come", () => [...document.querySelectorAll("sondage-survey")].every(({ shadowRoot }) =>
      shadowRoot?.querySelector("#sondage-title")
        && [...shadowRoot.querySelectorAll("[data-part]")].every((one) => one.classList.contains("live") || one.querySelector("select"))), locale === "en" ? rules : ALL);
    await cards.all(() => {
      for (const survey of document.querySelectorAll("sondage-survey")) {
        survey.dataset.before = survey.shadowRoot.querySelector("[name=card]").value;
        survey.shadowRoot.querySelector(".actions button:last-of-type").click();
      }
    });
    await cards.are("refused, or gone on where nothing was asked", () => [...document.querySelectorAll("sondage-survey")]
      .every(({ shadowRoot, dataset }) => shadowRoot.querySelector("#sondage-error") || shadowRoot.querySelector("[name=card]").value !== dataset.before), rules);
    await cards.all(() => {
      for (const { shadowRoot } of document.querySelectorAll("sondage-survey")) {
        const options = [...shadowRoot.querySelectorAll("fieldset :is([type=radio], [type=checkbox])")];
        // The last may be the one with a field of its own.
        for (const option of new Set([options[0], options.at(-1)])) option?.click();
      }
    });
    await cards.are("with an answer chosen", () => [...document.querySelectorAll("sondage-survey")].every(({ shadowRoot }) =>
      !shadowRoot.querySelector("fieldset :is([type=radio], [type=checkbox])") || shadowRoot.querySelector("fieldset :checked")), rules);
    if (width) assert.ok(await cards.all((root) => root.scrollWidth <= root.clientWidth), "nothing is to be scrolled sideways");
  }, { not });
}

const inLinks = cases("a link's page");
for (const colorScheme of ["light", "dark"]) {
  inLinks(`in the ${colorScheme} axe finds nothing, from the first card by its error to the thanks`, async (engine) => {
    const { page } = await engine.visit(`${world.relay}/s/alone-contact`, { ...PLAIN, viewport: undefined, colorScheme, prepare: withExample });
    const found = [];
    const see = async (state) => {
      await page.evaluate(`(() => { ${axe} })()`);
      const faults = await page.locator("html").evaluate(FAULTS, { css: "html", from: 0, n: 1, runOnly: ALL });
      found.push(...faults.map((fault) => `${state}: ${fault}`));
    };
    const next = () => page.locator('button[value="next"]').click();
    await page.locator("#sondage-title").waitFor();
    await see("first card");
    await eventually("the error", async () => {
      await next();
      return page.locator("#sondage-error, .error").first().isVisible();
    });
    await see("refused");
    await page.goto(`${world.relay}/s/alone-statement`);
    await page.locator("#sondage-title").waitFor();
    await next();
    await cardAfter(page, "statement");
    await page.getByText("Your answers are saved.").waitFor();
    await see("thanks");
    assert.deepEqual(found, []);
  });
}
