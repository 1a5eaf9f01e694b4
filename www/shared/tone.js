// A survey in a page is light or dark as that page is, whatever the device prefers: a page that is
// light only stays so in the dark, and one with a switch of its own is switched without the device.

/** From an element out to the page's root, through shadow roots. */
const outwards = function* (element) {
  for (let one = element; one; one = one.assignedSlot ?? one.parentElement ?? one.getRootNode().host) yield one;
};

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
  const { backgroundColor, backgroundImage, color } = getComputedStyle(element);
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

const firstOf = (elements) => {
  for (const element of elements) {
    const is = isDark(element);
    if (is !== undefined) return is;
  }
  return isCanvasDark();
};

const THIRDS = [1 / 6, 1 / 2, 5 / 6];
/** Whether most of what is on the screen is, without the survey. */
const isScreenDark = (host) => {
  const isElse = (one) => !one.matches("sondage-survey") && one !== host;
  const points = THIRDS.flatMap((x) => THIRDS.map((y) => [x * innerWidth, y * innerHeight]));
  const votes = points.filter(([x, y]) => firstOf(document.elementsFromPoint(x, y).filter(isElse)));
  return votes.length > points.length / 2;
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
      /^(background|color)/.test(propertyName) && target.contains(host) && look(), { signal });
    const observer = new MutationObserver(look);
    for (const one of isOver ? [document.body, document.documentElement] : outwards(host)) observer.observe(one, { attributes: true });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /** A page that moves changes its attributes many times between two pictures. */
  lookSoon() {
    this.soon ??= requestAnimationFrame(() => {
      this.soon = undefined;
      if (!this.end.signal.aborted) this.look();
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
    return (this.isOver ? isScreenDark(this.host) : firstOf(outwards(this.host))) ? "dark" : "light";
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
