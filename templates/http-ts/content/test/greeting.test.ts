import assert from "node:assert/strict";
import { test } from "node:test";

import { greeting } from "../src/greeting";

test("greets with the path", () => {
  assert.equal(greeting("/tea"), "Hello from TypeScript! You asked for /tea\n");
});
