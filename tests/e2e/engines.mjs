// One journey in the three engines. A case is named once; what it came to in each is kept where
// SONDAGE_ENGINE_RESULTS says, for docs/engines.md.
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { basename } from "node:path";
import { after, test } from "node:test";
import { firefox } from "playwright-core";
import * as webkit from "./webkit.mjs";
import { PHONE, closeBrowser, openBrowser, visit as visitInPlaywright } from "./support.mjs";

/** How Firefox is made to look: it takes no such wish over its protocol yet. Forced colours are the
 * user's, and without a screen it has none: the pair of what is chosen is that of Chromium. */
const PREFERENCES = {
  dark: { "layout.css.prefers-color-scheme.content-override": 0 },
  light: { "layout.css.prefers-color-scheme.content-override": 1 },
  forced: { "browser.display.document_color_use": 2, "ui.highlight": "#1aebff", "ui.highlighttext": "#000000" },
};
/** What Firefox says of Braze's SDK on a host that is a number. */
const NOISE = /Cookie “ab\._gd” has been rejected/;
const foxes = new Map();
const openFirefox = (look) => {
  if (!foxes.has(look)) {
    foxes.set(look, firefox.launch({ channel: "moz-firefox", executablePath: process.env.FIREFOX, firefoxUserPrefs: PREFERENCES[look] }));
  }
  return foxes.get(look);
};

/** Three ways to see a page, with one face: that of Playwright, as far as it goes in each. */
const ENGINES = [
  {
    name: "Chromium",
    isHere: () => Boolean(process.env.CHROMIUM),
    canForceColors: true,
    version: async () => (await openBrowser()).version(),
    visit: (address, options) => visitInPlaywright(address, options),
  },
  {
    name: "Firefox",
    isHere: () => Boolean(process.env.FIREFOX),
    canForceColors: true,
    version: async () => (await openFirefox("light")).version(),
    visit: (address, { colorScheme = "light", forcedColors, reducedMotion: _, expect = [], ...options } = {}) =>
      visitInPlaywright(address, { browser: openFirefox(forcedColors === "active" ? "forced" : colorScheme), expect: [...expect, NOISE], ...options }),
  },
  {
    name: "WebKit",
    isHere: webkit.isHere,
    canForceColors: false,
    version: webkit.version,
    visit: async (address, { viewport = PHONE, prepare, ...options } = {}) => {
      const { page, close } = await webkit.open({ viewport, ...options });
      await prepare?.(page, page.context());
      await page.goto(address);
      return { page, close };
    },
  },
];

/** A page in the engine of this name. */
export const visitIn = (name, address, options) => ENGINES.find((engine) => engine.name === name).visit(address, options);

export const closeBrowsers = async () => {
  const open = [...foxes.values()];
  foxes.clear();
  await Promise.all([closeBrowser(), webkit.stop(), ...open.map(async (one) => (await one).close())]);
};

/** Who goes through one case in one engine: each page that they open is closed at its end. */
class Guest {
  constructor(engine) {
    this.name = engine.name;
    this.canForceColors = engine.canForceColors;
    this.engine = engine;
    this.open = [];
    this.endings = [];
  }

  /** What is done in the end, whatever became of the case. */
  after(work) {
    this.endings.push(work);
  }

  async visit(address, options) {
    const visitor = await this.engine.visit(address, options);
    this.open.push(visitor);
    return visitor;
  }

  /** Closes all that is open by now, also where one of them does not close as it should; then that
   * is what is wrong. */
  async leave() {
    const wrong = [];
    const done = (work) => work().catch((error) => wrong.push(error));
    for (const work of this.endings.splice(0)) await done(async () => work());
    for (const visitor of this.open.splice(0)) await done(() => visitor.close());
    if (wrong.length) throw wrong[0];
  }
}

const FILE = basename(process.argv[1]);
let n_cases = 0;
/** Notes what became of a case, for the page about engines. */
const note = (line) => {
  const path = process.env.SONDAGE_ENGINE_RESULTS;
  if (path) appendFileSync(path, `${JSON.stringify(line)}\n`);
};

const noted = new Set();
const noteVersion = async (engine) => {
  if (noted.has(engine.name) || !process.env.SONDAGE_ENGINE_RESULTS) return;
  noted.add(engine.name);
  note({ engine: engine.name, version: await engine.version() });
};

/**
 * Cases of one group, each a test in each engine. An engine that is not on the machine is skipped,
 * and says so; where SONDAGE_NEED_ENGINES is set, it fails. `not` names engines in which a case
 * cannot be, with the reason.
 */
export const cases = (group) => {
  after(closeBrowsers);
  return (name, body, { not = {} } = {}) => {
    const at = (n_cases += 1);
    for (const engine of ENGINES) {
      const became = (outcome) => note({ file: FILE, at, group, name, engine: engine.name, outcome });
      const title = `${engine.name}: ${group}: ${name}`;
      const isMissing = !engine.isHere();
      if (isMissing && process.env.SONDAGE_NEED_ENGINES) {
        test(title, () => assert.fail(`${engine.name} is not on this machine: ./build.sh setup`));
      } else if (isMissing || not[engine.name]) {
        test(title, { skip: not[engine.name] ?? `${engine.name} is not on this machine: ./build.sh setup` }, () => {});
        if (!isMissing) became({ not: not[engine.name] });
      } else {
        test(title, { timeout: 120_000 }, async () => {
          const guest = new Guest(engine);
          try {
            await body(guest);
            await guest.leave();
            await noteVersion(engine);
            became("holds");
          } catch (error) {
            became("fails");
            throw error;
          } finally {
            // A case that failed leaves nothing open either: WebKit's driver has one browser at a time.
            await guest.leave().catch(() => {});
          }
        });
      }
    }
  };
};
