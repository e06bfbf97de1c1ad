import assert from "node:assert/strict";
import { test } from "node:test";

import { Access, GenerateFirst, SignInFirst } from "./access.js";
import { MADE, REGISTERED, REVOKED, Shelf } from "./shelf.js";
import { storage } from "./storage.fake.js";

// A wallet that writes down what it was asked, and refuses when told to.
class FakeWallet {
  constructor(account = "alice") {
    this.account = account;
    this.calls = [];
    this.refusal = null;
  }

  async register(hash) {
    this.#call("register", hash);
  }

  async revoke(hash) {
    this.#call("revoke", hash);
  }

  #call(method, hash) {
    assert.equal(hash.length, 32);
    if (this.refusal) throw this.refusal;
    this.calls.push(method);
  }
}

function access(wallet = new FakeWallet()) {
  return new Access("mytestresource", wallet, new Shelf(storage(), "here"));
}

test("the first use makes and registers a token, the second takes it", async () => {
  const it = access();
  let told = 0;
  await it.ensure(() => told++);
  const first = it.current;
  await it.ensure(() => told++);
  assert.deepEqual(it.current, first);
  assert.equal(first.state, REGISTERED);
  assert.deepEqual(it.wallet.calls, ["register"]);
  assert.equal(told, 1);
});

test("nothing is made for somebody who is not signed in", async () => {
  const it = access(new FakeWallet(""));
  await assert.rejects(it.ensure(assert.fail), SignInFirst);
  assert.equal(it.current, null);
});

test("a token that could not be registered is not sent: the next use makes another", async () => {
  const it = access();
  it.wallet.refusal = new Error("no");
  await assert.rejects(it.ensure(() => {}), /no/);
  const { token, state } = it.current;
  assert.equal(state, MADE);
  it.wallet.refusal = null;
  await it.ensure(() => {});
  assert.notEqual(it.current.token.json, token.json);
  assert.equal(it.current.state, REGISTERED);
});

test("a token that was revoked stays revoked until it is forgotten", async () => {
  const it = access();
  await it.ensure(() => {});
  await it.revoke();
  await it.ensure(assert.fail);
  assert.equal(it.current.state, REVOKED);
  it.forget();
  await it.ensure(() => {});
  assert.deepEqual(it.wallet.calls, ["register", "revoke", "register"]);
});

test("one step at a time", async () => {
  const it = access(new FakeWallet(""));
  await assert.rejects(it.register(), GenerateFirst);
  it.generate();
  assert.equal(it.current.state, MADE);
  await assert.rejects(it.register(), SignInFirst);
  it.wallet.account = "alice";
  await it.register();
  assert.equal(it.current.state, REGISTERED);
});
