// Draws the pages of the studio as they run:
//
//   node tests/e2e/studio_docs.mjs                    the pictures of docs/studio.md, into docs/studio
//   node tests/e2e/studio_docs.mjs --look=<folder>    every state of every page, on sheets, to be looked at
//     [--only=edit,new] [--locale=fr-FR]
//
// with the environment of the journeys. Nothing is compared: whether a page looks right is for eyes.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { asWebp } from "./pictures.mjs";
import { KEY, LOGIN, StudioWorld } from "./studio.mjs";
import { card, closeBrowser, eventually, openBrowser } from "./support.mjs";

const { values: wish } = parseArgs({ options: { look: { type: "string" }, only: { type: "string" }, locale: { type: "string", default: "en-GB" } } });
const DOCS = "docs/studio";
const HEIGHT = { 390: 844, 768: 1024, 1440: 900 };
/** The pictures of docs/studio.md: a state, its width, and its light. */
const PICTURES = [
  ["welcome", 1440, "light"], ["braze-good", 1440, "light"], ["none", 1440, "light"], ["new", 1440, "light"], ["list", 1440, "light"],
  ["edit", 1440, "light"], ["edit", 1440, "dark"], ["edit", 390, "light"], ["edit-wrong", 1440, "light"], ["translate", 1440, "light"],
  ["source", 1440, "light"], ["paths", 1440, "light"], ["preview", 1440, "light"], ["preview", 390, "dark"],
  ["publish", 1440, "light"], ["paste", 1440, "light"], ["history", 768, "light"],
];
const PICTURE_WIDTH = { 390: 390, 768: 640, 1440: 960 };

const LONG = "What did you think of the very first delivery that you have had from us, from the moment in which you ordered it until it was in your hands, and would you do it again?";
const isWanted = (name) => !wish.only || wish.only.split(",").some((one) => name.startsWith(one));

/** Everything that was drawn of some states, at one width and in one light, side by side. */
const sheet = async (drawn, width) => {
  const columns = { 390: 6, 768: 4, 1440: 2 }[width];
  const figures = drawn.map(({ name, png }) => `<figure><figcaption>${name}</figcaption><img src="data:image/png;base64,${png.toString("base64")}"></figure>`);
  const context = await (await openBrowser()).newContext({ viewport: { width: 1900, height: 300 } });
  const page = await context.newPage();
  await page.setContent(`<!doctype html><style>
    body { margin: 8px; display: grid; grid-template-columns: repeat(${columns}, 1fr); gap: 8px; align-items: start; font: 12px system-ui; background: #bbb }
    figure { margin: 0 } img { width: 100% }</style>${figures.join("")}`);
  const picture = await page.screenshot({ fullPage: true });
  await context.close();
  return picture;
};

const drawn = [];
/** Keeps a page as it is now, in every width and light that is asked for. */
const keep = async (page, name, { full = false } = {}) => {
  if (!isWanted(name)) return;
  const all = wish.look
    ? [390, 768, 1440].flatMap((width) => ["light", "dark"].map((scheme) => [name, width, scheme]))
    : PICTURES.filter(([own]) => own === name);
  const before = page.viewportSize();
  const scrolled = await page.evaluate(() => scrollY);
  if (full) await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(0, 0);
  for (const [, width, scheme] of all) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: HEIGHT[width] });
    // What is behind the sheet's edge is looked at too; a picture for docs is what fits a screen.
    const png = await page.screenshot({ fullPage: Boolean(wish.look) && full, animations: "disabled" });
    drawn.push({ name, width, scheme, png });
  }
  await page.setViewportSize(before);
  await page.evaluate((to) => scrollTo(0, to), scrolled);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
};

const tab = (page, part) => page.goto(page.url().replace(/(surveys\/[^/]+)\/.*/, `$1/${part}`));
const kept = (page) => eventually("it is saved", () => page.evaluate(() => document.querySelector("form.form-editor")?.dataset.state === "saved"));

/** The first start, as far as the first owner. */
const arrive = async (world, page) => {
  await page.goto(world.link);
  await keep(page, "welcome");
  await page.locator("[name=login]").fill(LOGIN);
  await page.locator("[name=password]").fill("correct horse battery");
  await page.locator("main button[type=submit]").first().click();
  await page.waitForURL(/studio$/);
  await keep(page, "none");
};

const connect = async (world, page) => {
  await page.goto(`${world.relay}/studio/settings`);
  await keep(page, "settings");
  await page.goto(`${world.relay}/studio/settings/braze`);
  await keep(page, "braze", { full: true });
  const put = async (key) => {
    await page.locator("[name=instance]").selectOption("");
    await page.locator("[name=endpoint]").fill(world.emulator);
    await page.locator("[name=key]").fill(key);
    await page.locator("form:has([name=key]) button[type=submit]").click();
    await page.locator("ul.checks > li").first().waitFor();
  };
  await put("a-key-that-nobody-here-knows-of-1");
  await keep(page, "braze-bad", { full: true });
  await put(KEY);
  await keep(page, "braze-good", { full: true });
  await page.goto(`${world.relay}/studio/settings/signing`);
  await keep(page, "signing", { full: true });
  await page.goto(`${world.relay}/studio/settings/audit`);
  await keep(page, "audit");
  await page.goto(`${world.relay}/studio/account`);
  await keep(page, "account", { full: true });
};

/** A survey of a template, in all that can be done with it. */
const write = async (world, page) => {
  await page.goto(`${world.relay}/studio/new`);
  await page.waitForLoadState("load");
  await keep(page, "new");
  if (wish.look) await keep(page, "new-all", { full: true });
  await page.locator("xpath=//form[input[@value='nps-follow-up']]/button").click();
  await page.waitForURL(/\/edit/);
  await page.locator("#cards a").nth(1).click();
  await page.locator("#edit-form textarea").first().waitFor();
  await keep(page, "edit", { full: true });
  const prompt = page.locator("#edit-form textarea").first();
  const before = await prompt.inputValue();
  await prompt.fill("");
  await page.locator("#edit-form .fault").first().waitFor();
  await kept(page);
  await keep(page, "edit-wrong");
  await prompt.fill(LONG);
  await kept(page);
  await keep(page, "edit-long");
  await prompt.fill(before);
  await kept(page);
  await page.locator("#add > summary").click();
  await keep(page, "edit-add");
  await page.keyboard.press("Escape");
  for (const name of ["end", "looks", "languages"]) {
    const link = page.locator(`a[data-card="${name}"], a[data-card="/${name}"]`).first();
    if (!(await link.count())) continue;
    await link.click();
    await eventually("it is chosen", async () => (await page.locator("[name=card]").inputValue()).replace("/", "") === name);
    await keep(page, `edit-${name}`, { full: true });
  }
  await tab(page, "translations");
  await keep(page, "translate", { full: true });
  await tab(page, "source");
  await keep(page, "source");
  await tab(page, "paths");
  await keep(page, "paths", { full: true });
  await tab(page, "preview");
  await card(page.frameLocator(".preview iframe")).title().waitFor();
  await page.waitForTimeout(600);
  await keep(page, "preview");
  await tab(page, "publish");
  await keep(page, "publish", { full: true });
  await page.locator("main form button[value=publish], main form button.main").first().click();
  await page.locator(".channels").waitFor();
  await keep(page, "paste");
  if (wish.look) await keep(page, "paste-all", { full: true });
  await tab(page, "history");
  await keep(page, "history", { full: true });
};

/** A list as it is after a year: names of all lengths, and every state. */
const fill = async (world, page) => {
  const made = await world.sondage("token", "create", "--account", LOGIN, "--name", "pictures");
  const headers = { authorization: `Bearer ${/sondage_\w+/.exec(made)[0]}`, "content-type": "application/json", "if-match": "*" };
  const ask = async (path, body, method = "POST") => {
    const reply = await fetch(`${world.relay}/api/v1/surveys${path}`, { method, headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`);
    return reply.status === 204 ? undefined : reply.json();
  };
  const begun = [];
  for (const [template, name] of [["csat-support", "After a call with support"], ["churn", "Why people leave"], ["delivery", "How the parcel came"], ["onboarding", "The first week"], ["event-registration", `Spring fair ${LONG}`]]) {
    begun.push((await ask("", { from: "template", template, name })).id);
  }
  for (const id of begun.slice(0, 4)) await ask(`/${id}/publish`, { accept_types: true });
  await ask(`/${begun[1]}/state`, { do: "pause" });
  await ask(`/${begun[2]}/state`, { do: "close" });
  await ask(`/${begun[0]}/labels`, { labels: ["support", "weekly"] }, "PUT");
  for (let n = 0; n < 3; n += 1) {
    const visitor = await page.context().browser().newContext({ javaScriptEnabled: false });
    const tab = await visitor.newPage();
    await tab.goto(`${world.relay}/s/${begun[0]}`);
    await tab.locator("main input[type=radio]").nth(n + 2).check();
    await tab.locator('button[value="next"]').first().click();
    await visitor.close();
  }
  await page.goto(`${world.relay}/studio`);
  await keep(page, "list");
  await page.goto(`${world.relay}/studio?search=nothing+like+it`);
  await keep(page, "list-nothing");
  await page.goto(`${world.relay}/studio/surveys/no-such-survey/edit`);
  await keep(page, "not-found");
  const fresh = (await ask("", { from: "nothing", name: "From nothing" })).id;
  await page.goto(`${world.relay}/studio/surveys/${fresh}/edit`);
  await keep(page, "edit-none");
  for (const part of ["paths", "preview", "publish", "history"]) {
    await page.goto(`${world.relay}/studio/surveys/${fresh}/${part}`);
    await keep(page, `${part}-none`, { full: true });
  }
  await page.locator("form[action$='/logout'] button").click();
  await page.waitForURL(/login/);
  await keep(page, "login");
  await page.locator("[name=login]").fill(LOGIN);
  await page.locator("[name=password]").fill("guess");
  await page.locator("main button[type=submit]").first().click();
  await page.locator("[role=alert], .fault, .notice").first().waitFor();
  await keep(page, "login-wrong");
};

const world = await StudioWorld.open();
try {
  const { page, close } = await world.browser({ locale: wish.locale, viewport: { width: 1440, height: 900 } }, [/./]);
  await arrive(world, page);
  await connect(world, page);
  await write(world, page);
  await fill(world, page);
  await close();
  const folder = wish.look ?? DOCS;
  await mkdir(folder, { recursive: true });
  if (wish.look) {
    for (const [width, n] of [[390, 12], [768, 8], [1440, 6]]) for (const scheme of ["light", "dark"]) {
      const own = drawn.filter((one) => one.width === width && one.scheme === scheme);
      for (let at = 0; at < own.length; at += n) {
        const name = join(folder, `${width}-${scheme}-${1 + at / n}.png`);
        await writeFile(name, await sheet(own.slice(at, at + n), width));
        console.log(name);
      }
    }
  } else {
    for (const name of await readdir(folder)) await rm(join(folder, name));
    let bytes = 0;
    for (const { name, width, scheme, png } of drawn) {
      const picture = await asWebp(png, PICTURE_WIDTH[width]);
      bytes += picture.length;
      await writeFile(join(folder, `${name}-${width}-${scheme}.webp`), picture);
    }
    const text = await readFile(`${DOCS}.md`, "utf8");
    const missing = [...text.matchAll(/\(studio\/([\w-]+\.webp)\)/g)].filter(([, name]) => !drawn.some((one) => `${one.name}-${one.width}-${one.scheme}.webp` === name));
    const idle = drawn.filter((one) => !text.includes(`${one.name}-${one.width}-${one.scheme}.webp`));
    console.log(`${drawn.length} pictures, ${Math.round(bytes / 1000)} kB`);
    if (missing.length || idle.length) throw new Error(`docs/studio.md shows ${missing.map(([, name]) => name)} and lacks ${idle.map((one) => `${one.name}-${one.width}-${one.scheme}`)}`);
  }
} finally {
  await closeBrowser();
  await world.close();
}
