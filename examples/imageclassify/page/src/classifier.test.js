import assert from "node:assert/strict";
import { test } from "node:test";

import { Classifier, Denied, Refused, Unreachable } from "./classifier.js";

function answering(status, text) {
  return new Classifier("/c", async () => new Response(text, { status }));
}

test("a picture goes out with the token, a name comes back", async () => {
  let seen;
  const classifier = new Classifier("/c", async (address, request) => {
    seen = { address, ...request };
    return new Response("tabby cat\n");
  });
  assert.equal(await classifier.classify("bytes", "Bearer x"), "tabby cat");
  assert.deepEqual(
    [seen.address, seen.method, seen.body, seen.headers],
    ["/c", "POST", "bytes", { authorization: "Bearer x" }],
  );
});

test("without a token no header is sent", async () => {
  const classifier = new Classifier("/c", async (_, { headers }) => {
    assert.deepEqual(headers, {});
    return new Response("x");
  });
  await classifier.classify("bytes", "");
});

test("each kind of failure is told apart", async () => {
  await assert.rejects(answering(403, "Access denied").classify("", ""), Denied);
  await assert.rejects(answering(413, "Too large.").classify("", ""), (error) => {
    return error instanceof Refused && error.message === "Too large.";
  });
  await assert.rejects(answering(500, "").classify("", ""), /The app answered 500/);
  const gone = new Classifier("/c", async () => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(gone.classify("", ""), Unreachable);
});
