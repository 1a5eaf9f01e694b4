// Buttons that copy: `data-copy` names the element whose text it is.
const BACK = 2000;

const show = (root) => {
  for (const button of root.querySelectorAll?.("[data-copy][hidden]") ?? []) button.hidden = false;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  const from = button && document.getElementById(button.dataset.copy);
  if (!from) return;
  await navigator.clipboard.writeText(from.value ?? from.textContent);
  const said = document.getElementById("said");
  const done = button.dataset.done;
  if (!done) return;
  const before = button.textContent;
  button.textContent = done;
  if (said) said.textContent = done;
  setTimeout(() => {
    button.textContent = before;
    if (said) said.textContent = "";
  }, BACK);
});

show(document);
document.addEventListener("htmx:after:swap", () => show(document));
