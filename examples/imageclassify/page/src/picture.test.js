import assert from "node:assert/strict";
import { test } from "node:test";

import { droppedFile, objectionTo } from "./picture.js";

test("JPEG and PNG are taken, and nothing else", () => {
  assert.equal(objectionTo(new File(["x"], "a.jpg", { type: "image/jpeg" })), null);
  assert.equal(objectionTo(new File(["x"], "a.png", { type: "image/png" })), null);
  assert.match(objectionTo(new File(["x"], "a.gif", { type: "image/gif" })), /a\.gif is not/);
  assert.match(objectionTo(new File([], "a.png", { type: "image/png" })), /empty/);
});

test("a drop may carry no file", () => {
  assert.equal(droppedFile({ dataTransfer: { files: [] } }), null);
  assert.equal(droppedFile({ dataTransfer: { files: ["first", "second"] } }), "first");
});
