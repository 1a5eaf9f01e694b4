// A button with `data-line` leads to that line of the text that `data-of` names.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-line]");
  const text = button && document.getElementById(button.dataset.of);
  if (!text) return;
  const lines = text.value.split("\n");
  const line = Math.min(Math.max(Number(button.dataset.line), 1), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + lines[line - 1].length);
  const height = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (line - 4) * height);
});
