// How quick the studio is with a survey of 90 questions in 40 languages:
//
//   node tests/e2e/studio_speed.mjs [--rounds=20] [--write]
//
// with the environment of the journeys. Pages are opened cold and warm on slow 4G (1.6 Mbit/s down, 750 kbit/s up,
// 150 ms) with a processor four times as slow; then somebody types. `--write` puts the table into docs/studio.md.
// Figures of a program that is not a release say nothing: `./build.sh bench studio` builds one.
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import { cpus } from "node:os";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { LOGIN, StudioWorld } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

const { values: wish } = parseArgs({ options: { rounds: { type: "string", default: "20" }, write: { type: "boolean", default: false } } });
const ROUNDS = Number(wish.rounds);
const N_QUESTIONS = 90;
const LANGUAGES = `fr de es pt it nl pl sv da fi nb cs sk hu ro bg el tr uk ru hr sr sl lt lv et ja zh ko th vi id ms hi bn ta ar he fa ur`.split(" ");
const SLOW = 4;
const LATENCY = 150;
const SLOW_4G = { downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const DOCS = "docs/studio.md";
const [BEGIN, END] = ["<!-- figures -->", "<!-- end of figures -->"];

/** Questions of every usual kind, conditions and jumps among them, each text in every language. */
const large = (id) => {
  const lines = [`id = "${id}"`, 'name = "Everything that we would like to know"', 'locale = "en"', ""];
  const texts = new Map([["end.text", "Thank you for your time."]]);
  for (let n = 1; n <= N_QUESTIONS; n += 1) {
    const kind = ["nps", "single_choice", "long_text", "rating", "multiple_choice", "short_text"][n % 6];
    const prompt = `Question ${n}: how do you like what we have made of it this year?`;
    lines.push("[[questions]]", `id = "q${n}"`, `type = "${kind}"`, `prompt = "${prompt}"`);
    texts.set(`questions.q${n}.prompt`, prompt);
    if (kind === "nps") {
      texts.set(`questions.q${n}.low`, "Not at all likely");
      lines.push('low = "Not at all likely"', `attribute = "score_${n}"`);
    }
    if (kind.endsWith("choice")) {
      const options = ["The first", "The second"];
      lines.push(`options = [${options.map((label, at) => `{ id = "o${at}", label = "${label} of ${n}" }`).join(", ")}]`);
      options.forEach((label, at) => texts.set(`questions.q${n}.options.o${at}`, `${label} of ${n}`));
    }
    // The question before the one before is a scale in each of these places.
    if (n % 6 === 2) lines.push(`show_if = { question = "q${n - 2}", at_most = 6 }`);
    lines.push("");
  }
  lines.push("[end]", 'text = "Thank you for your time."', "");
  for (const language of LANGUAGES) {
    lines.push(`[translations.${language}]`, ...[...texts].map(([key, text]) => `"${key}" = "${text} (${language})"`), "");
  }
  return lines.filter((line) => !line.includes('"q0"')).join("\n");
};

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const at = (numbers, share) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? NaN;
const ms = (number) => `${Math.round(number)} ms`;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const world = await StudioWorld.open();
let cookie;
let cookies;

/** What the server takes by itself: no browser, no network. */
const asked = async (path, { method = "GET", body } = {}) => {
  const headers = { cookie, "accept-encoding": "br", ...(body && { "content-type": "application/x-www-form-urlencoded", origin: world.relay, "hx-request": "true" }) };
  const begun = performance.now();
  const bytes = await new Promise((resolve, reject) => {
    const request = http.request(`${world.relay}${path}`, { method, headers }, (reply) => {
      if (reply.statusCode !== 200) return reject(new Error(`${reply.statusCode} of ${path}`));
      let n = 0;
      reply.on("data", (part) => (n += part.length));
      reply.on("end", () => resolve(n));
      reply.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
  return { took: performance.now() - begun, bytes };
};
const often = async (ask) => {
  const all = [];
  for (let n = 0; n < ROUNDS; n += 1) all.push(await ask(n));
  return { took: all.map(({ took }) => took), bytes: all.at(-1).bytes };
};

/** A tab on a slow machine far away. */
const slowed = async ({ network, warm = false }) => {
  const { page, context, close } = await world.browser({ storageState: cookies }, [/./]);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  let bytes = 0;
  let requests = 0;
  cdp.on("Network.loadingFinished", ({ encodedDataLength }) => ((bytes += encodedDataLength), (requests += 1)));
  if (network) await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: LATENCY, downloadThroughput: -1, uploadThroughput: -1, ...network });
  if (network) await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOW });
  const count = () => [bytes, requests];
  const reset = () => ([bytes, requests] = [0, 0]);
  return { page, cdp, close, count, reset, warm };
};

/** Notes when the element is drawn. */
const WATCH = (selector) => `
  (() => {
    const look = () => {
      const field = document.querySelector(${JSON.stringify(selector)});
      if (!field?.getBoundingClientRect().height) return setTimeout(look, 4);
      requestAnimationFrame(() => { window.__drawn = performance.now(); });
    };
    look();
  })();`;

/** When it is drawn, and when its scripts, which see to it that what is typed is kept, have run. */
const opened = async (path, field) => {
  const tab = await slowed({ network: SLOW_4G });
  await tab.page.addInitScript(WATCH(field));
  const out = {};
  for (const how of ["cold", "warm"]) {
    tab.reset();
    await tab.page.goto(`${world.relay}${path}`, { waitUntil: "commit" });
    await tab.page.waitForLoadState("load");
    await tab.page.waitForFunction(() => window.__drawn, undefined, { polling: 50 });
    const [drawn, ready] = await tab.page.evaluate(() => [window.__drawn, performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd]);
    const [bytes, requests] = tab.count();
    out[how] = { drawn, ready: Math.max(drawn, ready), bytes, requests };
  }
  await tab.close();
  return out;
};
const openedOften = async (path, field, rounds = 5) => {
  const all = [];
  for (let n = 0; n < rounds; n += 1) all.push(await opened(path, field));
  const of = (how, what) => at(all.map((one) => one[how][what]), 0.5);
  const row = (how) => ({ drawn: of(how, "drawn"), ready: of(how, "ready"), bytes: of(how, "bytes"), requests: of(how, "requests") });
  return { cold: row("cold"), warm: row("warm") };
};

/** Delays of keys, and how long the page was busy: noted in the page. */
const NOTE = `
  window.__keys = []; window.__long = []; window.__shown = undefined;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (one.name === "keydown" || one.name === "input") window.__keys.push([one.processingStart - one.startTime, one.duration]); }).observe({ type: "event", durationThreshold: 16, buffered: true });
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.__long.push(one.duration); }).observe({ type: "longtask", buffered: true });
  addEventListener("input", () => { window.__last = performance.now(); }, true);`;

/** Types, pauses, and waits for what is wrong, again and again. `wrong` and `right` are keys; `isWrong` asks the page. */
const typed = async ({ path, network, focus, wrong, right, isWrong, elsewhere, words }) => {
  const { page, close } = await slowed({ network });
  await page.addInitScript(NOTE);
  await page.goto(`${world.relay}${path}`);
  await page.waitForLoadState("load");
  await focus(page);
  const waits = [];
  await page.evaluate((source) => {
    const isWrong = new Function(`return (${source})()`);
    new MutationObserver(() => {
      const now = isWrong();
      if (now !== window.__was) {
        window.__was = now;
        // Once it is drawn.
        requestAnimationFrame(() => setTimeout(() => (window.__seen = performance.now()), 0));
      }
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    window.__was = isWrong();
  }, isWrong.toString());
  for (let n = 0; n < ROUNDS; n += 1) {
    for (const press of [wrong, right]) {
      await page.evaluate(() => (window.__seen = undefined));
      await press(page);
      await page.waitForFunction(() => window.__seen > window.__last, undefined, { polling: 30 });
      waits.push(await page.evaluate(() => window.__seen - window.__last));
    }
  }
  await elsewhere?.(page);
  await page.evaluate(() => ((window.__keys = []), (window.__long = [])));
  await page.keyboard.type(words, { delay: 90 });
  await page.waitForTimeout(1500);
  const [keys, long] = await page.evaluate(() => [window.__keys, window.__long]);
  await close();
  return { waits, delays: keys.map(([delay]) => delay), durations: keys.map(([, duration]) => duration), long };
};

const WORDS = "somebody who types without looking up, and goes on while what was typed before is being saved ";

const main = async () => {
  const first = await world.browser();
  await world.found(first.page);
  cookies = await first.context.storageState();
  cookie = cookies.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  await first.close();
  const made = await world.sondage("token", "create", "--account", LOGIN, "--name", "speed");
  const token = /sondage_\w+/.exec(made)[0];
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const text = large("large");
  const post = (body) => fetch(`${world.relay}/api/v1/surveys`, { method: "POST", headers, body: JSON.stringify(body) });
  const reply = await post({ from: "text", language: "toml", text });
  if (!reply.ok) throw new Error(`${reply.status}: ${await reply.text()}`);
  const { id } = await reply.json();
  const found = await (await fetch(`${world.relay}/api/v1/surveys/${id}/draft/findings`, { headers })).json();
  if (found.items?.some((one) => !one.is_warning) ?? true) if (found.findings?.some((one) => !one.is_warning)) throw new Error(JSON.stringify(found.findings.slice(0, 3)));
  for (let n = 0; n < 100; n += 1) await post({ from: "template", template: "nps", name: `Survey ${n}` });

  const [edit, source] = [`/studio/surveys/${id}/edit?card=/questions/q1`, `/studio/surveys/${id}/source`];
  const drafted = await (await fetch(`${world.relay}/api/v1/surveys/${id}/draft`, { headers })).json();
  let base = `draft-${drafted.revision}`;
  let before = "Question 1: how do you like what we have made of it this year?";
  const change = async (n) => {
    const now = `Question 1, in its state ${n}?`;
    const name = "/questions/q1/prompt";
    const body = new URLSearchParams([["from", base], ["card", "/questions/q1"], [name, now], [`was:${name}`, before]]).toString();
    before = now;
    return asked(`/studio/surveys/${id}/edit`, { method: "POST", body });
  };
  const server = {
    list: await often(() => asked("/studio")),
    edit: await often(() => asked(edit)),
    source: await often(() => asked(source)),
    change: await often(change),
  };
  console.error("the server is measured", JSON.stringify(server, (key, value) => (Array.isArray(value) ? value.map(Math.round).join() : value)));

  const load = {
    list: await openedOften("/studio", "main table a"),
    edit: await openedOften(edit, "#edit-form textarea"),
    source: await openedOften(source, "#text"),
  };
  console.error("the pages are measured", JSON.stringify(load));

  const form = {
    path: edit, words: WORDS,
    focus: async (page) => {
      await page.locator("#edit-form textarea").first().focus();
      await page.keyboard.press("Control+a");
      await page.keyboard.type("How?");
      await eventually("it is kept", () => page.evaluate(() => document.querySelector("form[data-editor]").dataset.state === "saved"));
    },
    wrong: async (page) => {
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Backspace");
    },
    right: (page) => page.keyboard.type("How?", { delay: 60 }),
    isWrong: () => Boolean(document.querySelector("#edit-form .fault:not([data-warning])")),
  };
  const behind = (page, what) => page.locator("#text").evaluate((area, what) => {
    area.focus();
    const at = area.value.indexOf(what) + what.length;
    area.setSelectionRange(at, at);
  }, what);
  const asText = {
    path: source, words: WORDS,
    focus: (page) => behind(page, 'type = "'),
    elsewhere: (page) => behind(page, 'prompt = "'),
    wrong: (page) => page.keyboard.type("x"),
    right: (page) => page.keyboard.press("Backspace"),
    isWrong: () => Boolean(document.querySelector("#state .findings li:not([data-warning])")),
  };
  const typing = {
    form: await typed({ ...form }),
    formSlow: await typed({ ...form, network: {} }),
    text: await typed({ ...asText }),
    textSlow: await typed({ ...asText, network: {} }),
  };
  return { text, server, load, typing };
};

const page = ({ text, server, load, typing }) => {
  const version = /\S+ \d+/.exec(spawnSync(process.env.CHROMIUM, ["--version"]).stdout.toString())[0];
  const loadRow = (name, { cold, warm }) => `| ${name} | ${ms(cold.drawn)} / ${ms(cold.ready)} | ${ms(warm.drawn)} / ${ms(warm.ready)} | ${kB(cold.bytes)} in ${cold.requests} | ${kB(warm.bytes)} in ${warm.requests} |`;
  const serverRow = (name, { took, bytes }) => `| ${name} | ${ms(at(took, 0.5))} | ${ms(at(took, 0.95))} | ${kB(bytes)} |`;
  const typeRow = (name, { waits, delays, durations, long }) =>
    `| ${name} | ${ms(at(waits, 0.5))} | ${ms(at(waits, 0.95))} | ${delays.length ? ms(at(delays, 0.95)) : "under 16 ms"} | ${durations.length ? ms(Math.max(...durations)) : "under 16 ms"} | ${long.length ? ms(Math.max(...long)) : "none"} |`;
  return `${BEGIN}
A survey of ${N_QUESTIONS} questions in ${LANGUAGES.length + 1} languages (${kB(text.length)} of text) and 100 small ones, on a machine of ${cpus().length} processors with other work, ${version}. \`./build.sh bench studio\` measures it.

Until a page is drawn / what is typed into it is kept, on slow 4G with a processor 4 times as slow, in the middle of 5:

| page | for the first time | again | bytes and requests | again |
|---|---|---|---|---|
${loadRow("list", load.list)}
${loadRow("form editor", load.edit)}
${loadRow("text", load.source)}

From the last key to what is wrong with it on the screen, the pause that ends typing included, and what typing waits for:

| | median | 95 of 100 | a key waits, 95 of 100 | slowest key, drawn | longest task |
|---|---|---|---|---|---|
${typeRow("form", typing.form)}
${typeRow(`form, processor 4 times as slow, ${LATENCY} ms away`, typing.formSlow)}
${typeRow("text", typing.text)}
${typeRow(`text, processor 4 times as slow, ${LATENCY} ms away`, typing.textSlow)}

What the server takes for it:

| | median | 95 of 100 | bytes |
|---|---|---|---|
${serverRow("list", server.list)}
${serverRow("form editor", server.edit)}
${serverRow("text", server.source)}
${serverRow("a change in the form editor", server.change)}
${END}`;
};

try {
  const figures = page(await main());
  console.log(figures);
  if (wish.write) {
    const docs = await readFile(DOCS, "utf8");
    await writeFile(DOCS, docs.replace(new RegExp(`${BEGIN}[^]*${END}`), () => figures));
  }
} finally {
  await closeBrowser();
  await world.close();
}
