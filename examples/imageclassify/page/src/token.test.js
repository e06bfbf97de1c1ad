import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { Token } from "./token.js";

const counting = (bytes) => bytes.map((_, index) => index);

test("a token names its resource and a UUID of version 4", () => {
  assert.equal(
    Token.make("mytestresource", counting).json,
    '{"resource_id":"mytestresource","token_uuid":"00010203-0405-4607-8809-0a0b0c0d0e0f"}',
  );
});

test("no two tokens are the same", () => {
  assert.notEqual(Token.make("r").json, Token.make("r").json);
});

test("what is hashed is exactly what is sent", () => {
  const token = new Token('{"resource_id":"Bücher","token_uuid":"1"}');
  const sent = Buffer.from(token.bearer().replace("Bearer ", ""), "base64");
  assert.equal(sent.toString(), token.json);
  assert.deepEqual(Buffer.from(token.hash()), createHash("sha256").update(sent).digest());
});
