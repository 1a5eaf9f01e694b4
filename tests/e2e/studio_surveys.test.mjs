// Surveys in the studio: from a template to what is published and answered, two who edit at once, a text that is
// wrong, a relay that restarts under the editor, and every page for everybody. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

const REFUSED = /^error: Failed to load resource/;

let world;
let state;
let id;
before(async () => {
  world = await StudioWorld.open();
});
after(async () => {
  await closeBrowser();
  await world?.close();
});

const open = async (path, expect = []) => {
  const browser = await world.browser({ storageState: state }, expect);
  await browser.page.goto(`${world.relay}${path}`);
  return browser;
};

const text = (page) => page.getByLabel("The survey as text");
const saved = (page) => page.getByRole("status").getByText("Saved", { exact: true }).waitFor();

/** Puts words in place of others in the text, as somebody does who types. */
const change = async (page, from, to) => {
  const value = await text(page).inputValue();
  assert.ok(value.includes(from), `${from} is not in the text`);
  await text(page).fill(value.replace(from, to));
};

describe("surveys", { concurrency: false }, () => {
  test("the first survey is one press away, published and answered", async () => {
    const { page, context, close } = await world.browser();
    await world.found(page);
    state = await context.storageState();
    await look(page, "surveys-none");
    await page.getByRole("button", { name: "Begin with this one" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByText("Nothing is wrong with it.").waitFor();
    await page.getByRole("link", { name: "Text", exact: true }).click();
    await text(page).waitFor();
    await page.getByText("Nothing is wrong with it.").waitFor();
    await change(page, "How likely are you", "How probable is it that you are");
    await saved(page);
    await look(page, "source");
    await page.getByRole("link", { name: "Publish" }).click();
    await page.getByText("It is not published yet.").waitFor();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("The draft is what is published.").waitFor();
    id = /surveys\/([^/]+)\//.exec(page.url())[1];
    // What is copied is what the command prints, and each channel has its own.
    const pasted = page.getByLabel("What is pasted");
    const printed = await world.sondage("snippet", id, "--channel", "in-app");
    assert.equal(await pasted.first().inputValue(), printed.trimEnd());
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy" }).first().click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), printed.trimEnd());
    await page.getByText("As one link for everybody").click();
    await page.getByRole("img", { name: "QR code of the link" }).waitFor();
    const plain = page.getByRole("group").filter({ hasText: "As one link for everybody" }).getByLabel("What is pasted");
    assert.equal(await plain.inputValue(), `${world.relay}/s/${id}`);
    const link = await (await fetch(`${world.relay}/s/${id}`)).text();
    assert.ok(link.includes("How probable is it that you are"));
    await look(page, "publish");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    const standing = async () => (await fetch(`${world.relay}/v1/surveys/${id}`)).headers.get("sondage-standing");
    await eventually("the relay stops it", async () => (await standing()) === "closed");
    await page.getByRole("button", { name: "Reopen" }).click();
    await page.getByText("Live", { exact: true }).waitFor();
    await eventually("it goes on", async () => (await standing()) !== "closed");
    const answer = {
      response: "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a11",
      answers: [{ question: "score", value: 9 }],
      state: "in_progress", channel: "web", locale: "en",
    };
    const url = `${world.relay}/v1/surveys/${id}/responses`;
    const reply = await fetch(url, { method: "POST", body: JSON.stringify(answer) });
    assert.equal(reply.status, 202, await reply.text());
    await page.goto(`${world.relay}/studio`);
    await page.getByRole("row", { name: /Live/ }).waitFor();
    await look(page, "surveys");
    await close();
  });

  test("of two who edit at once neither loses anything", async () => {
    const one = await open(`/studio/surveys/${id}/source`);
    const other = await open(`/studio/surveys/${id}/source`, [REFUSED]);
    await change(one.page, "# ", "# One: ");
    await saved(one.page);
    await eventually("it is sent", () => one.page.evaluate(() => document.querySelector("form.editor").dataset.state === "saved"));
    await change(other.page, "# ", "# Other: ");
    await other.page.getByRole("alert").getByText("has edited this since you read it").waitFor();
    assert.match(await text(other.page).inputValue(), /# Other: /, "what was typed is still there");
    await other.page.getByText("# One: ").waitFor();
    await look(other.page, "source-stale");
    await other.page.getByRole("button", { name: "Keep mine" }).click();
    await saved(other.page);
    await one.page.reload();
    assert.match(await text(one.page).inputValue(), /# Other: /);
    await one.close();
    await other.close();
  });

  test("the history shows what has changed since, and brings an earlier text back", async () => {
    const { page, close } = await open(`/studio/surveys/${id}/source`);
    await page.getByRole("link", { name: "History" }).click();
    await page.getByText("Revision 1 published").waitFor();
    await page.getByRole("link", { name: "Show published-1" }).click();
    await page.getByText("What has changed since").waitFor();
    await look(page, "history");
    await page.getByRole("link", { name: /^Show draft-/ }).last().click();
    await page.getByText("The text as it was").click();
    const text = await page.locator("#shown pre").textContent();
    await page.getByRole("button", { name: "Bring this text back" }).click();
    await page.getByText("An earlier text brought back").waitFor();
    await page.goto(`${world.relay}/studio/surveys/${id}/source`);
    assert.equal(await page.getByLabel("The survey as text").inputValue(), text);
    await close();
  });

  test("a text that is wrong is kept, marked where it is, and not published", async () => {
    const { page, close } = await open(`/studio/surveys/${id}/source`, [REFUSED]);
    await change(page, "type = \"nps\"", "type = \"npz\"");
    await page.getByText("To be put right before it can be published").waitFor();
    await look(page, "source-wrong");
    const line = page.getByRole("button", { name: /^Line \d+$/ }).first();
    await line.focus();
    await page.keyboard.press("Enter");
    const chosen = await text(page).evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
    assert.match(chosen, /npz/, "the line is chosen");
    await page.reload();
    assert.match(await text(page).inputValue(), /npz/);
    await page.getByRole("link", { name: "Publish" }).click();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("alert").getByText("can be published once this is right").waitFor();
    await look(page, "publish-wrong");
    await close();
  });

  test("a relay that restarts under the editor costs nothing", async () => {
    const { page, close } = await open(`/studio/surveys/${id}/source`, [REFUSED]);
    await world.stop();
    await change(page, "type = \"npz\"", "type = \"nps\"");
    await page.getByText("Not saved: it is kept in this page").waitFor();
    await world.start();
    await saved(page);
    await page.reload();
    assert.match(await text(page).inputValue(), /type = "nps"/);
    await close();
  });

  test("a survey begins from nothing, or from another tool's file", async () => {
    const { page, close } = await open("/studio/new", [REFUSED]);
    await look(page, "new");
    await page.getByLabel("What to call it").fill("Été");
    await page.getByRole("button", { name: "Begin", exact: true }).click();
    await page.getByRole("heading", { name: "Été" }).waitFor();
    await page.goto(`${world.relay}/studio/new`);
    await page.getByLabel("The survey as JSON").fill("{");
    await page.getByRole("button", { name: "Import" }).click();
    await page.locator("#file-fault").waitFor();
    assert.equal(await page.getByLabel("The survey as JSON").inputValue(), "{");
    const file = { title: "From elsewhere", odd: 1, pages: [{ elements: [{ type: "text", name: "why", title: "Why?" }] }] };
    await page.getByLabel("From which tool").selectOption("SurveyJS");
    await page.getByLabel("The survey as JSON").fill(JSON.stringify(file));
    await page.getByRole("button", { name: "Import" }).click();
    await page.getByRole("heading", { name: "Imported" }).waitFor();
    await look(page, "imported");
    await page.getByRole("link", { name: "Open the survey" }).click();
    await page.getByRole("heading", { name: "From elsewhere" }).waitFor();
    await close();
  });
});
