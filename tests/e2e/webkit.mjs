// WebKitGTK by its WebDriver, with as much of Playwright's face as the journeys for all engines
// use: Playwright itself drives no WebKit but its own. Presses and keys are WebDriver's actions,
// so the browser raises the events of a person's.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder, Key } from "selenium-webdriver";
import { eventually, freePort } from "./support.mjs";

/** The driver is here, and the browser that it drives. */
export const isHere = () => Boolean(process.env.WEBKIT_DRIVER && process.env.WEBKIT_BROWSER);

/** No window of it is narrower. */
export const NARROWEST = 334;

/** What runs in the page to find elements, in shadow roots as well; `steps` is the locator's way. */
const FIND = `
  const inside = (root) => {
    const all = [...root.querySelectorAll("*")];
    const shadows = [root, ...all].filter((one) => one.shadowRoot).flatMap((one) => inside(one.shadowRoot));
    return [...all, ...shadows];
  };
  const textOf = (one) => (one.innerText ?? one.textContent ?? "").replace(/\\s+/g, " ").trim();
  const ROLES = {
    button: "button, [role=button], summary", radio: "[type=radio]", checkbox: "[type=checkbox]", slider: "[type=range]",
    textbox: "textarea, input:not([type]), [type=text], [type=email], [type=tel], [type=url], [type=search]",
    combobox: "select, [role=combobox]", link: "a[href]", group: "fieldset", listitem: "li", option: "[role=option]", status: "[role=status]",
  };
  const nameOf = (one) => {
    const ids = (one.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const named = ids.map((id) => one.getRootNode().getElementById(id)?.textContent ?? "").join(" ");
    // Hidden from assistive technology, it is no part of a name.
    const told = (node) => (node.nodeType === 3 ? node.data : node.ariaHidden === "true" ? "" : [...node.childNodes].map(told).join(""));
    const labels = [...one.labels ?? []].map(told).join(" ");
    const legend = one.tagName === "FIELDSET" && one.querySelector("legend") ? told(one.querySelector("legend")) : "";
    return (named || one.getAttribute("aria-label") || labels || legend || told(one)).replace(/\\s+/g, " ").trim();
  };
  const meets = (text, { pattern, flags, exact }) => {
    if (flags !== undefined) return new RegExp(pattern, flags).test(text);
    return exact ? text === pattern : text.toLowerCase().includes(pattern.toLowerCase());
  };
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && one.getClientRects().length > 0;
  const is = (one, { css, role, text, state }) => {
    if (css) return one.matches(css);
    if (role) return one.matches(ROLES[role]) && one.checkVisibility() && (!text || meets(nameOf(one), text)) && (state === undefined || one.checked === state);
    return meets(textOf(one), text) && ![...one.children].some((child) => meets(textOf(child), text)) && !one.matches("script, style");
  };
  const find = (steps) => steps.reduce((found, step) => {
    if (step.at !== undefined) return found.slice(step.at, step.at === -1 ? undefined : step.at + 1);
    if (step.hasText) return found.filter((one) => meets(textOf(one), step.hasText));
    // A text may be that of the element itself.
    const all = found.flatMap((one) => (step.text && !step.role && one !== document ? [one, ...inside(one)] : inside(one)));
    return [...new Set(all)].filter((one) => is(one, step));
  }, [document]);
`;

/** Where a press on an element goes, and whether it would meet it. */
const PLACE = `(one) => {
  one.scrollIntoView({ block: "nearest", inline: "nearest" });
  const { x, y, width, height } = one.getBoundingClientRect();
  const place = { x: x + width / 2, y: y + height / 2 };
  let top = document.elementFromPoint(place.x, place.y);
  for (let inner = top; inner && inner.shadowRoot;) {
    inner = inner.shadowRoot.elementFromPoint(place.x, place.y);
    if (inner === top) break;
    top = inner ?? top;
  }
  const meets = Boolean(top) && (one.contains(top) || top.closest("label")?.control === one);
  return { ...place, meets: width > 0 && meets };
}`;

const asText = (text, exact = false) =>
  text instanceof RegExp ? { pattern: text.source, flags: text.flags } : { pattern: text, exact };

/** Playwright's names of keys that are WebDriver's by another name. */
const KEYS = {
  Enter: Key.ENTER, Escape: Key.ESCAPE, Tab: Key.TAB, Space: " ", Backspace: Key.BACK_SPACE, Delete: Key.DELETE, Home: Key.HOME, End: Key.END,
  ArrowLeft: Key.ARROW_LEFT, ArrowRight: Key.ARROW_RIGHT, ArrowUp: Key.ARROW_UP, ArrowDown: Key.ARROW_DOWN, Shift: Key.SHIFT,
};

class Keyboard {
  constructor(page) {
    this.page = page;
  }

  /** One key, or several that are held: "Shift+Tab". */
  press(chord) {
    const keys = chord.split(/\+(?=.)/).map((key) => KEYS[key] ?? key);
    return this.page.act((actions) => {
      for (const key of keys) actions.keyDown(key);
      for (const key of keys.toReversed()) actions.keyUp(key);
    });
  }

  type(text) {
    return this.page.act((actions) => actions.sendKeys(text));
  }
}

class Mouse {
  constructor(page) {
    this.page = page;
  }

  move(x, y, { steps = 1 } = {}) {
    const [fromX, fromY] = this.page.pointer;
    this.page.pointer = [x, y];
    return this.page.act((actions) => {
      for (let step = 1; step <= steps; step += 1) {
        const at = (from, to) => Math.round(from + ((to - from) * step) / steps);
        actions.move({ x: at(fromX, x), y: at(fromY, y), duration: 5 });
      }
    });
  }

  down() {
    return this.page.act((actions) => actions.press());
  }

  up() {
    return this.page.act((actions) => actions.release());
  }

  async click(x, y) {
    await this.move(x, y);
    return this.page.act((actions) => actions.press().release());
  }
}

/** What is found anew for whatever is done with it, as long as it takes to come. */
class Locator {
  constructor(page, steps, frame) {
    Object.assign(this, { page, steps, frame });
  }

  with(step) {
    return new Locator(this.page, [...this.steps, step], this.frame);
  }

  locator(css) {
    return this.with({ css });
  }

  getByRole(role, { name, exact, checked } = {}) {
    return this.with({ role, text: name === undefined ? undefined : asText(name, exact), state: checked });
  }

  getByText(text, { exact } = {}) {
    return this.with({ text: asText(text, exact) });
  }

  filter({ hasText }) {
    return this.with({ hasText: asText(hasText) });
  }

  nth(at) {
    return this.with({ at });
  }

  first() {
    return this.nth(0);
  }

  last() {
    return this.nth(-1);
  }

  /** Runs in the page, with all elements that are found. */
  async evaluateAll(work, arg) {
    return this.page.run(`${FIND} return (${work})(find(${JSON.stringify(this.steps)}), ${JSON.stringify(arg) ?? "undefined"})`, this.frame);
  }

  /** Runs in the page, with the one element, when it is there. */
  async evaluate(work, arg) {
    const [reply] = await eventually(`"${JSON.stringify(this.steps)}"`, async () =>
      this.page.run(`${FIND} const [one] = find(${JSON.stringify(this.steps)}); if (!one) return undefined;
        return [await (${work})(one, ${JSON.stringify(arg) ?? "undefined"})]`, this.frame));
    return reply ?? undefined;
  }

  count() {
    return this.evaluateAll("(all) => all.length");
  }

  isVisible() {
    return this.evaluateAll("([one]) => Boolean(one) && isSeen(one)");
  }

  async waitFor({ state = "visible", timeout } = {}) {
    const IS = { visible: "all.some(isSeen)", attached: "all.length > 0", detached: "all.length === 0", hidden: "!all.some(isSeen)" };
    await eventually(`"${JSON.stringify(this.steps)}" ${state}`, () => this.evaluateAll(`(all) => ${IS[state]}`), timeout);
  }

  innerText() {
    return this.evaluate("(one) => one.innerText");
  }

  inputValue() {
    return this.evaluate("(one) => one.value");
  }

  getAttribute(name) {
    return this.evaluate("(one, name) => one.getAttribute(name)", name);
  }

  isChecked() {
    return this.evaluate("(one) => one.checked");
  }

  focus() {
    return this.evaluate("(one) => one.focus()");
  }

  /** In the window, also where it is in a frame. */
  async boundingBox() {
    const box = await this.evaluate("(one) => { const { x, y, width, height } = one.getBoundingClientRect(); return { x, y, width, height }; }");
    const [x, y] = await this.page.originOf(this.frame);
    return { ...box, x: box.x + x, y: box.y + y };
  }

  /** Once it stands still and nothing covers it. */
  async click() {
    let before;
    const place = await eventually(`a press on "${JSON.stringify(this.steps)}"`, async () => {
      const now = await this.evaluate(PLACE);
      const isStill = before && before.x === now.x && before.y === now.y;
      before = now;
      return isStill && now.meets && now;
    });
    const [x, y] = await this.page.originOf(this.frame);
    await this.page.mouse.click(place.x + x, place.y + y);
  }

  async check() {
    // A press so soon after a card has come is meant for the card before, and does nothing.
    await eventually(`"${JSON.stringify(this.steps)}" chosen`, async () => {
      if (!(await this.isChecked())) await this.click();
      return this.isChecked();
    });
  }

  /** As if they had been chosen from the browser's own list. */
  async setInputFiles(files) {
    const paths = await Promise.all(files.map(async ({ name, buffer }) => {
      const path = join(await mkdtemp(join(tmpdir(), "sondage-file-")), name);
      await writeFile(path, buffer);
      return path;
    }));
    await this.page.inTurn(async () => {
      const { driver } = this.page;
      const [field] = await driver.executeScript(`${FIND} return find(${JSON.stringify(this.steps)})`);
      await field.sendKeys(paths.join("\n"));
    });
  }

  screenshot() {
    return this.page.inTurn(async () => {
      const [one] = await this.page.driver.executeScript(`${FIND} return find(${JSON.stringify(this.steps)})`);
      return Buffer.from(await one.takeScreenshot(), "base64");
    });
  }

  async fill(text) {
    await this.evaluate("(one) => { one.focus(); one.select?.(); }");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.type(text);
  }
}

/** The one page of a browser. */
class Page {
  constructor(driver) {
    this.driver = driver;
    this.turn = Promise.resolve();
    this.pointer = [0, 0];
    this.keyboard = new Keyboard(this);
    this.mouse = new Mouse(this);
  }

  /** One command after the other: which frame is spoken to is the session's. */
  inTurn(work) {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }

  /** The body of an asynchronous function, in a frame or in the page; what it returns. */
  run(body, frame) {
    return this.inTurn(async () => {
      await this.driver.switchTo().frame(null);
      if (frame) {
        const [element] = await this.driver.executeScript(`${FIND} return find([{ css: ${JSON.stringify(frame)} }])`);
        if (!element) return undefined;
        await this.driver.switchTo().frame(element);
      }
      const reply = await this.driver.executeAsyncScript(
        `const done = arguments[arguments.length - 1];
        (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) }));`);
      if (reply.error) throw new Error(reply.error);
      return reply.value ?? undefined;
    });
  }

  act(plan) {
    return this.inTurn(async () => {
      await this.driver.switchTo().frame(null);
      const actions = this.driver.actions({ async: false });
      plan(actions);
      await actions.perform();
    });
  }

  async originOf(frame) {
    if (!frame) return [0, 0];
    const { x, y } = await this.locator(frame).evaluate("(one) => { const { x, y } = one.getBoundingClientRect(); return { x: x + one.clientLeft, y: y + one.clientTop }; }");
    return [x, y];
  }

  goto(address) {
    return this.inTurn(() => this.driver.get(address));
  }

  /** What a press opens is a window of its own. */
  context() {
    const { driver } = this;
    const waitForEvent = () => eventually("a window", () => this.inTurn(async () => {
      const own = await driver.getWindowHandle();
      const [opened] = (await driver.getAllWindowHandles()).filter((one) => one !== own);
      if (!opened) return undefined;
      const close = () => this.inTurn(async () => {
        await driver.switchTo().window(opened);
        await driver.close();
        await driver.switchTo().window(own);
      });
      return { close };
    }));
    return { waitForEvent };
  }

  reload() {
    return this.inTurn(() => this.driver.navigate().refresh());
  }

  url() {
    return this.inTurn(() => this.driver.getCurrentUrl());
  }

  /** An expression, or a function with one argument. */
  evaluate(work, arg) {
    if (typeof work === "function") return this.run(`return (${work})(${JSON.stringify(arg) ?? "undefined"})`);
    return this.run(`return (0, ${work}\n)`);
  }

  waitForFunction(work, arg) {
    return eventually(String(work), () => this.evaluate(work, arg));
  }

  locator(css) {
    return new Locator(this, [{ css }]);
  }

  getByRole(...what) {
    return new Locator(this, []).getByRole(...what);
  }

  getByText(...what) {
    return new Locator(this, []).getByText(...what);
  }

  /** Frames are named by one selector, and not nested. */
  frameLocator(css) {
    return new Locator(this, [], css);
  }

  setViewportSize(size) {
    return this.inTurn(() => this.driver.manage().window().setRect(size));
  }

  screenshot() {
    return this.inTurn(async () => Buffer.from(await this.driver.takeScreenshot(), "base64"));
  }
}

const drivers = new Map();
/** WebKit's driver, on a screen of its own; in the dark it is another. */
const driverFor = (colorScheme) => {
  if (!drivers.has(colorScheme)) drivers.set(colorScheme, startDriver(colorScheme));
  return drivers.get(colorScheme);
};
const startDriver = async (colorScheme) => {
  const port = await freePort();
  const env = { ...process.env, ...(colorScheme === "dark" && { GTK_THEME: "Adwaita:dark" }) };
  const args = ["-a", "-s", "-screen 0 640x400x24", process.env.WEBKIT_DRIVER, `--port=${port}`];
  // In a process group of its own, so that the screen ends with the driver.
  const process_ = spawn("xvfb-run", args, { env, stdio: "ignore", detached: true });
  const server = `http://127.0.0.1:${port}`;
  await eventually("WebKit's driver", async () => (await fetch(`${server}/status`)).ok);
  return { server, process: process_ };
};

/** Starts a browser with one empty page. */
export const open = async ({ viewport, colorScheme = "light", javaScriptEnabled = true }) => {
  const { server } = await driverFor(colorScheme);
  const driver = await new Builder().usingServer(server).withCapabilities({
    browserName: "MiniBrowser",
    // The journeys themselves say what they wait for.
    pageLoadStrategy: "none",
    "webkitgtk:browserOptions": { binary: process.env.WEBKIT_BROWSER, args: ["--automation", "--full-screen", `--enable-javascript=${javaScriptEnabled}`] },
  }).build();
  await driver.manage().setTimeouts({ script: 30_000, pageLoad: 60_000 });
  const page = new Page(driver);
  await page.setViewportSize(viewport);
  return { page, close: () => driver.quit() };
};

export const stop = async () => {
  const all = [...drivers.values()];
  drivers.clear();
  for (const starting of all) {
    const { process: child } = await starting;
    if (child.exitCode !== null) continue;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGTERM");
    await ended;
  }
};
