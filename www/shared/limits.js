// How often a survey comes up by itself, as far as this browser remembers.
const DAY = 24 * 60 * 60 * 1000;

// Where storage is missing or forbidden, or not allowed yet, the page itself remembers, as long as
// it is there.
const pages = new Map();
/** When anybody was asked by any survey; no survey has an empty id. */
const ANY = "";
const key = (survey) => (survey ? `sondage.seen.${survey}` : "sondage.asked");
const read = (survey) => {
  if (pages.has(survey)) return pages.get(survey);
  try {
    return JSON.parse(localStorage.getItem(key(survey))) ?? {};
  } catch {
    return {};
  }
};
const store = (survey) => {
  try {
    localStorage.setItem(key(survey), JSON.stringify(pages.get(survey)));
    pages.delete(survey);
  } catch {}
};
const write = (element, survey, change) => {
  pages.set(survey, { ...read(survey), ...change });
  if (!element.isHeldBack) store(survey);
};

/** The page may keep what it has remembered of this element's survey. */
export const keep = (element) => [element.getAttribute("survey"), ANY].filter((one) => pages.has(one)).forEach(store);

const isWithin = (last, days) => Date.now() - last < days * DAY;

/** Whether the rules of this element let its survey come up by itself now. */
export const mayShow = (element) => {
  const survey = element.getAttribute("survey");
  const { count = 0, last = 0, answered = false } = read(survey);
  const mode = element.getAttribute("mode") ?? "inline";
  const show = element.getAttribute("show") ?? (mode === "inline" ? "always" : "once");
  if (isWithin(last, Number(element.getAttribute("every") ?? 0))) return false;
  if (isQuiet(element, 0)) return false;
  if (!isDrawn(element, survey)) return false;
  if (show === "always") return true;
  if (answered) return false;
  return show === "until-answered" || count < (show === "once" ? 1 : Number(show));
};

/** Whether it is too soon after any other survey, as far as this browser knows; `days` is what the
 * survey's author says, where the page does not. */
export const isQuiet = (element, days) => {
  const { last = 0 } = read(ANY);
  return isWithin(last, Number(element.getAttribute("quiet") ?? days));
};

/** Why the survey does not come up by itself after all, by what the relay says of it and of who is
 * there; nothing where it does. */
export const whyNot = (element, { isClosed, quietDays }, { answered: hasAnswered, quiet: wasAsked }) => {
  if (isClosed) return "closed";
  const show = element.getAttribute("show") ?? "once";
  if (hasAnswered && show !== "always") return "answered";
  return wasAsked && !element.hasAttribute("quiet") || isQuiet(element, quietDays) ? "quiet" : "";
};

/** Whether this person is among the percent that are asked: by who they are, where that is known,
 * whatever browser they have; else this browser draws once, and stays with it. */
const isDrawn = (element, survey) => {
  if (!element.hasAttribute("sample")) return true;
  const percent = parseFloat(element.getAttribute("sample"));
  const who = ["external-id", "braze-id"].find((name) => element.getAttribute(name));
  if (who) return lotOf(`${survey} ${who} ${element.getAttribute(who)}`) < percent;
  let { lot } = read(survey);
  if (lot === undefined) {
    lot = Math.random() * 100;
    write(element, survey, { lot });
  }
  return lot < percent;
};

/** A number from 0 to 100 that follows from a text: FNV-1a over its UTF-8, and the end of MurmurHash3,
 * so that names that differ in one letter are far apart. */
const lotOf = (text) => {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) state = Math.imul(state ^ byte, 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32 * 100;
};

/** It was shown; `isAsked` where somebody had asked for it, and so was not asked. */
export const noteShown = (element, isAsked) => {
  const survey = element.getAttribute("survey");
  write(element, survey, { count: (read(survey).count ?? 0) + 1, last: Date.now() });
  if (!isAsked) write(element, ANY, { last: Date.now() });
};
export const noteAnswered = (element) => write(element, element.getAttribute("survey"), { answered: true });
