import assert from "node:assert/strict";
import { test } from "node:test";

import { greeting } from "../src/greeting.js";

test("greets with the path", () => {
  assert.equal(greeting("/tea"), "Hello from JavaScript! You asked for /tea\n");
});
