// What a survey over a page owes the page: to wait while another dialog is open, to hold the
// scrolling only while nothing else can be used, and to leave all as it was.

const FOREIGN = "dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true], .ab-iam-root";
/** Milliseconds between two looks; a style that hides a dialog raises no event. */
const LOOK = 300;

const isSeen = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return width * height > 0 && (element.checkVisibility?.({ visibilityProperty: true }) ?? true);
};

/** The overlays of this page that are ours. They lie in shadow roots, where no page looks. */
export const ours = new Set();

/** Whether another dialog is open; one of ours counts for what comes up by itself. */
export const isBusy = (wasAsked) =>
  (!wasAsked && ours.size > 0) || [...document.querySelectorAll(FOREIGN)].some(isSeen);

/** Until no other dialog is open, or the signal says that nobody waits any more. */
export const untilFree = async (wasAsked, signal) => {
  while (isBusy(wasAsked) && !signal.aborted) await new Promise((done) => setTimeout(done, LOOK));
};

/** Holds the page where it is; the way back. */
export const holdPage = () => {
  const page = document.documentElement;
  const rules = { overflow: "hidden" };
  // The bar's place stays, so that the page does not move.
  if (innerWidth > page.clientWidth) rules["scrollbar-gutter"] = "stable";
  const before = Object.keys(rules).map((name) => [name, page.style.getPropertyValue(name), page.style.getPropertyPriority(name)]);
  for (const [name, value] of Object.entries(rules)) page.style.setProperty(name, value, "important");
  return () => {
    for (const [name, value, priority] of before) page.style.setProperty(name, value, priority);
    if (page.getAttribute("style") === "") page.removeAttribute("style");
  };
};
