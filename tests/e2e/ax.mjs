// The accessibility tree of a survey as text: what Chromium tells assistive technology.

/** Roles that say nothing by themselves. */
const SILENT = new Set(["generic", "none", "InlineTextBox", "LabelText", "ListMarker", "LineBreak", "MenuListPopup"]);
/** The states that are told, apart from those that a control has until something happens. */
const STATES = {
  checked: (value) => value === "true", invalid: (value) => value !== "false", required: Boolean, expanded: () => true,
  disabled: Boolean, selected: Boolean, modal: Boolean, live: () => true, valuetext: Boolean,
};
/** A list this long is the same all the way. */
const MANY = 8;

const quoted = (value) => JSON.stringify(value);

const line = ({ role, name, description, value, properties = [] }) => {
  const states = properties.filter(({ name, value: { value } }) => STATES[name]?.(value))
    .map(({ name, value: { value } }) => (value === true || value === "true" ? name : `${name}=${value}`));
  return [
    role.value === "StaticText" ? "text" : role.value,
    name?.value && quoted(name.value),
    value?.value !== undefined && value.value !== "" && `= ${quoted(value.value)}`,
    states.length && `[${states.sort().join(", ")}]`,
    description?.value && `(${quoted(description.value)})`,
  ].filter(Boolean).join(" ");
};

/** The tree below the survey's dialog, a line a node. */
export const treeOf = async (page) => {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const visit = (node, depth, above) => {
    const isTold = !node.ignored && !SILENT.has(node.role.value);
    // What is the name of its parent is not said twice.
    if (isTold && node.role.value === "StaticText" && above.includes(node.name.value.trim())) return;
    if (isTold) lines.push("  ".repeat(depth) + line(node));
    const below = isTold && node.name?.value ? node.name.value : above;
    const children = node.childIds.map((id) => byId.get(id)).filter(Boolean);
    const options = children.filter((child) => child.role?.value === "option");
    const left = options.length > MANY ? options.slice(MANY) : [];
    for (const child of children) if (!left.includes(child)) visit(child, depth + Number(isTold), below);
    if (left.length) lines.push(`${"  ".repeat(depth + 1)}… ${left.length} more`);
  };
  visit(nodes.find(({ role, ignored }) => role?.value === "dialog" && !ignored), 0, "");
  return lines.join("\n");
};
