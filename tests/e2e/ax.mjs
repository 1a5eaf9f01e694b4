// The accessibility tree of a survey as text: what Chromium tells assistive technology.

/** Roles that say nothing by themselves. */
const SILENT = new Set(["generic", "none", "InlineTextBox", "LabelText", "Legend", "ListMarker", "LineBreak", "MenuListPopup"]);
/** Controls whose inside is the browser's own, and speaks its language. */
const WHOLE = new Set(["Date", "InputTime", "button"]);
/** The states that are told, apart from those that a control has until something happens. */
const STATES = {
  checked: (value) => value === "true", invalid: (value) => value !== "false", required: Boolean, expanded: () => true,
  disabled: Boolean, selected: Boolean, modal: Boolean, live: () => true,
};
/** A list this long is the same all the way. */
const MANY = 6;

const quoted = (value) => JSON.stringify(value);

const line = ({ role, name, description, value, properties = [] }) => {
  const states = properties.filter(({ name, value: { value } }) => STATES[name]?.(value))
    .map(({ name, value: { value } }) => (value === true || value === "true" ? name : `${name}=${value}`));
  const hasValue = value?.value !== undefined && value.value !== "" && role.value !== "button";
  return [
    role.value === "StaticText" ? "text" : role.value,
    name?.value && quoted(name.value),
    hasValue && `= ${quoted(value.value)}`,
    states.length && `[${states.sort().join(", ")}]`,
    description?.value && `(${quoted(description.value)})`,
  ].filter(Boolean).join(" ");
};

/** The nodes that are told below a node, without those that say nothing between them. */
const told = (node, byId) =>
  (WHOLE.has(node.role?.value) ? [] : node.childIds).map((id) => byId.get(id)).filter(Boolean)
    .flatMap((child) => (child.ignored || SILENT.has(child.role.value) ? told(child, byId) : [child]));

/**
 * The tree of the survey's dialog, or of the first node of a role in it: a line a node. What is in
 * the name of what stands around or beside it is not said twice.
 */
export const treeOf = async (page, role) => {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const visit = (node, depth, above) => {
    lines.push("  ".repeat(depth) + line(node));
    const below = told(node, byId);
    const names = [...above, node, ...below.filter(({ role }) => role.value !== "StaticText")].map(({ name }) => name?.value ?? "");
    const isSaid = ({ role, name }) => role.value === "StaticText" && names.some((one) => one.includes(name.value.trim()));
    const news = below.filter((child) => !isSaid(child));
    const options = news.filter(({ role }) => role.value === "option");
    const left = options.slice(MANY);
    for (const child of news) if (!left.includes(child)) visit(child, depth + 1, [node]);
    if (left.length) lines.push(`${"  ".repeat(depth + 1)}… ${left.length} more`);
  };
  const dialog = nodes.find(({ role, ignored }) => role?.value === "dialog" && !ignored);
  const all = (node) => [node, ...told(node, byId).flatMap(all)];
  visit(role ? all(dialog).find((node) => node.role.value === role) : dialog, 0, []);
  return lines.join("\n");
};
