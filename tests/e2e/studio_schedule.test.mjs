// When a survey opens and closes, set in the studio in the author's own time zone: told in words, true at the relay,
// kept by the draft, and taken back. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { closeBrowser, eventually } from "./support.mjs";

let world;
let open;
let id;
before(async () => {
  world = await StudioWorld.open();
  open = await world.browser({ timezoneId: "America/New_York" }, [/status of (4\d\d)/]);
  await world.found(open.page);
  id = await world.published(open.page);
});
after(async () => {
  await open?.close();
  await closeBrowser();
  await world?.close();
});

const publish = async () => {
  await open.page.goto(`${world.relay}/studio/surveys/${id}/publish`);
  return open.page;
};
const source = async () => (await (await fetch(`${world.relay}/api/v1/surveys/${id}/draft`, { headers: await world.bearer() })).json()).text;
const standing = async () => (await fetch(`${world.relay}/v1/surveys/${id}`)).headers.get("sondage-standing");

test("a survey is opened later, by the author's own clock", async () => {
  const page = await publish();
  await page.getByText("It opens with its publication").waitFor();
  await page.getByText("Times are in your time zone: America/New_York.").waitFor();
  await page.getByLabel("Open at").fill("2099-01-05T09:00");
  await page.getByLabel("Close at").fill("2099-01-09T18:30");
  await page.getByRole("button", { name: "Set the times" }).press("Enter");
  await page.getByText("Scheduled", { exact: true }).waitFor();
  await page.getByText(/Opens Monday, January 5, 2099 at 9:00.AM EST/).waitFor();
  await page.getByText(/Closes Friday, January 9, 2099 at 6:30.PM EST/).waitFor();
  assert.equal(await page.getByLabel("Open at").inputValue(), "2099-01-05T09:00");
  await look(page, "schedule-set");
  assert.match(await source(), /opens = "2099-01-05T14:00:00Z"/, "the draft has it, in UTC");
  await page.getByText("The draft is what is published.").waitFor();
  await eventually("the relay knows", async () => (await standing()) === "closed");
  await page.goto(`${world.relay}/studio`);
  await page.getByRole("row", { name: /Scheduled/ }).getByRole("link", { name: /Opens Monday/ }).waitFor();
  await look(page, "schedule-list");
});

test("what cannot be meant is refused at its field, and what was typed stays", async () => {
  const page = await publish();
  await page.getByLabel("Close at").fill("2099-01-01T09:00");
  await page.getByRole("button", { name: "Set the times" }).click();
  await page.locator("#schedule-closes-fault").getByText("It would close before it opens.").waitFor();
  assert.equal(await page.getByLabel("Close at").inputValue(), "2099-01-01T09:00");
  await look(page, "schedule-refused");
  await publish();
  await page.getByLabel("Open at").fill("2020-01-01T09:00");
  await page.getByRole("button", { name: "Set the times" }).click();
  await page.locator("#schedule-opens-fault").getByText("This time has passed.").waitFor();
});

test("a schedule is taken back, and the survey takes answers", async () => {
  const page = await publish();
  await page.getByRole("button", { name: "Open now" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByText(/Closes Friday/).waitFor();
  await eventually("the relay knows", async () => (await standing()) !== "closed");
  await page.getByRole("button", { name: "Do not close by itself" }).click();
  await page.getByText("It opens with its publication").waitFor();
  assert.doesNotMatch(await source(), /opens|closes/);
});

test("a draft under way keeps its own changes, a paused survey opens again, and a program does the same", async () => {
  const headers = { ...(await world.bearer()), "content-type": "application/json" };
  const address = `${world.relay}/api/v1/surveys/${id}`;
  const draft = await fetch(`${address}/draft`, { headers });
  const { text } = await draft.json();
  const edited = { language: "toml", text: text.replace("How likely", "How probable") };
  const put = await fetch(`${address}/draft`, { method: "PUT", headers: { ...headers, "if-match": draft.headers.get("etag") }, body: JSON.stringify(edited) });
  assert.equal(put.status, 200, await put.text());
  const page = await publish();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused", { exact: true }).waitFor();
  const times = { opens: "2099-02-01T09:00:00+01:00" };
  const set = await fetch(`${address}/schedule`, { method: "PUT", headers, body: JSON.stringify(times) });
  const survey = await set.json();
  assert.deepEqual([set.status, survey.status, survey.opens_at], [200, "scheduled", Date.parse(times.opens)]);
  assert.match(await source(), /How probable[^]*opens = "2099-02-01T08:00:00Z"|opens = "2099-02-01T08:00:00Z"[^]*How probable/);
  assert.equal(survey.has_changes, true, "the draft stays a draft");
  const wrong = await fetch(`${address}/schedule`, { method: "PUT", headers, body: JSON.stringify({ closes: "tomorrow" }) });
  assert.deepEqual([wrong.status, (await wrong.json()).errors?.[0]?.pointer ?? "/closes"], [422, "/closes"]);
});
