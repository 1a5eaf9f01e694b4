// Coming into the studio: the first owner, signing in and out, what is one's own.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LOGIN, PASSWORD, StudioWorld, signIn } from "./studio.mjs";
import { closeBrowser } from "./support.mjs";

/** What Chromium says of each form that comes back with something refused. */
const REFUSED = /^error: Failed to load resource: the server responded with a status of (4\d\d)/;

let world;
before(async () => (world = await StudioWorld.open()));
after(async () => {
  await closeBrowser();
  await world?.close();
});

describe("coming in", { concurrency: false }, () => {
  test("the first owner comes by the link, which is then over", async () => {
    const { page, context, close } = await world.browser({}, [REFUSED]);
    const link = world.link;
    await page.goto(link.replace(/token=./, "token=x"));
    await page.getByText("older than a day").waitFor();
    await page.getByText("sondage studio link").waitFor();
    await page.goto(link);
    await page.getByLabel("E-mail address").fill(LOGIN);
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Open the studio" }).click();
    await page.getByText("Too short: at least 12 characters, please.").waitFor();
    assert.equal(await page.getByLabel("E-mail address").inputValue(), LOGIN);
    await world.found(page);
    const cookies = await context.cookies();
    const { httpOnly, sameSite } = cookies.find(({ name }) => name === "sondage_session");
    assert.deepEqual({ httpOnly, sameSite }, { httpOnly: true, sameSite: "Lax" });
    await page.goto(link);
    await page.getByText("has its owner already").waitFor();
    await close();
  });

  test("a wrong login says one thing, the right one leads to where one was going", async () => {
    const { page, close } = await world.browser({}, [REFUSED]);
    await page.goto(`${world.relay}/studio/account`);
    const say = "The address or the password is wrong.";
    for (const [login, password] of [[LOGIN, "wrong horse battery"], ["eve@example.com", PASSWORD]]) {
      await signIn(page, login, password);
      await page.getByRole("alert").getByText(say, { exact: true }).waitFor();
      assert.equal(await page.getByLabel("Password").inputValue(), "");
    }
    await signIn(page, LOGIN.toUpperCase(), PASSWORD);
    await page.getByRole("heading", { name: "Account" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto(`${world.relay}/studio/account`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await close();
  });

  test("whoever guesses too often is told how long to wait, and the right password waits too", async () => {
    const { page, close } = await world.browser({}, [REFUSED]);
    await page.goto(`${world.relay}/studio/login`);
    for (let n = 0; n < 5; n++) {
      await signIn(page, "grace@example.com", `wrong horse battery ${n}`);
      await page.getByRole("alert").waitFor();
    }
    await page.getByRole("alert").getByText(/try again in \d+ seconds/).waitFor();
    await signIn(page, "grace@example.com", PASSWORD);
    await page.getByRole("alert").getByText(/wait \d+ seconds/).waitFor();
    await close();
  });

  test("by the keyboard alone, and without scripts", async () => {
    const { page, close } = await world.browser({ javaScriptEnabled: false });
    await page.goto(`${world.relay}/studio/login`);
    for (const text of [LOGIN, PASSWORD]) {
      do await page.keyboard.press("Tab");
      while (await page.locator(":focus").evaluate((one) => !one.matches("input")).catch(() => true));
      await page.keyboard.type(text);
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Surveys" }).waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").textContent(), "Skip to content");
    await page.keyboard.press("Enter");
    assert.equal(new URL(page.url()).hash, "#main");
    await close();
  });

  test("a session that is over leads to the login and back, and says so of what was sent", async () => {
    const { page, context, close } = await world.browser({}, [REFUSED]);
    await page.goto(`${world.relay}/studio/account`);
    await signIn(page, LOGIN, PASSWORD);
    await page.getByLabel("Name").fill("weekly report");
    await context.clearCookies();
    await page.getByRole("button", { name: "Create token" }).click();
    await page.getByText("Your session is over").waitFor();
    await page.getByRole("link", { name: "Sign in" }).click();
    await signIn(page, LOGIN, PASSWORD);
    await page.getByRole("heading", { name: "Surveys" }).waitFor();
    await close();
  });

  test("a token is shown once, works until it is taken back, and all of it is in the log", async () => {
    const { page, close } = await world.browser();
    await page.goto(`${world.relay}/studio/account`);
    await signIn(page, LOGIN, PASSWORD);
    await page.getByLabel("Name").fill("weekly report");
    await page.getByRole("button", { name: "Create token" }).click();
    const token = await page.locator("#made-token").textContent();
    const ask = async (path) => fetch(`${world.relay}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const { login, role } = await (await ask("/api/v1/account")).json();
    assert.deepEqual({ login, role }, { login: LOGIN, role: "owner" });
    await page.goto(`${world.relay}/studio/account`);
    assert.equal(await page.getByText(token).count(), 0);
    await page.getByRole("button", { name: "Revoke “weekly report”" }).click();
    await page.getByRole("button", { name: "Revoke “weekly report”" }).waitFor({ state: "detached" });
    assert.equal((await ask("/api/v1/account")).status, 401);
    await page.goto(`${world.relay}/studio/settings/audit`);
    const first = page.getByRole("row").nth(1);
    assert.match(await first.textContent(), /ada@example\.com.*took back an API token/);
    await close();
  });

  test("where one is signed in is listed, and a browser elsewhere is signed out from here", async () => {
    const other = await world.browser({ userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" });
    await other.page.goto(`${world.relay}/studio/account`);
    await signIn(other.page, LOGIN, PASSWORD);
    await other.page.getByRole("heading", { name: "Account" }).waitFor();
    const { page, close } = await world.browser();
    await page.goto(`${world.relay}/studio/account`);
    await signIn(page, LOGIN, PASSWORD);
    const sessions = page.getByRole("region", { name: "Where you are signed in" });
    await sessions.getByText("this browser").waitFor();
    await sessions.getByRole("button", { name: /^End the session of Firefox, Linux since/ }).click();
    await sessions.getByText("Firefox, Linux").waitFor({ state: "detached" });
    await other.page.reload();
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await other.close();
    await page.getByRole("button", { name: "End all but this one" }).click();
    await page.getByRole("button", { name: "End all but this one" }).waitFor({ state: "detached" });
    await page.goto(`${world.relay}/studio/settings/audit`);
    assert.match(await page.getByRole("row").nth(2).textContent(), /ended a session.*Firefox, Linux/);
    await close();
  });

  test("a new password leaves tokens to programs, or takes them back where that is wanted", async () => {
    const { page, close } = await world.browser({}, [REFUSED]);
    await page.goto(`${world.relay}/studio/account`);
    await signIn(page, LOGIN, PASSWORD);
    await page.getByLabel("Name").fill("nightly");
    await page.getByRole("button", { name: "Create token" }).click();
    const token = await page.locator("#made-token").textContent();
    const status = async () => (await fetch(`${world.relay}/api/v1/account`, { headers: { authorization: `Bearer ${token}` } })).status;
    const change = async (revokes) => {
      await page.getByLabel("Current password").fill(PASSWORD);
      await page.getByLabel("New password").fill(PASSWORD);
      if (revokes) await page.getByLabel(/Revoke my API tokens too/).check();
      await page.getByRole("button", { name: "Change password" }).click();
    };
    await change(false);
    await page.getByText("Your API tokens go on as before").waitFor();
    assert.equal(await status(), 200);
    await change(true);
    await page.getByText("your API tokens are revoked").waitFor();
    assert.equal(await status(), 401);
    await close();
  });

  test("the pages speak French to who wants that, by their browser or by their own choice", async () => {
    const { page, close } = await world.browser({ locale: "fr-FR" });
    await page.goto(`${world.relay}/studio/account`);
    await page.getByLabel("Adresse e-mail").fill(LOGIN);
    await page.getByLabel("Mot de passe").fill(PASSWORD);
    await page.getByRole("button", { name: "Se connecter" }).click();
    await page.getByRole("combobox", { name: "Langue" }).selectOption("en");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByRole("heading", { name: "Account" }).waitFor();
    await close();
  });

  test("a page of another site changes nothing", async () => {
    const body = "theme=dark&back=/studio";
    const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site" };
    const answer = await fetch(`${world.relay}/studio/theme`, { method: "POST", body, headers, redirect: "manual" });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get("set-cookie"), null);
  });
});
