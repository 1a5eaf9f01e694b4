// The preview beside the form editor, where there is room: its switch is remembered, it follows the draft, and
// shows the card that is being edited.
import { Preview } from "./preview.js";

const KEPT = "sondage-beside";
const ROOM = matchMedia("(min-width: 75.001rem)");

/** Where nothing can be kept, it is as it was switched last in this page. */
let isWanted = false;
try {
  isWanted = localStorage.getItem(KEPT) === "on";
} catch {
  // That is all.
}

class Beside {
  #aside;
  #form;
  #preview;
  #shown;

  constructor(aside, form) {
    this.#aside = aside;
    this.#form = form;
    document.addEventListener("click", ({ target }) => target.closest("#beside-switch") && this.#turn());
    form.addEventListener("drawn", () => this.#draw());
    ROOM.addEventListener("change", () => this.#draw());
    this.#draw();
  }

  get #isOn() {
    return isWanted && ROOM.matches;
  }

  #turn() {
    isWanted = !this.#isOn;
    this.#draw();
    try {
      localStorage.setItem(KEPT, isWanted ? "on" : "off");
    } catch {
      // It is not remembered.
    }
  }

  #draw() {
    this.#aside.hidden = !this.#isOn;
    this.#aside.parentElement.toggleAttribute("data-beside-on", this.#isOn);
    this.#form.querySelector("#beside-switch")?.setAttribute("aria-pressed", this.#isOn);
    if (!this.#isOn) return;
    const card = this.#form.querySelector("#to-preview")?.dataset.shown ?? "";
    if (this.#preview && this.#shown === card) return;
    this.#shown = card;
    this.#preview ??= new Preview(this.#aside.querySelector("[data-beside]"));
    this.#preview.jump(card);
  }
}

const aside = document.getElementById("beside");
const form = document.querySelector("form.form-editor");
if (aside && form) new Beside(aside, form);
