// What runs in WebKit's pages to find what a locator means. See webkit.mjs.

/** What runs in the page to find elements, in shadow roots as well; `steps` is the locator's way. */
export const FIND = `
  const inside = (root) => {
    const all = [...root.querySelectorAll("*")];
    const shadows = [root, ...all].filter((one) => one.shadowRoot).flatMap((one) => inside(one.shadowRoot));
    return [...all, ...shadows];
  };
  const textOf = (one) => (one.innerText ?? one.textContent ?? "").replace(/\\s+/g, " ").trim();
  const ROLES = {
    button: "button, [role=button], summary", radio: "[type=radio]", checkbox: "[type=checkbox]", slider: "[type=range]",
    textbox: "textarea, input:not([type]), [type=text], [type=email], [type=tel], [type=url], [type=search]",
    combobox: "select, [role=combobox]", link: "a[href]", group: "fieldset", listitem: "li", option: "[role=option]", status: "[role=status]",
    listbox: "[role=listbox]", alert: "[role=alert]", searchbox: "[type=search]",
  };
  const nameOf = (one) => {
    const ids = (one.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const named = ids.map((id) => one.getRootNode().getElementById(id)?.textContent ?? "").join(" ");
    // Hidden from assistive technology, it is no part of a name.
    const told = (node) => (node.nodeType === 3 ? node.data : node.ariaHidden === "true" ? "" : [...node.childNodes].map(told).join(""));
    const labels = [...one.labels ?? []].map(told).join(" ");
    const legend = one.tagName === "FIELDSET" && one.querySelector("legend") ? told(one.querySelector("legend")) : "";
    return (named || one.getAttribute("aria-label") || labels || legend || told(one)).replace(/\\s+/g, " ").trim();
  };
  const meets = (text, { pattern, flags, exact }) => {
    if (flags !== undefined) return new RegExp(pattern, flags).test(text);
    return exact ? text === pattern : text.toLowerCase().includes(pattern.toLowerCase());
  };
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && one.getClientRects().length > 0;
  const is = (one, { css, role, text, state }) => {
    if (css) return one.matches(css);
    if (role) return one.matches(ROLES[role]) && one.checkVisibility() && (!text || meets(nameOf(one), text)) && (state === undefined || one.checked === state);
    return meets(textOf(one), text) && ![...one.children].some((child) => meets(textOf(child), text)) && !one.matches("script, style");
  };
  const find = (steps) => steps.reduce((found, step) => {
    if (step.at !== undefined) return found.slice(step.at, step.at === -1 ? undefined : step.at + 1);
    if (step.hasText) return found.filter((one) => meets(textOf(one), step.hasText));
    // A text may be that of the element itself.
    const all = found.flatMap((one) => (step.text && !step.role && one !== document ? [one, ...inside(one)] : inside(one)));
    return [...new Set(all)].filter((one) => is(one, step));
  }, [document]);
`;

/** Where a press on an element goes, and whether it would meet it. */
export const PLACE = `(one) => {
  one.scrollIntoView({ block: "nearest", inline: "nearest" });
  const { x, y, width, height } = one.getBoundingClientRect();
  const place = { x: x + width / 2, y: y + height / 2 };
  let top = document.elementFromPoint(place.x, place.y);
  for (let inner = top; inner && inner.shadowRoot;) {
    inner = inner.shadowRoot.elementFromPoint(place.x, place.y);
    if (inner === top) break;
    top = inner ?? top;
  }
  const meets = Boolean(top) && (one.contains(top) || top.closest("label")?.control === one);
  return { ...place, meets: width > 0 && meets };
}`;
