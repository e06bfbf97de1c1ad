import assert from "node:assert/strict";
import { test } from "node:test";

import { SignInFirst } from "./access.js";
import { Denied, Refused, Unreachable } from "./classifier.js";
import { inWords } from "./words.js";

const WHERE = { rpcUrl: "http://127.0.0.1:3030", contract: "tokens.test.near" };

const CASES = [
  [new SignInFirst(), /^Sign in first/],
  [new Denied("Access denied"), /^Access denied\./],
  [new Refused("The picture is too large."), /^The picture is too large\.$/],
  [new Unreachable("Failed to fetch"), /^The app does not answer/],
  [new TypeError("Failed to fetch"), /^The chain at http:\/\/127\.0\.0\.1:3030 does not answer/],
  [new Error("Smart contract panicked: the token was revoked"), /refused: the token was revoked\.$/],
  [Object.assign(new Error("tokens.test.near does not exist"), { type: "AccountDoesNotExist" }), /no contract tokens/],
  [new Error("Cannot find matching key for transaction sent to x"), /Sign out and in again/],
  [Object.assign(new Error("x"), { type: "NotEnoughAllowance" }), /too little left/],
  [new Error("something else"), /^The chain said: something else$/],
];

test("each failure has a sentence", () => {
  for (const [error, sentence] of CASES) assert.match(inWords(error, WHERE), sentence);
});
