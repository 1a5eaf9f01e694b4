/** From an element out to the page's root, through shadow roots. */
export const outwards = function* (element) {
  for (let one = element; one; one = one.assignedSlot ?? one.parentElement ?? one.getRootNode().host) yield one;
};
