// `<sondage-survey>`: the survey of its property `definition`, for pages and frameworks that would
// rather write an element than call a function.
import { mount } from "./index.js";

// Where pages are made on a server there are no elements.
const Base = globalThis.HTMLElement ?? class {};

class SondageSurvey extends Base {
  static observedAttributes = ["locale"];
  #definition;
  #options = {};
  #handle;
  #isDue = false;

  constructor() {
    super();
    // What a framework has set before the element was defined hides the properties.
    for (const name of ["definition", "options"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  get definition() {
    return this.#definition;
  }

  set definition(definition) {
    this.#definition = definition;
    this.#show();
  }

  get options() {
    return this.#options;
  }

  set options(options) {
    this.#options = options ?? {};
    this.#show();
  }

  /** What was answered, by question. */
  get answers() {
    return this.#handle?.answers ?? {};
  }

  connectedCallback() {
    // Moved, it goes on where it was.
    if (!this.#handle) this.#show();
  }

  attributeChangedCallback() {
    this.#show();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#leave());
  }

  #leave() {
    this.#handle?.unmount();
    this.#handle = undefined;
  }

  /** Once, whatever was set together. */
  #show() {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(async () => {
      this.#isDue = false;
      this.#leave();
      if (!this.isConnected || !this.#definition) return;
      const locale = this.getAttribute("locale") ?? undefined;
      const hidden = { ...this.dataset, ...this.#options.hidden };
      try {
        const handle = await mount(this, this.#definition, { locale, ...this.#options, hidden });
        if (this.isConnected) this.#handle = handle;
        else handle.unmount();
      } catch (error) {
        reportError(error);
      }
    });
  }
}

if (globalThis.customElements && !customElements.get("sondage-survey")) {
  customElements.define("sondage-survey", SondageSurvey);
}
