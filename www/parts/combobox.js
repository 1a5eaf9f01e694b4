// A list of many options that is searched by typing: the editable combobox with a list of the
// ARIA Authoring Practices. The browser's own control stays the form's, out of sight.

import { aliasesOf } from "../shared/countries.js";

/** Up to so many options the browser's own list is the better one. */
const FEW = 12;

/** Without case and accents. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const make = (tag, attributes) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/** Brings a `data-part="combobox"` to life, once. */
export default function enhance(element, { announce }) {
  const select = element.querySelector("select");
  // The first one says "please choose".
  const [nothing, ...options] = select.options;
  if (element.classList.contains("live") || options.length <= FEW) return;
  element.classList.add("live");
  const { search, found } = element.dataset;
  const id = `${select.name}-list`;
  const isFocused = element.getRootNode().activeElement === select;
  const list = make("ul", { id, role: "listbox", "aria-labelledby": select.getAttribute("aria-labelledby") });
  const field = make("input", {
    type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": false,
    "aria-controls": id, autocomplete: "off", autocapitalize: "off", spellcheck: false, placeholder: search,
  });
  for (const { name, value } of select.attributes) {
    if (name.startsWith("aria-")) field.setAttribute(name, value);
  }
  const aliases = aliasesOf(options.map(({ value }) => value));
  const entries = options.map((option, at) => {
    const row = make("li", { id: `${id}-${at}`, role: "option", "aria-selected": false });
    row.textContent = option.text;
    return { option, row, key: plain(option.text), others: aliases(option.value) };
  });
  let active;

  const shown = () => entries.filter((entry) => !entry.row.hidden);
  const chosen = () => entries.find((entry) => entry.option.selected);
  const point = (entry) => {
    active?.row.setAttribute("aria-selected", false);
    active = entry;
    if (!entry) return field.removeAttribute("aria-activedescendant");
    entry.row.setAttribute("aria-selected", true);
    entry.row.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", entry.row.id);
  };
  const open = (isOpen) => {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", isOpen);
  };
  const showChosen = () => {
    field.value = chosen()?.option.text ?? "";
    point();
  };
  const close = () => {
    showChosen();
    open(false);
  };
  /** How well words fit an entry, the less the better: what is called so, then what begins so, then
   * what holds them. Whoever types a name that is not the list's means that one. */
  const distance = ({ key, others }, words) => {
    if (key === words || others.includes(words)) return 0;
    if (key.startsWith(words)) return 1;
    if (key.includes(words)) return 2;
    return words.length > 2 && others.some((other) => other.startsWith(words)) ? 3 : Infinity;
  };
  const nearest = (all, words) => all.reduce((best, one) => (distance(one, words) < distance(best, words) ? one : best), all[0]);
  /** "Other" is there whatever is looked for. */
  const filter = (words) => {
    for (const entry of entries) entry.row.hidden = distance(entry, words) === Infinity && entry.option.value !== "+other";
    const all = shown();
    open(all.length > 0);
    return all;
  };
  const openAll = () => {
    filter("");
    point(chosen());
  };
  const pick = (option) => {
    if (option.selected) return;
    option.selected = true;
    for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
  };
  const choose = (option) => {
    pick(option);
    close();
  };
  const move = (by) => {
    const all = shown();
    const at = active ? all.indexOf(active) + by : by < 0 ? -1 : 0;
    point(all[(at + all.length) % all.length]);
  };

  field.addEventListener("input", () => {
    const words = plain(field.value.trim());
    const all = filter(words);
    point(words ? nearest(all, words) : undefined);
    if (words) announce(found.replace("{n}", all.length));
  });
  field.addEventListener("click", () => {
    if (list.hidden) {
      openAll();
      field.select();
    }
  });
  const keys = {
    ArrowDown: () => (list.hidden ? (openAll(), active || move(1)) : move(1)),
    ArrowUp: () => (list.hidden ? (openAll(), active || move(-1)) : move(-1)),
    Home: () => point(shown()[0]),
    End: () => point(shown().pop()),
    Enter: () => (active ? choose(active.option) : close()),
    Escape: close,
  };
  field.addEventListener("keydown", (event) => {
    const isArrow = event.key.startsWith("Arrow");
    if (event.isComposing || !keys[event.key] || (list.hidden && !isArrow)) return;
    event.preventDefault();
    // Escape closes the list, and not the survey.
    event.stopPropagation();
    keys[event.key]();
  });
  // Where a press takes the focus away, what is pressed stays in its place until the press is over:
  // what is chosen is settled at once, and the list goes after that.
  const form = element.closest("form") ?? element;
  let isDown = false;
  const rest = () => setTimeout(() => isDown || field.getRootNode().activeElement === field || open(false));
  form.addEventListener("pointerdown", () => (isDown = true), true);
  for (const type of ["pointerup", "pointercancel"]) {
    form.addEventListener(type, () => {
      isDown = false;
      rest();
    }, true);
  }
  field.addEventListener("blur", () => {
    if (active) pick(active.option);
    else if (!field.value) pick(nothing);
    showChosen();
    rest();
  });
  // The field keeps the focus while the list is used.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const entry = entries.find(({ row }) => row === event.target);
    if (entry) choose(entry.option);
  });

  [field.required, select.required, select.hidden] = [select.required, false, true];
  list.append(...entries.map((entry) => entry.row));
  select.after(field, list);
  close();
  if (isFocused) field.focus();
}
