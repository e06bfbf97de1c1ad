// Which token is sent, and how it comes to be good: made here, registered by the wallet.

import { MADE, REGISTERED, REVOKED } from "./shelf.js";
import { Token } from "./token.js";

export class SignInFirst extends Error {}

export class GenerateFirst extends Error {}

export class Access {
  /** `wallet` has account, register(hash) and revoke(hash). */
  constructor(resource, wallet, shelf) {
    this.resource = resource;
    this.wallet = wallet;
    this.shelf = shelf;
  }

  /** { token, state }, or null. */
  get current() {
    return this.shelf.find();
  }

  generate() {
    this.shelf.put(Token.make(this.resource), MADE);
  }

  async register() {
    const token = this.#mustHaveToken();
    this.#mustBeSignedIn();
    await this.wallet.register(token.hash());
    this.shelf.put(token, REGISTERED);
  }

  async revoke() {
    const token = this.#mustHaveToken();
    this.#mustBeSignedIn();
    await this.wallet.revoke(token.hash());
    this.shelf.put(token, REVOKED);
  }

  forget() {
    this.shelf.clear();
  }

  /** Makes and registers a token unless there is one that was. One that was revoked is kept: only
   *  the user decides to make another. `onMaking` is called when it takes a while. */
  async ensure(onMaking) {
    const { current } = this;
    if (current && current.state !== MADE) return;
    this.#mustBeSignedIn();
    onMaking();
    this.generate();
    await this.register();
  }

  #mustHaveToken() {
    const { current } = this;
    if (!current) throw new GenerateFirst();
    return current.token;
  }

  #mustBeSignedIn() {
    if (!this.wallet.account) throw new SignInFirst();
  }
}
