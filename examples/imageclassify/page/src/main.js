// Wires the page: what each button does.

import { Access } from "./access.js";
import { listenForFiles } from "./chooser.js";
import { Classifier, Denied } from "./classifier.js";
import { fetchConfig } from "./config.js";
import { Drawer } from "./drawer.js";
import { Luggage } from "./luggage.js";
import { networkOf } from "./networks.js";
import { objectionTo } from "./picture.js";
import { Shelf } from "./shelf.js";
import { View } from "./view.js";
import { Wallet } from "./wallet.js";
import { inWords } from "./words.js";

const APP = "/imageclassify";

class Page {
  constructor({ view, wallet, access, config, luggage }) {
    Object.assign(this, { view, wallet, access, config, luggage });
    this.classifier = new Classifier(APP);
    this.file = null;
  }

  listen() {
    const { view } = this;
    view.onPress("sign-in", () => this.signIn());
    view.onPress("sign-out", () => this.signOut());
    view.onPress("generate", () => this.generate());
    view.onPress("register", () => this.register());
    view.onPress("revoke", () => this.revoke());
    view.onPress("renew", () => this.renew());
    view.at("picture").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!view.busy) this.classify();
    });
    const area = view.at("drop");
    listenForFiles({ page: document, area, input: view.at("file") }, (file) => this.choose(file));
  }

  show() {
    this.view.showAccount(this.wallet.account);
    this.view.showToken(this.access.current);
    this.view.showNetwork(this.config);
  }

  /** Tells that `work` is under way, and then what came of it: { told, label }, as it returns. */
  async act(waiting, work) {
    this.view.wait(waiting);
    try {
      const { told, label } = await work();
      this.view.tell(told, label);
    } catch (error) {
      this.view.fail(inWords(error, this.config));
      if (error instanceof Denied && !this.view.steps) this.view.offerRenewal();
    }
    this.show();
  }

  signIn() {
    return this.act("Going to the wallet …", async () => {
      if (this.file) await this.luggage.pack(this.file);
      await this.wallet.signIn();
      return { told: "The wallet takes over now." };
    });
  }

  signOut() {
    this.wallet.signOut();
    this.access.forget();
    this.view.tell("Signed out. This browser has forgotten your key and your token.");
    this.show();
    this.view.at("sign-in").focus();
  }

  generate() {
    this.access.generate();
    this.view.tell("A token was made. Register it, so that the app lets it in.");
    this.show();
  }

  register() {
    return this.act(`Registering the token at ${this.config.contract} …`, async () => {
      await this.access.register();
      return { told: "The token is registered." };
    });
  }

  revoke() {
    return this.act(`Revoking the token at ${this.config.contract} …`, async () => {
      await this.access.revoke();
      return { told: "The token is revoked: the app does not let it in any more." };
    });
  }

  renew() {
    this.access.forget();
    return this.classify();
  }

  choose(file) {
    if (this.view.busy) return;
    const objection = objectionTo(file);
    if (objection) {
      this.view.fail(objection);
      return;
    }
    this.take(file);
    this.view.tell("");
  }

  take(file) {
    this.file = file;
    this.view.showPicture(file);
  }

  classify() {
    const { access, file, view } = this;
    if (!file) {
      view.fail("Choose a picture first.");
      view.at("file").focus();
      return;
    }
    return this.act(`Looking at ${file.name} …`, async () => {
      if (!view.steps) {
        await access.ensure(() => view.wait(`Registering a token at ${this.config.contract} …`));
        view.wait(`Looking at ${file.name} …`);
      }
      const start = performance.now();
      const label = await this.classifier.classify(file, access.current?.token.bearer() ?? "");
      const seconds = (performance.now() - start) / 1000;
      return { told: `Answered in ${seconds.toFixed(1)} s`, label };
    });
  }
}

async function open() {
  const steps = new URL(window.location.href).searchParams.get("steps") === "1";
  const view = new View(document, steps);
  view.wait("Asking the app how to reach the chain …");
  try {
    const config = await fetchConfig(`${APP}/config.json`);
    const wallet = await Wallet.open(config, networkOf(config.rpcUrl));
    const shelf = new Shelf(window.localStorage, `${config.contract} ${config.rpcUrl}`);
    const access = new Access(config.resource, wallet, shelf);
    const luggage = new Luggage(window.sessionStorage, new Drawer(window.indexedDB, "imageclassify"));
    const page = new Page({ view, wallet, access, config, luggage });
    const chosen = await luggage.unpack();
    if (chosen) page.take(chosen);
    page.listen();
    page.show();
    view.tell(wallet.declined ? "You declined in the wallet: you are not signed in." : "");
  } catch (error) {
    view.fail(error.message);
  }
}

open();
