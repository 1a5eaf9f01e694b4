// Messages that stand where their survey says, in the page of the real SDK.
import { World, card, messageIn, visit } from "./support.mjs";

export const DESKTOP = { width: 1280, height: 900 };

const survey = (layout) => `id = "at-${layout}"
name = "At ${layout}"
[theme]
layout = "${layout}"
[[questions]]
id = "score"
type = "nps"
prompt = "How likely are you to recommend us?"
[[questions]]
id = "why"
type = "long_text"
prompt = "What is the main reason for your score?"
[end]
text = "Thank you!"
`;

/** A relay with a survey for each of these layouts. */
export const openWorld = (layouts) => World.open(layouts.map(survey));

/** The message of a layout, once its first card is there; to a guest in an engine, or in Chromium. */
export const show = async (world, layout, viewport, { guest, ...options } = {}) => {
  const see = guest ? guest.visit.bind(guest) : visit;
  const visitor = await see(world.appUrl("ada", `at-${layout}`), { viewport, reducedMotion: "reduce", ...options });
  const message = messageIn(visitor.page);
  await card(message).title().waitFor();
  return { ...visitor, message, survey: card(message) };
};

/** The frame is made small around its card. */
export const framed = (message) => message.locator("body.framed").waitFor();
