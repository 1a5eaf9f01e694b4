// Which surveys are under way in this tab: answered in part, or made small. They are there on the
// next page too, whatever says when a survey comes up.

const suffix = (element) => `${element.getAttribute("survey")}.${element.getAttribute("braze-id") ?? element.getAttribute("external-id") ?? ""}`;
const smallKey = (element) => `sondage.small.${suffix(element)}`;

/** Runs what needs the tab's storage, where there is one. */
const withStorage = (work) => {
  try {
    return work(sessionStorage);
  } catch {
    return undefined;
  }
};

/** Somebody has made it small, and wants to go on later. */
export const isSmall = (element) => withStorage((storage) => storage.getItem(smallKey(element)) !== null) ?? false;

export const noteSmall = (element, small) => {
  withStorage((storage) => {
    if (small && !element.isHeldBack) storage.setItem(smallKey(element), "");
    else storage.removeItem(smallKey(element));
  });
};

/** Whether the widget has kept anything that somebody has answered or typed (`kept.rs`): after the
 * response's id come pairs, with this between them. */
const BETWEEN = "\u0001";
const hasBegun = (element) => withStorage((storage) => {
  const kept = storage.getItem(`sondage.kept.${suffix(element)}`);
  return kept !== null && kept.split(BETWEEN).length > 2;
}) ?? false;

export const isUnderWay = (element) => isSmall(element) || hasBegun(element);
