// How a journey goes through a survey that stands in a page: which card is there, and keys alone.
import assert from "node:assert/strict";

/** The element that has the focus, in a shadow root as well. */
const FOCUSED = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
})()`;

/** Which card is on the screen, by its form: a question's id, or "welcome", "review", "end". */
export const cardOf = async (page) => (await page.locator("[data-card] [name=card]").inputValue()).replace(/^q\./, "");

/** Waits until another card than this is there; which. */
export const cardAfter = async (page, before) => {
  await page.locator(`[data-card] [name=card]:not([value="${before}"], [value="q.${before}"])`).waitFor({ state: "attached" });
  return cardOf(page);
};

/** From the first card of the sample "onboarding" to the one that asks for the main reason. */
export const toReason = async (survey, { score = "4", plan = "Pro" } = {}) => {
  await survey.title().getByText("How likely").waitFor();
  await survey.choose(score);
  await survey.next();
  await survey.title().getByText("Which plan").waitFor();
  await survey.choose(plan);
  await survey.next();
  await survey.title().getByText("main reason").waitFor();
};

/** What has the focus, as a selector would say it. */
export const focused = (page) =>
  page.evaluate(`(({ tagName, id, name, value }) => [tagName.toLowerCase(), id && "#" + id, name && "[" + name + "]", value].filter(Boolean).join(" "))(${FOCUSED})`);

/** A keyboard, and nothing else. */
export class Keys {
  /** `isLed`: the parts of a date do not follow each other by themselves, but by an arrow key. */
  constructor(page, { isLed = false } = {}) {
    Object.assign(this, { page, isLed });
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Into a date or a time, which has so many parts. */
  async typeParts(first, ...others) {
    await this.type(first);
    for (const part of others) {
      if (this.isLed) await this.press("ArrowRight");
      await this.type(part);
    }
  }

  /** Tab, or back to what stands before, until what has the focus matches; beyond the page's last control, back. */
  async to(selector) {
    const passed = [];
    const isBefore = await this.page.evaluate(`(() => {
      const now = ${FOCUSED};
      const there = [...(now?.getRootNode().querySelectorAll(${JSON.stringify(selector)}) ?? [])].filter((one) => one.offsetHeight);
      return there.length > 0 && there.every((one) => now.compareDocumentPosition(one) === Node.DOCUMENT_POSITION_PRECEDING);
    })()`);
    // In Firefox keys do nothing for a while to who comes back from beyond the last control.
    let chord = isBefore ? "Shift+Tab" : "Tab";
    for (;;) {
      if (await this.page.evaluate(`${FOCUSED}.matches(${JSON.stringify(selector)})`)) return;
      assert.ok(passed.length < 60, `Tab does not lead to ${selector}, but to ${passed.join(", ")}`);
      await this.press(chord);
      const now = await focused(this.page);
      passed.push(now);
      if (now === "body") chord = "Shift+Tab";
    }
  }

  /** Tab to the button of this action, and press it. */
  async act(action) {
    await this.to(`button[value="${action}"]`);
    await this.press("Enter");
  }
}

/** The card takes presses, and the scripts of its controls are there. A list that is short stays the
 * browser's own. */
export const settled = (page) =>
  page.waitForFunction(() => {
    const element = document.querySelector("sondage-survey")?.shadowRoot;
    const form = (element ?? document).querySelector("[data-card] form");
    return (!form || getComputedStyle(form).pointerEvents !== "none")
      && [...(element?.querySelectorAll("[data-part]") ?? [])]
        .every((one) => one.classList.contains("live") || one.querySelector("select")?.options.length <= 13);
  });
