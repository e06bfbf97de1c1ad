import assert from "node:assert/strict";
import { test } from "node:test";

import { Luggage } from "./luggage.js";
import { storage } from "./storage.fake.js";

function drawer() {
  let kept;
  return {
    put: async (file) => (kept = file),
    take: async () => {
      const file = kept;
      kept = undefined;
      return file;
    },
  };
}

const broken = {
  put: () => Promise.reject(new Error("full")),
  take: () => Promise.reject(new Error("full")),
};

test("a picture comes back once, in its own tab", async () => {
  const session = storage();
  const shared = drawer();
  await new Luggage(session, shared).pack("picture");
  assert.equal(await new Luggage(session, shared).unpack(), "picture");
  assert.equal(await new Luggage(session, shared).unpack(), null);
});

test("another tab does not get it, and leaves nothing lying about", async () => {
  const shared = drawer();
  await new Luggage(storage(), shared).pack("picture");
  assert.equal(await new Luggage(storage(), shared).unpack(), null);
  assert.equal(await shared.take(), undefined);
});

test("a browser that keeps nothing is no trouble", async () => {
  const session = storage();
  await new Luggage(session, broken).pack("picture");
  assert.equal(await new Luggage(session, broken).unpack(), null);
});
