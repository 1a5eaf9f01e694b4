// A button with `data-line` leads to that line of the text that `data-of` names; so does an address that
// ends with `#line-12`.
const lead = (text, number) => {
  const lines = text.value.split("\n");
  const line = Math.min(Math.max(number, 1), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + lines[line - 1].length);
  const height = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (line - 4) * height);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-line]");
  const text = button && document.getElementById(button.dataset.of);
  if (text) lead(text, Number(button.dataset.line));
});

const follow = () => {
  const [, line] = /^#line-(\d+)$/.exec(location.hash) ?? [];
  const text = line && document.querySelector("textarea.code#text");
  if (text) lead(text, Number(line));
};
addEventListener("hashchange", follow);
follow();
