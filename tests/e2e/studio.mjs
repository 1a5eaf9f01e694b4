// A studio for journeys: a relay that nobody has set up yet, an emulator with two keys, and a browser.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { eventually, openBrowser, place, stopped } from "./support.mjs";

const run = promisify(execFile);
export const LOGIN = "ada@example.com";
export const PASSWORD = "correct horse battery";
export const KEY = "a-key-that-may-do-everything-here";
/** It lacks kpi.mau.data_series. */
export const LIMITED = "a-key-that-may-only-track-users-1";

export class StudioWorld {
  static async open(env = {}) {
    const world = Object.assign(new StudioWorld(), await place("studio"));
    Object.assign(world.env, { SONDAGE_ENCRYPTION_KEY: "0123456789abcdef0123456789abcdef", ...env });
    const keys = ["--key", KEY, "--key", `${LIMITED}:users.track`];
    const listen = ["--listen", new URL(world.emulator).host, "--seed-demo"];
    world.braze = spawn(process.env.EMULATOR_BIN, [...listen, ...keys], { stdio: "ignore" });
    try {
      await eventually("the emulator", async () => (await fetch(`${world.emulator}/`)).ok);
      await world.start();
    } catch (error) {
      // What runs on keeps the journey from ending, and from saying what went wrong.
      await Promise.all([world.server, world.braze].map((child) => child && stopped(child, "SIGKILL")));
      throw error;
    }
    return world;
  }

  async start(env = {}) {
    this.log = "";
    const options = { env: { ...this.env, ...env }, stdio: ["ignore", "pipe", "pipe"] };
    this.server = spawn(process.env.SONDAGE_BIN, ["serve"], options);
    for (const stream of [this.server.stdout, this.server.stderr]) stream.on("data", (text) => (this.log += text));
    await eventually("the relay", async () => (await fetch(`${this.relay}/readyz`)).ok);
  }

  async stop() {
    await stopped(this.server, "SIGTERM");
  }

  /** Runs a command of the binary; its output. */
  async sondage(...args) {
    const { stdout } = await run(process.env.SONDAGE_BIN, args, { env: this.env });
    return stdout;
  }

  /** The link that the relay has printed for the first owner. */
  get link() {
    return /http\S+\/studio\/welcome\?token=[0-9a-f]+/.exec(this.log)?.[0];
  }

  async close() {
    await Promise.all([stopped(this.server, "SIGTERM"), stopped(this.braze, "SIGTERM")]);
    await rm(this.folder, { recursive: true, force: true });
    assert.deepEqual(this.log.split("\n").filter((line) => / ERROR /.test(line)), []);
  }

  /** A browser of its own; `close` fails where its console said anything but what was expected. */
  async browser(options = {}, expect = []) {
    const context = await (await openBrowser()).newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", ...options });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const said = [];
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(`uncaught: ${error.message}`));
    const close = async () => {
      await context.close();
      assert.deepEqual(said.filter((line) => !expect.some((pattern) => pattern.test(line))), [], "the console should be empty");
    };
    return { page, context, close };
  }

  /** The first owner has come in. */
  async found(page) {
    await page.goto(this.link);
    await page.getByLabel("E-mail address").fill(LOGIN);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Open the studio" }).click();
    await page.getByRole("heading", { name: "Surveys" }).waitFor();
  }

  /** The owner has come in for the first time, in a browser of their own; what it keeps, for others. */
  async entered() {
    const { page, context, close } = await this.browser();
    await this.found(page);
    const state = await context.storageState();
    await close();
    return state;
  }

  /** The first survey is begun from the list of surveys, and published; its id. */
  async published(page) {
    await page.getByRole("button", { name: "Begin with this one" }).click();
    await page.getByRole("link", { name: "Publish" }).click();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("The draft is what is published.").waitFor();
    return /surveys\/([^/]+)\//.exec(page.url())[1];
  }

  /** Braze is connected, with a key that may do everything. */
  async connect(page) {
    await page.goto(`${this.relay}/studio/settings/braze`);
    await page.getByLabel("Instance").selectOption({ label: "Not in this list" });
    await page.getByLabel("REST endpoint").fill(this.emulator);
    await page.getByLabel("REST API key").fill(KEY);
    await page.getByRole("button", { name: "Save and check" }).click();
    await eventually("all is well with Braze", async () =>
      (await page.locator("ul.checks > li").evaluateAll((all) => all.map((one) => one.dataset.state))).join() === "good,good,good,good");
  }

  /** What a program of the owner's proves itself with. */
  async bearer() {
    this.token ??= (await this.sondage("token", "create", "--account", LOGIN, "--name", "journey")).trim();
    return { authorization: `Bearer ${this.token}` };
  }
}

export const signIn = async (page, login, password) => {
  await page.getByLabel("E-mail address").fill(login);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
};

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [390, 768, 1440];
const SHOTS = process.env.SHOTS;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Looks at a page in light and dark, and at each width; `SHOTS=folder` keeps pictures. */
export const look = async (page, name) => {
  if (SHOTS) await mkdir(SHOTS, { recursive: true });
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${name} at ${width} has to be scrolled sideways by ${wide}`);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
    const found = await page.evaluate(async (tags) => {
      // What it would load before, a page's policy keeps out: styles of shadow roots.
      const { violations } = await window.axe.run({ runOnly: tags, resultTypes: ["violations"], preload: false });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
    }, TAGS);
    assert.deepEqual(found, [], `${name}, ${colorScheme}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
};
