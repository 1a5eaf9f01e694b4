// The form editor. What is changed is sent a moment after the last key, those fields alone; what comes back is
// the editor as it is then, and is morphed in around whatever is being typed. Nothing that is typed is lost:
// what could not be sent stays, and is tried again.
import { morph } from "./morph.js";
import { adding, filter } from "./adding.js";
import { draggable } from "./drag.js";
import { nameLanguages } from "./languages.js";
import { tellSaved } from "./preview.js";
import { Same } from "./same.js";

const PAUSE = 150;
const AGAIN = [2000, 5000, 15000];
const ROLE = "~:";
const STEPS = 200;

class Editor {
  #form;
  #timer;
  #isBusy = false;
  #isOver = false;
  #isRefused = false;
  #waiting = [];
  #dirty = new Map();
  /** What the fields said when they were drawn, or last kept: what is typed is made of it. */
  #drawn = new Map();
  #failures = 0;
  #same = new Same();
  /** What was sent, and nobody knows whether it came: it is sent again as it was, by the same name. */
  #lost;
  #undo = [];
  #redo = [];
  /** Elements in which something was typed since they got the focus: Ctrl+Z is theirs. */
  #typed = new WeakSet();

  constructor(form) {
    this.#form = form;
    this.#recall();
    form.addEventListener("input", (event) => this.#onInput(event));
    form.addEventListener("change", (event) => this.#onChange(event));
    form.addEventListener("focusin", (event) => this.#typed.delete(event.target));
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    form.addEventListener("click", (event) => this.#onClick(event));
    document.addEventListener("keydown", (event) => this.#onKey(event));
    addEventListener("popstate", () => this.#open(location.href, false));
    addEventListener("beforeunload", (event) => this.isUnsaved && event.preventDefault());
    addEventListener("focus", () => this.#failures && this.#flush());
    draggable(form, (deed) => this.#do(deed));
    // On a phone the settings of the survey stand before the form of a card: there, behind a press.
    if (isNarrow() && form.querySelector("#cards [aria-current]")) form.querySelector("#edit-pages")?.removeAttribute("open");
    this.#draw();
    this.#show("saved");
    // What the address names has its place, and takes the focus away, once all is there.
    addEventListener("load", () => setTimeout(() => this.#lead()));
  }

  get isUnsaved() {
    return this.#dirty.size > 0 || this.#waiting.length > 0 || this.#isBusy || Boolean(this.#lost);
  }

  get #isStale() {
    return this.#form.hasAttribute("data-stale");
  }

  #onInput({ target }) {
    if (target.dataset.filter) return filter(target);
    if (!target.name || "idle" in target.dataset) return;
    this.#typed.add(target);
    this.#note(target);
    // An id is typed to its end before anything is called by it.
    if ("late" in target.dataset) return this.#show("typing");
    this.#later(target.matches("select, [type=checkbox]") ? 0 : PAUSE);
  }

  #onChange({ target }) {
    if ("late" in target.dataset && this.#dirty.size) this.#later(0);
  }

  /** Notes that a field, or all fields of its value, are to be sent. */
  #note(target) {
    const whole = target.closest("[data-whole]")?.dataset.whole;
    const all = whole ? [...this.#form.elements].filter(({ name }) => name?.startsWith(whole)) : [target];
    for (const { name } of all) this.#dirty.set(name, this.#values(name));
  }

  #draw() {
    nameLanguages(this.#form);
    const drawn = new Map();
    for (const [name, value] of new FormData(this.#form)) {
      if (!name.startsWith("/") || this.#dirty.has(name)) continue;
      if (drawn.has(name)) drawn.get(name).push(value);
      else drawn.set(name, [value]);
    }
    for (const name of this.#dirty.keys()) drawn.set(name, this.#drawn.get(name) ?? []);
    this.#drawn = drawn;
    this.#form.dispatchEvent(new CustomEvent("drawn"));
  }

  /** An address that names a field leads into it. */
  #lead() {
    const field = this.#form.querySelector(".field:target, .group:target, .list:target");
    if (!field) return;
    for (let one = field; one; one = one.parentElement) if (one.matches("details")) one.open = true;
    field.scrollIntoView({ block: "center" });
    field.querySelector("select, textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
  }

  /** What a form would send of a name. */
  #values(name) {
    return new FormData(this.#form).getAll(name);
  }

  #later(wait) {
    if (this.#isStale) return;
    this.#show("typing");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #onSubmit(event) {
    event.preventDefault();
    const button = event.submitter;
    if (button?.hasAttribute("data-keep")) {
      this.#form.removeAttribute("data-stale");
      // It is made of theirs then, which is what the page has come with.
      this.#isOver = true;
      return this.#flush();
    }
    if (button?.id === "edit-undo") return this.#back(this.#undo, this.#redo);
    if (button?.name === "do") return this.#do(button.value, button.dataset.verb);
    this.#flush();
  }

  #onClick(event) {
    const link = event.target.closest("a");
    if (event.target.closest("#edit-redo")) return this.#back(this.#redo, this.#undo);
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    if (link.hasAttribute("data-theirs")) {
      event.preventDefault();
      this.#dirty.clear();
      this.#form.removeAttribute("data-stale");
      this.#open(link.href, false);
    } else if (link.dataset.card) {
      event.preventDefault();
      this.#open(link.href, true);
    }
  }

  #onKey(event) {
    const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
    const card = target.closest?.("[data-movable]");
    if (altKey && (key === "ArrowUp" || key === "ArrowDown") && card && this.#form.contains(card)) {
      event.preventDefault();
      return this.#do(`${key === "ArrowUp" ? "up" : "down"} - ${card.dataset.movable}`);
    }
    if (target.matches?.("nav a[data-card]") && (key === "ArrowUp" || key === "ArrowDown")) {
      event.preventDefault();
      return beside(this.#form, target, key === "ArrowUp" ? -1 : 1);
    }
    if (target.id === "add-search" && (key === "Escape" || key === "Enter")) return adding(event);
    if ((ctrlKey || metaKey) && !altKey && (key.toLowerCase() === "z" || key === "y")) {
      if (isText(target) && this.#typed.has(target)) return;
      if (!this.#form.contains(target) && isText(target)) return;
      event.preventDefault();
      const isRedo = key === "y" || shiftKey;
      this.#back(...(isRedo ? [this.#redo, this.#undo] : [this.#undo, this.#redo]));
    }
  }

  /** Does what a button says; what was typed goes along. */
  #do(deed, verb = deed.split(" ")[0]) {
    if (this.#isStale) return;
    this.#waiting.push({ fields: [["do", deed], ...this.#lines(deed)], verb, deed });
    document.getElementById("add")?.removeAttribute("open");
    this.#flush();
  }

  /** The lines that a button adds. */
  #lines(deed) {
    const name = `${deed.split(" ").slice(2).join(" ")}${ROLE}lines`;
    const area = deed.startsWith("paste ") && this.#form.elements.namedItem(name);
    if (!area) return [];
    const { value } = area;
    area.value = "";
    return [[name, value]];
  }

  #back(stack, other) {
    const edits = stack.pop();
    if (!edits) return;
    this.#waiting.push({ fields: [["edits", JSON.stringify(edits)]], to: other, verb: "back" });
    this.#flush();
  }

  async #flush() {
    clearTimeout(this.#timer);
    if (this.#isBusy || this.#isStale || !this.isUnsaved) return;
    this.#isBusy = true;
    this.#isRefused = false;
    this.#lost ??= this.#making();
    const { body, sent, next } = this.#lost;
    this.#show("saving");
    try {
      const headers = { "hx-request": "true" };
      const reply = await fetch(this.#form.action, { method: "POST", body, headers });
      const text = await reply.text();
      this.#take(reply, text, sent, next);
    } catch {
      this.#failed();
    }
    this.#isBusy = false;
    if (!this.#failures && !this.#isStale && !this.#isRefused && (this.#waiting.length || this.#dirty.size)) {
      if (this.#waiting.length) this.#flush();
      else if (![...this.#dirty.keys()].every((name) => this.#isLate(name))) this.#later(PAUSE);
    }
  }

  /** What is to be sent next. */
  #making() {
    // What takes something back goes alone, behind what was typed before.
    const isTyped = this.#dirty.size > 0;
    const next = isTyped && this.#waiting[0]?.verb === "back" ? undefined : this.#waiting.shift();
    const sent = next?.verb === "back" ? new Map() : new Map(this.#dirty);
    const press = [...crypto.getRandomValues(new Uint32Array(4))].join("-");
    const body = new URLSearchParams([...this.#state(), ["press", press], ...(next?.fields ?? [])]);
    for (const [name, values] of sent) {
      for (const value of values) body.append(name, value);
      if (this.#isOver) continue;
      for (const value of this.#drawn.get(name) ?? []) body.append(`was:${name}`, value);
    }
    this.#isOver = false;
    return { body, sent, next };
  }

  #isLate(name) {
    const field = this.#form.elements.namedItem(name);
    return field?.dataset && "late" in field.dataset && field === document.activeElement;
  }

  #state() {
    const value = (name) => [name, this.#form.elements.namedItem(name).value];
    return [value("from"), value("card")];
  }

  #take(reply, text, sent, next) {
    const editor = parsed(this.#same.thin(text));
    if (!editor) {
      const said = document.getElementById("said");
      if (said) said.innerHTML = text;
      if (reply.status === 401 || reply.status >= 500) return this.#failed();
      this.#failures = 0;
      this.#lost = undefined;
      // What cannot be taken back was told, and nothing of it waits.
      if (next?.verb === "back") return this.#show("saved");
      // What is refused for what it is does not become right by itself: the next change tries again.
      this.#isRefused = true;
      return this.#show("unsaved");
    }
    this.#failures = 0;
    this.#lost = undefined;
    document.getElementById("said")?.replaceChildren();
    if (reply.ok) {
      for (const [name, values] of sent) {
        const now = this.#dirty.get(name);
        if (now && String(now) === String(values)) this.#dirty.delete(name);
      }
      for (const [name, values] of sent) if (this.#dirty.has(name)) this.#drawn.set(name, values);
      this.#learn(editor, next);
    }
    this.#put(editor, next, text);
    this.#show(reply.ok ? "saved" : "stale");
    if (reply.ok) tellSaved(this.#form.dataset.survey);
    if (next && reply.ok) tell(this.#form, next.verb);
  }

  /** What takes the edit back is kept, in this tab, for as long as it is open. */
  #learn(editor, next) {
    const undo = editor.querySelector("[name=undo]")?.value;
    if (undo) {
      (next?.to ?? this.#undo).push(JSON.parse(undo));
      if (!next?.to) this.#redo = [];
      this.#undo.splice(0, this.#undo.length - STEPS);
      this.#remember();
    }
  }

  #remember() {
    try {
      const from = this.#form.elements.namedItem("from").value;
      sessionStorage.setItem(this.#key, JSON.stringify({ from, undo: this.#undo, redo: this.#redo }));
    } catch {
      // Without room nothing is remembered over a reload; that is all.
    }
  }

  get #key() {
    return `sondage-undo-${this.#form.dataset.survey}`;
  }

  #recall() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#key) ?? "{}");
      this.#undo = kept.undo ?? [];
      this.#redo = kept.redo ?? [];
    } catch {
      sessionStorage.removeItem(this.#key);
    }
  }

  #put(editor, next, text) {
    const before = this.#form.elements.namedItem("card").value;
    const focused = document.activeElement;
    const isOurs = (field) => this.#dirty.has(field.name) || (field === focused && this.#typed.has(field));
    morph(this.#form, editor, isOurs);
    // A part that was left out is not there: all of it is taken.
    if (this.#form.querySelector("[data-same]")) morph(this.#form, parsed(text), isOurs);
    if (this.#isStale) this.#same.forget();
    this.#draw();
    const now = this.#form.elements.namedItem("card").value;
    if (now !== before) {
      history.replaceState(null, "", this.#form.getAttribute("action"));
    }
    this.#place(next, focused, now !== before);
  }

  /** Where the focus goes after a press, where it cannot stay. */
  #place(next, focused, isOther) {
    const verb = next?.verb;
    if (verb === "add" && isOther) return firstField(this.#form)?.focus();
    if (verb === "add-item") {
      const list = next.deed.split(" ").slice(2).join(" ");
      const items = this.#form.querySelectorAll(`[data-list="${CSS.escape(list)}"][data-movable]`);
      return items[items.length - 1]?.querySelector("input, textarea, select")?.focus();
    }
    if (document.contains(focused) && document.activeElement === focused) return;
    if (document.contains(focused) && focused !== document.body) return focused.focus({ preventScroll: true });
    if (verb) this.#form.querySelector('#cards [aria-current="true"]')?.focus({ preventScroll: true });
  }

  async #open(href, isNew) {
    // What was typed belongs to the card that is left.
    await this.#settled();
    if (this.#dirty.size || this.#lost) return;
    try {
      const reply = await fetch(href, { headers: { "hx-request": "true" } });
      const editor = parsed(await reply.text());
      if (!editor) return location.assign(href);
      this.#same.forget();
      const wasStale = this.#isStale;
      morph(this.#form, editor, () => false);
      this.#draw();
      if (isNew) history.pushState(null, "", href);
      this.#show("saved");
      if (isNew && isNarrow()) document.getElementById("edit-heading")?.focus();
      else if (wasStale) firstField(this.#form)?.focus();
      window.scrollTo({ top: isNarrow() ? (document.getElementById("edit-form")?.offsetTop ?? 0) - 64 : Math.min(scrollY, this.#form.offsetTop) });
    } catch {
      location.assign(href);
    }
  }

  async #settled() {
    this.#flush();
    while (this.#isBusy) await new Promise((done) => setTimeout(done, 30));
    if (this.#dirty.size && !this.#failures && !this.#isStale && !this.#isRefused) {
      this.#flush();
      while (this.#isBusy) await new Promise((done) => setTimeout(done, 30));
    }
  }

  #failed() {
    this.#show("unsaved");
    this.#timer = setTimeout(() => this.#flush(), AGAIN[Math.min(this.#failures, AGAIN.length - 1)]);
    this.#failures += 1;
  }

  #show(how) {
    this.#form.dataset.state = how;
    const line = this.#form.querySelector(".saved");
    if (line?.dataset[how] && line.textContent !== line.dataset[how]) line.textContent = line.dataset[how];
    const undo = this.#form.querySelector("#edit-undo");
    const redo = this.#form.querySelector("#edit-redo");
    if (!undo || !redo) return;
    undo.disabled = this.#undo.length === 0;
    redo.hidden = false;
    redo.disabled = this.#redo.length === 0;
  }
}

/** The editor in a markup. */
const parsed = (markup) => {
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  return holder.content.getElementById("editor");
};

const isNarrow = () => matchMedia("(max-width: 60rem)").matches;

const isText = (element) => Boolean(element.matches?.("textarea, input:not([type=checkbox], [type=hidden])"));

const firstField = (form) => form.querySelector("#edit-form :is(textarea, input:not([type=hidden], [readonly]), select)");

/** The card before or behind one gets the focus. */
const beside = (form, link, by) => {
  const all = [...form.querySelectorAll("nav a[data-card]")];
  all[all.indexOf(link) + by]?.focus();
};

/** Says what was done to who cannot see it. */
const tell = (form, verb) => {
  const line = form.querySelector(".saved");
  const word = verb === "delete" ? line?.dataset.deleted : undefined;
  const said = document.getElementById("said");
  if (!word || !said) return;
  said.textContent = word;
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "small";
  undo.textContent = form.querySelector("#edit-undo").title;
  undo.addEventListener("click", () => {
    said.replaceChildren();
    form.querySelector("#edit-undo").click();
  });
  said.append(" ", undo);
};

for (const form of document.querySelectorAll("form[data-editor]")) new Editor(form);
