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
import { FIND, PLACE } from "./webkit-find.mjs";

/** The driver is here, and the browser that it drives. */
export const isHere = () => Boolean(process.env.WEBKIT_DRIVER && process.env.WEBKIT_BROWSER);

/** No window of it is narrower. */
export const NARROWEST = 334;

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
    return this.page.act((actions) => actions.sendKeys(text.replaceAll("\n", Key.ENTER)));
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

  async dblclick(x, y) {
    await this.move(x, y);
    return this.page.act((actions) => actions.press().release().press().release());
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

  /** Once it stands still and nothing covers it; tried, it is not pressed. */
  async click({ trial = false } = {}) {
    let before;
    const place = await eventually(`a press on "${JSON.stringify(this.steps)}"`, async () => {
      const now = await this.evaluate(PLACE);
      const isStill = before && before.x === now.x && before.y === now.y;
      before = now;
      return isStill && now.meets && now;
    });
    if (trial) return;
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

  async fill(text) {
    await this.evaluate("(one) => { one.focus(); one.select?.(); }");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.type(text);
  }

  async press(chord) {
    await this.focus();
    await this.page.keyboard.press(chord);
  }

  /** Added to what is there: a focus is at its end. */
  async pressSequentially(text) {
    await this.focus();
    await this.page.keyboard.type(text);
  }
}

/** What is said to a browser is said in turn, and to one of its windows. */
class Session {
  constructor(driver) {
    this.driver = driver;
    this.turn = Promise.resolve();
    this.window = undefined;
  }

  inTurn(window, work) {
    const mine = this.turn.then(async () => {
      if (window !== this.window) await this.driver.switchTo().window(window);
      this.window = window;
      return work();
    });
    this.turn = mine.catch(() => {});
    return mine;
  }
}

let n_left = 0;
/** A page in a window of its own. */
class Page {
  constructor(session, window) {
    this.session = session;
    this.window = window;
    this.driver = session.driver;
    this.pointer = [0, 0];
    this.keyboard = new Keyboard(this);
    this.mouse = new Mouse(this);
  }

  /** One command after the other: which window and frame are spoken to is the session's. */
  inTurn(work) {
    return this.session.inTurn(this.window, work);
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
      return reply.value;
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
    return this.leave(() => this.driver.get(address));
  }

  reload() {
    return this.leave(() => this.driver.navigate().refresh());
  }

  goBack() {
    return this.leave(() => this.driver.navigate().back());
  }

  /** Until the page that there was is gone, and the next is read. */
  async leave(how) {
    const mark = (n_left += 1);
    await this.run(`window.left = ${mark}`);
    await this.inTurn(how);
    await eventually("the next page", () => this.run(`return window.left !== ${mark} && document.readyState !== "loading"`));
  }

  /** What a press opens is a window of its own. */
  context() {
    const waitForEvent = () => eventually("a window", async () => {
      const opened = await this.inTurn(async () =>
        (await this.driver.getAllWindowHandles()).find((one) => one !== this.window));
      return opened && new Page(this.session, opened);
    });
    return { waitForEvent };
  }

  close() {
    return this.inTurn(() => this.driver.close());
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

let opened;
/** Which one was opened last: "2.50.1". */
export const version = () => opened;

/** Starts a browser with one empty page. */
export const open = async ({ viewport, colorScheme = "light", javaScriptEnabled = true }) => {
  const { server } = await driverFor(colorScheme);
  const driver = await new Builder().usingServer(server).withCapabilities({
    browserName: "MiniBrowser",
    // The journeys themselves say what they wait for.
    pageLoadStrategy: "none",
    "webkitgtk:browserOptions": { binary: process.env.WEBKIT_BROWSER, args: ["--automation", "--full-screen", `--enable-javascript=${javaScriptEnabled}`] },
  }).build();
  opened = (await driver.getCapabilities()).get("browserVersion");
  await driver.manage().setTimeouts({ script: 30_000, pageLoad: 60_000 });
  const session = new Session(driver);
  session.window = await driver.getWindowHandle();
  const page = new Page(session, session.window);
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
