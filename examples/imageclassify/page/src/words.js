// What went wrong, in words that say what to do about it.

import { GenerateFirst, SignInFirst } from "./access.js";
import { Denied, Refused, Unreachable } from "./classifier.js";

/** `where` has rpcUrl and contract. */
export function inWords(error, where) {
  if (error instanceof SignInFirst) return "Sign in first: a token is registered in your name.";
  if (error instanceof GenerateFirst) return "Generate a token first.";
  if (error instanceof Denied) {
    return "Access denied. The app wants a registered token: yours is missing, unknown or revoked.";
  }
  if (error instanceof Refused) return error.message;
  if (error instanceof Unreachable) return "The app does not answer. Is it running?";
  return chainInWords(`${error?.type ?? ""} ${error?.message ?? error}`, where);
}

function chainInWords(text, { rpcUrl, contract }) {
  const panic = /panicked: ([^"]+)/.exec(text);
  if (panic) return `The contract refused: ${panic[1].trim()}.`;
  if (/Failed to fetch|NetworkError|Load failed|RetriesExceeded/.test(text)) {
    return `The chain at ${rpcUrl} does not answer. Is it running?`;
  }
  if (/UNKNOWN_ACCOUNT|AccountDoesNotExist|CodeDoesNotExist|does(n't| not) exist/i.test(text)) {
    return `The chain at ${rpcUrl} has no contract ${contract}, or does not know your account.`;
  }
  if (/matching key|AccessKey|InvalidNonce|UNKNOWN_ACCESS_KEY/i.test(text)) {
    return "The chain does not take this browser's key any more. Sign out and in again.";
  }
  if (/NotEnoughBalance|NotEnoughAllowance/.test(text)) {
    return "Your account, or this browser's key to it, has too little left to pay for the call.";
  }
  return `The chain said: ${text.trim()}`;
}
