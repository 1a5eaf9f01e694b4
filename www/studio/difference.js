/** What is different in a text: how much stays before it and behind it, in UTF-16, and what stands between. */
export const difference = (before, now) => {
  const most = Math.min(before.length, now.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === now.charCodeAt(head)) head += 1;
  let tail = 0;
  while (tail < most - head && before.charCodeAt(before.length - 1 - tail) === now.charCodeAt(now.length - 1 - tail)) tail += 1;
  // No character is cut in two.
  const isSecond = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  if (head && (isSecond(before, head) || isSecond(now, head))) head -= 1;
  if (tail && (isSecond(before, before.length - tail) || isSecond(now, now.length - tail))) tail -= 1;
  return { head, tail, text: now.slice(head, now.length - tail) };
};
