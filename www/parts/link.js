// Hands the card of the survey's own page over to the widget, with what the page knows of its
// response. Where the widget does not come, or fails, the page's forms post by themselves.
const { body } = document;
const { kept, proposed, known, start } = body.dataset;
const form = () => body.querySelector("[data-card] form");
const fields = new FormData(form());
const response = fields.get("response");

const options = {
  isMessage: false,
  link: {
    kept: JSON.parse(kept), proposed, isKnown: known !== undefined, card: start ?? "",
  },
  // The page knows the other languages: it is asked for anew.
  translate: (locale, response) => post(response, `locale:${locale}`),
};

/** The page's own form asks for the next page, without the widget. */
const post = (response, action) => {
  const page = form();
  page.querySelector("[name=response]")?.remove();
  for (const [name, value] of [["response", response], ["action", action]]) {
    page.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  page.submit();
};

// Those who decline get the page's word of farewell: the widget has none.
addEventListener("click", (event) => {
  if (!event.target.closest("[name=action][value=decline]")) return;
  event.preventDefault();
  event.stopPropagation();
  post(response, "decline");
}, true);

// Mail scanners run scripts, but nobody touches their pages: what is proposed counts once a person
// does anything. Scrolling by itself is no sign, since scripts do that too.
const SIGNS = ["pointerdown", "keydown", "touchstart", "wheel"];
const touch = (event) => {
  if (!event.isTrusted || document.visibilityState !== "visible") return;
  for (const sign of SIGNS) removeEventListener(sign, touch, true);
  body.dispatchEvent(new Event("sondage-touched"));
};
// The relay has what was answered or proposed, or never will: a reload proposes it no more, and
// goes on after it.
const settle = () => {
  const here = new URL(location.href);
  for (const name of [...here.searchParams.keys()]) {
    if (name.startsWith("q.") || name === "start") here.searchParams.delete(name);
  }
  history.replaceState(null, "", here);
};
const listen = () => {
  if (!proposed && !start) return;
  if (proposed) for (const sign of SIGNS) addEventListener(sign, touch, { capture: true, passive: true });
  for (const reply of ["sondage-stored", "sondage-refused"]) body.addEventListener(reply, settle, { once: true });
};

if (parent !== window) import(new URL("framed.js", import.meta.url)).catch(() => {});

// What does not come leaves the page as it is.
import(new URL("../sondage.js", import.meta.url))
  .then(({ takeOver }) => takeOver(body, { response, options }))
  .then(listen, () => {});
