// Makes a part of a page what another one says, and leaves alone what need not change: the element that has
// the focus, what is typed and not sent yet, and what somebody has opened. htmx has a morph of its own (4.0.1): it
// compares attributes, so that a field in which something was typed and taken back again keeps what was typed, leaves
// whatever has the focus as it is, also where an undo says otherwise, and closes what was opened. Its hooks could
// mend each of these, in about as much code as this.

/** `isOurs(element)`: whether what is in a field stays as it is here. */
export const morph = (from, to, isOurs) => {
  const ids = new Set([...to.querySelectorAll("[id]")].map((element) => element.id));
  alike(from, to, { isOurs, ids });
};

const alike = (from, to, how) => {
  attributes(from, to, how);
  if (from.matches("textarea, select")) return field(from, to, how);
  children(from, to, how);
};

const attributes = (from, to, how) => {
  const isField = from.matches("input");
  for (const { name } of [...from.attributes]) {
    if (name === "open" && from.matches("details")) continue;
    if (name === "hidden" && from.hasAttribute("data-rows")) continue;
    if (!to.hasAttribute(name) && !(isField && name === "value")) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) === value || (isField && name === "value")) continue;
    // Which rows are shown was chosen, and what is typed does not choose anew.
    if (name === "hidden" && from.hasAttribute("data-rows")) continue;
    from.setAttribute(name, value);
  }
  if (isField && !how.isOurs(from)) {
    from.setAttribute("value", to.getAttribute("value") ?? "");
    if (from.value !== to.value) from.value = to.value;
    from.checked = to.hasAttribute("checked");
  }
};

const field = (from, to, how) => {
  if (from.matches("textarea")) {
    if (!how.isOurs(from) && from.value !== to.value) from.value = to.value;
    return;
  }
  const now = from.value;
  if (from.innerHTML !== to.innerHTML) from.innerHTML = to.innerHTML;
  from.value = how.isOurs(from) ? now : to.value;
};

const children = (from, to, how) => {
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const found = match(from, at, wanted, how);
    if (!found) {
      from.insertBefore(wanted, at);
      continue;
    }
    // What stands before it and is not wanted any more goes; the element itself is not moved, so that it
    // keeps the focus.
    if (found !== at) at = bring(from, at, found, how);
    if (found.nodeType === Node.ELEMENT_NODE) wanted.hasAttribute("data-same") || alike(found, wanted, how);
    else if (found.nodeValue !== wanted.nodeValue) found.nodeValue = wanted.nodeValue;
    at = found.nextSibling;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
};

const match = (from, at, wanted, how) => {
  if (wanted.id) {
    return [...from.children].find((one) => one.id === wanted.id && one.nodeName === wanted.nodeName);
  }
  for (let one = at; one; one = one.nextSibling) {
    if (one.id && how.ids.has(one.id)) return undefined;
    if (!one.id && one.nodeName === wanted.nodeName) return one;
  }
  return undefined;
};

const bring = (from, at, found, how) => {
  let next = at;
  while (next && next !== found) {
    const after = next.nextSibling;
    if (!(next.id && how.ids.has(next.id))) next.remove();
    next = after;
    if (next && next.id && how.ids.has(next.id) && next !== found) break;
  }
  if (next === found) return found;
  const hasFocus = found.contains(document.activeElement) && document.activeElement;
  from.insertBefore(found, next ?? null);
  hasFocus?.focus?.({ preventScroll: true });
  return found;
};
