// The package of npm: installed from its tarball, bundled by Vite, and on a page whose policy
// allows no more than its README says.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { build } from "vite";
import { card, closeBrowser, eventually, visit } from "./support.mjs";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types sondage";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };
const SURVEY = {
  id: "coffee", name: "Coffee", hidden: [{ id: "shop" }],
  theme: { accent: "#7c2d12" },
  questions: [
    { id: "cup", type: "single_choice", prompt: "Which coffee?", options: [{ id: "espresso", label: "Espresso" }, { id: "filter", label: "Filter" }] },
    { id: "order", type: "ranking", prompt: "What counts most?", options: [{ id: "price", label: "Price" }, { id: "taste", label: "Taste" }] },
    { id: "why", type: "short_text", prompt: "Why at {shop}?" },
  ],
  end: { text: "Thank you!" },
  translations: { de: { "questions.cup.prompt": "Welcher Kaffee?" } },
};
const APP = `import { mount } from "sondage";
  import "sondage/element";
  window.mount = mount;
  window.events = [];
  for (const name of ["shown", "answered", "completed", "dismissed", "stored"])
    document.addEventListener("sondage-" + name, ({ type, detail }) => events.push([type.slice(8), detail]));`;

let folder;
let server;
let origin;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "sondage-npm-"));
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  await promisify(execFile)("npm", ["install", "--offline", "--no-audit", "--no-fund", process.env.SONDAGE_PACKAGE], { cwd: folder });
  await mkdir(join(folder, "src"));
  await writeFile(join(folder, "src/app.js"), APP);
  await writeFile(join(folder, "index.html"),
    '<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width"><main><div id="here"></div></main><script type="module" src="/src/app.js"></script>');
  await build({ root: folder, configFile: false, logLevel: "warn", build: { modulePreload: false } });
  server = createServer(async ({ url }, answer) => {
    const file = url.split("?")[0].replace(/\/$/, "/index.html");
    const body = await readFile(join(folder, "dist", file)).catch(() => undefined);
    answer.writeHead(body ? 200 : 204, { "content-type": TYPES[extname(file)] ?? "text/plain", "content-security-policy": POLICY }).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${server.address().port}/`;
});
after(async () => {
  await closeBrowser();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

const open = async (options) => {
  const visitor = await visit(origin, options);
  await visitor.page.waitForFunction(() => window.mount);
  return { ...visitor, survey: card(visitor.page), events: () => visitor.page.evaluate(() => window.events) };
};
const show = (page, definition = SURVEY, options = { hidden: { shop: "Moka" } }) =>
  page.evaluate(async ([definition, options]) => {
    window.handle = await window.mount(document.querySelector("#here"), definition, options);
  }, [definition, options]);

test("a survey is answered to its end, and the page is told of all of it", async () => {
  const { page, survey, events, requests, close } = await open();
  await show(page);
  await survey.choose("Filter");
  await survey.next();
  await page.getByRole("button", { name: /Taste/ }).first().waitFor();
  await survey.next();
  await eventually("the recall", async () => (await survey.title().textContent()).includes("Why at Moka?"));
  await survey.type("It is quiet");
  await survey.next();
  await page.getByText("Thank you!").waitFor();
  const told = await events();
  assert.deepEqual(told[0], ["shown", { survey: "coffee", resumed: false }]);
  assert.deepEqual(told.filter(([name]) => name === "answered").map(([, { question, value }]) => [question, value]).filter(([question]) => question !== "order"),
    [["cup", "filter"], ["why", "It is quiet"]]);
  assert.equal(told.find(([name]) => name === "completed")[1].survey, "coffee");
  assert.ok(!told.some(([name]) => name === "stored"), "nothing is stored anywhere");
  const answers = await page.evaluate(() => window.handle.answers);
  assert.deepEqual([answers.cup, answers.why], ["filter", "It is quiet"]);
  assert.deepEqual(requests.filter((url) => !url.startsWith(origin) && !url.startsWith("data:")), []);
  await page.evaluate(() => window.handle.unmount());
  assert.equal(await page.evaluate(() => document.querySelector("#here").shadowRoot.childElementCount), 0);
  await close();
});

test("every problem of a definition is in the one error, with its path", async () => {
  const { page, close } = await open();
  const bad = { ...SURVEY, questions: [{ id: "a", type: "coffee", prompt: "?" }, { id: "b", type: "file", prompt: "File?", colour: 1 }] };
  const { message, problems } = await page.evaluate((bad) =>
    window.mount(document.querySelector("#here"), bad).catch(({ message, problems }) => ({ message, problems })), bad);
  const paths = problems.map(({ path }) => path);
  assert.ok(paths.includes("questions[0].type") && paths.includes("questions[1].colour"), message);
  for (const { path, message: what } of problems) assert.ok(message.includes(path) && message.includes(what), message);
  await close();
});

test("a file has nowhere to go without a relay, and the error says so", async () => {
  const { page, close } = await open();
  const files = { id: "bills", name: "Bills", questions: [{ id: "bill", type: "file", prompt: "Your bill?" }], end: { text: "Thanks" } };
  const message = await page.evaluate((files) => window.mount(document.querySelector("#here"), files).catch(({ message }) => message), files);
  assert.match(message, /questions\[0\]\.type: a file needs a relay/);
  await close();
});

test("after a reload it goes on where it was, with the answers so far", async () => {
  const { page, survey, close } = await open();
  await show(page, JSON.stringify(SURVEY));
  await survey.choose("Espresso");
  await survey.next();
  await eventually("the second card", async () => (await survey.title().textContent()).includes("counts most"));
  await page.reload();
  await page.waitForFunction(() => window.mount);
  await show(page);
  assert.match(await survey.title().textContent(), /counts most/);
  assert.equal((await page.evaluate(() => window.handle.answers)).cup, "espresso");
  await close();
});

test("the element shows its definition in its language, and leaves nothing when it is closed", async () => {
  const { page, survey, events, close } = await open();
  await page.evaluate((definition) => {
    const element = Object.assign(document.createElement("sondage-survey"), { definition });
    element.setAttribute("locale", "de");
    element.dataset.shop = "Moka";
    document.querySelector("main").append(element);
  }, SURVEY);
  await eventually("the German card", async () => (await survey.title().textContent()).includes("Welcher Kaffee?"));
  await survey.close();
  await survey.title().waitFor({ state: "detached" });
  assert.deepEqual((await events()).at(-1)[0], "dismissed");
  await close();
});
