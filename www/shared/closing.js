// What goes by itself: a card beside the page that nobody touches, and a survey that has said thanks.

const SIGNS = ["pointerdown", "pointermove", "keydown", "focusin", "input", "wheel", "touchstart"];

/** Closes the survey in `root` after so many seconds in which nobody has touched it, and so many
 * after its end in which nobody does; never, for what is no number of seconds. */
export const closeByItself = (root, { ignored, thanked }, signal) => {
  let timer;
  const wait = (seconds) => {
    clearTimeout(timer);
    if (seconds > 0) timer = setTimeout(() => root.dispatchEvent(new Event("sondage-expired")), seconds * 1000);
  };
  wait(ignored);
  // Whoever touches it keeps it, until it is at its end.
  let after = 0;
  for (const sign of SIGNS) root.addEventListener(sign, () => wait(after), { capture: true, passive: true, signal });
  root.addEventListener("sondage-completed", () => wait(after = thanked), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
};
