// The elements of the page, and what they show. Decides nothing.

import { MADE, REGISTERED, REVOKED } from "./shelf.js";

const TOKEN_STATES = {
  [MADE]: "Made in this browser, not registered yet.",
  [REGISTERED]: "Registered: the app lets it in.",
  [REVOKED]: "Revoked: the app does not let it in any more.",
};
const NO_TOKEN_YET =
  "None yet. Once you are signed in, the first classification makes and registers one.";
const NO_TOKEN_IN_STEPS = "None yet. Generate one, then register it.";

export class View {
  /** `steps`: whether the user takes each step of the token by hand. */
  constructor(document, steps) {
    this.document = document;
    this.steps = steps;
    this.busy = false;
    if (steps) this.at("picture").before(this.at("token"));
    document.querySelectorAll(".step").forEach((button) => (button.hidden = !steps));
  }

  at(id) {
    return this.document.getElementById(id);
  }

  /** Calls `work` when the button is pressed, unless something else is under way. */
  onPress(id, work) {
    this.at(id).addEventListener("click", () => this.busy || work());
  }

  /** What is under way: until the next call of one of these three, buttons do nothing. */
  wait(text) {
    this.#say({ status: text, busy: true });
  }

  /** What came of it; `label` is the name of what a picture shows. */
  tell(text, label = "") {
    this.#say({ status: text, label });
  }

  fail(text) {
    this.#say({ error: text });
  }

  #say({ status = "", label = "", error = "", busy = false }) {
    this.busy = busy;
    // Not `hidden`: what appears in a region that was not there may not be read aloud.
    this.at("answer").classList.toggle("silent", !(status || label || error));
    this.at("answer").classList.toggle("busy", busy);
    this.at("answer").setAttribute("aria-busy", busy);
    this.at("label").textContent = label;
    this.at("status").textContent = status;
    this.at("error").textContent = error;
    if (error) this.at("answer").scrollIntoView({ block: "nearest" });
    this.at("renew").hidden = true;
    // Not `disabled`, which would take the keyboard's focus away.
    for (const button of this.document.querySelectorAll("button")) {
      button.setAttribute("aria-disabled", busy);
    }
  }

  offerRenewal() {
    this.at("renew").hidden = false;
  }

  showAccount(account) {
    this.at("who").textContent = account || "Not signed in";
    this.at("sign-in").hidden = Boolean(account);
    this.at("sign-out").hidden = !account;
  }

  /** `held` is { token, state }, or null. */
  showToken(held) {
    const none = this.steps ? NO_TOKEN_IN_STEPS : NO_TOKEN_YET;
    this.at("token-state").textContent = held ? TOKEN_STATES[held.state] : none;
    this.at("token-state").dataset.state = held?.state ?? "none";
    this.at("token-hash").hidden = !held;
    this.at("token-hash").textContent = held ? `SHA-256 ${hex(held.token.hash())}` : "";
    this.at("revoke").hidden = held?.state !== REGISTERED;
  }

  showNetwork({ rpcUrl, contract }) {
    this.at("network").textContent = `Tokens: ${contract} at ${rpcUrl}`;
  }

  showPicture(file) {
    const preview = this.at("preview");
    URL.revokeObjectURL(preview.src);
    preview.src = URL.createObjectURL(file);
    preview.alt = `The chosen picture, ${file.name}`;
    preview.hidden = false;
    this.at("choose").textContent = "Choose another picture";
    this.at("hint").textContent = file.name;
  }
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
