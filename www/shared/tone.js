// A survey in a page is light or dark as that page is, whatever the device prefers: a page that is
// light only stays so in the dark, and one with a switch of its own is switched without the device.

import { outwards } from "./outwards.js";

/** How light a colour is, from 0 to 1, as computed styles write it; nothing where what is behind it is seen. */
const lightnessOf = (color) => {
  const [space, inside = ""] = color.split("(");
  const numbers = inside.replace(/^[a-z]\S* /, "").replace(/none/g, "0").match(/-?[\d.]+(e-?\d+)?/g) ?? [];
  const [one = 0, two = 0, three = 0, alpha = 1] = numbers.map(Number);
  if (alpha < 0.5) return undefined;
  if (/^(ok)?l/.test(space)) return one / (space.startsWith("ok") ? 1 : 100);
  return (0.3 * one + 0.59 * two + 0.11 * three) / (space === "color" ? 1 : 255);
};

/** Whether an element is dark behind what is in it; nothing where it lets through what is behind it. */
const isDark = (element) => {
  const { backgroundClip, backgroundColor, backgroundImage, color } = getComputedStyle(element);
  // Words may be drawn with a picture: behind them it is not. What has left the page has no style.
  if (!/box/.test(backgroundClip)) return undefined;
  const lightness = lightnessOf(backgroundColor);
  if (lightness !== undefined) return lightness < 0.5;
  // What is written on a picture can be read there.
  return backgroundImage === "none" ? undefined : lightnessOf(color) > 0.5;
};

/** Whether the browser's own paper is, which is there where a page has none. */
const isCanvasDark = () => {
  const probe = document.createElement("span");
  for (const [name, value] of Object.entries({ all: "initial", "color-scheme": "inherit", color: "Canvas", position: "absolute" })) {
    probe.style.setProperty(name, value, "important");
  }
  document.documentElement.append(probe);
  const lightness = lightnessOf(getComputedStyle(probe).color);
  probe.remove();
  return lightness < 0.5;
};

/** Whether the first of them is that lets nothing through; else what the canvas is. */
const firstOf = (elements, canvas) => {
  for (const element of elements) {
    const is = isDark(element);
    if (is !== undefined) return is;
  }
  return canvas();
};

const THIRDS = [1 / 6, 1 / 2, 5 / 6];
/** What is under points of the screen, without surveys and the root, which is under all of them. */
const screen = () => {
  const isElse = (one) => !one.matches("sondage-survey, :root");
  const points = THIRDS.flatMap((x) => THIRDS.map((y) => [x * innerWidth, y * innerHeight]));
  return points.map(([x, y]) => document.elementsFromPoint(x, y).filter(isElse));
};

/** The same style sheet in light and in dark. */
const copies = { light: new WeakMap(), dark: new WeakMap() };
const originals = new WeakMap();
const inTone = (sheet, tone) => {
  const copy = copies[tone].get(sheet) ?? new CSSStyleSheet();
  if (originals.has(copy)) return copy;
  originals.set(copy, sheet);
  copies[tone].set(sheet, copy);
  copy.replaceSync(sheet.text
    .replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g, (_, wanted) => (wanted === tone ? "(min-width: 0)" : "(max-width: -1px)"))
    .replace(/(color-scheme\s*:\s*)light dark/g, `$1${tone}`));
  return copy;
};

/** The sheet as it came, for one that is worn. */
export const originalOf = (sheet) => originals.get(sheet) ?? sheet;

/** What the shadow root of an element wears. */
export class Tone {
  /** `isOver`: it lies over the page, and not in it. `wish` says what the page wants it to be:
   * "light", "dark", "system" as the device is; else as what is around it is. */
  constructor(host, { isOver = false, wish = () => {} } = {}) {
    Object.assign(this, { host, isOver, wish, end: new AbortController() });
    this.look();
    const { signal } = this.end;
    const look = () => this.lookSoon();
    matchMedia("(prefers-color-scheme: dark)").addEventListener?.("change", look, { signal });
    // A page that changes slowly is not yet what it will be.
    document.addEventListener("transitionend", ({ propertyName, target }) =>
      /^(background|color)/.test(propertyName) && [...outwards(host)].includes(target) && look(), { signal });
    this.observer = new MutationObserver(look);
    signal.addEventListener("abort", () => this.observer.disconnect());
    this.watch();
  }

  /** From now on it follows what it lies in now. */
  watch() {
    this.observer.disconnect();
    for (const one of outwards(this.host)) this.observer.observe(one, { attributes: true });
  }

  /** A page that moves changes its attributes many times between two pictures. */
  lookSoon() {
    this.soon ??= requestAnimationFrame(() => {
      this.soon = undefined;
      // Where nothing is shown there is nothing to be light or dark; what comes looks itself.
      if (!this.end.signal.aborted && this.host.shadowRoot?.childElementCount) this.look();
    });
  }

  look() {
    const before = this.tone;
    this.tone = this.found();
    const root = this.host.shadowRoot;
    if (root && this.tone !== before) root.adoptedStyleSheets = root.adoptedStyleSheets.map((sheet) => this.dressed(sheet));
  }

  /** Nothing, where it is as the device is. */
  found() {
    const wish = this.wish();
    if (wish === "light" || wish === "dark") return wish;
    if (wish === "system") return undefined;
    let isCanvas;
    const canvas = () => (isCanvas ??= isCanvasDark());
    return (this.isOver ? this.isScreenDark(canvas) : firstOf(outwards(this.host), canvas)) ? "dark" : "light";
  }

  /** Whether most of what is on the screen is, without the survey. */
  isScreenDark(canvas) {
    const now = screen();
    // While a dialog holds the page nothing of it can be found: it is where it was before.
    if (!this.behind || now.some(({ length }) => length)) this.behind = now;
    // Where the page's root has no background it shows that of the body.
    const { body, documentElement } = document;
    const isDarkThere = (elements) => firstOf([...elements, body, documentElement], canvas);
    return 2 * this.behind.filter(isDarkThere).length > this.behind.length;
  }

  /** A style sheet as it is worn now; its `text` says what is in it. */
  dressed(sheet) {
    const original = originalOf(sheet);
    return this.tone && original.text ? inTone(original, this.tone) : original;
  }

  leave() {
    this.end.abort();
  }
}
