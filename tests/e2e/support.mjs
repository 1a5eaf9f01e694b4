// What every journey needs: the emulator, a relay on its own database, a browser, and the
// promise that the console stays empty.
import assert from "node:assert/strict";
import { spawn, execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);
const KEY = "journey-key";
/** That of `sondage-demo`, which takes no other. */
const SECRET = "a secret of the demo, known to all";

/** The demo's people: their Braze ids are what Liquid puts into the message. */
export const ADA = "5f1c0ffee0ddba11ca11ab1e";
export const GRACE = "5f1c0ffee0ddba11ca11ab2f";
export const EMILIE = "5f1c0ffee0ddba11ca11ab3d";
export const PHONE = { width: 390, height: 844 };

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Asks until the answer is there: processes and deliveries take the time they take. */
export const eventually = async (what, ask, within = 15_000) => {
  const deadline = Date.now() + within;
  let last;
  for (;;) {
    try {
      const value = await ask();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) assert.fail(`${what} did not happen within ${within} ms${last ? `: ${last}` : ""}`);
    await new Promise((done) => setTimeout(done, 50));
  }
};

/** Ends a process; when it has ended. */
export const stopped = (child, signal) =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode) return resolve();
    child.once("exit", resolve);
    child.kill(signal);
  });

/** What a world has of its own, by its name: a folder, two addresses, and what its relay is told of them. */
export const place = async (name) => {
  const folder = await mkdtemp(join(tmpdir(), `sondage-${name}-`));
  const [relay, emulator] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const env = { PATH: process.env.PATH, SONDAGE_LISTEN: relay, SONDAGE_DATABASE_URL: `sqlite://${join(folder, "sondage.db")}` };
  return { folder, relay: `http://${relay}`, emulator: `http://${emulator}`, env };
};

/** What Liquid signs in a message: that this is the respondent, of this survey. */
export const token = (survey, id) =>
  `v2.${createHmac("sha256", SECRET).update(`v2:${survey}:never:braze_id:${id}`).digest("hex")}`;

/** The emulator, a relay, and the surveys it has published. */
export class World {
  /** `surveys` are files, or surveys in TOML themselves. */
  static async open(surveys = ["samples/onboarding.toml"], env = {}) {
    const world = Object.assign(new World(), await place("journey"));
    Object.assign(world.env, {
      SONDAGE_PUBLIC_URL: world.relay,
      SONDAGE_BRAZE_ENDPOINT: world.emulator,
      SONDAGE_BRAZE_API_KEY: KEY,
      SONDAGE_SIGNING_SECRET: SECRET,
      SONDAGE_REQUIRE_TOKEN: "true",
      SONDAGE_DEMO_SDK: "node_modules/@braze/web-sdk",
      ...env,
    });
    const listen = new URL(world.emulator).host;
    world.braze = spawn(process.env.EMULATOR_BIN, ["--listen", listen, "--key", KEY, "--seed-demo"], { stdio: "ignore" });
    try {
      await world.begin(surveys);
    } catch (error) {
      // What runs on keeps the journey from ending, and from saying what went wrong.
      await Promise.all([world.server, world.braze].map((child) => child && stopped(child, "SIGKILL")));
      throw error;
    }
    return world;
  }

  async begin(surveys) {
    await eventually("the emulator", async () => (await fetch(`${this.emulator}/`)).ok);
    // Answers never make a profile: whoever a message is for has one.
    for (const braze_id of [GRACE, EMILIE]) {
      const body = JSON.stringify({ braze_id });
      const headers = { "content-type": "application/json" };
      assert.ok((await fetch(`${this.emulator}/emulator/profiles`, { method: "POST", headers, body })).ok);
    }
    await this.sondage("publish", "--accept-types", ...(await Promise.all(surveys.map((survey) => this.file(survey)))));
    await this.startRelay();
  }

  async file(survey) {
    if (!survey.includes("\n")) return survey;
    const path = join(this.folder, `${/^id = "(.+)"$/m.exec(survey)[1]}.toml`);
    await writeFile(path, survey);
    return path;
  }

  /** Runs a command of the binary; its output. */
  async sondage(...args) {
    const { stdout } = await run(process.env.SONDAGE_BIN, args, { env: this.env });
    return stdout;
  }

  async startRelay() {
    this.log = "";
    // The demo has a secret of its own, and takes no other.
    const [program, args] = this.env.SONDAGE_SIGNING_SECRET_BEFORE ? [process.env.SONDAGE_BIN, ["serve"]] : [process.env.DEMO_BIN, []];
    this.server = spawn(program, args, { env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    const keep = (text) => (this.log += text);
    this.server.stdout.on("data", keep);
    this.server.stderr.on("data", keep);
    await eventually("the relay", async () => (await fetch(`${this.relay}/readyz`)).ok).catch((error) => {
      throw new Error(`${error.message}\n${this.log}`);
    });
  }

  /** The relay is gone, as after a power cut. */
  async stopRelay() {
    await stopped(this.server, "SIGKILL");
  }

  /** Everything stops; what went wrong in the relay unseen is seen here. */
  async close() {
    await Promise.all([stopped(this.server, "SIGTERM"), stopped(this.braze, "SIGTERM")]);
    await rm(this.folder, { recursive: true, force: true });
    assert.deepEqual(this.log.split("\n").filter((line) => / ERROR /.test(line)), [], "the relay's log has no error");
  }

  async profile(id = ADA) {
    return (await fetch(`${this.emulator}/emulator/profiles/${id}`)).json();
  }

  /** The profile once `ready` says that it is as expected. */
  async profileWhen(what, ready, id = ADA) {
    return eventually(what, async () => {
      const profile = await this.profile(id);
      return ready(profile) && profile;
    });
  }

  /** Every stored response of a survey. */
  async responses(survey = "onboarding") {
    const lines = (await this.sondage("export", survey, "--format", "ndjson")).trim();
    return lines ? lines.split("\n").map((line) => JSON.parse(line)) : [];
  }

  messageUrl(user = "ada", survey = "onboarding") {
    return `${this.relay}/demo/braze/message?user=${user}&survey=${survey}`;
  }

  appUrl(user = "ada", survey = "onboarding") {
    return `${this.relay}/demo/braze/app?user=${user}&survey=${survey}`;
  }
}

/** Somebody else's site, which pages are put on. */
export class Host {
  static async open() {
    const host = new Host();
    host.pages = new Map();
    host.server = createHttpServer((request, answer) => {
      const { headers = {}, body = "" } = host.pages.get(request.url) ?? {};
      answer.writeHead(body ? 200 : 204, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
    }).listen(0, "127.0.0.1");
    await once(host.server, "listening");
    host.origin = `http://127.0.0.1:${host.server.address().port}`;
    return host;
  }

  /** The address of a page that is there from now on. */
  put(path, body, headers) {
    this.pages.set(path, { body, headers });
    return `${this.origin}${path}`;
  }

  close() {
    this.server.close();
  }
}

/** A page with a survey among other things; `attributes` are those of its element. */
export const pageWith = (world, survey, attributes = "") => `<!doctype html><html lang="en"><title>Shop</title>
  <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><style>body { margin: 0 }</style>
  <main><h1>Shop</h1><sondage-survey survey="${survey}" ${attributes}></sondage-survey></main>
  <script type="module" src="${world.relay}/w/sondage.js"></script>`;

/** One pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=", "base64");

/** Answers for the addresses that surveys name, so that journeys need no network: to `prepare` a visit with. */
export const withExample = (_, context) =>
  context.route?.("https://example.com/**", (route) => {
    const isPicture = new URL(route.request().url()).pathname.endsWith(".png");
    return route.fulfill(isPicture
      ? { contentType: "image/png", body: PIXEL }
      : { contentType: "text/html", body: "<!doctype html><title>Example</title>" });
  });

let browser;
/** One for all: whoever asks while it is starting gets the same. */
export const openBrowser = () =>
  (browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  }));
export const closeBrowser = async () => {
  const open = browser;
  browser = undefined;
  await (await open)?.close();
};

/**
 * A page that notes what its console says. `visit.close()` fails the journey if that is anything
 * but what the journey said to expect.
 */
export const visit = async (url, { viewport = PHONE, expect = [], prepare, browser: other, ...options } = {}) => {
  const context = await (await (other ?? openBrowser())).newContext({ viewport, locale: "en-GB", ...options });
  // What is not there by then does not come: a journey that fails is to fail soon.
  context.setDefaultTimeout(15_000);
  const said = [];
  const requests = [];
  const listen = (page) => {
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()} (${message.location().url})`));
    page.on("pageerror", (error) => said.push(`uncaught: ${error.message}`));
  };
  context.on("page", listen);
  context.on("request", (request) => requests.push(request.url()));
  const page = await context.newPage();
  await prepare?.(page, context);
  await page.goto(url);
  return {
    page,
    context,
    requests,
    said,
    close: async () => {
      await context.close();
      const unexpected = said.filter((line) => !expect.some((pattern) => pattern.test(line)));
      assert.deepEqual(unexpected, [], "the console should be empty");
    },
  };
};

/** What Chromium itself says of a request that found no relay. */
export const NO_CONNECTION = /^error: Failed to load resource: net::ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE)/;

/** The message's frame, inside the host page that the SDK shows it in. */
export const messageIn = (page) => page.frameLocator("iframe.ab-html-message, iframe[class*='ab-']");

/** The card on the screen, as a respondent would find it. */
export const card = (frame) => ({
  title: () => frame.locator("#sondage-title"),
  choose: (label) => frame.getByRole("radio", { name: label, exact: true }).check(),
  type: (text) => frame.getByRole("textbox").fill(text),
  next: () => frame.getByRole("button", { name: /^(Next|Finish)$/ }).click(),
  close: () => frame.locator("[data-close]").click(),
  status: () => frame.locator("[data-status]"),
});
