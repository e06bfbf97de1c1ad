// Where this browser keeps its token, with what became of it.

import { Token } from "./token.js";

/** What became of a token: only made, registered at the contract, or revoked there. */
export const MADE = "made";
export const REGISTERED = "registered";
export const REVOKED = "revoked";

export class Shelf {
  /** `storage` is a browser's localStorage; `name` keeps apart tokens of several contracts. */
  constructor(storage, name) {
    this.storage = storage;
    this.name = `imageclassify.token ${name}`;
  }

  /** { token, state }, or null when there is none that can be read. */
  find() {
    try {
      const { json, state } = JSON.parse(this.storage.getItem(this.name));
      const known = [MADE, REGISTERED, REVOKED].includes(state) && typeof json === "string";
      return known ? { token: new Token(json), state } : null;
    } catch {
      return null;
    }
  }

  put(token, state) {
    this.storage.setItem(this.name, JSON.stringify({ json: token.json, state }));
  }

  clear() {
    this.storage.removeItem(this.name);
  }
}
