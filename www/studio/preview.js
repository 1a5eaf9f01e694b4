// A survey that is looked at: `data-preview` is the address of its preview, and the element holds the
// frame, a form for how it is shown, and what is told of the draft. It follows the draft: what is saved in
// this browser says so, and what others save is asked for.
const OFTEN = 4000;
const CHANNEL = "sondage-drafts";
/** So long after it is there a survey comes up. */
const SETTLED = 1500;

export class Preview {
  #root;
  #frame;
  #form;
  /** The card that is on the screen, as the survey tells; nothing of it is believed but its name. */
  #card;
  #settling;
  #isSettled = true;
  /** What had the focus last, outside the frame. */
  #held;

  constructor(root) {
    this.#root = root;
    this.#frame = root.querySelector("iframe");
    this.#form = root.querySelector("form");
    this.#form?.addEventListener("change", ({ target }) => this.#choose(target));
    this.#form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#show();
    });
    root.querySelector("[data-again]")?.addEventListener("click", () => this.#show());
    addEventListener("message", ({ source, data }) => source === this.#frame.contentWindow && this.#hear(data?.sondage));
    new BroadcastChannel(CHANNEL).addEventListener("message", ({ data }) => this.#address.includes(`/surveys/${data}/`) && this.#follow());
    document.addEventListener("visibilitychange", () => this.#follow());
    setInterval(() => this.#follow(), OFTEN);
    new ResizeObserver(() => this.#fit()).observe(root.querySelector(".device"));
    if (this.#form) return;
    this.#frame.addEventListener("load", () => (this.#settling = setTimeout(() => (this.#isSettled = true), SETTLED)));
    addEventListener("focusin", ({ target }) => target !== this.#frame && (this.#held = target));
    addEventListener("blur", () => setTimeout(() => this.#giveBack()));
  }

  /** A survey that comes up takes the focus: who types beside it gets it back at once. */
  #giveBack() {
    if (document.activeElement !== this.#frame || this.#isSettled) return;
    if (this.#held?.isConnected) this.#held.focus({ preventScroll: true });
    else this.#frame.blur();
  }

  /** Shows it from this card on. */
  jump(card) {
    this.#card = card;
    this.#show();
  }

  get #address() {
    return this.#root.dataset.preview ?? this.#root.dataset.beside;
  }

  get #query() {
    const query = new URLSearchParams([...new FormData(this.#form ?? undefined)].filter(([, value]) => value));
    return query;
  }

  #choose({ name }) {
    this.#root.querySelector(".device").dataset.on = this.#form.elements.on.value;
    this.#fit();
    if (name === "card") this.#card = undefined;
    this.#show();
  }

  /** Shows it anew, from the card that is on the screen. */
  #show() {
    const query = this.#query;
    if (this.#form) history.replaceState(null, "", `?${query}`);
    this.#isSettled = false;
    clearTimeout(this.#settling);
    if (this.#card !== undefined) query.set("card", this.#card);
    this.#closed(false);
    this.#frame.src = `${this.#address}/frame?${query}`;
  }

  #hear(told) {
    if (told?.is === "closed") this.#closed(true);
    if (told?.is === "card" && typeof told.card === "string") this.#card = told.card;
  }

  #closed(isClosed) {
    const line = this.#root.querySelector(".closed");
    if (line) line.hidden = !isClosed;
  }

  async #follow() {
    if (document.hidden || this.#root.closest("[hidden]")) return;
    const state = this.#root.querySelector("#preview-state");
    const reply = await fetch(`${this.#address}/state?base=${state.dataset.base}`, { headers: { "hx-request": "true" } }).catch(() => {});
    if (reply?.status !== 200) return;
    const holder = document.createElement("template");
    holder.innerHTML = await reply.text();
    state.replaceWith(holder.content);
    this.#show();
  }

  /** A large screen is drawn as small as there is room. */
  #fit() {
    const device = this.#root.querySelector(".device");
    const wide = device.dataset.on === "desktop" ? 1280 : 390;
    device.style.setProperty("--scale", Math.min(1, device.clientWidth / wide));
  }
}

for (const root of document.querySelectorAll("[data-preview]")) new Preview(root);

/** Tells every preview in this browser that a draft was saved. */
export const tellSaved = (survey) => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(survey);
  channel.close();
};
