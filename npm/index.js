// Surveys without a relay: the definition comes with the page, and the widget compiles it there.
import { keepTyping, seal } from "./parts/shelter.js";
import { Tone, originalOf } from "./parts/tone.js";

let widget;
/** The widget's exports; its module and its WebAssembly are asked for once. */
const load = (address = new URL("./widget_bg.wasm", import.meta.url)) => {
  widget ??= Promise.all([import("./widget.js"), fetch(address)]).then(async ([glue, response]) => {
    if (!response.ok) throw new Error(`no widget at ${response.url}: the option wasm says where it is`);
    // Not every host says that the bytes are WebAssembly.
    const made = await WebAssembly.instantiateStreaming(response.clone(), glue.imports()).catch(() => {})
      ?? await WebAssembly.instantiate(await response.arrayBuffer(), glue.imports());
    glue.begin(made.instance);
    return glue;
  });
  widget.catch(() => (widget = undefined));
  return widget;
};

/** The scripts of controls. The names stand here in full, so that bundlers find them. */
const parts = {
  combobox: () => import("./parts/combobox.js"),
  date: () => import("./parts/date.js"),
  ranking: () => import("./parts/ranking.js"),
  search: () => import("./parts/search.js"),
  signature: () => import("./parts/signature.js"),
  slider: () => import("./parts/slider.js"),
  upload: () => import("./parts/upload.js"),
};

const sheets = {};
const sheetOf = (css) => {
  const sheet = Object.assign(new CSSStyleSheet(), { text: seal(css) });
  sheet.replaceSync(sheet.text);
  // In a shadow root browsers load no fonts: the document knows them.
  for (const { style, type } of sheet.cssRules) {
    if (type !== CSSRule.FONT_FACE_RULE) continue;
    const face = (name) => style.getPropertyValue(name);
    document.fonts.add(new FontFace(face("font-family"), face("src"), { weight: face("font-weight"), display: "swap" }));
  }
  return sheet;
};
/** What follows the page around it, by shadow root. */
const tones = new WeakMap();
const wear = (root, sheet) => {
  const dressed = tones.get(root)?.dressed(sheet) ?? sheet;
  if (!root.adoptedStyleSheets.includes(dressed)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, dressed];
};
const dress = async (root, name) => {
  const { default: styles } = await import("./styles.js");
  if (styles[name]) wear(root, (sheets[name] ??= sheetOf(styles[name])));
};

const compile = (glue, definition, locale, { revision = 1, relay }) => {
  try {
    return glue.compile(definition, locale, revision, Boolean(relay));
  } catch (problems) {
    if (!Array.isArray(problems)) throw problems;
    const lines = problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
    throw Object.assign(new Error(`the survey has problems\n${lines.join("\n")}`), { problems });
  }
};

const identify = ({ respondent = {}, hidden = {} }) => {
  const names = { brazeId: "user_braze_id", externalId: "external_id", token: "token" };
  return [
    ...Object.entries(names).flatMap(([name, field]) => (respondent[name] ? [[field, `${respondent[name]}`]] : [])),
    ...Object.entries(hidden).map(([name, value]) => [`h.${name}`, `${value}`]),
  ];
};

/** What the widget asks of its surroundings. */
const surroundings = (glue, root, id, definition, options, answers) => {
  const relay = options.relay?.replace(/\/+$/, "") ?? "";
  const announce = (text) => {
    const live = root.querySelector("[data-live]");
    if (live) live.textContent = text;
  };
  const enliven = async (one, response) => {
    const name = one.dataset.part;
    const [script] = await Promise.all([parts[name](), dress(root.getRootNode(), name)]);
    script.default(one, { relay, survey: id, response, announce });
  };
  return {
    relay, answers, channel: "web", revision: -1, isMessage: false, identity: identify(options),
    forgets: options.resume === false,
    prepare: (name) => void parts[name]?.().catch(() => {}),
    style: (css) => wear(root.getRootNode(), sheetOf(css)),
    translate: (locale) => root.dispatchEvent(
      new CustomEvent("sondage-locale", { detail: compile(glue, definition, locale, options) })),
    // Without its script a control is the browser's own, and works.
    enliven: (element, response) =>
      element.querySelectorAll("[data-part]").forEach((one) => enliven(one, response).catch(() => {})),
  };
};

const mounted = new WeakMap();

/** Shows a survey in an element; see index.d.ts. */
export const mount = async (element, definition, options = {}) => {
  const turn = {};
  mounted.get(element)?.unmount();
  mounted.set(element, { unmount: () => (turn.isOver = true) });
  const glue = await load(options.wasm);
  if (options.relay) glue.sendUnsent(window);
  const locale = options.locale ?? (document.documentElement.lang || "");
  const bytes = compile(glue, definition, locale, options);
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  tones.get(shadow)?.leave();
  const tone = new Tone(element, { wish: () => options.colorScheme ?? element.getAttribute("color-scheme") });
  tones.set(shadow, tone);
  await dress(shadow, "widget");
  const answers = {};
  // Another survey for the same element came while this one was on its way.
  if (turn.isOver) return { answers, unmount() {} };
  const root = document.createElement("div");
  keepTyping(root);
  shadow.replaceChildren(root);
  const handle = {
    answers,
    unmount() {
      if (mounted.get(element) === handle) mounted.delete(element);
      root.dispatchEvent(new Event("sondage-unmount"));
      root.remove();
      tone.leave();
      shadow.adoptedStyleSheets = shadow.adoptedStyleSheets.filter((sheet) => Object.values(sheets).includes(originalOf(sheet)));
    },
  };
  mounted.set(element, handle);
  const { id } = typeof definition === "string" ? JSON.parse(definition) : definition;
  glue.mount(root, bytes, surroundings(glue, root, id, definition, options, answers));
  return handle;
};
