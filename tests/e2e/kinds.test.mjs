// Every kind of question, answered with a mouse to the end in a page of its own. By keys it is
// answered in engines.keys.test.mjs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { KINDS } from "./kinds.mjs";
import { arrived, walk } from "./kinds-walk.mjs";
import { ADA, Host, World, closeBrowser, pageWith, token, visit, withExample } from "./support.mjs";

const SAMPLE = "samples/every-kind.toml";
const WIDE = { width: 1280, height: 900 };
let world;
let host;
before(async () => {
  world = await World.open([SAMPLE]);
  host = await Host.open();
});
after(async () => {
  await closeBrowser();
  host?.close();
  await world?.close();
});

test("every kind of question is in the sample, and every question of the sample has its row", async () => {
  const [, ...questions] = (await readFile(SAMPLE, "utf8")).split("[[questions]]");
  const each = (pattern) => questions.map((question) => pattern.exec(question)[1]);
  assert.deepEqual(each(/^id = "(.+)"$/m), KINDS.map(({ id }) => id));
  const schema = JSON.parse(await world.sondage("schema"));
  const kinds = schema.$defs.question.oneOf.map(({ properties }) => properties.type.const);
  assert.deepEqual(kinds.sort(), [...new Set(each(/^type = "(.+)"$/m))].sort());
});

const show = (person) =>
  visit(host.put(`/${person}`, pageWith(world, "every-kind", `braze-id="${person}" token="${token("every-kind", person)}"`)), {
    viewport: WIDE, prepare: withExample,
  });

test("in a page of its own, with a mouse every kind is answered, reviewed, stored and delivered", async () => {
  const visitor = await show(ADA);
  const { page } = visitor;
  await walk(page, "byMouse", (row) => row.mouse(page), (action) => page.locator(`button[value="${action}"]`).click());
  await arrived(world, "byMouse", ADA);
  await visitor.close();
});
