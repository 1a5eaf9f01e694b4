// Surveys without a relay: the definition comes with the page, and the widget compiles it there.

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
  ranking: () => import("./parts/ranking.js"),
  signature: () => import("./parts/signature.js"),
  slider: () => import("./parts/slider.js"),
  upload: () => import("./parts/upload.js"),
};

const sheets = {};
const sheetOf = (css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
};
const wear = (root, sheet) => {
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
};
const dress = async (root, name) => {
  const { default: styles } = await import("./styles.js");
  if (styles[name]) wear(root, (sheets[name] ??= sheetOf(styles[name])));
};

const policy = () => (globalThis[Symbol.for("sondage")] ??=
  globalThis.trustedTypes?.createPolicy("sondage", { createHTML: (html) => html }));

/** A version 4 UUID; `crypto.randomUUID` exists on secure origins only. */
const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

const compile = (glue, definition, locale, { revision = 1, relay }) => {
  const text = typeof definition === "string" ? definition : JSON.stringify(definition);
  try {
    return glue.compile(text, locale, revision, Boolean(relay));
  } catch (flat) {
    if (!Array.isArray(flat)) throw flat;
    const problems = [];
    for (let at = 0; at < flat.length; at += 2) problems.push({ path: flat[at], message: flat[at + 1] });
    const lines = problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
    throw Object.assign(new Error(`the survey has problems\n${lines.join("\n")}`), { problems });
  }
};

// Storage may be missing, full or forbidden: then nothing is kept, and nothing is lost but that.
const stored = (work) => {
  try {
    return work(sessionStorage);
  } catch {}
};

/** What is kept for a reload: the session's own text, and what the page was told of. */
const memory = (resume, response, answers) => {
  const place = (key) => key.replace("sondage.", "sondage.page.");
  // Without a relay nothing stays unsent, and what was is of no use to anybody.
  const isKept = (key) => resume && key.startsWith("sondage.kept.");
  return {
    response,
    keep: (key, text) => isKept(key) && stored((storage) => text
      ? storage.setItem(place(key), JSON.stringify([text, answers]))
      : storage.removeItem(place(key))),
    // The response of the page before goes on, whose id stands first.
    kept(key) {
      const [text, earlier] = (isKept(key) && stored((storage) => JSON.parse(storage[place(key)]))) || [""];
      if (text) this.response = text.split("\u0001")[0];
      Object.assign(answers, earlier);
      return text;
    },
  };
};

const identify = ({ respondent = {}, hidden = {} }) => {
  const names = { brazeId: "user_braze_id", externalId: "external_id", token: "token" };
  return [
    ...Object.entries(names).flatMap(([name, field]) => (respondent[name] ? [[field, `${respondent[name]}`]] : [])),
    ...Object.entries(hidden).map(([name, value]) => [`h.${name}`, `${value}`]),
  ];
};

const post = (relay, address, body) => relay
  ? fetch(address, { method: "POST", body, credentials: "omit", keepalive: body.length < 60_000 })
    .then((response) => response.status, () => 0)
  : Promise.resolve(200);

/** What the widget asks of its surroundings. */
const surroundings = (glue, root, id, definition, options, answers) => {
  const relay = options.relay?.replace(/\/+$/, "") ?? "";
  const raise = (name, detail) => root.dispatchEvent(new CustomEvent(name, { detail }));
  const notify = (name, text) => {
    const detail = JSON.parse(text);
    if (name === "sondage-answered") answers[detail.question] = detail.value;
    // Nothing is stored where nothing is sent.
    if (name === "sondage-stored" && !relay) return;
    root.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  };
  const announce = (text) => {
    const live = root.querySelector("[data-live]");
    if (live) live.textContent = text;
  };
  const all = {
    ...memory(options.resume ?? true, uuid(), answers),
    relay, notify, channel: "web", revision: -1, isMessage: false, identity: identify(options),
    post: (number, address, body) =>
      post(relay, address, body).then((status) => raise("sondage-reply", number * 1000 + status)),
    prepare: (name) => void parts[name]?.().catch(() => {}),
    go: (address) => location.assign(address),
    // Only a Braze message has one.
    bridge: () => {},
    style: (css) => wear(root.getRootNode(), sheetOf(css)),
    translate: (locale) => raise("sondage-locale", compile(glue, definition, locale, options)),
    draw: (element, html) => {
      element.innerHTML = policy()?.createHTML(html) ?? html;
      // Without its script a control is the browser's own, and works.
      element.querySelectorAll("[data-part]").forEach((one) => enliven(one).catch(() => {}));
    },
  };
  const enliven = async (one) => {
    const name = one.dataset.part;
    const [script] = await Promise.all([parts[name](), dress(root.getRootNode(), name)]);
    script.default(one, { relay, survey: id, response: all.response, announce });
  };
  return all;
};

const mounted = new WeakMap();

/** Shows a survey in an element; see index.d.ts. */
export const mount = async (element, definition, options = {}) => {
  const turn = {};
  mounted.get(element)?.unmount();
  mounted.set(element, { unmount: () => (turn.isOver = true) });
  const glue = await load(options.wasm);
  const locale = options.locale ?? (document.documentElement.lang || "");
  const bytes = compile(glue, definition, locale, options);
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  await dress(shadow, "widget");
  const answers = {};
  // Another survey for the same element came while this one was on its way.
  if (turn.isOver) return { answers, unmount() {} };
  const root = document.createElement("div");
  shadow.replaceChildren(root);
  const handle = {
    answers,
    unmount() {
      if (mounted.get(element) === handle) mounted.delete(element);
      root.dispatchEvent(new Event("sondage-unmount"));
      root.remove();
      shadow.adoptedStyleSheets = shadow.adoptedStyleSheets.filter((sheet) => Object.values(sheets).includes(sheet));
    },
  };
  mounted.set(element, handle);
  const { id } = typeof definition === "string" ? JSON.parse(definition) : definition;
  glue.mount(root, bytes, surroundings(glue, root, id, definition, options, answers));
  return handle;
};
