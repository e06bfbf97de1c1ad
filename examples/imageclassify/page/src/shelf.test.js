import assert from "node:assert/strict";
import { test } from "node:test";

import { storage } from "./storage.fake.js";
import { REGISTERED, Shelf } from "./shelf.js";
import { Token } from "./token.js";

test("a token outlives the page, with its state", () => {
  const kept = storage();
  new Shelf(kept, "here").put(new Token("{}"), REGISTERED);
  assert.deepEqual(new Shelf(kept, "here").find(), { token: new Token("{}"), state: REGISTERED });
  assert.equal(new Shelf(kept, "elsewhere").find(), null);
});

test("a token that was cleared is gone", () => {
  const shelf = new Shelf(storage(), "here");
  shelf.put(new Token("{}"), REGISTERED);
  shelf.clear();
  assert.equal(shelf.find(), null);
});

test("what is no token is none", () => {
  const texts = ["", "[]", "null", '{"json":""}', '{"json":1,"state":"made"}', '{"state":"made"}'];
  for (const text of texts) {
    const kept = storage();
    kept.setItem("imageclassify.token here", text);
    assert.equal(new Shelf(kept, "here").find(), null, text);
  }
});
