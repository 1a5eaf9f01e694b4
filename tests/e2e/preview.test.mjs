// `sondage preview`: what a survey looks like where it will stand, before it is published.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { DESKTOP } from "./shop.mjs";
import { card, closeBrowser, visit } from "./support.mjs";

const SURVEY = `id = "looked-at"
name = "Looked at"
hidden = [{ id = "name", profile = "first_name" }, { id = "game", catalog = "games", item = "1", field = "title" }]
end = { text = "Thank you!" }
theme = { layout = "corner" }
[link]
once = true
[[questions]]
id = "score"
type = "nps"
prompt = "How was {game|your game}, {name|dear player}?"
[translations.fr]
"questions.score.prompt" = "Alors {game|le jeu}, {name|cher joueur} ?"
`;

let folder;
let shown;
let address;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "sondage-preview-"));
  await writeFile(join(folder, "survey.toml"), SURVEY);
  shown = spawn(process.env.SONDAGE_BIN, ["preview", join(folder, "survey.toml"), "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface(shown.stdout)) {
    if (!line.includes("/preview/")) continue;
    [address] = line.split(" ");
    break;
  }
});
after(async () => {
  await closeBrowser();
  shown?.kill();
  await rm(folder, { recursive: true, force: true });
});

test("the message is in its frame as the SDK shows it, with what stands where nothing is known, and closes", async () => {
  for (const [on, wide] of [["phone", 390], ["desktop", 1280]]) {
    const { page, close } = await visit(`${address}?on=${on}`, { viewport: { width: 1400, height: 1200 } });
    const screen = page.frameLocator("iframe");
    const message = screen.frameLocator("iframe.ab-html-message");
    await card(message).title().getByText("How was your game, dear player?").waitFor();
    // A corner leaves the page in use: the frame is as small as the card.
    await screen.locator("iframe.ab-html-message[style*=height]").waitFor();
    const { width } = await page.locator("iframe").boundingBox();
    assert.equal(width, wide + 2, "with its border");
    await card(message).choose("9");
    await card(message).next();
    await card(message).title().getByText("Thank you!").waitFor();
    await message.getByRole("button", { name: "Close" }).last().click();
    await screen.getByText("The message has gone.").waitFor();
    await close();
  }
});

test("the element is shown in each place and in each language, however often it is looked at", async () => {
  const { page, close } = await visit(address, { viewport: DESKTOP });
  await page.getByRole("link", { name: "fr" }).click();
  for (const place of ["In a page", "Corner", "Modal", "Drawer", "Full screen"]) {
    for (const again of [false, true]) {
      if (again) await page.reload();
      else await page.getByRole("link", { name: place }).click();
      await card(page.frameLocator("iframe")).title().getByText("Alors le jeu, cher joueur ?").waitFor();
    }
  }
  await page.getByRole("link", { name: "Tab" }).click();
  await page.frameLocator("iframe").getByRole("button", { name: "Feedback" }).click();
  await card(page.frameLocator("iframe")).title().getByText("Alors le jeu").waitFor();
  await page.getByRole("link", { name: "Link", exact: true }).click();
  await page.frameLocator("iframe").getByText("Preview: nothing is stored").waitFor();
  await card(page.frameLocator("iframe")).title().getByText("Alors le jeu").waitFor();
  await close();
});
