// What the editor of texts sends of a long one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { difference } from "../../www/studio/difference.js";

test("what is sent of a text makes the whole of it where it is put between what stays", () => {
  const texts = ["", "a", "ab", "aba", "abab", "🙂", "🙂🙂", "🙃🙂", "a🙂b", "a🙃b", "a🙂🙂b", 'prompt = "How?"', 'prompt = "Who?"'];
  for (const before of texts) {
    for (const now of texts) {
      const { head, tail, text } = difference(before, now);
      assert.equal(before.slice(0, head) + text + before.slice(before.length - tail), now, `${before} to ${now}`);
      assert.ok(head + tail <= before.length, `${before} to ${now}`);
      assert.ok(text.isWellFormed(), `${before} to ${now} cuts a letter in two`);
    }
  }
  const long = "x".repeat(100_000);
  assert.equal(difference(`${long}a${long}`, `${long}b${long}`).text, "b");
});
