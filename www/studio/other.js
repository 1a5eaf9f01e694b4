// A field that is only for what a list does not have: `data-other` names it.
const show = (list) => {
  document.getElementById(list.dataset.other).hidden = list.value !== "";
};

for (const list of document.querySelectorAll("select[data-other]")) show(list);
document.addEventListener("change", ({ target }) => {
  if (target.matches("select[data-other]")) show(target);
});
