// What keeps a survey and somebody else's page apart, beyond the shadow root.

/** Pixels of the size of text that the browser's user has chosen. A page's root may say anything. */
let medium;
const mediumOf = () => {
  const probe = document.createElement("span");
  for (const [name, value] of Object.entries({ all: "initial", "font-size": "medium", position: "absolute" })) {
    probe.style.setProperty(name, value, "important");
  }
  document.documentElement.append(probe);
  medium = parseFloat(getComputedStyle(probe).fontSize) || 16;
  probe.remove();
  return medium;
};

/** A style sheet of ours for a page of others: a `rem` there is a length of the page's, and names as
 * ours are in use there. What the page is to choose keeps its name. */
export const seal = (css) => css
  .replace(/(^|[\s:,(-])(\d*\.?\d+)rem\b/g, (_, before, length) => `${before}${length * (medium ?? mediumOf())}px`)
  .replace(/--(?!tab-)(?=[a-z])/g, "--sondage-");

const TYPED_IN = "input:not([type=radio], [type=checkbox]), select, textarea";
/** What moves among points and options. */
const MOVES = /^(Arrow.*| )$/;
const TYPING = ["keydown", "keypress", "keyup", "beforeinput", "input", "copy", "cut", "paste"];

/** What is typed into a field of a survey is for nobody else: the page would take it for its
 * shortcuts. Tab goes on, for pages that keep it inside a dialog. */
export const keepTyping = (root) => {
  for (const type of TYPING) {
    root.addEventListener(type, (event) => {
      const isTyped = event.target.matches(TYPED_IN) && event.key !== "Tab";
      if (isTyped || (event.target.matches("input") && MOVES.test(event.key))) event.stopPropagation();
    });
  }
};
