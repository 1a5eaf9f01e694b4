// Makes a survey small, and large again, by the button in its sheet. The focus stays on that
// button, which is all that is left of the survey meanwhile.
const MINUS = "M6 12h12";
const UP = "M6 15l6-6 6 6";

/** Shows the button of the sheet in `root`, and answers it until `signal` says so: `turned` is told
 * whether the survey is small then. It begins small with `isSmall`. */
export const offerLater = (root, signal, { isSmall = false, turned } = {}) => {
  const show = () => {
    const button = root.querySelector("[data-later]");
    if (button) button.hidden = false;
    return button;
  };
  const first = show();
  if (first && isSmall) turn(root, first);
  // In another language the sheet is a new one.
  root.addEventListener("sondage-locale", () => queueMicrotask(show), { signal });
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-later]");
    if (!button) return;
    turn(root, button);
    turned?.(root.classList.contains("is-small"));
  }, { signal });
};

const turn = (root, button) => {
  const isSmall = root.classList.toggle("is-small");
  const words = button.querySelector("span");
  words.hidden = !isSmall;
  button.firstElementChild.firstElementChild.setAttribute("d", isSmall ? UP : MINUS);
  // Its words name it while they are seen, and what it does while they are not.
  button.dataset.later ||= button.getAttribute("aria-label");
  if (isSmall) button.removeAttribute("aria-label");
  else button.setAttribute("aria-label", button.dataset.later);
};
