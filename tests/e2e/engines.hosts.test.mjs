// Hosts that a survey lives in, and what they do not let it have: policies, bridges, storage, room.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { DESKTOP, MODES, Shop, element } from "./shop.mjs";
import { PHONE, card, eventually, messageIn } from "./support.mjs";
import { toReason } from "./walk.mjs";

let place;
before(async () => (place = await Shop.open({ isBetween: true })));
after(() => place?.close());

const SAVED = "Your answers are saved.";
/** What browsers say of what a policy has stopped, or of a relay that is away. */
const TROUBLE = [/Content.Security.Policy|settings blocked|CompileError|wasm|NetworkError|Failed to|CORS|Cross-Origin|ERR_|error loading/i];

/** From the first card to the end, with these words in the last answer; what the relay then has. */
const answer = async (survey, words) => {
  await toReason(survey);
  await survey.type(words);
  await survey.next();
  await survey.status().getByText(SAVED).waitFor();
  const stored = await eventually("the response", async () =>
    (await place.world.responses()).find(({ answers }) => answers.why === words));
  assert.deepEqual([stored.state, stored.answers.score, stored.answers.plan], ["completed", 4, "pro"]);
};

let n_pages = 0;
/**
 * An app with Braze's SDK, from the site that the relay is on as well. `nonce` is what the SDK is
 * told, `policy` what the app's page says.
 */
const app = ({ nonce, policy, style = "" } = {}) => {
  const options = {
    baseUrl: `${place.between.origin}/demo/sink`, allowUserSuppliedJavascript: true, allowCrawlerActivity: true, doNotLoadFontAwesome: true,
    disablePushTokenMaintenance: true, manageServiceWorkerExternally: true, noCookies: true, contentSecurityNonce: nonce,
  };
  const body = `<!doctype html><html lang="en"><title>App</title><meta name="viewport" content="width=device-width"><style nonce="here">${style}</style>
    <main><button id="buy">Buy</button></main>
    <script type="module" nonce="here">
      const { initialize, showInAppMessage } = await import("/demo/sdk/src/index.js");
      const { newInAppMessageFromJson } = await import("/demo/sdk/src/InAppMessage/in-app-message-factory.js");
      initialize("00000000-0000-0000-0000-000000000000", ${JSON.stringify(options)});
      window.show = async (survey) => {
        const answer = await fetch("/demo/braze/message?user=ada&survey=" + survey);
        return showInAppMessage(newInAppMessageFromJson({ type: "HTML", message: await answer.text(), trigger_id: survey, message_close: "SWIPE" }));
      };
      await window.show("onboarding");
    </script>`;
  return place.between.put(`/app${(n_pages += 1)}`, body, policy && { "content-security-policy": policy });
};
/** The relay by its name, as it is in the policies of apps, or by another word for it. */
const STRICT = (script, relay = place.between.origin) => [
  "default-src 'self'", `script-src 'self' 'nonce-here' ${script}`, "style-src 'self' 'unsafe-inline'",
  `connect-src ${relay}`, "base-uri 'self'",
].join("; ");

/** Nothing of ours can run, or reach the relay: what is pressed leads to the survey's own page, with the answer. */
const leadsOn = async (page, message) => {
  const survey = card(message);
  await survey.title().waitFor();
  await message.locator("html:not(.scripted)").waitFor({ state: "attached" });
  await survey.choose("3");
  const opened = page.context().waitForEvent("page");
  await survey.next();
  const own = await opened;
  await card(own).title().getByText("Which plan").waitFor();
};

const inApps = cases("an app with Braze's SDK");

inApps("with `contentSecurityNonce` and a strict policy that names 'wasm-unsafe-eval' it is answered to its end", async (engine) => {
  const { page } = await engine.visit(app({ nonce: "here", policy: STRICT("'wasm-unsafe-eval'") }));
  await answer(card(messageIn(page)), `With a nonce in ${engine.name}`);
});

// In the SDK's frame Firefox takes no request that outlives its page for one to 'self'.
const TO_SELF = () => app({ nonce: "here", policy: STRICT("'wasm-unsafe-eval'", "'self'") });
inApps("with a policy that has the relay as 'self' it is answered to its end, and its showing is told", async (engine) => {
  place.between.answered.length = 0;
  const { page } = await engine.visit(TO_SELF(), { expect: TROUBLE });
  await eventually("the showing", () => place.between.answered.some((path) => path.endsWith("/views")));
  await answer(card(messageIn(page)), `To 'self' in ${engine.name}`);
  assert.deepEqual(await messageIn(page).locator("html").evaluate(() => Object.keys(localStorage).filter((key) => key.includes("unsent"))), []);
});

inApps("with a policy that has the relay as 'self' the next page sends what this one could not", async (engine) => {
  const { page } = await engine.visit(TO_SELF(), { expect: TROUBLE });
  const survey = card(messageIn(page));
  await toReason(survey);
  place.between.cut(/\/responses$/);
  await survey.type(`Later to 'self' in ${engine.name}`);
  await survey.next();
  await survey.status().getByText("No connection right now.").waitFor();
  await page.goto(place.between.put("/elsewhere", "<!doctype html><title>Elsewhere</title>"));
  place.between.letThrough();
  await page.goto(TO_SELF());
  await eventually("the response", async () =>
    (await place.world.responses()).find(({ answers }) => answers.why === `Later to 'self' in ${engine.name}`));
});

for (const [what, options] of [
  ["without `contentSecurityNonce`, where the policy asks for one", () => ({ policy: STRICT("'wasm-unsafe-eval'") })],
  ["with a policy that lacks 'wasm-unsafe-eval'", () => ({ nonce: "here", policy: STRICT("") })],
]) {
  inApps(`${what}, Next leads to the survey's own page with the answer`, async (engine) => {
    const { page } = await engine.visit(app(options()), { expect: TROUBLE });
    await leadsOn(page, messageIn(page));
  });
}

inApps("two messages in a row are answered one after the other, and the app is free again", async (engine) => {
  const { page } = await engine.visit(app());
  const survey = card(messageIn(page));
  const frame = page.locator("iframe.ab-html-message");
  await survey.choose("8");
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await survey.close();
  await frame.waitFor({ state: "detached" });
  await page.evaluate(() => window.show("cornered"));
  await survey.title().getByText("Why?").waitFor();
  await survey.type(`Second in ${engine.name}`);
  await survey.next();
  await survey.status().getByText(SAVED).waitFor();
  await eventually("the response", async () =>
    (await place.world.responses("cornered")).find(({ answers }) => answers.why === `Second in ${engine.name}`));
  await survey.close();
  await frame.waitFor({ state: "detached" });
  await page.locator("#buy").click();
});

/** What is on the screen as a whole, across and down. */
const fits = async (locator, { width, height }, what) => {
  const box = await locator.boundingBox();
  assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 1 && box.y + box.height <= height + 1, `${what}: ${JSON.stringify(box)}`);
};
/** A keyboard takes half of the screen; when the field is on what is left of it. */
const keyboardComes = async (page, field) => {
  const screen = { width: PHONE.width, height: 400 };
  await page.setViewportSize(screen);
  await eventually("the field on the screen", async () => {
    await fits(field, screen, "the field");
    return true;
  });
};

inApps("in landscape the card and what closes it are on the screen, and it is answered to its end", async (engine) => {
  const screen = { width: 844, height: 390 };
  const { page } = await engine.visit(app(), { viewport: screen });
  const message = messageIn(page);
  await card(message).title().waitFor();
  await fits(message.locator("[data-sheet]"), screen, "the card");
  await fits(message.locator("[data-close]"), screen, "the cross");
  assert.equal(await message.locator("html").evaluate((root) => root.scrollWidth > root.clientWidth), false);
  await answer(card(message), `In landscape in ${engine.name}`);
});

inApps("when a keyboard takes half of the screen, the field that is typed in stays on it", async (engine) => {
  const { page } = await engine.visit(app());
  const message = messageIn(page);
  const survey = card(message);
  await toReason(survey);
  await survey.type("Half a");
  await keyboardComes(page, message.getByRole("textbox"));
});

const inMessages = cases("a message by itself");

inMessages("without WebAssembly, Next leads to the survey's own page with the answer", async (engine) => {
  const html = await (await fetch(place.world.messageUrl())).text();
  const address = place.host.put(`/none${(n_pages += 1)}`, html.replace(/<head[^>]*>/, "$&<script>delete window.WebAssembly</script>"));
  const { page } = await engine.visit(address, { expect: TROUBLE });
  await leadsOn(page, page);
});

inMessages("where `connect-src` is closed, Next leads to the survey's own page with the answer", async (engine) => {
  const html = await (await fetch(place.world.messageUrl())).text();
  const policy = `script-src 'unsafe-inline' 'wasm-unsafe-eval' ${place.between.origin}; connect-src 'none'`;
  const address = place.host.put(`/closed${(n_pages += 1)}`, html, { "content-security-policy": policy });
  const { page } = await engine.visit(address, { expect: TROUBLE });
  await leadsOn(page, page);
});

inMessages("what a phone keeps for itself at the edges of its screen covers nothing of the card", async (engine) => {
  const html = await (await fetch(place.world.messageUrl())).text();
  const { page } = await engine.visit(place.host.put(`/notch${(n_pages += 1)}`, html));
  await card(page).title().waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 59, topMax: 59, bottom: 80, bottomMax: 80 } });
  await eventually("the button above it", async () => {
    const box = await page.locator('button[value="next"]').boundingBox();
    return box.y + box.height <= PHONE.height - 80;
  });
}, { not: { Firefox: "a test cannot give it such edges", WebKit: "a test cannot give it such edges" } });

const inPhones = cases("a phone's web view");

/** A bridge whose methods rely on `this`, as those of Android do; then the word that it is there. */
const BRIDGE = `(() => {
  window.calls = [];
  const method = (name) => function (...args) {
    if (this !== window.brazeBridge) throw new TypeError(name + " was called as no method");
    window.calls.push([name, ...args]);
  };
  const names = ["logClick", "closeMessage", "logCustomEvent", "requestImmediateDataFlush"];
  window.brazeBridge = Object.fromEntries(names.map((name) => [name, method(name)]));
  window.dispatchEvent(new Event("ab.BridgeReady"));
})()`;
const bridged = async (page) => {
  const survey = card(page);
  await survey.choose("9");
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await survey.close();
  await page.locator("[data-sheet]").waitFor({ state: "hidden" });
  assert.deepEqual(await page.evaluate("window.calls"), [["logClick", "score"], ["logClick", "close"], ["closeMessage"]]);
};
inPhones("the bridge is there before the message's scripts, as on iOS: it hears of clicks and of the close", async (engine) => {
  const html = await (await fetch(place.world.messageUrl())).text();
  const address = place.host.put(`/ios${(n_pages += 1)}`, html.replace(/<head[^>]*>/, `$&<script>${BRIDGE}</script>`));
  const { page } = await engine.visit(address);
  await bridged(page);
});

inPhones("the bridge comes after the message has loaded, as on Android: it hears of clicks and of the close", async (engine) => {
  const html = await (await fetch(place.world.messageUrl())).text();
  const { page } = await engine.visit(place.host.put(`/android${(n_pages += 1)}`, html));
  await page.waitForFunction("document.readyState === 'complete'");
  await page.evaluate(BRIDGE);
  await bridged(page);
});

inPhones("a document of no origin and with no storage, as in a file, is answered to its end", async (engine) => {
  const html = await (await fetch(place.world.messageUrl())).text();
  const frame = `<!doctype html><html lang="en"><title>View</title><style>body { margin: 0 }</style>
    <iframe title="Message" sandbox="allow-scripts allow-forms" style="width: 100vw; height: 100vh; border: 0"></iframe>
    <script>document.querySelector("iframe").srcdoc = ${JSON.stringify(html).replaceAll("</", "<\\/")};</script>`;
  const { page } = await engine.visit(place.host.put(`/file${(n_pages += 1)}`, frame));
  await answer(card(page.frameLocator("iframe")), `From a file in ${engine.name}`);
});

const inPages = cases("the element's page");
const visit = (guest, inside, options) => place.visit(inside, { guest, ...options });

const STRICTEST = () => [
  "default-src 'none'", `script-src ${place.between.origin} 'wasm-unsafe-eval'`, `connect-src ${place.between.origin}`, "style-src 'none'",
  "require-trusted-types-for 'script'", "trusted-types sondage", "base-uri 'none'",
].join("; ");
inPages("under the strictest policy that names the relay and 'wasm-unsafe-eval', every mode comes up and can be used", async (engine) => {
  const modes = ["modal", "corner", "drawer", "full", "tab"];
  const all = modes.map((mode) => element(`${MODES[mode]} manual id="${mode}"`)).join("");
  const body = `<!doctype html><html lang="en"><title>Shop</title>${all}${place.script()}`;
  const address = place.host.put("/strictest", body, { "content-security-policy": STRICTEST() });
  const { page } = await engine.visit(address, { viewport: DESKTOP, expect: [/favicon/] });
  for (const mode of modes) {
    const own = page.locator(`#${mode}`);
    await page.waitForFunction("document.querySelector('sondage-survey').open");
    await page.evaluate((mode) => document.getElementById(mode).open(), mode);
    const survey = card(own);
    await survey.title().waitFor();
    await survey.choose("6");
    await survey.next();
    await survey.title().getByText("Which plan").waitFor();
    await page.evaluate((mode) => document.getElementById(mode).close(), mode);
    await survey.title().waitFor({ state: "detached" });
  }
  assert.equal(await page.evaluate(() => document.documentElement.getAttribute("style")), null);
});

inPages("hostile styles change nothing of what is seen", async (engine) => {
  const hostile = `<style>* { all: unset !important } div { display: none !important } button, dialog, form { opacity: 0 !important }
    body, sondage-survey { letter-spacing: 9px !important; text-transform: uppercase !important; font-size: 40px !important; visibility: visible }
    dialog::backdrop { background: red !important }</style>`;
  const modes = ["inline", "modal", "corner"];
  const looks = async (head) => {
    const all = modes.map((mode) => element(`${MODES[mode]} ${mode === "inline" ? "" : "manual"} id="${mode}"`)).join("");
    const { page } = await visit(engine, all, { head });
    const seen = [];
    for (const mode of modes) {
      const own = page.locator(`#${mode}`);
      await page.waitForFunction("document.querySelector('sondage-survey').open");
      if (mode !== "inline") await page.evaluate((mode) => document.getElementById(mode).open(), mode);
      await own.locator("#sondage-title").waitFor();
      seen.push([mode, ...await own.locator("[data-sheet]").evaluate(async (sheet) => {
        await Promise.all(sheet.getAnimations({ subtree: true }).map((motion) => motion.finished));
        return [sheet, sheet.querySelector("#sondage-title"), sheet.querySelector("button[value=next]")].map((one) => {
          const { fontSize, letterSpacing, textTransform, opacity, display, borderRadius, color } = getComputedStyle(one);
          return [fontSize, letterSpacing, textTransform, opacity, display, borderRadius, color];
        });
      })]);
      if (mode === "inline") continue;
      await page.evaluate((mode) => document.getElementById(mode).close(), mode);
      await own.locator("#sondage-title").waitFor({ state: "detached" });
    }
    await engine.leave();
    return seen;
  };
  assert.deepEqual(await looks(hostile), await looks(""));
});

inPages("without storage it is answered to its end", async (engine) => {
  const head = `<script>for (const name of ["localStorage", "sessionStorage", "indexedDB"])
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });</script>`;
  const { survey } = await visit(engine, element(MODES.modal), { head });
  await answer(survey, `Without storage in ${engine.name}`);
});

inPages("without WebAssembly the way to the survey's own page is there", async (engine) => {
  const head = "<script>delete window.WebAssembly</script>";
  const { page } = await visit(engine, element('label="Tell us" external-id="ada"'), { head, expect: TROUBLE });
  const way = page.getByRole("link", { name: "Tell us" });
  await way.waitFor();
  assert.equal(await way.getAttribute("href"), `${place.between.origin}/s/onboarding?external_id=ada&locale=en`);
});

inPages("at a relay that is slow the next card comes at once, and what was answered is saved when the relay is done", async (engine) => {
  const { page, survey } = await visit(engine, element(""));
  await survey.title().waitFor();
  place.between.hold(/\/responses/);
  engine.after(() => place.between.letThrough());
  await survey.choose("9");
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await eventually("the answer on its way", () => place.between.held.length > 0);
  await survey.choose("Pro");
  await survey.next();
  await survey.title().getByText("Thank you!").waitFor();
  assert.equal(await page.getByText(SAVED).count(), 0);
  place.between.letThrough();
  await survey.status().getByText(SAVED).waitFor();
});

inPages("at a relay that fails nothing is shown, and the survey comes when the relay is back", async (engine) => {
  place.between.n_cut = 0;
  place.between.cut(/\/v1\//);
  engine.after(() => place.between.letThrough());
  const { page, survey } = await visit(engine, element(""), { expect: TROUBLE });
  await page.waitForFunction("document.querySelector('sondage-survey').open");
  await eventually("a request that failed", () => place.between.n_cut > 0);
  assert.equal(await survey.title().count(), 0);
  place.between.letThrough();
  await survey.title().getByText("How likely").waitFor({ timeout: 30_000 });
});

inPages("when a keyboard takes half of the screen, the field in a modal stays on it", async (engine) => {
  const { page, survey } = await visit(engine, element(MODES.modal, "cornered"), { viewport: PHONE });
  await survey.title().waitFor();
  await survey.type("Half a");
  await keyboardComes(page, page.getByRole("textbox"));
});

inPages("in landscape a modal and what closes it are on the screen", async (engine) => {
  const screen = { width: 844, height: 390 };
  const { page, survey } = await visit(engine, element(MODES.modal), { viewport: screen });
  await survey.title().waitFor();
  await page.locator("[data-sheet]").evaluate((sheet) => Promise.all(sheet.getAnimations().map((motion) => motion.finished)).then(() => {}));
  await fits(page.locator("[data-sheet]"), screen, "the card");
  await fits(page.locator("[data-close]"), screen, "the cross");
});
