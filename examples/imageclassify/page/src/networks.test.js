import assert from "node:assert/strict";
import { test } from "node:test";

import { networkOf } from "./networks.js";

test("public networks have wallets of their own", () => {
  const testnet = { networkId: "testnet", walletUrl: "https://testnet.mynearwallet.com" };
  assert.deepEqual(networkOf("https://rpc.testnet.near.org"), testnet);
  assert.deepEqual(networkOf("https://test.rpc.fastnear.com/"), testnet);
  assert.equal(networkOf("https://rpc.mainnet.near.org").networkId, "mainnet");
});

test("a chain for development is its own wallet", () => {
  assert.deepEqual(networkOf("http://127.0.0.1:3030/"), {
    networkId: "near-dev",
    walletUrl: "http://127.0.0.1:3030",
  });
  assert.equal(networkOf("http://rpc.testnet.near.org.example").networkId, "near-dev");
});
