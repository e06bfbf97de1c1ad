import assert from "node:assert/strict";
import { test } from "node:test";

import { fetchConfig } from "./config.js";

const answering = (text, status = 200) => async () => new Response(text, { status });

test("the app says where its tokens are", async () => {
  const config = { rpcUrl: "http://127.0.0.1:3030", contract: "c", resource: "r" };
  const answer = answering(JSON.stringify({ ...config, more: 1 }));
  assert.deepEqual(await fetchConfig("/config.json", answer), config);
});

test("what is missing is told", async () => {
  const gone = async () => Promise.reject(new TypeError());
  await assert.rejects(fetchConfig("/", gone), /does not answer/);
  await assert.rejects(fetchConfig("/", answering("no variable", 500)), /chain: no variable/);
  await assert.rejects(fetchConfig("/", answering('{"rpcUrl":"x"}')), /which chain/);
});
