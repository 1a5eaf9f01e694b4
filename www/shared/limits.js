// How often a survey comes up by itself, as far as this browser remembers.
const DAY = 24 * 60 * 60 * 1000;

// Where storage is missing or forbidden the page itself remembers, as long as it is there.
const pages = {};
const key = (survey) => `sondage.seen.${survey}`;
const read = (survey) => {
  try {
    return JSON.parse(localStorage.getItem(key(survey))) ?? pages[survey] ?? {};
  } catch {
    return pages[survey] ?? {};
  }
};
const write = (survey, change) => {
  pages[survey] = { ...read(survey), ...change };
  try {
    localStorage.setItem(key(survey), JSON.stringify(pages[survey]));
  } catch {}
};

/** Whether the rules of this element let its survey come up by itself now. */
export const mayShow = (element) => {
  const survey = element.getAttribute("survey");
  const { count = 0, last = 0, answered = false } = read(survey);
  const mode = element.getAttribute("mode") ?? "inline";
  const show = element.getAttribute("show") ?? (mode === "inline" ? "always" : "once");
  if (Date.now() - last < Number(element.getAttribute("every") ?? 0) * DAY) return false;
  if (!isDrawn(element, survey)) return false;
  if (show === "always") return true;
  if (answered) return false;
  return show === "until-answered" || count < (show === "once" ? 1 : Number(show));
};

/** Whether this browser is among the percent that are asked; once drawn, it stays so. */
const isDrawn = (element, survey) => {
  if (!element.hasAttribute("sample")) return true;
  let { lot } = read(survey);
  if (lot === undefined) {
    lot = Math.random() * 100;
    write(survey, { lot });
  }
  return lot < parseFloat(element.getAttribute("sample"));
};

export const noteShown = (survey) => write(survey, { count: (read(survey).count ?? 0) + 1, last: Date.now() });
export const noteAnswered = (survey) => write(survey, { answered: true });
