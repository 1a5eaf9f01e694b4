// Draws what respondents see on sheets, to be looked at:
//
//   node tests/e2e/looks.mjs <folder> [--engine=chromium|firefox|webkit] [--size=phone|tablet|desktop|narrow]
//     [--scheme=light|dark] [--what=cards|empty|places|pages|docs] [--locale=ar] [--only=nps,csat]
//
// with the environment of the journeys. `cards` are those of samples/every-kind.toml as they come,
// refused and answered; `empty` as they come alone, in any locale; `places` are a survey in and over
// a page; `pages` the relay's own; `docs` the pictures of docs/look.md, which are in docs/look. Nothing
// is compared: whether a card looks right is for eyes.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeBrowsers, visitIn } from "./engines.mjs";
import { KINDS } from "./kinds.mjs";
import { asWebp } from "./pictures.mjs";
import { CORNERED, MODES, element } from "./shop.mjs";
import { Host, World, card, eventually, openBrowser, pageWith, withExample } from "./support.mjs";
import { cardOf, settled } from "./walk.mjs";

const SIZES = { narrow: [320, 640], phone: [390, 844], tablet: [768, 1024], desktop: [1440, 900] };
const COLUMNS = { narrow: 6, phone: 6, tablet: 3, desktop: 3 };
const { values: wish, positionals: [folder = "target/looks"] } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: "string", default: "chromium" }, size: { type: "string", default: "phone" },
    scheme: { type: "string", default: "light" }, what: { type: "string", default: "cards" },
    locale: { type: "string" }, only: { type: "string" },
  },
});
const NAMES = { chromium: "Chromium", firefox: "Firefox", webkit: "WebKit" };

/** A page is light or dark as the device is, so that surveys in it are. */
const BOTH = '<meta name="color-scheme" content="light dark">';
const SHOP = `<style>body { margin: 0; font: 16px/1.5 system-ui; padding: 1.5rem; max-width: 60rem } h1 { font-size: 2rem } p { max-width: 40rem }</style>
  <h1>Tea and teapots</h1><p>${"Everything for a good cup: leaves from small gardens, pots of iron and clay, and somebody who knows. ".repeat(3)}</p>
  <p><button>Add to basket</button></p>`;

let n_pages = 0;
const put = (host, world, inside, head = BOTH) => host.put(`/look${(n_pages += 1)}`, `<!doctype html><html lang="en"><title>Shop</title>
  <meta name="viewport" content="width=device-width">${head}${SHOP}${inside}<script type="module" src="${world.relay}/w/sondage.js"></script>`);

/** How a page is seen: in which engine, how large, in which light. */
class Eyes {
  constructor({ engine, size, scheme }) {
    const [width, height] = SIZES[size];
    Object.assign(this, { engine, size, scheme, viewport: { width, height } });
  }

  see(address, options) {
    return visitIn(NAMES[this.engine], address, { viewport: this.viewport, colorScheme: this.scheme, prepare: withExample, expect: [/./], ...options });
  }
}

const act = (page, action) => page.locator(`button[value="${action}"]`).click();
/** A press so soon after a card has come is meant for the card before, and does nothing. */
const leave = (page, action, before, first = () => {}) => eventually(`a card after "${before}"`, async () => {
  await settled(page);
  await first();
  if ((await cardOf(page)) === before) await act(page, action);
  const now = await cardOf(page);
  return now !== before && now;
}, 30_000);
const shot = async (what) => ({ png: await what.screenshot({ animations: "disabled" }) });
/** The survey alone, with no pointer on it. WebKit's driver draws the window, and no element by itself:
 * of that, which part it is. */
const shotOf = async (eyes, tab) => {
  const survey = tab.locator("sondage-survey");
  await tab.mouse.move(0, 0);
  if (eyes.engine !== "webkit") return shot(survey);
  return { ...await shot(tab), part: await survey.boundingBox(), of: eyes.viewport };
};
const isWanted = (id) => !wish.only || wish.only.split(",").includes(id);

/** Pictures of every card: as it comes, refused and answered, or the first alone. */
const cards = async (eyes, world, host, { survey, isEmpty = false, locale = "en" }) => {
  const page = pageWith(world, survey, `locale="${locale}"`);
  const visitor = await eyes.see(host.put(`/${survey}${(n_pages += 1)}`, page));
  const tab = visitor.page;
  const drawn = [];
  // A picture is taken at the end of all motion, and what is pressed within the time that the motion
  // would have taken does nothing.
  const draw = async (id, state = "") => {
    if (!isWanted(id)) return;
    drawn.push([[id, state].filter(Boolean).join(", "), await shotOf(eyes, tab)]);
    await new Promise((done) => setTimeout(done, 450));
  };
  await tab.locator("#sondage-title").waitFor();
  await draw("welcome");
  let now = await leave(tab, "start", "welcome");
  // What follows only from an answer is not asked where none is given.
  while (now !== "review") {
    const row = KINDS.find(({ id }) => id === now);
    await settled(tab);
    await draw(now);
    if (!isEmpty) {
      if (isWanted(now) && now !== "statement") {
        await act(tab, "next");
        await tab.locator(".error").first().waitFor({ state: "attached" });
        await settled(tab);
        await draw(now, "refused");
      }
    }
    let isDrawn = false;
    now = await leave(tab, "next", now, async () => {
      if (isEmpty) return;
      await row.mouse(tab);
      if (!isDrawn) await draw(now, "answered");
      isDrawn = true;
    });
  }
  await draw("review");
  await leave(tab, "send", "review");
  await draw("end");
  await visitor.close();
  return drawn;
};

/** A survey in a page and over it. */
const places = async (eyes, world, host) => {
  const drawn = [];
  const draw = async (name, inside, then, head) => {
    const visitor = await eyes.see(put(host, world, inside, head));
    if (then) await then(visitor.page);
    else await card(visitor.page).title().waitFor();
    drawn.push([name, await shot(visitor.page)]);
    await visitor.close();
  };
  for (const [mode, attributes] of Object.entries(MODES)) if (mode !== "tab" && mode !== "auto") await draw(mode, element(attributes));
  await draw("tab", element(MODES.tab), (page) => page.getByRole("button", { name: "Tell us" }).waitFor());
  await draw("tab, open", element(MODES.tab), async (page) => {
    await page.getByRole("button", { name: "Tell us" }).click();
    await card(page).title().waitFor();
  });
  await draw("corner, small", element(MODES.corner), async (page) => {
    await card(page).title().waitFor();
    await page.locator(".later").click();
    await page.locator(".is-small").waitFor();
  });
  await draw("sheet", element('mode="drawer" side="bottom"'));
  await draw("auto, in a corner", element('mode="auto"', "cornered"));
  await draw("modal, thanks", element(MODES.modal, "cornered"), async (page) => {
    await card(page).title().waitFor();
    await act(page, "next");
    await page.getByText("Your answers are saved.").waitFor();
  });
  await draw("inline, on a page that is light only", element(MODES.inline), undefined, "<style>body { background: #fff; color: #222 }</style>");
  return drawn;
};

/** The relay's own pages. */
const pages = async (eyes, world) => {
  const drawn = [];
  const draw = async (name, path, then, options) => {
    const visitor = await eyes.see(`${world.relay}${path}`, options);
    await visitor.page.locator("h1, #sondage-title").first().waitFor({ state: "attached" });
    await then?.(visitor.page);
    drawn.push([name, await shot(visitor.page)]);
    await visitor.close();
  };
  const next = (page) => act(page, "next");
  await draw("first card", "/s/onboarding");
  await draw("first card, an answer chosen", "/s/onboarding", (page) => page.getByRole("radio", { name: /^9/ }).check());
  await draw("refused, no script", "/s/loose?start=contact", async (page) => {
    await page.locator("[name='q.contact.first_name']").fill("Ada");
    await next(page);
    await page.locator(".error").first().waitFor({ state: "attached" });
  }, { javaScriptEnabled: false });
  await draw("welcome", "/s/every-kind");
  await draw("a long card", "/s/loose?start=matrix");
  await draw("languages", "/s/two", (page) => page.locator(".languages summary").click());
  await draw("thanks", "/s/cornered", async (page) => {
    await next(page);
    await page.getByText("Thank you!").waitFor();
  });
  await draw("closed", "/s/closed");
  await draw("not open yet", "/s/soon");
  await draw("nothing there", "/s/nowhere");
  await draw("password", "/s/locked");
  await draw("a wrong password", "/s/locked", async (page) => {
    await page.locator("#password").fill("guess");
    await page.locator("button").first().click();
    await page.locator("[aria-invalid=true], .error").first().waitFor({ state: "attached" });
  });
  await draw("for those with a link of their own", "/s/guarded");
  await draw("expired", "/s/guarded?r=x&expires=1&signature=00");
  return drawn;
};

/** Some of them side by side. */
const sheet = async (drawn, columns) => {
  const figures = drawn.map(([name, { png, part, of }]) => {
    const inset = part && [part.y, of.width - part.x - part.width, Math.max(0, of.height - part.y - part.height), part.x].map((side) => `${side}px`);
    const style = part ? ` style="object-view-box: inset(${inset.join(" ")})"` : "";
    return `<figure><figcaption>${name}</figcaption><img${style} src="data:image/png;base64,${png.toString("base64")}"></figure>`;
  });
  const context = await (await openBrowser()).newContext({ viewport: { width: 1560, height: 300 } });
  const page = await context.newPage();
  await page.setContent(`<!doctype html><style>
    body { margin: 8px; display: grid; grid-template-columns: repeat(${columns}, 1fr); gap: 8px; align-items: start; font: 12px system-ui; background: #ccc }
    figure { margin: 0 } img { width: 100% }</style>${figures.join("")}`);
  const picture = await page.screenshot({ fullPage: true });
  await context.close();
  return picture;
};

/** Few cards, one row an engine, and what lies in and over a page: the pictures of docs/look.md. */
const DOCS = ["nps", "stars", "slider", "multiple", "date", "contact"];
const docs = async (world, host) => {
  wish.only = DOCS.join(",");
  const write = async (name, drawn, columns) =>
    writeFile(join(folder, `${name}.webp`), await asWebp(await sheet(drawn, columns), 1200));
  for (const scheme of ["light", "dark"]) {
    const all = [];
    for (const engine of Object.keys(NAMES)) {
      const drawn = await cards(new Eyes({ engine, size: "phone", scheme }), world, host, { survey: "loose", isEmpty: true });
      all.push(...drawn.map(([name, picture]) => [`${name} in ${NAMES[engine]}`, picture]));
    }
    await write(`cards-${scheme}`, all, DOCS.length);
  }
  for (const [size, scheme, columns] of [["phone", "light", 6], ["desktop", "dark", 3]]) {
    const drawn = await places(new Eyes({ engine: "chromium", size, scheme }), world, host);
    await write(`places-${size}`, drawn.slice(0, 6), columns);
  }
};

const sample = await readFile("samples/every-kind.toml", "utf8");
const onboarding = await readFile("samples/onboarding.toml", "utf8");
const named = (id, more = "", text = onboarding) => `${text.replace(/^id = ".+"$/m, `id = "${id}"`)}\n${more}\n`;
const steady = sample.replace(/^shuffle = true\n/gm, "");
const loose = named("loose", "", steady.replace(/^required = true\n/gm, ""));
const required = named("required", "", steady.replace(/^required = true\n/gm, "").replace(/^type = "(?!statement").*$/gm, "$&\nrequired = true"));
const world = await World.open([
  "samples/every-kind.toml", "samples/onboarding.toml", loose, required, CORNERED,
  named("two", '[translations.de]\n"end.text" = "Danke!"'),
  named("closed", '[limits]\ncloses = "2020-01-01"'), named("soon", '[limits]\nopens = "2120-01-01"'),
  named("locked", '[link]\npassword = "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHQ$AAAA"'), named("guarded", '[link]\naccess = "signed"\nonce = true'),
], { SONDAGE_REQUIRE_TOKEN: "false" });
const host = await Host.open();
const eyes = new Eyes(wish);
const DRAW = {
  cards: () => cards(eyes, world, host, { survey: "required" }),
  empty: () => cards(eyes, world, host, { survey: "loose", isEmpty: true, locale: wish.locale }),
  places: () => places(eyes, world, host),
  pages: () => pages(eyes, world),
};
try {
  await mkdir(folder, { recursive: true });
  if (wish.what === "docs") {
    await docs(world, host);
  } else {
    const drawn = await DRAW[wish.what]();
    const columns = COLUMNS[wish.size];
    const n = (wish.size === "desktop" ? 3 : 2) * columns;
    for (let at = 0; at < drawn.length; at += n) {
      const name = [wish.what, wish.engine, wish.size, wish.scheme, wish.locale, 1 + at / n].filter(Boolean).join("-");
      await writeFile(join(folder, `${name}.png`), await sheet(drawn.slice(at, at + n), columns));
      console.log(join(folder, `${name}.png`));
    }
  }
} finally {
  await closeBrowsers();
  host.close();
  await world.close();
}
