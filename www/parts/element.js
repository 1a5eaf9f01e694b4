// `<sondage-survey survey="onboarding">`: the survey in a page, in a shadow root of its own. The
// loader asks for this in every page but a message, which has no elements.

/** What makes an element more than a survey in its place: a script of its own shows it, and when. */
const EMBED = "[mode],[delay],[scroll],[exit-intent],[idle],[on-click],[page],[show],[every],[sample],[manual]";

/** What the loader does for it. */
let page;

/** Defines the element, unless another copy of the loader has. */
export default (loader) => {
  page ??= loader;
  if (!customElements.get("sondage-survey")) customElements.define("sondage-survey", SondageSurvey);
};

class SondageSurvey extends HTMLElement {
  static observedAttributes = ["survey"];

  connectedCallback() {
    // Moved, it goes on where it was.
    if (this.isHere) return void this.dispatchEvent(new Event("sondage-moved"));
    if (!this.hasAttribute("survey")) return;
    this.isHere = true;
    if (this.matches(EMBED)) this.embed("connect");
    else this.fill(document.createElement("div"));
  }

  attributeChangedCallback() {
    if (!this.isConnected) return;
    this.leave();
    this.connectedCallback();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.leave());
  }

  leave() {
    this.isHere = false;
    this.dispatchEvent(new Event("sondage-left"));
    const root = this.shadowRoot;
    root?.lastElementChild?.dispatchEvent(new Event("sondage-unmount"));
    root?.replaceChildren();
  }

  open() {
    return this.embed("open");
  }

  close() {
    return this.embed("close");
  }

  async embed(what) {
    const [script, styles] = await page.part("embed");
    await script[what](this, styles);
  }

  /** Shows the survey in this element of the shadow root. */
  async fill(inside) {
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).append(inside);
    // Without a connection it asks again, as long as it is in the page.
    for (let wait = 1000; inside.isConnected; wait = Math.min(2 * wait, 30_000)) {
      try {
        return await this.show(inside);
      } catch (error) {
        if (error.isFinal) throw error;
        await new Promise((done) => setTimeout(done, wait));
      }
    }
  }

  async show(inside) {
    const locale = this.getAttribute("locale") ?? document.documentElement.lang;
    const [glue, definition, styles] = await Promise.all([
      page.loadWidget(), page.loadSurvey(this.getAttribute("survey"), locale), page.loadStyles(),
    ]);
    if (!inside.isConnected) return;
    const root = this.shadowRoot;
    root.adoptedStyleSheets = [styles, ...(this.styles ?? [])];
    await page.mount(glue, inside, this.getAttribute("survey"), definition, {
      channel: "web", revision: -1, isMessage: false, identity: this.identity(),
    });
  }

  identity() {
    const names = { "braze-id": "user_braze_id", "external-id": "external_id", token: "token" };
    const identity = Object.entries(names).flatMap(([attribute, name]) =>
      this.hasAttribute(attribute) ? [[name, this.getAttribute(attribute)]] : []);
    // Hidden fields: data-campaign="…" gives the field "campaign".
    const hidden = this.getAttributeNames().filter((name) => name.startsWith("data-"))
      .map((name) => [`h.${name.slice(5)}`, this.getAttribute(name)]);
    // What tells of a campaign, from the page's own address, where the element does not say it.
    const campaign = [...new URLSearchParams(location.search)]
      .filter(([name]) => /^utm_(source|medium|campaign|term|content)$/.test(name))
      .map(([name, value]) => [`h.${name}`, value])
      .filter(([name]) => !hidden.some(([known]) => known === name));
    return [...identity, ...hidden, ...campaign];
  }
}
