// The loader: the one stable name. It knows where the files of the current build are, asks for
// all of them at once, and hands them to the widget.
const base = new URL("./", import.meta.url);
const files = new URL("__HASH__/", base);
const relay = new URL("..", base).href.replace(/\/$/, "");

const widgets = {};
/** A build's exports; its module and its WebAssembly are asked for together, once. The lean build
 * ("widget") shows most surveys, the full one ("full") all. */
const loadWidget = (build = "widget") => {
  widgets[build] ??= Promise.all([
    import(new URL(`${build}.js`, files)),
    fetch(new URL(`${build}_bg.wasm`, files)).then(ok),
  ]).then(async ([glue, wasm]) => {
    // Not every browser compiles while the bytes come, and not every host says what they are.
    const made = await WebAssembly.instantiateStreaming?.(wasm.clone(), glue.imports()).catch(() => {})
      ?? await WebAssembly.instantiate(await wasm.arrayBuffer(), glue.imports());
    glue.begin(made.instance);
    return glue;
  });
  widgets[build].catch(() => delete widgets[build]);
  return widgets[build];
};

/** A message, or the survey's own page; all else is somebody else's, and kept apart. */
const isOurs = Boolean(document.body?.dataset.relay);

const sheetOf = async (text) => {
  const css = isOurs ? text : (await part("shelter"))[0].seal(text);
  const sheet = Object.assign(new CSSStyleSheet(), { text: css });
  sheet.replaceSync(css);
  // In a shadow root browsers load no fonts: the document knows them.
  for (const { style, type } of sheet.cssRules) {
    if (type !== CSSRule.FONT_FACE_RULE) continue;
    const face = (name) => style.getPropertyValue(name);
    document.fonts.add(new FontFace(face("font-family"), face("src"), { weight: face("font-weight"), display: "swap" }));
  }
  return sheet;
};
const sheets = {};
/** A style sheet; "full" has what only the full build draws. */
const loadStyles = (name = "widget") => {
  sheets[name] ??= fetch(new URL(`${name}.css`, files)).then(ok).then(async (css) => sheetOf(await css.text()));
  sheets[name].catch(() => delete sheets[name]);
  return sheets[name];
};
const addStyles = (root, styles) => {
  const home = root.getRootNode();
  const worn = home.adoptedStyleSheets;
  // An element has them light or dark.
  const dressed = styles && (home.host?.dressed?.(styles) ?? styles);
  if (styles && !worn.includes(dressed)) home.adoptedStyleSheets = [...worn, dressed];
};

const api = (survey, what = "") => new URL(`../v1/surveys/${encodeURIComponent(survey)}${what}`, base);

/** A survey's bytes, with how it stands; `as` is "answered" for those who are only told that they have. */
const loadSurvey = async (survey, locale, as) => {
  const address = api(survey);
  if (locale) address.searchParams.set("locale", locale);
  if (as) address.searchParams.set("as", as);
  const response = await fetch(address);
  // A survey that is gone will not come back by asking again.
  if (response.status === 404 || response.status === 410) throw final(`no survey "${survey}"`);
  const bytes = new Uint8Array(await ok(response).arrayBuffer());
  const words = response.headers.get("sondage-standing") ?? "";
  const quietDays = Number(/quiet=(\d+)/.exec(words)?.[1] ?? 0);
  return Object.assign(bytes, { standing: { isClosed: /closed/.test(words), isOff: /-off/.test(words), isOnce: /once/.test(words), quietDays } });
};

/** What is told beside answers: who it is about, and what was on their screen. */
const TOLD = ["user_braze_id", "external_id", "token", "channel", "revision"];
/** The addresses that the page's policy has stopped a request to. In the frame of Braze's SDK, Firefox
 * takes no request that outlives its page for one to 'self', where it takes all others: it says so
 * right after the request has failed. One that fails as its page is left is not among them. */
const stopped = new Set();
addEventListener("securitypolicyviolation", ({ blockedURI }) => stopped.add(blockedURI));
/** Posts what is no answer, as a form. */
const tell = async (survey, what, pairs) => {
  const address = api(survey, `/${what}`);
  const body = new URLSearchParams(pairs.filter(([name]) => TOLD.includes(name)));
  const post = (keepalive) => fetch(address, { method: "POST", body, credentials: "omit", keepalive });
  return ok(await post(true).catch(async (error) => {
    await new Promise((done) => setTimeout(done));
    if (stopped.has(address.href)) return post(false);
    throw error;
  }));
};

/** How many milliseconds a survey waits for what the relay says of its reader. Most say nothing that
 * matters; where it comes too late, the relay refuses what was answered twice. */
const PATIENCE = 2000;
/** What the relay says of those who prove who they are; nothing, where it does not say it soon. */
const standing = (survey, pairs) => Promise.race([
  tell(survey, "standing", pairs).then((reply) => reply.json()).catch(() => ({})),
  new Promise((done) => setTimeout(done, PATIENCE, {})),
]);

function ok(response) {
  if (!response.ok) throw new Error(response.url);
  return response;
}

const final = (message) => Object.assign(new Error(message), { isFinal: true });

/** In the middle of a roll-out the survey may be of a newer build: ask once for its files. */
const current = async (error) => {
  if (error !== "format" || import.meta.url.includes("current")) throw final(String(error));
  return import(`${new URL("sondage.js", base)}?current=${Date.now()}`);
};

/** The script of a kind of control, which only surveys that have one ask for, and what it wears. */
const part = (name) =>
  Promise.all([import(new URL(`${name}.js`, files)), ["slider", "frame", "element", "closing", "framed", "shelter"].includes(name) ? null : loadStyles(name)]);

/** What earlier pages of this browser could not send goes now, whatever this page shows. Which keys
 * those are the widget knows. */
const sendUnsent = () => {
  const isAny = ["localStorage", "sessionStorage"].some((name) => {
    try {
      return /unsent/.test(Object.keys(window[name]));
    } catch {}
  });
  if (isAny) loadWidget().then((glue) => glue.sendUnsent(window), () => {});
};
sendUnsent();
// A survey that is on the page sends what is its own.
let isMounted = false;
addEventListener("online", () => isMounted || sendUnsent());

const mount = async (glue, root, survey, definition, options) => {
  // A card's form says it, until the widget draws the next one.
  const who = (options.identity ?? pairsOf(root)).filter(([name]) => name === "link" || TOLD.slice(0, 3).includes(name));
  const announce = (text) => {
    const live = root.querySelector("[data-live]");
    if (live) live.textContent = text;
  };
  // What an option is may change while the survey runs, so that none is copied.
  Object.setPrototypeOf(options, {
    relay,
    prepare: (name) => void part(name).catch(() => {}),
    translate: async (locale) => {
      const form = root.querySelector("[data-card] form");
      form?.setAttribute("aria-busy", true);
      try {
        const detail = await loadSurvey(survey, locale);
        root.dispatchEvent(new CustomEvent("sondage-locale", { detail }));
      } finally {
        form?.removeAttribute("aria-busy");
      }
    },
    style: async (css) => addStyles(root, await sheetOf(css)),
    // Without its script a control is the browser's own, and works.
    enliven: (element, response) => element.querySelectorAll("[data-part]").forEach((one) =>
      part(one.dataset.part).then(([script, styles]) => {
        addStyles(root, styles);
        script.default(one, { relay, survey, response, who, announce });
      }, () => {})),
  });
  isMounted = true;
  // In the place of a picture that does not come are its words.
  root.addEventListener("error", ({ target }) => target.localName === "img" && target.replaceWith(target.alt), true);
  try {
    glue.mount(root, definition, options);
  } catch (error) {
    if (error !== "full") throw error;
    const [full, styles] = await Promise.all([loadWidget("full"), loadStyles("full")]);
    addStyles(root, styles);
    full.mount(root, definition, options);
  }
};

const pairsOf = (body) => [...new FormData(body.querySelector("[data-card] form") ?? undefined)];

/** Somebody has begun to answer the card that was there before the widget. */
const isTouched = (body, message) => message.early
  || [...body.querySelectorAll("[data-card] :is(input:not([type=hidden]), textarea)")].some((one) =>
    one.checked !== one.defaultChecked || one.value !== one.defaultValue);

/** Why a message that is on the screen is not to be asked, as its reader learns of it: it is closed, no
 * message shows any survey, or they have answered it elsewhere. */
const whyNot = async (survey, { isClosed, isOff, isOnce }, pairs) => {
  if (isClosed || isOff) return "closed";
  if (!isOnce || !pairs.some(([name]) => name === "token")) return "";
  return (await standing(survey, pairs)).answered ? "answered" : "";
};

/** Tells the relay that the survey is on the screen, the first time that it is. */
const countOnce = (body, survey, view) => body.addEventListener("sondage-shown",
  ({ detail }) => detail.resumed || tell(survey, "views", view).catch(() => {}), { once: true }) ?? true;

/** Takes over the card that is in a message already, or on the survey's own page, which says the rest. */
export const takeOver = async (body, message) => {
  const { survey, locale, channel, revision, widget, frame } = body.dataset;
  const isMessage = !message.options;
  const pairs = pairsOf(body);
  if (frame === "") part("frame").then(([script]) => script.default(body), () => {});
  let [glue, definition] = await Promise.all([loadWidget(widget), loadSurvey(survey, locale)]);
  const reason = isMessage && await whyNot(survey, definition.standing, pairs);
  if (reason && !isTouched(body, message)) {
    // Nobody has begun: it goes as it came, before anybody reads what it would say instead.
    body.querySelector("[data-close]")?.click();
    body.hidden = true;
    return;
  }
  if (reason === "answered") definition = await loadSurvey(survey, locale, reason);
  message.isCounted ??= countOnce(body, survey, [["channel", channel], ["revision", revision], ...pairs]);
  try {
    await mount(glue, body, survey, definition, {
      channel, revision: Number(revision), forgets: body.dataset.forgets === "", isMessage: true, hasAnswered: reason === "answered",
      ...(message.response && { response: message.response }),
      ...message.options,
    });
  } catch (error) {
    return (await current(error)).takeOver(body, message);
  }
  message.taken = true;
  // In Firefox, Braze's SDK does not get the focus into a frame that has the screen to itself.
  if (isMessage && frame !== "" && !document.hasFocus()) {
    const title = body.querySelector("#sondage-title");
    void title?.clientWidth;
    title?.focus();
  }
  if (isMessage && body.querySelector("[data-ignored], [data-thanked]")) part("closing").then(([script]) => script.default(body), () => {});
  if (message.early) body.querySelector(`[data-card] button[value="${message.early.action}"]`)?.click();
};

// A message has no elements. A page has a script for them, while what they show is on its way.
if (!isOurs) {
  if (document.querySelector("sondage-survey:not([mode])")) {
    loadWidget();
    loadStyles();
  }
  part("element").then(([script]) => script.default({ addStyles, loadStyles, loadSurvey, loadWidget, mount, part, relay, standing, tell }));
}
