// Texts beside their translations: what is missing, typed in and saved, two languages at once, a file for translators
// and back, right to left, ninety questions in forty languages. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

const REFUSED = /^error: Failed to load resource/;
const SURVEY = `id = "words"
name = "Words"
[[questions]]
id = "score"
type = "nps"
prompt = "How likely are you to recommend us?"
low = "Not at all"
high = "Very"
[[questions]]
id = "plan"
type = "single_choice"
prompt = "Which plan?"
options = [{ id = "free", label = "Free" }, { id = "pro", label = "Pro" }]
[end]
text = "Thank you!"
[translations.fr]
"questions.score.prompt" = "Nous recommanderiez-vous ?" # checked by Anne
"end.text" = "Merci !"
[translations.ar]
"end.text" = "شكرًا!"
`;

let world;
let state;
let headers;
before(async () => {
  world = await StudioWorld.open();
  state = await world.entered();
  headers = { ...await world.bearer(), "content-type": "application/json" };
  await made(SURVEY);
});
after(async () => {
  await closeBrowser();
  await world?.close();
});

const made = async (text) => {
  const reply = await fetch(`${world.relay}/api/v1/surveys`, { method: "POST", headers, body: JSON.stringify({ from: "text", language: "toml", text }) });
  assert.equal(reply.status, 201, await reply.text());
};
const open = async (path, expect = [], options = {}) => {
  const browser = await world.browser({ storageState: state, ...options }, expect);
  await browser.page.goto(`${world.relay}${path}`);
  return browser;
};
const draft = async (id = "words") => (await (await fetch(`${world.relay}/api/v1/surveys/${id}/draft`, { headers })).json()).text;
const kept = (page) => eventually("it is saved", () => page.evaluate(() => document.querySelector("form.form-editor")?.dataset.state === "saved"));
const languages = (page) => page.getByRole("navigation", { name: "Languages" });
const rows = (page) => page.locator(".text-row:visible");

describe("translations", { concurrency: false }, () => {
  test("what is missing stands alone when asked for, is typed, and stays in sight", async () => {
    const { page, close } = await open("/studio/surveys/words/edit");
    await page.getByRole("link", { name: "Translations" }).click();
    await languages(page).getByRole("link", { name: "French (fr) 6 missing" }).waitFor();
    assert.equal(await rows(page).count(), 8);
    await look(page, "translations");
    await page.getByRole("link", { name: "Missing 6" }).click();
    await eventually("only those", async () => (await rows(page).count()) === 6);
    const plan = page.getByLabel("French (fr): Which plan?");
    await plan.pressSequentially("Quelle formule ?", { delay: 15 });
    await kept(page);
    await languages(page).getByRole("link", { name: "French (fr) 5 missing" }).waitFor();
    assert.ok(await plan.evaluate((field) => document.activeElement === field), "the focus stays");
    assert.equal(await rows(page).count(), 6, "what is typed stays in sight");
    assert.match(await draft(), /"questions.plan.prompt" = "Quelle formule \?"/);
    assert.match(await draft(), /# checked by Anne/);
    await page.locator("h2").first().click();
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually("it is taken back", async () => (await plan.inputValue()) === "");
    await page.getByRole("button", { name: "Redo" }).click();
    await eventually("it is back", async () => (await plan.inputValue()) === "Quelle formule ?");
    await kept(page);
    await close();
  });

  test("a language comes and goes, and one stands beside another", async () => {
    const { page, close } = await open("/studio/surveys/words/translations?to=fr");
    await page.getByLabel("Add a language").fill("de");
    await page.getByLabel("Add a language").press("Enter");
    await page.getByLabel("German (de): Which plan?").fill("Welcher Tarif?");
    await kept(page);
    assert.match(page.url(), /to=de$/);
    await page.getByRole("link", { name: "Show ar beside it" }).click();
    const arabic = page.getByLabel("Arabic (ar): Which plan?");
    await arabic.fill("أي خطة؟");
    await kept(page);
    assert.equal(await arabic.evaluate((field) => getComputedStyle(field).direction), "rtl");
    assert.equal(await page.getByLabel("German (de): Which plan?").inputValue(), "Welcher Tarif?");
    await look(page, "translations-two");
    await page.getByRole("button", { name: "Delete “de”" }).click();
    await eventually("it is gone", async () => !(await draft()).includes("Welcher Tarif?"));
    await kept(page);
    await page.getByRole("button", { name: "Undo" }).first().click();
    await eventually("it is back", async () => (await draft()).includes("Welcher Tarif?"));
    await close();
  });

  test("a text that has changed since it was published has its translation looked at again", async () => {
    const state = await fetch(`${world.relay}/api/v1/surveys/words/draft`, { headers });
    const publish = { method: "POST", headers: { ...headers, "if-match": state.headers.get("etag") }, body: "{}" };
    const published = await fetch(`${world.relay}/api/v1/surveys/words/publish`, publish);
    assert.equal(published.status, 200, await published.text());
    const edit = { op: "set", path: ["end", "text"], old: "Thank you!", new: "Thanks a lot!" };
    const body = JSON.stringify({ edits: [{ operation: edit }] });
    await fetch(`${world.relay}/api/v1/surveys/words/draft/edits`, { method: "POST", headers, body });
    const { page, close } = await open("/studio/surveys/words/translations?to=fr&only=outdated");
    assert.equal(await rows(page).count(), 1);
    const field = page.getByLabel("French (fr): Thanks a lot!");
    assert.match(await field.evaluate((one) => document.getElementById(one.getAttribute("aria-describedby")).textContent), /has changed/);
    await look(page, "translations-outdated");
    await field.fill("Merci beaucoup !");
    await kept(page);
    await page.getByRole("link", { name: "Text changed since 0" }).waitFor();
    const { items } = await (await fetch(`${world.relay}/api/v1/surveys/words/translations`, { headers })).json();
    assert.deepEqual(items.find(({ locale }) => locale === "ar"), { locale: "ar", texts: 8, missing: 6, outdated: 1 });
    await close();
  });

  test("of two who translate the same neither loses anything", async () => {
    const one = await open("/studio/surveys/words/translations?to=fr");
    const other = await open("/studio/surveys/words/translations?to=fr", [REFUSED]);
    const field = ({ page }) => page.getByLabel("French (fr): Not at all");
    await field(one).fill("Pas du tout");
    await kept(one.page);
    await field(other).fill("Aucunement");
    await other.page.getByRole("alert").waitFor();
    await other.page.getByText("Pas du tout").first().waitFor();
    assert.equal(await field(other).inputValue(), "Aucunement", "what was typed is still there");
    await other.page.getByRole("button", { name: "Keep mine" }).click();
    await kept(other.page);
    assert.match(await draft(), /Aucunement/);
    await one.close();
    await other.close();
  });

  test("translators get a file, and what they filled in comes back with a report", async () => {
    const { page, close } = await open("/studio/surveys/words/translations?to=fr", [REFUSED]);
    await page.getByText("A file for translators").click();
    await look(page, "translations-file");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download fr (CSV)" }).click()]);
    assert.equal(download.suggestedFilename(), "words-fr.csv");
    const file = await readFile(await download.path(), "utf8");
    assert.match(file, /^\ufeffpath,text,fr\n/);
    assert.ok(file.includes("questions.score.high,Very,\n"), file);
    const back = `${file.replace("Very,\n", "Very,Très\n").replace("label,Free", "label,Freedom")}questions.gone.prompt,Gone?,Parti ?\n`;
    const buffer = Buffer.from(back);
    await page.locator("input[type=file]").setInputFiles({ name: "back.csv", mimeType: "text/csv", buffer });
    await eventually("it is there", async () => (await page.locator("#csv").inputValue()).includes("Très"));
    await page.getByRole("button", { name: "Take it over" }).click();
    await page.getByText("1 text was changed.").waitFor();
    await page.getByText("questions.gone.prompt").waitFor();
    await look(page, "translations-report");
    await page.getByRole("link", { name: "On to the translations" }).click();
    assert.equal(await page.getByLabel("French (fr): Very").inputValue(), "Très");
    await page.getByText("A file for translators").click();
    await page.locator("#csv").fill("Dear Anne,");
    await page.getByRole("button", { name: "Take it over" }).click();
    await page.getByText("its first column has to be called").waitFor();
    assert.equal((await page.locator("#csv").inputValue()).trim(), "Dear Anne,");
    await close();
  });

  test("without scripts it is a form that is sent", async () => {
    const { page, close } = await open("/studio/surveys/words/translations?to=fr", [], { javaScriptEnabled: false });
    await page.getByLabel("fr: Pro", { exact: true }).fill("Pro !");
    await page.getByRole("button", { name: "Save" }).last().click();
    assert.equal(await page.getByLabel("fr: Pro", { exact: true }).inputValue(), "Pro !");
    assert.match(await draft(), /"Pro !"/);
    await close();
  });

  test("ninety questions in forty languages are typed in without waiting", async () => {
    const tags = "ar bg ca cs cy da de el es et eu fa fi fr he hi hr hu id is it ja ka ko lt lv mk ms nb nl pl pt ro ru sk sl sv th tr uk".split(" ");
    const question = (at) => `[[questions]]\nid = "q${at}"\ntype = "single_choice"\nprompt = "Question number ${at}?"\noptions = [{ id = "a", label = "One ${at}" }, { id = "b", label = "Two ${at}" }]\n`;
    const texts = (tag) => `[translations.${tag}]\n${Array.from({ length: 90 }, (_, at) => `"questions.q${at}.prompt" = "${tag} ${at}"`).join("\n")}\n`;
    const all = Array.from({ length: 90 }, (_, at) => question(at)).join("");
    await made(`id = "many"\nname = "Many"\n${all}[end]\ntext = "Bye"\n${tags.map(texts).join("")}`);
    const { page, close } = await open("/studio/surveys/many/translations?to=ja&only=missing");
    assert.equal(await languages(page).getByRole("listitem").count(), 40);
    const field = page.getByLabel("Japanese (ja): One 44");
    const begun = Date.now();
    await field.pressSequentially("いち", { delay: 10 });
    const typed = Date.now() - begun;
    await kept(page);
    console.log(`typed in ${typed} ms, saved and drawn after ${Date.now() - begun} ms`);
    assert.ok(typed < 2000, `typing waited for ${typed} ms`);
    await look(page, "translations-many");
    await close();
  });
});
