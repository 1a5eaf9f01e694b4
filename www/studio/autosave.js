// A form with `data-autosave` is sent a moment after the last key. What comes back takes the place of
// the element that it names: what is saved, and what is wrong with it. One request goes at a time, since each says
// which state it was made of. What could not be sent stays in the page and is tried again; nobody
// leaves without being asked.
import { difference } from "./difference.js";
import { tellSaved } from "./preview.js";

const PAUSE = 150;
const AGAIN = [2000, 5000, 15000];

class Autosave {
  #form;
  #timer;
  #isBusy = false;
  #isChanged = false;
  #isKept = true;
  #failures = 0;
  /** A long text, of which only what is different from what is kept is sent. */
  #area;
  #known;

  constructor(form) {
    this.#form = form;
    this.#area = form.querySelector("textarea[data-difference]");
    this.#known = this.#area?.value;
    form.addEventListener("input", () => this.#later(PAUSE));
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    addEventListener("beforeunload", (event) => this.isUnsaved && event.preventDefault());
    addEventListener("focus", () => this.#failures && this.#save());
  }

  get isUnsaved() {
    return this.#isChanged || this.#isBusy || !this.#isKept;
  }

  #later(wait) {
    this.#isChanged = true;
    this.#show("typing");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), wait);
  }

  #onSubmit(event) {
    event.preventDefault();
    // Somebody decides which state theirs goes over.
    const { name, value } = event.submitter ?? {};
    const field = name && this.#form.elements.namedItem(name);
    const hidden = field?.length ? [...field].find((one) => one.type === "hidden") : field;
    if (hidden?.type === "hidden") hidden.value = value;
    this.#isChanged = true;
    // It is made of another text than the one that is known here.
    this.#known = undefined;
    this.#save();
  }

  #body() {
    const body = new URLSearchParams(new FormData(this.#form));
    if (this.#known === undefined || !this.#area) return body;
    for (const [name, value] of Object.entries(difference(this.#known, this.#area.value))) body.set(name, value);
    return body;
  }

  async #save() {
    clearTimeout(this.#timer);
    if (this.#isBusy || !this.#isChanged) return;
    this.#isBusy = true;
    this.#isChanged = false;
    this.#show("saving");
    const sent = this.#area?.value;
    try {
      const reply = await fetch(this.#form.action, { method: "POST", body: this.#body(), headers: { "hx-request": "true" } });
      this.#known = reply.ok ? sent : undefined;
      this.#take(reply.ok || reply.status === 412, await reply.text(), reply);
    } catch {
      this.#failed();
    }
    this.#isBusy = false;
    if (this.#isChanged && !this.#failures) this.#later(0);
  }

  #take(isState, text, reply) {
    this.#isKept = reply.ok;
    if (!isState) {
      const said = document.getElementById("said");
      if (said) said.innerHTML = text;
      // What is refused for what it is does not become right by itself.
      if (reply.status !== 413) return this.#failed();
      this.#failures = 0;
      this.#show("unsaved");
      return;
    }
    this.#failures = 0;
    document.getElementById("said")?.replaceChildren();
    const state = document.getElementById(this.#form.dataset.autosave);
    const holder = document.createElement("template");
    holder.innerHTML = text;
    state.replaceWith(holder.content);
    this.#show(reply.ok ? "saved" : "stale");
    if (reply.ok) tellSaved(/\/surveys\/([^/]+)\//.exec(this.#form.action)?.[1]);
  }

  #failed() {
    this.#isChanged = true;
    // It may have been kept all the same.
    this.#known = undefined;
    this.#show("unsaved");
    this.#timer = setTimeout(() => this.#save(), AGAIN[Math.min(this.#failures, AGAIN.length - 1)]);
    this.#failures += 1;
  }

  #show(how) {
    this.#form.dataset.state = how;
    const line = this.#form.querySelector(".saved");
    if (line?.dataset[how]) line.textContent = line.dataset[how];
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
