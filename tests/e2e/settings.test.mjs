// What a question can have beside its kind, on the survey's own page and with the widget on it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, closeBrowser, visit, withExample } from "./support.mjs";
import { cardAfter, settled } from "./walk.mjs";

let world;
before(async () => (world = await World.open(["samples/settings.toml"])));
after(async () => {
  await closeBrowser();
  await world?.close();
});

/** Today, so many days or years from now, as a date field has it. */
const day = ({ days = 0, years = 0 }) => {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() + years);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};

/** Where a person who runs it wants to look at the cards. */
const look = async (page, name) => {
  if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/${name}-${page.viewportSize().width}.png`, fullPage: true });
};

/** Answers each question, by what a person sees of it. */
const answer = async (page, name) => {
  const next = () => page.locator('button[value="next"]').click();
  const refused = async (words) => {
    await next();
    await page.locator(".error", { hasText: words }).waitFor();
  };
  const at = async (card) => {
    await look(page, `${name}-${card}`);
    await next();
    return cardAfter(page, card);
  };

  await page.getByText("All right", { exact: true }).waitFor();
  await page.getByRole("radio", { name: /Good/ }).check();
  assert.equal(await at("quality"), "trust");
  await page.getByRole("radio", { name: /^10/ }).check();
  assert.equal(await at("trust"), "member");
  assert.equal(await page.locator(".description li").count(), 2);
  await page.getByRole("textbox").fill("ab1234");
  await refused("Two capital letters and four digits");
  await page.getByRole("textbox").fill("AB1234");
  assert.equal(await at("member"), "birthday");
  await page.locator('[name="q.birthday"]').fill(day({ years: -17 }));
  await refused("You have to be 18");
  await page.locator('[name="q.birthday"]').fill("2000-02-29");
  assert.equal(await at("birthday"), "income");
  await page.getByText("You were born on February 29, 2000.").waitFor();
  await page.getByRole("textbox").fill("1.234");
  await refused("without a sign between thousands: 1234");
  await page.getByRole("textbox").fill("1,234.50");
  assert.equal(await at("income"), "visit");
  await page.locator('[name="q.visit.day"]').fill(day({ days: 7 }));
  await page.getByLabel("Guests").fill("13");
  await refused("12");
  await page.getByLabel("Guests").fill("4");
  assert.equal(await at("visit"), "dish");
  await page.getByText("The fish").click();
  assert.equal(await at("dish"), "towns");
};

test("with the widget: words, patterns, days, numbers, a search, the best two, a film", async () => {
  for (const viewport of [{ width: 390, height: 844 }, { width: 1280, height: 900 }]) {
    const visitor = await visit(`${world.relay}/s/settings`, {
      viewport,
      prepare: async (page, context) => {
        await withExample(page, context);
        await context.route("https://player.vimeo.com/**", (route) => route.fulfill({ contentType: "text/html", body: "<title>Film</title>" }));
        await page.addInitScript(() => addEventListener("sondage-shown", () => (window.isTaken = true)));
      },
    });
    const { page } = visitor;
    await page.waitForFunction(() => window.isTaken);
    await answer(page, "widget");

    const search = page.getByRole("searchbox");
    await search.fill("zur");
    await page.getByText("Zürich").click();
    await search.fill("gen");
    assert.deepEqual(await page.locator(".options label:visible span").allInnerTexts(), ["Geneva", "Zürich", "Other"]);
    await look(page, "widget-search");
    await page.getByText("Geneva").click();
    await page.locator('button[value="next"]').click();
    assert.equal(await cardAfter(page, "towns"), "first");

    await page.getByRole("button", { name: /Speed/ }).first().click();
    await look(page, "widget-top");
    await page.locator('button[value="next"]').click();
    assert.equal(await cardAfter(page, "first"), "tools");
    const work = page.getByRole("group", { name: "Work" });
    // Their words, which are not seen in a table, lie over them.
    await settled(page);
    for (const tool of ["Phone", "Tablet", "Laptop"]) await work.getByRole("checkbox", { name: tool }).check({ force: true });
    await page.locator('button[value="next"]').click();
    await page.locator(".error").waitFor();
    await settled(page);
    await work.getByRole("checkbox", { name: "Tablet" }).uncheck({ force: true });
    await page.locator('button[value="next"]').click();
    assert.equal(await cardAfter(page, "tools"), "tour");
    const asked = () => visitor.requests.filter((url) => url.startsWith("https://player.vimeo.com"));
    assert.deepEqual(asked(), [], "nobody is told before a tap");
    await look(page, "widget-film");
    await page.getByText("The tour").click();
    await page.frameLocator("iframe").locator("html").waitFor();
    assert.equal(asked().length, 1);
    await look(page, "widget-film-open");
    await page.locator('button[value="next"]').click();
    assert.equal(await cardAfter(page, "tour"), "review");
    await page.getByText("1,234.5").waitFor();
    await look(page, "widget-review");
    await page.locator('button[value="send"]').click();
    await page.getByText("You spend 1,234.5 a month.").waitFor();
    await visitor.close();
  }
  const [stored] = await world.responses("settings");
  const { income, towns, first, member, birthday } = stored.answers;
  assert.deepEqual({ income, towns, member, birthday }, { income: 1234.5, towns: ["geneva", "zurich"], member: "AB1234", birthday: "2000-02-29" });
  assert.equal(first.length, 2);
});

test("without scripts the same is asked, refused and kept", async () => {
  const visitor = await visit(`${world.relay}/s/settings`, { prepare: withExample, javaScriptEnabled: false, expect: [/status of 422/] });
  await answer(visitor.page, "page");
  assert.equal(await visitor.page.getByRole("searchbox").count(), 0);
  await visitor.close();
});
