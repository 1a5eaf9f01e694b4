// What a survey over a page owes the page: to wait while another dialog is open, to hold the
// scrolling only while nothing else can be used, and to leave all as it was.
import { outwards } from "./outwards.js";

const FOREIGN = "dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true], .ab-iam-root";
/** Milliseconds between two looks; a style that hides a dialog raises no event. */
const LOOK = 300;
/** In so many steps it is looked across an element, and down. */
const STEPS = 6;

const isClipped = (one) => {
  const { overflowX, overflowY, clip, clipPath } = getComputedStyle(one);
  const isEmpty = (overflowX !== "visible" && !one.clientWidth) || (overflowY !== "visible" && !one.clientHeight);
  return isEmpty || /^(inset\((50|100)%|circle\(0|rect\(([01]px[, ]*){4})/.test(clipPath === "none" ? clip : clipPath);
};

/** Whether a page can be scrolled down or up to this, and it is seen there. */
const canBeReached = (element, { left, top, right, bottom }) => {
  const isAway = (one) => getComputedStyle(one).position === "fixed" || isClipped(one);
  if ([...outwards(element)].some(isAway)) return false;
  return right > left && right > 0 && left < innerWidth && bottom > top && bottom + scrollY > 0
    && top + scrollY < document.documentElement.scrollHeight;
};

/** Whether anything of an element is under points of its box. What is clipped away, moved off the
 * screen or put aside as `inert` is under none. */
const isUnder = (element, box) => {
  const { left, top, right, bottom } = box;
  const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
  const [width, height] = [Math.min(right, innerWidth) - x, Math.min(bottom, innerHeight) - y];
  if (width <= 0 || height <= 0) return canBeReached(element, box);
  for (let at = 0; at < STEPS ** 2; at += 1) {
    const [across, down] = [(at % STEPS) + 0.5, Math.floor(at / STEPS) + 0.5];
    const all = document.elementsFromPoint(x + (width * across) / STEPS, y + (height * down) / STEPS);
    if (all.some((one) => element.contains(one))) return true;
  }
  return false;
};

/** Whether somebody sees a dialog. Pages keep closed ones, hidden in every way that there is. */
const isSeen = (element) => {
  if (element.closest("[aria-hidden=true], [inert]") || element.matches("[aria-modal=false]")) return false;
  if (getComputedStyle(element).visibility !== "visible") return false;
  for (const one of outwards(element)) {
    const { display, opacity } = getComputedStyle(one);
    if (display === "none" || opacity === "0") return false;
  }
  // What has no size of its own may hold what has.
  return [element, ...element.children].some((one) => isUnder(element, one.getBoundingClientRect()));
};

/** The overlays of this page that are ours. They lie in shadow roots, where no page looks. */
export const ours = new Set();

/** Whether another dialog is open, of the page or of ours. */
export const isBusy = () => ours.size > 0 || [...document.querySelectorAll(FOREIGN)].some(isSeen);

/** Whether a dialog of the page's own keeps all that is outside of it from use. */
export const isBehind = () => {
  try {
    return document.querySelector(":modal") !== null;
  } catch {
    // Browsers of before 2022 do not know the word, and nobody else can tell.
    return false;
  }
};

/** The moment when it is worth looking again. */
export const nextLook = () => new Promise((done) => setTimeout(done, LOOK));

let lock;
const holders = new Set();

/** Holds the page where it is, together with whoever else does; the way back. It touches nothing of
 * the page's own, which may hold its scrolling as well, and let it go meanwhile. */
export const holdPage = () => {
  const holder = {};
  if (!holders.size) {
    lock = new CSSStyleSheet();
    // The bar's place stays, so that the page does not move.
    const gutter = innerWidth > document.documentElement.clientWidth ? "scrollbar-gutter: stable !important" : "";
    // Named by more than a page is likely to.
    lock.replaceSync(`:root:not(#_#_#_) { overflow: hidden !important; ${gutter} }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, lock];
  }
  holders.add(holder);
  return () => {
    if (!holders.delete(holder) || holders.size) return;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== lock);
  };
};
