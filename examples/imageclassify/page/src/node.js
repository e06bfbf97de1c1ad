// What near-api-js expects of Node.js: the bundler puts these in wherever they are named.

export { Buffer } from "buffer";

export const global = globalThis;
