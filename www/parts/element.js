// `<sondage-survey survey="onboarding">`: the survey in a page, in a shadow root of its own. The
// loader asks for this in every page but a message, which has no elements.

import { keepTyping } from "../shared/shelter.js";
import { Tone } from "../shared/tone.js";

/** What makes an element more than a survey in its place: a script of its own shows it, and when. */
const EMBED = "[mode],[delay],[scroll],[exit-intent],[idle],[on-click],[page],[show],[every],[sample],[quiet],[manual]";

/** What the loader does for it. */
let page;

/** Whether WebAssembly runs here: some browsers have none, and some policies of pages forbid it. */
const canRun = async () => {
  try {
    // The smallest module that there is. WebKit makes modules where it lets none run.
    return Boolean(await WebAssembly.instantiate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch {
    return false;
  }
};

/** The page's policy lets nothing come from the relay. */
let isKeptOut = false;

/** Defines the element, unless another copy of the loader has. */
export default (loader) => {
  page ??= loader;
  const { origin } = new URL(page.relay);
  document.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective, blockedURI }) => {
    if (disposition === "enforce" && /^(connect|script)-src/.test(effectiveDirective) && blockedURI.startsWith(origin)) isKeptOut = true;
  });
  if (!customElements.get("sondage-survey")) customElements.define("sondage-survey", SondageSurvey);
};

class SondageSurvey extends HTMLElement {
  static observedAttributes = ["survey", "consent", "color-scheme"];

  connectedCallback() {
    // Moved, it goes on where it was.
    if (this.isHere) return this.move();
    if (!this.hasAttribute("survey")) return;
    this.isHere = true;
    if (this.matches(EMBED)) this.embed("connect");
    else this.fill(document.createElement("div"), {});
  }

  move() {
    this.tone?.watch();
    this.tone?.look();
    this.dispatchEvent(new Event("sondage-moved"));
  }

  attributeChangedCallback(name) {
    if (name === "consent") return void this.consented();
    if (name === "color-scheme") return void this.tone?.look();
    if (!this.isConnected) return;
    this.leave();
    this.connectedCallback();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.leave());
  }

  leave() {
    this.isHere = false;
    this.count = undefined;
    this.tone?.leave();
    this.tone = undefined;
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

  /** From now on the browser may keep what it needs. */
  giveConsent() {
    this.setAttribute("consent", "given");
  }

  /** A style sheet, light or dark as the page is. */
  dressed(sheet) {
    // One that has left the page, meanwhile, looks at it no more.
    if (!this.isHere) return sheet;
    this.tone ??= new Tone(this, { isOver: this.isOverPage, wish: () => this.getAttribute("color-scheme") });
    return this.tone.dressed(sheet);
  }

  /** Puts the style sheets on that are there. */
  dress(styles) {
    this.tone?.look();
    this.shadowRoot.adoptedStyleSheets = [styles, ...(this.styles ?? [])].filter(Boolean).map((sheet) => this.dressed(sheet));
  }

  async embed(what) {
    try {
      const [script, styles] = await page.part("embed");
      await script[what](this, styles);
    } catch (error) {
      // What a policy has stopped it says a moment later.
      await new Promise((done) => setTimeout(done));
      if (!isKeptOut) throw error;
      const inside = document.createElement("div");
      (this.shadowRoot ?? this.attachShadow({ mode: "open" })).append(inside);
      await this.showWay(inside, { isAsked: what === "open" });
    }
  }

  /** Nothing is kept in the browser, and no showing is counted, before the page says so. */
  get isHeldBack() {
    return this.hasAttribute("consent") && this.getAttribute("consent") !== "given";
  }

  consented() {
    if (this.isHeldBack) return;
    this.count?.();
    this.dispatchEvent(new Event("sondage-consented"));
    // The widget looks whether it may keep anything whenever something happens.
    this.shadowRoot?.lastElementChild?.dispatchEvent(new Event("sondage-touched"));
  }

  /** Shows the survey in this element of the shadow root; where it is not to be shown after all, by
   * what `why` says of it and of the respondent, takes the element away again. `how.isAsked` says
   * that somebody asked for it, `how.isHidden` that it is seen later. */
  async fill(inside, how) {
    keepTyping(inside);
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).append(inside);
    // Without a connection it asks again, as long as it is in the page.
    for (let wait = 1000; inside.isConnected; wait = Math.min(2 * wait, 30_000)) {
      try {
        return await this.show(inside, how);
      } catch (error) {
        if (error.isFinal) throw error;
        if (isKeptOut || !(await canRun())) return this.showWay(inside, how);
        await new Promise((done) => setTimeout(done, wait));
      }
    }
  }

  async show(inside, how) {
    const survey = this.getAttribute("survey");
    const locale = this.getAttribute("locale") ?? document.documentElement.lang;
    const parts = Promise.all([page.loadWidget(), page.loadStyles()]);
    // Whoever waits for the survey first need not hear that these have failed as well.
    parts.catch(() => {});
    let definition = await page.loadSurvey(survey, locale);
    const known = await this.standing(definition);
    const hasAnswered = known.answered && definition.standing.isOnce;
    const reason = how.why?.(definition.standing, known);
    if (reason) return this.withhold(inside, reason);
    if (hasAnswered && !definition.standing.isClosed) definition = await page.loadSurvey(survey, locale, "answered");
    const [glue, styles] = await parts;
    if (!inside.isConnected) return;
    // The page may have something better to show.
    const asks = new CustomEvent("sondage-show", { bubbles: true, composed: true, cancelable: true, detail: { survey } });
    if (!this.dispatchEvent(asks)) return this.withhold(inside, "cancelled");
    const element = this;
    this.dress(styles);
    inside.addEventListener("sondage-shown", ({ detail }) => detail.resumed || this.noteView(survey, how), { once: true });
    await page.mount(glue, inside, survey, definition, {
      channel: "web", revision: -1, isMessage: false, identity: this.identity(), isHidden: how.isHidden, hasAnswered,
      get forgets() {
        return element.isHeldBack;
      },
    });
  }

  /** Where the widget can never come, the survey is on a page of its own: the way there, for those
   * who have asked for it, or in its place. What the page has put into the element goes before. */
  async showWay(inside, how) {
    const survey = this.getAttribute("survey");
    const about = [...this.identity(), ["locale", this.getAttribute("locale") ?? document.documentElement.lang]];
    const query = new URLSearchParams(about.filter(([, value]) => value).map(([name, value]) => [name.replace(/^h\./, ""), value]));
    const address = `${page.relay}/s/${encodeURIComponent(survey)}?${query}`;
    const tells = new CustomEvent("sondage-blocked", { bubbles: true, composed: true, cancelable: true, detail: { survey, address } });
    if (!this.dispatchEvent(tells) || (this.isOverPage && !how.isAsked)) return this.withhold(inside, "blocked");
    this.dress(await page.loadStyles().catch(() => {}));
    inside.addEventListener("sondage-dismiss", () => inside.replaceChildren());
    inside.replaceChildren(this.childElementCount ? document.createElement("slot") : this.wayTo(address));
  }

  wayTo(address) {
    const make = (name, props) => Object.assign(document.createElement(name), props);
    const sheet = make("div", { className: "sheet" });
    const actions = make("p", { className: "actions" });
    actions.append(make("a", {
      id: "sondage-title", className: "button", href: address, target: "_blank", rel: "noopener",
      textContent: this.getAttribute("label") ?? "Feedback",
    }));
    sheet.append(actions);
    return sheet;
  }

  withhold(inside, reason) {
    inside.remove();
    const detail = { survey: this.getAttribute("survey"), reason };
    this.dispatchEvent(new CustomEvent("sondage-withheld", { bubbles: true, composed: true, detail }));
  }

  /** What the relay says of the respondent, to those who prove who they are. */
  async standing({ standing: { isOnce, quietDays } }) {
    const isKnown = this.hasAttribute("token") && this.matches("[braze-id],[external-id]");
    if (!isKnown || !(isOnce || quietDays || this.matches(EMBED))) return {};
    return page.standing(this.getAttribute("survey"), this.identity());
  }

  /** Counts a showing, once. Who was asked is for the relay to know only where somebody was asked. */
  noteView(survey, { isAsked }) {
    this.count = () => {
      if (this.isHeldBack || this.hasAttribute("uncounted")) return;
      this.count = undefined;
      const who = isAsked || !this.isOverPage ? [] : this.identity();
      page.tell(survey, "views", [...who, ["channel", "web"]]).catch(() => {});
    };
    this.count();
  }

  /** It comes up over the page, and does not lie in it. */
  get isOverPage() {
    return (this.getAttribute("mode") ?? "inline") !== "inline";
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
