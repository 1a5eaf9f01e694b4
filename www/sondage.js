// The loader: the one stable name. It knows where the files of the current build are, asks for
// all of them at once, and hands them to the widget.
const base = new URL("./", import.meta.url);
const files = new URL("__HASH__/", base);

// A page may allow the policy once; this file may be asked for again.
const policy = (globalThis[Symbol.for("sondage")] ??=
  globalThis.trustedTypes?.createPolicy("sondage", { createHTML: (html) => html }));

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

const sheets = {};
/** A style sheet; "full" has what only the full build draws. */
const loadStyles = (name = "widget") => {
  sheets[name] ??= fetch(new URL(`${name}.css`, files)).then(ok).then(async (css) => {
    const styles = new CSSStyleSheet();
    styles.replaceSync(await css.text());
    return styles;
  });
  sheets[name].catch(() => delete sheets[name]);
  return sheets[name];
};
const addStyles = (root, styles) => {
  const home = root.getRootNode();
  const worn = home.adoptedStyleSheets;
  if (styles && !worn.includes(styles)) home.adoptedStyleSheets = [...worn, styles];
};

const loadSurvey = async (survey, locale) => {
  const address = new URL(`../v1/surveys/${encodeURIComponent(survey)}`, base);
  if (locale) address.searchParams.set("locale", locale);
  const response = await fetch(address);
  // A survey that is gone will not come back by asking again.
  if (response.status === 404 || response.status === 410) throw final(`no survey "${survey}"`);
  return new Uint8Array(await ok(response).arrayBuffer());
};

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

/** A version 4 UUID; `crypto.randomUUID` exists on secure origins only. */
const uuid = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

/** The script of a kind of control, which only surveys that have one ask for, and what it wears. */
const part = (name) =>
  Promise.all([import(new URL(`${name}.js`, files)), ["slider", "frame", "element"].includes(name) ? null : loadStyles(name)]);

// Storage may be missing, full or forbidden: then nothing is kept, and nothing is lost but that.
const stored = (work, otherwise) => {
  try {
    return work(sessionStorage) ?? otherwise;
  } catch {
    return otherwise;
  }
};
const keep = (key, text) =>
  stored((storage) => (text ? storage.setItem(key, text) : storage.removeItem(key)));

// As plain text a post is a simple request: no preflight goes before it. Kept alive, it outlives
// the message; browsers let such requests hold 64 KiB together (Fetch standard).
const post = (address, body) =>
  fetch(address, { method: "POST", body, credentials: "omit", keepalive: body.length < 60_000 })
    .then((response) => response.status, () => 0);

// What earlier pages of this session could not send. What is not to be had now is tried again by
// the next page; a session that is still running may have kept more since.
for (const key of stored(Object.keys, [])) {
  if (!key.startsWith("sondage.unsent.")) continue;
  const kept = sessionStorage[key];
  const [address, body] = kept.split("\n");
  post(address, body).then((status) => {
    const isFinal = status > 0 && status < 500 && ![404, 408, 425, 429].includes(status);
    if (isFinal && stored((storage) => storage[key]) === kept) keep(key);
  });
}

// Braze's bridge may come after the widget, and in a preview it never does: calls wait for it, and
// nothing waits for them. What it throws is the host's.
const calls = [];
const makeCalls = () => {
  const { brazeBridge } = globalThis;
  for (const [name, ...args] of brazeBridge ? calls.splice(0) : []) {
    try {
      brazeBridge[name](...args);
    } catch {}
  }
};
addEventListener("ab.BridgeReady", makeCalls);

const mount = async (glue, root, survey, definition, options) => {
  const relay = new URL("..", base).href.replace(/\/$/, "");
  const all = {
    relay,
    response: uuid(),
    notify: (name, detail) => root.dispatchEvent(
      new CustomEvent(name, { bubbles: true, composed: true, detail: JSON.parse(detail) })),
    post: (number, address, body) => post(address, body).then((status) =>
      root.dispatchEvent(new CustomEvent("sondage-reply", { detail: number * 1000 + status }))),
    keep,
    // What is gone on with is the response of the page before, whose id stands first.
    kept: (key) => {
      const text = stored((storage) => storage[key], "");
      if (text) all.response = text.split("\u0001")[0];
      return text;
    },
    prepare: (name) => void part(name).catch(() => {}),
    go: (address) => location.assign(address),
    bridge: (name, argument, properties) => {
      calls.push([name, ...(argument ? [argument] : []), ...(properties ? [JSON.parse(properties)] : [])]);
      makeCalls();
    },
    translate: async (locale) => {
      const detail = await loadSurvey(survey, locale);
      root.dispatchEvent(new CustomEvent("sondage-locale", { detail }));
    },
    draw: (element, html) => {
      element.innerHTML = policy ? policy.createHTML(html) : html;
      enlive(element);
    },
    ...options,
  };
  const announce = (text) => {
    const live = root.querySelector("[data-live]");
    if (live) live.textContent = text;
  };
  // Without its script a control is the browser's own, and works.
  const enlive = (element) => element.querySelectorAll("[data-part]").forEach((one) =>
    part(one.dataset.part).then(([script, styles]) => {
      addStyles(root, styles);
      script.default(one, { relay, survey, response: all.response, announce });
    }, () => {}));
  enlive(root);
  try {
    glue.mount(root, definition, all);
  } catch (error) {
    if (error !== "full") throw error;
    const [full, styles] = await Promise.all([loadWidget("full"), loadStyles("full")]);
    addStyles(root, styles);
    full.mount(root, definition, all);
  }
};

/** Takes over the card that is in a message already, or on the survey's own page, which says the rest. */
export const takeOver = async (body, message) => {
  const { survey, locale, channel, revision, widget, frame } = body.dataset;
  if (frame === "") part("frame").then(([script]) => script.default(body), () => {});
  const [glue, definition] = await Promise.all([loadWidget(widget), loadSurvey(survey, locale)]);
  try {
    await mount(glue, body, survey, definition, {
      channel, revision: Number(revision), isMessage: true,
      ...(message.response && { response: message.response }),
      ...message.options,
    });
  } catch (error) {
    return (await current(error)).takeOver(body, message);
  }
  message.taken = true;
  if (message.early) body.querySelector(`[data-card] button[value="${message.early.action}"]`)?.click();
};

// A message has no elements. A page has a script for them, while what they show is on its way.
if (!document.body?.dataset.relay) {
  if (document.querySelector("sondage-survey:not([mode])")) {
    loadWidget();
    loadStyles();
  }
  part("element").then(([script]) => script.default({ addStyles, loadStyles, loadSurvey, loadWidget, mount, part }));
}
