// What `<sondage-survey>` does beyond lying in the page: it comes over the page, and comes when it
// is to. Only elements with an attribute of those kinds, or whose open() is called, ask for this.
import { closeByItself } from "../shared/closing.js";
import { offerLater } from "../shared/later.js";
import { keep, mayShow, noteAnswered, noteShown, whyNot } from "../shared/limits.js";
import { holdPage, isBehind, isBusy, nextLook, ours } from "../shared/manners.js";
import { arm, isOnPage, watchAddress, whichPage } from "../shared/triggers.js";
import { isSmall, isUnderWay, noteSmall } from "../shared/underway.js";

const embeds = new WeakMap();

/** Takes an element of the page on; it goes by itself when the element leaves the page. */
export const connect = (element, styles) => {
  if (!embeds.has(element) && element.isConnected) embeds.set(element, new Embed(element, styles));
  return embeds.get(element);
};

/** The page, or somebody in it, asks for the survey: no rule holds it back. */
export const open = async (element, styles) => connect(element, styles)?.open(document.activeElement);
export const close = async (element) => embeds.get(element)?.dismiss();

/** Puts it over everything in the page. WebKit leaves what it has drawn before in the place that it
 * had there, by the transforms and limits of what lies around it: so it is not drawn meanwhile. */
const lift = (one) => {
  one.popover = "manual";
  if (one.matches(":popover-open")) return;
  const { hidden } = one;
  one.hidden = true;
  one.getBoundingClientRect();
  one.showPopover();
  one.hidden = hidden;
};

/** The class of each mode; `auto` is as the survey's own layout says. */
const CLASSES = { modal: "", auto: "", corner: "at-corner", drawer: "at-drawer", full: "at-full", tab: "at-corner" };
const BESIDE = ["at-corner", "at-drawer", "at-sheet"];

class Embed {
  constructor(element, styles) {
    this.element = element;
    this.mode = element.getAttribute("mode") ?? "inline";
    this.end = new AbortController();
    const { signal } = this.end;
    element.addEventListener("sondage-left", () => this.leave(), { signal });
    element.addEventListener("sondage-moved", () => this.raiseAll(), { signal });
    element.addEventListener("sondage-answered", () => noteAnswered(element), { signal });
    element.addEventListener("sondage-shown", () => noteShown(element, Boolean(this.asker)), { signal });
    element.addEventListener("sondage-consented", () => keep(element), { signal });
    for (const end of ["sondage-completed", "sondage-dismissed", "sondage-refused"]) {
      element.addEventListener(end, () => noteSmall(element, false), { signal });
    }
    if (this.mode !== "inline") {
      element.styles = [styles];
      const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [styles];
      if (this.mode === "tab") this.addTab(root);
    }
    this.isResumed = isUnderWay(element);
    this.page = whichPage();
    if (this.isResumed && !this.isShown()) this.comeByItself();
    this.watch();
    if (element.hasAttribute("page")) watchAddress(() => this.look(), signal);
  }

  /** The address has changed. */
  look() {
    const [page, isOn] = [whichPage(), isOnPage(this.element)];
    if (page === this.page && isOn === this.isOn) return;
    // By itself it comes once on a page: whoever closed it goes on looking around.
    if (page !== this.page) this.hasCome = false;
    this.page = page;
    this.watch();
  }

  /** Waits for what brings the survey up on this page. */
  watch() {
    this.waiting?.abort();
    this.waiting = new AbortController();
    this.isOn = isOnPage(this.element);
    if (!this.isOn) return;
    const fire = (clicked) => {
      if (clicked) this.open(clicked);
      else if (!this.hasCome && mayShow(this.element)) this.comeByItself();
    };
    if (!arm(this.element, fire, this.waiting.signal) && this.mode !== "tab") fire();
  }

  comeByItself() {
    this.hasCome = true;
    this.open();
  }

  /** Brings the survey up; `asker`, where somebody asked for it, gets the focus afterwards. */
  async open(asker) {
    if (this.isShown()) return;
    // One that waits for its turn waits no longer.
    this.asker ??= asker;
    this.opening ??= this.mode === "inline" ? this.openInline() : this.openOverlay();
    this.tab?.setAttribute("aria-busy", "true");
    try {
      await this.opening;
    } finally {
      this.opening = undefined;
      if (!this.isShown()) this.asker = undefined;
      this.tab?.removeAttribute("aria-busy");
    }
  }

  /** Why it does not come up, of what the relay says; nothing where it does. Whoever has begun goes on. */
  why(standing, known) {
    if (this.asker) return "";
    return this.isResumed ? (standing.isClosed ? "closed" : "") : whyNot(this.element, standing, known);
  }

  /** A new element for the survey. The one before may still have had answers to send. */
  fresh(name) {
    this.inside?.dispatchEvent(new Event("sondage-unmount"));
    this.inside?.remove();
    return (this.inside = document.createElement(name));
  }

  /** In its place it disturbs nobody, and may as well say that it is closed. */
  openInline() {
    const why = (standing, known) => {
      const reason = this.why(standing, known);
      return reason === "answered" && !standing.isOnce ? reason : "";
    };
    return this.element.fill(this.fresh("div"), { isAsked: Boolean(this.asker), why });
  }

  /** Waits until no other dialog is open; whether the survey may come up then. Loading and waiting
   * take time, in which the page can become another one, or others can have been asked. */
  async mayCome() {
    while (!this.asker && !this.end.signal.aborted && isBusy()) {
      if (!this.isWanted()) break;
      await nextLook();
    }
    const may = !this.end.signal.aborted && this.isWanted();
    // Back on a page of its own it may.
    if (!may) this.hasCome = false;
    return may;
  }

  isWanted() {
    return this.asker || this.isResumed || (isOnPage(this.element) && mayShow(this.element));
  }

  async openOverlay() {
    if (!(await this.mayCome())) return;
    const dialog = this.fresh("dialog");
    // Its labels are the sheet's; it is shown when there is something to see.
    dialog.hidden = true;
    dialog.setAttribute("aria-labelledby", "sondage-title");
    dialog.className = "overlay message";
    const embed = this;
    await this.element.fill(dialog, {
      isHidden: true,
      why: (standing, known) => this.why(standing, known),
      get isAsked() {
        return Boolean(embed.asker);
      },
    });
    if (!dialog.isConnected || !dialog.firstChild) return;
    do {
      if (await this.mayCome()) continue;
      return void this.fresh("dialog");
      // Another that waited as well may have come up first.
    } while (!this.asker && isBusy());
    this.show(dialog);
  }

  show(dialog) {
    const layout = CLASSES[this.mode] || (this.mode === "auto" && dialog.querySelector("[data-layout]")?.dataset.layout) || "";
    const sides = this.mode === "tab" ? `${this.side()} middle` : this.element.getAttribute(this.mode === "corner" ? "corner" : "side") ?? "";
    const place = layout === "at-drawer" && sides === "bottom" ? "at-sheet" : layout;
    dialog.classList.add(...[place, ...sides.split(/[\s-]+/)].filter(Boolean));
    const isBeside = BESIDE.includes(place);
    // Beside a page that waits for a dialog of its own nothing can be used.
    this.isModal = !isBeside || isBehind();
    dialog.classList.toggle("beside", !this.isModal);
    this.isRevealed = true;
    // The page may have changed while this waited.
    this.element.tone?.look();
    this.tab?.setAttribute("aria-expanded", "true");
    this.dress(dialog);
    dialog.hidden = false;
    this.follow(dialog);
    // A page hides what holds the survey, and shows it again.
    this.place = new ResizeObserver(() => this.follow(dialog));
    this.place.observe(dialog);
  }

  /** Is up while what holds it is to be seen. What is not seen holds nobody. */
  follow(dialog) {
    const isSeen = dialog.getClientRects().length > 0;
    if (isSeen === ours.has(dialog)) return;
    if (!isSeen) return this.letGo(dialog);
    ours.add(dialog);
    if (this.isModal) this.release = holdPage();
    this.raise();
    if (this.isTold) return;
    this.isTold = true;
    // Beside a page nobody's focus is taken who did not ask.
    if (this.isModal || this.asker) dialog.querySelector("#sondage-title")?.focus({ preventScroll: true });
    dialog.dispatchEvent(new Event("sondage-revealed"));
  }

  /** The page is as if no survey were over it. */
  letGo(dialog) {
    ours.delete(dialog);
    this.release?.();
    this.release = undefined;
    if (dialog.open) dialog.close();
  }

  /** After how many seconds it goes by itself, as the page says, else as the survey does. Nobody
   * ignores what they have asked for or begun, nor what the page waits for. */
  times(dialog) {
    const { ignored, thanked } = dialog.querySelector("[data-sheet]")?.dataset ?? {};
    const mayGo = !this.isModal && !this.asker && !this.isResumed;
    return {
      ignored: mayGo ? this.element.getAttribute("close-when-ignored") ?? ignored : undefined,
      thanked: this.element.getAttribute("close-after-thanks") ?? thanked,
    };
  }

  /** The listeners of an overlay, and what its sheet has that belongs to a dialog of its own. */
  dress(dialog) {
    const plain = () => {
      const sheet = dialog.querySelector("[data-sheet]");
      for (const name of ["role", "aria-labelledby"]) sheet?.removeAttribute(name);
    };
    plain();
    dialog.addEventListener("sondage-locale", () => queueMicrotask(plain));
    // Escape inside is the survey's own; this is Escape elsewhere, and the way back of a phone.
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.dismiss();
    });
    // Browsers let nobody stay open by that for ever.
    dialog.addEventListener("close", () => {
      if (dialog.open || !ours.has(dialog)) return;
      this.dismiss();
      // Where the page keeps its respondent, what the browser has closed comes up again.
      if (dialog.firstChild) this.raise();
    });
    const { element } = this;
    const small = { isSmall: isSmall(element), turned: (is) => noteSmall(element, is) };
    if (!this.isModal) offerLater(dialog, this.end.signal, small);
    closeByItself(dialog, this.times(dialog), this.end.signal);
    // Closed by whatever way, the survey takes its markup away.
    this.observer = new MutationObserver(() => dialog.firstChild || this.shut(dialog));
    this.observer.observe(dialog, { childList: true });
  }

  raiseAll() {
    this.raiseTab();
    this.raise();
  }

  /** Over everything in the page, whatever the page's styles say; again after it was moved. */
  raise() {
    const dialog = this.inside;
    if (!ours.has(dialog)) return;
    if (this.isModal) {
      if (dialog.open) dialog.close();
      dialog.showModal();
    } else if (dialog.showPopover) {
      // A dialog would take the focus.
      dialog.inert = true;
      lift(dialog);
      dialog.inert = false;
    } else {
      dialog.setAttribute("open", "");
    }
  }

  /** What the survey's own close control does. */
  dismiss() {
    this.inside?.dispatchEvent(new Event("sondage-dismiss"));
  }

  /** The overlay goes; the survey in it stays until it has sent what it has. */
  shut(dialog) {
    const hadFocus = !document.activeElement || [document.body, this.element].includes(document.activeElement);
    this.observer?.disconnect();
    this.place?.disconnect();
    this.isRevealed = this.isTold = this.isResumed = false;
    this.letGo(dialog);
    dialog.remove();
    this.tab?.setAttribute("aria-expanded", "false");
    if (hadFocus && this.asker?.isConnected) this.asker.focus();
    this.asker = undefined;
  }

  leave() {
    this.waiting?.abort();
    this.end.abort();
    if (this.isRevealed) this.shut(this.inside);
    this.inside?.dispatchEvent(new Event("sondage-unmount"));
    embeds.delete(this.element);
  }

  /** One that waits for its turn is not. */
  isShown() {
    if (this.mode !== "inline") return Boolean(this.isRevealed);
    const inside = this.inside ?? this.element.shadowRoot?.lastElementChild;
    return Boolean(inside?.isConnected && inside.firstChild);
  }

  side() {
    return this.element.getAttribute("side") ?? "";
  }

  addTab(root) {
    this.tab = document.createElement("button");
    this.tab.className = ["tab", this.side()].join(" ").trim();
    this.tab.textContent = this.element.getAttribute("label") ?? "Feedback";
    this.tab.type = "button";
    this.tab.setAttribute("aria-haspopup", "dialog");
    this.tab.setAttribute("aria-expanded", "false");
    this.tab.addEventListener("click", () => (this.isShown() ? this.dismiss() : this.open(this.tab)));
    root.prepend(this.tab);
    this.raiseTab();
  }
  /** Over everything as well: what the page does to an element around it is not done to it. */
  raiseTab() {
    if (this.tab?.showPopover) lift(this.tab);
  }
}
