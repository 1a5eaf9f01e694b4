// The menu of what can be added to a survey: searched, taken by Enter, closed by a press elsewhere.

/** Shows the kinds that have what is searched for. */
export const filter = (search) => {
  const words = search.value.trim().toLowerCase();
  const list = document.getElementById(search.dataset.filter);
  let n = 0;
  for (const item of list.children) {
    item.hidden = !item.textContent.toLowerCase().includes(words);
    n += Number(!item.hidden);
  }
  document.getElementById("add-none").hidden = n > 0;
};

/** Enter in the search takes the first kind that is left; Escape closes the menu. */
export const adding = (event) => {
  event.preventDefault();
  const menu = document.getElementById("add");
  if (event.key === "Enter") {
    const first = menu.querySelector("li:not([hidden]) button");
    event.target.value = "";
    filter(event.target);
    return first?.click();
  }
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
};

document.addEventListener("toggle", ({ target }) => {
  if (target.id === "add" && target.open) document.getElementById("add-search").focus();
}, true);
document.addEventListener("click", ({ target }) => {
  const menu = document.getElementById("add");
  if (menu?.open && !menu.contains(target)) menu.removeAttribute("open");
});
