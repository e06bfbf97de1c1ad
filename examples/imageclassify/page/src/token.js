// An access token: a text that only its owner knows, of which the chain learns the hash.

import { sha256 } from "@noble/hashes/sha256";


const encode = (string) => new TextEncoder().encode(string);

export class Token {
  /** `json` is the text, exactly as it is hashed and sent. */
  constructor(json) {
    this.json = json;
  }

  /** A new one. `random` fills an array of bytes. */
  static make(resource, random = (bytes) => crypto.getRandomValues(bytes)) {
    return new Token(JSON.stringify({ resource_id: resource, token_uuid: uuid(random) }));
  }

  /** SHA-256 of the text's bytes, 32 bytes. */
  hash() {
    return sha256(encode(this.json));
  }

  /** What goes into the Authorization header. */
  bearer() {
    return `Bearer ${btoa(String.fromCharCode(...encode(this.json)))}`;
  }
}

// A UUID of version 4 (RFC 9562, section 5.4). The browser's own randomUUID(), like its SHA-256, is
// missing from a page that came over plain HTTP from another machine.
function uuid(random) {
  const bytes = random(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
