// Draws every card of samples/every-kind.toml on one sheet for each width, to be looked at:
// `node tests/e2e/looks.mjs <folder> [phone|tablet|desktop] [light|dark]`, with the environment of the
// journeys. Nothing is compared: whether a card looks right is for eyes.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KINDS } from "./kinds.mjs";
import { ADA, Host, World, closeBrowser, openBrowser, pageWith, token, visit, withExample } from "./support.mjs";
import { cardAfter, settled } from "./walk.mjs";

const SIZES = { phone: [390, 844], tablet: [768, 1024], desktop: [1440, 900] };
const COLUMNS = { phone: 6, tablet: 4, desktop: 3 };
const [folder = "target/looks", size = "phone", colorScheme = "light"] = process.argv.slice(2);
const [width, height] = SIZES[size];
const SAMPLE = "every-kind";

/** Two pictures of a card: as it comes, and as it is once answered. */
const pictures = async (world, host, person) => {
  const page = pageWith(world, SAMPLE, `braze-id="${person}" token="${token(SAMPLE, person)}"`);
  const visitor = await visit(host.put(`/${person}`, page), {
    viewport: { width, height }, colorScheme, prepare: withExample, expect: [/./],
  });
  const drawn = [];
  const draw = async (name) => drawn.push([name, await visitor.page.locator("sondage-survey").screenshot({ animations: "disabled" })]);
  await visitor.page.locator("#sondage-title").waitFor();
  await draw("welcome");
  await visitor.page.locator('button[value="start"]').click();
  let card = await cardAfter(visitor.page, "welcome");
  for (const row of KINDS) {
    await settled(visitor.page);
    await draw(card);
    await row.mouse(visitor.page);
    await draw(`${card}, answered`);
    await visitor.page.locator('button[value="next"]').click();
    card = await cardAfter(visitor.page, card);
  }
  await draw("review");
  await visitor.page.locator('button[value="send"]').click();
  await cardAfter(visitor.page, "review");
  await draw("end");
  await visitor.close();
  return drawn;
};

/** Some of them side by side. */
const sheet = async (drawn) => {
  const figures = drawn.map(([name, png]) =>
    `<figure><figcaption>${name}</figcaption><img src="data:image/png;base64,${png.toString("base64")}"></figure>`);
  const context = await (await openBrowser()).newContext({ viewport: { width: 1560, height: 300 } });
  const page = await context.newPage();
  await page.setContent(`<!doctype html><style>
    body { margin: 8px; display: grid; grid-template-columns: repeat(${COLUMNS[size]}, 1fr); gap: 8px; align-items: start; font: 12px system-ui; background: #ccc }
    figure { margin: 0 } img { width: 100% }</style>${figures.join("")}`);
  const png = await page.screenshot({ fullPage: true });
  await context.close();
  return png;
};

const world = await World.open([`samples/${SAMPLE}.toml`]);
const host = await Host.open();
await mkdir(folder, { recursive: true });
const drawn = await pictures(world, host, ADA);
const n = 2 * COLUMNS[size];
for (let at = 0; at < drawn.length; at += n) {
  const path = join(folder, `${size}-${colorScheme}-${1 + at / n}.png`);
  await writeFile(path, await sheet(drawn.slice(at, at + n)));
  console.log(path);
}
await closeBrowser();
host.close();
await world.close();
