// By the keyboard alone through every kind of question, in each engine.
import { after, before } from "node:test";
import { cases } from "./engines.mjs";
import { arrived, walk } from "./kinds-walk.mjs";
import { ADA, EMILIE, GRACE, Host, World, pageWith, token, withExample } from "./support.mjs";
import { Keys } from "./walk.mjs";

const PEOPLE = { Chromium: ADA, Firefox: GRACE, WebKit: EMILIE };
const WIDE = { width: 1280, height: 900 };
let world;
let host;
before(async () => {
  world = await World.open(["samples/every-kind.toml"]);
  host = await Host.open();
});
after(async () => {
  host?.close();
  await world?.close();
});

cases("the keyboard alone")("every kind is answered, reviewed, stored and delivered", async (engine) => {
  const person = PEOPLE[engine.name];
  const attributes = `braze-id="${person}" token="${token("every-kind", person)}"`;
  const address = host.put(`/${person}`, pageWith(world, "every-kind", attributes));
  const { page } = await engine.visit(address, { viewport: WIDE, prepare: withExample });
  const keys = new Keys(page, { isLed: engine.name === "WebKit" });
  await walk(page, "byKeys", (row) => row.keys(keys), (action) => keys.act(action));
  await arrived(world, "byKeys", person);
});
