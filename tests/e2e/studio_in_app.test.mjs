// The switch for surveys in in-app messages: off, what is pasted closes by itself and takes nobody new, who has begun
// finishes, other channels go on, and nothing is offered for messages. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { StudioWorld, look } from "./studio.mjs";
import { PHONE, closeBrowser, eventually } from "./support.mjs";

let world;
let open;
let id;
let begun;
let message;
before(async () => {
  world = await StudioWorld.open();
  open = await world.browser();
  await world.found(open.page);
  id = await world.published(open.page);
});
after(async () => {
  await open?.close();
  await closeBrowser();
  await world?.close();
});

const post = async (response, channel, state = "in_progress") => {
  const answers = [{ question: "score", value: 9 }];
  const body = JSON.stringify({ response, answers, state, channel, locale: "en" });
  return (await fetch(`${world.relay}/v1/surveys/${id}/responses`, { method: "POST", body })).status;
};
const settings = async () => {
  await open.page.goto(`${world.relay}/studio/settings/braze`);
  return open.page;
};

/** The message as it is pasted, in a frame of a page with Braze's bridge; whether it was let go. */
const shown = async () => {
  const phone = await world.browser({ viewport: PHONE });
  const address = `${world.relay}/healthz`;
  await phone.page.route(address, (route) =>
    route.fulfill({ contentType: "text/html", body: "<title>Shop</title><iframe class=ab-html-message></iframe>" }));
  await phone.page.goto(address);
  await phone.page.evaluate((html) => {
    const frame = document.querySelector("iframe");
    frame.addEventListener("load", () => {
      frame.contentWindow.brazeBridge = { closeMessage: () => (document.title = "let go"), logClick() {}, logCustomEvent() {}, requestImmediateDataFlush() {} };
      frame.contentWindow.dispatchEvent(new CustomEvent("ab.BridgeReady"));
    }, { once: true });
    frame.srcdoc = html;
  }, message);
  return phone;
};

test("who switches them off is told what that does, and it is noted", async () => {
  begun = randomUUID();
  assert.equal(await post(begun, "in-app"), 202);
  await open.page.goto(`${world.relay}/studio/surveys/${id}/publish`);
  // As Braze makes it of somebody who reads the survey's own language, and of whom nothing is known.
  message = (await open.page.getByLabel("What is pasted").first().inputValue())
    .replaceAll(/\{% case sondage_locale %\}.*?\{% else %\}(.*?)\{% endcase %\}/gs, "$1").replaceAll(/\{[{%].*?[%}]\}/gs, "");
  const page = await settings();
  await page.getByText("In-app surveys are on.").waitFor();
  await look(page, "in-app-on");
  await page.getByRole("button", { name: "Switch in-app surveys off" }).press("Enter");
  await page.getByText("In-app surveys are off since").waitFor();
  await look(page, "in-app-off");
  await page.goto(`${world.relay}/studio/settings/audit`);
  await page.getByText("in_app.switched_off").waitFor();
});

test("messages take nobody new, those under way finish, and other channels go on", async () => {
  assert.equal(await post(randomUUID(), "in-app"), 409);
  assert.equal(await post(begun, "in-app", "completed"), 202);
  assert.equal(await post(randomUUID(), "web"), 202);
  assert.equal((await fetch(`${world.relay}/s/${id}`)).status, 200);
  const phone = await shown();
  await eventually("the message is let go", async () => (await phone.page.title()) === "let go");
  await phone.close();
});

test("a relay that starts again knows it before the first answer", async () => {
  await world.stop();
  await world.start();
  assert.equal(await post(randomUUID(), "in-app"), 409);
});

test("nothing is offered for messages, and what is pasted shows again once they are on", async () => {
  const { page } = open;
  await page.goto(`${world.relay}/studio/surveys/${id}/publish`);
  await page.getByText("In-app surveys are switched off, so no message would show it.").waitFor();
  await look(page, "publish-in-app-off");
  await page.getByRole("button", { name: "Switch in-app surveys on" }).click();
  await page.waitForURL(/\/publish$/);
  assert.match(await page.getByLabel("What is pasted").first().inputValue(), /data-channel="in-app"/);
  assert.equal(await post(randomUUID(), "in-app"), 202);
  const phone = await shown();
  await phone.page.waitForLoadState("networkidle");
  await phone.page.frameLocator("iframe").getByRole("radio", { name: "9", exact: true }).click();
  await eventually("it is answered", async () =>
    (await world.sondage("export", id, "--format", "ndjson")).includes("\"in-app\""));
  assert.notEqual(await phone.page.title(), "let go");
  await phone.close();
});

test("a program switches them, too, and who may only look does not", async () => {
  const headers = { ...(await world.bearer()), "content-type": "application/json" };
  const address = `${world.relay}/api/v1/settings/in-app`;
  const put = await fetch(address, { method: "PUT", headers, body: JSON.stringify({ is_on: false }) });
  assert.deepEqual([put.status, (await put.json()).is_on], [200, false]);
  assert.equal((await fetch(address, { method: "PUT", headers, body: "{\"on\":1}" })).status, 422);
  assert.equal((await (await fetch(address, { headers })).json()).is_on, false);
  assert.equal((await fetch(address)).status, 401);
});
