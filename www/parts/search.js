// A list of options to tick that is searched by typing: a field above it leaves those that match,
// and those that are ticked.

/** Up to so many options a list is seen at a glance. */
const FEW = 8;

/** Without case and accents. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Brings a `data-part="search"` to life, once. */
export default function enhance(element, { announce }) {
  const rows = [...element.querySelector(".options").children];
  if (element.classList.contains("live") || rows.length <= FEW) return;
  element.classList.add("live");
  const { search, found } = element.dataset;
  const field = document.createElement("input");
  for (const [name, value] of Object.entries({ type: "search", autocomplete: "off", placeholder: search, "aria-label": search })) {
    field.setAttribute(name, value);
  }
  const entries = rows.map((row) => {
    const box = row.querySelector("[type=checkbox]");
    return { row, box, key: plain(row.querySelector("label span, span").textContent) };
  });
  const filter = () => {
    const words = plain(field.value.trim());
    let n = 0;
    for (const { row, box, key } of entries) {
      const isFound = key.includes(words);
      n += isFound;
      // "Other" is there whatever is looked for.
      row.hidden = !isFound && !box.checked && box.value !== "+other";
    }
    return words && n;
  };

  field.addEventListener("input", (event) => {
    // What is looked for is no answer.
    event.stopPropagation();
    const n = filter();
    if (n !== "") announce(found.replace("{n}", n));
  });
  field.addEventListener("change", (event) => event.stopPropagation());
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      // It ticks the only one that is left, and sends nothing.
      event.preventDefault();
      const left = entries.filter(({ row, box }) => !row.hidden && box.value !== "+other" && plain(field.value.trim()));
      const open = left.filter(({ box }) => !box.checked);
      if (open.length === 1) open[0].box.click();
    }
    if (event.key === "Escape" && field.value) {
      // The first one empties the field, and closes no survey.
      event.stopPropagation();
      event.preventDefault();
      field.value = "";
      filter();
    }
  });
  element.prepend(field);
}
