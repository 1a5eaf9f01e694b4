// What `<sondage-survey>` does beyond lying in the page: it comes over the page, and comes when it
// is to. Only elements with an attribute of those kinds, or whose open() is called, ask for this.
import { closeByItself } from "../shared/closing.js";
import { offerLater } from "../shared/later.js";
import { keep, mayShow, noteAnswered, noteShown, whyNot } from "../shared/limits.js";
import { holdPage, isBusy, ours, untilFree } from "../shared/manners.js";
import { arm, isOnPage, watchAddress } from "../shared/triggers.js";

const embeds = new WeakMap();

/** Takes an element of the page on; it goes by itself when the element leaves the page. */
export const connect = (element, styles) => {
  if (!embeds.has(element) && element.isConnected) embeds.set(element, new Embed(element, styles));
  return embeds.get(element);
};

/** The page, or somebody in it, asks for the survey: no rule holds it back. */
export const open = async (element, styles) => connect(element, styles)?.open(document.activeElement);
export const close = async (element) => embeds.get(element)?.dismiss();

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
    element.addEventListener("sondage-moved", () => this.raise(), { signal });
    element.addEventListener("sondage-answered", () => noteAnswered(element), { signal });
    element.addEventListener("sondage-shown", () => noteShown(element, Boolean(this.asker)), { signal });
    element.addEventListener("sondage-consented", () => keep(element), { signal });
    if (this.mode !== "inline") {
      element.styles = [styles];
      const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [styles];
      if (this.mode === "tab") this.addTab(root);
    }
    if (!this.isShown()) this.watch();
    if (element.hasAttribute("page")) watchAddress(() => this.watch(), signal);
  }

  /** Waits for what brings the survey up on this page. */
  watch() {
    this.waiting?.abort();
    this.waiting = new AbortController();
    if (!isOnPage(this.element)) return;
    let hasCome = false;
    const fire = (clicked) => {
      // By itself it comes once on a page: whoever closed it goes on scrolling.
      if (!clicked && (hasCome || !mayShow(this.element))) return;
      hasCome = true;
      this.open(clicked);
    };
    if (!arm(this.element, fire, this.waiting.signal) && this.mode !== "tab") fire();
  }

  /** Brings the survey up; `asker`, where somebody asked for it, gets the focus afterwards. */
  async open(asker) {
    if (this.isShown()) return;
    this.opening ??= this.mode === "inline" ? this.openInline(asker) : this.openOverlay(asker);
    try {
      await this.opening;
    } finally {
      this.opening = undefined;
    }
  }

  /** A new element for the survey. The one before may still have had answers to send. */
  fresh(name) {
    this.inside?.dispatchEvent(new Event("sondage-unmount"));
    this.inside?.remove();
    return (this.inside = document.createElement(name));
  }

  /** In its place it disturbs nobody, and may as well say that it is closed. */
  openInline(asker) {
    this.asker = asker;
    const why = (standing, known) => {
      const reason = asker ? "" : whyNot(this.element, standing, known);
      return reason === "answered" && !standing.isOnce ? reason : "";
    };
    return this.element.fill(this.fresh("div"), { isAsked: Boolean(asker), why });
  }

  async openOverlay(asker) {
    const { signal } = this.end;
    await untilFree(asker, signal);
    if (signal.aborted) return;
    this.asker = asker;
    const dialog = this.fresh("dialog");
    // Its labels are the sheet's; it is shown when there is something to see.
    dialog.hidden = true;
    dialog.setAttribute("aria-labelledby", "sondage-title");
    dialog.className = "overlay message";
    const why = (standing, known) => (asker ? "" : whyNot(this.element, standing, known));
    await this.element.fill(dialog, { isAsked: Boolean(asker), isHidden: true, why });
    // Another may come up while this one waits.
    while (isBusy(asker) && !signal.aborted) await untilFree(asker, signal);
    if (dialog.isConnected && dialog.firstChild) this.show(dialog);
  }

  show(dialog) {
    const layout = CLASSES[this.mode] || (this.mode === "auto" && dialog.querySelector("[data-layout]")?.dataset.layout) || "";
    const sides = this.mode === "tab" ? `${this.side()} middle` : this.element.getAttribute(this.mode === "corner" ? "corner" : "side") ?? "";
    const place = layout === "at-drawer" && sides === "bottom" ? "at-sheet" : layout;
    dialog.classList.add(...[place, ...sides.split(/[\s-]+/)].filter(Boolean));
    this.isModal = !BESIDE.includes(place);
    dialog.classList.toggle("beside", !this.isModal);
    ours.add(dialog);
    this.tab?.setAttribute("aria-expanded", "true");
    this.dress(dialog);
    dialog.hidden = false;
    if (this.isModal) this.release = holdPage();
    this.raise();
    // Beside a page nobody's focus is taken who did not ask.
    if (this.isModal || this.asker) dialog.querySelector("#sondage-title")?.focus({ preventScroll: true });
    dialog.dispatchEvent(new Event("sondage-revealed"));
  }

  /** After how many seconds it goes by itself, as the page says, else as the survey does. Nobody
   * ignores what they have asked for, nor what the page waits for. */
  times(dialog) {
    const { ignored, thanked } = dialog.querySelector("[data-sheet]")?.dataset ?? {};
    const mayGo = !this.isModal && !this.asker;
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
      if (dialog.open) return;
      this.dismiss();
      // Where the page keeps its respondent, what the browser has closed comes up again.
      if (dialog.firstChild) this.raise();
    });
    if (!this.isModal) offerLater(dialog, this.end.signal);
    closeByItself(dialog, this.times(dialog), this.end.signal);
    // Closed by whatever way, the survey takes its markup away.
    this.observer = new MutationObserver(() => dialog.firstChild || this.shut(dialog));
    this.observer.observe(dialog, { childList: true });
  }

  /** Over everything in the page, whatever the page's styles say; again after it was moved. */
  raise() {
    const dialog = this.inside;
    if (!ours.has(dialog)) return;
    if (this.isModal) {
      if (dialog.open) dialog.close();
      dialog.showModal();
    } else if (dialog.showPopover) {
      dialog.popover = "manual";
      // A dialog would take the focus.
      dialog.inert = true;
      dialog.showPopover();
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
    ours.delete(dialog);
    this.release?.();
    this.release = undefined;
    if (dialog.open) dialog.close();
    dialog.remove();
    this.tab?.setAttribute("aria-expanded", "false");
    if (hadFocus && this.asker?.isConnected) this.asker.focus();
    this.asker = undefined;
  }

  leave() {
    this.waiting?.abort();
    this.end.abort();
    if (ours.has(this.inside)) this.shut(this.inside);
    this.inside?.dispatchEvent(new Event("sondage-unmount"));
    embeds.delete(this.element);
  }

  isShown() {
    const inside = this.inside ?? this.element.shadowRoot?.lastElementChild;
    return Boolean(inside?.isConnected && inside !== this.tab && inside.firstChild);
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
  }
}
