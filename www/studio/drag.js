// Items of a list that are dragged by their handle, by mouse, pen or finger. The list is drawn anew once the
// relay has moved the item; until then a line shows where it goes. Libraries for this move the elements themselves,
// which the list that comes from the relay then meets in another order; they are 6 kB (pragmatic-drag-and-drop) and
// 11 kB (SortableJS) compressed, and this half a kilobyte.

/** `act(deed)`: moves an item, as a button does. */
export const draggable = (root, act) => {
  let held;
  root.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    const item = grip?.closest("[data-movable]");
    if (!item || event.button) return;
    event.preventDefault();
    const items = [...item.parentElement.children].filter((one) => one.dataset.list === item.dataset.list);
    held = { item, items, from: items.indexOf(item), to: items.indexOf(item) };
    item.dataset.held = "";
    grip.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { item, items } = held;
    const others = items.filter((one) => one !== item);
    const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;
    held.to = others.filter((one) => middle(one) < event.clientY).length;
    mark(others, held.to);
  });
  const end = (isDone) => {
    if (!held) return;
    const { item, items, from, to } = held;
    held = undefined;
    delete item.dataset.held;
    mark(items, -1);
    if (isDone && to !== from) act(`to ${to} ${item.dataset.movable}`);
  };
  root.addEventListener("pointerup", () => end(true));
  root.addEventListener("pointercancel", () => end(false));
};

const mark = (items, at) => {
  items.forEach((one, index) => {
    const is = index === at ? "before" : at === items.length && index === at - 1 ? "after" : "";
    if (is) one.dataset.drop = is;
    else delete one.dataset.drop;
  });
};
