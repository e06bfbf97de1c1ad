import assert from "node:assert/strict";
import { test } from "node:test";

import { GenerateFirst, SignInFirst } from "./access.js";
import { Denied, Refused, Unreachable } from "./classifier.js";
import { inWords } from "./words.js";

const WHERE = { rpcUrl: "http://127.0.0.1:3030", contract: "tokens.test.near" };

const CASES = [
  [new SignInFirst(), /^Sign in first/],
  [new GenerateFirst(), /^Generate a token first/],
  [new Denied("Access denied"), /^Access denied\./],
  [new Refused("The picture is too large."), /^The picture is too large\.$/],
  [new Unreachable("Failed to fetch"), /^The app does not answer/],
  [new TypeError("Failed to fetch"), /^The chain at http:\/\/127\.0\.0\.1:3030 does not answer/],
  [new Error("Smart contract panicked: the token was revoked"), /refused: the token was revoked\./],
  [typed("tokens.test.near does not exist", "AccountDoesNotExist"), /no contract tokens/],
  [new Error("Cannot find matching key for transaction sent to x"), /Sign out and in again/],
  [typed("x", "NotEnoughAllowance"), /too little left/],
  [new Error("something else"), /^The chain said: something else$/],
];

// As near-api-js has errors: with a type beside the message.
function typed(message, type) {
  return Object.assign(new Error(message), { type });
}

test("each failure has a sentence", () => {
  for (const [error, sentence] of CASES) assert.match(inWords(error, WHERE), sentence);
});
