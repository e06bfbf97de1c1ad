// The user's account on the chain, by way of near-api-js. Nothing else in the page knows it.

import {
  connect,
  ConnectedWalletAccount,
  keyStores,
  providers,
  WalletConnection,
} from "near-api-js";

// Signing in adds a key to the account that may call these two methods of the contract alone.
const METHODS = ["register_token", "revoke_token"];

// 30 Tgas: a call of either takes less than 10, and the rest is given back.
const GAS = 30_000_000_000_000n;

// An RPC that does not answer is given up after some seconds.
const PATIENCE = { retries: 4, wait: 300, backoff: 2 };

// What tells a page that comes back from the wallet that its user said no.
const DECLINED = "sign-in";

// What a wallet adds to the page's address. It tells who signed in, or why nobody did.
const ANSWERS = ["account_id", "public_key", "all_keys", "errorCode", "errorMessage", DECLINED];

export class Wallet {
  /** `network` is that of networkOf(rpcUrl). Takes up a sign-in that the wallet just answered. */
  static async open({ rpcUrl, contract }, network) {
    const prefix = `imageclassify ${contract} ${rpcUrl} `;
    const keyStore = new keyStores.BrowserLocalStorageKeyStore(window.localStorage, prefix);
    const near = await connect({ nodeUrl: rpcUrl, keyStore, logger: false, ...network });
    near.connection.provider = new providers.JsonRpcProvider({ url: rpcUrl }, PATIENCE);
    const declined = new URL(window.location.href).searchParams.has(DECLINED);
    const wallet = new Wallet({ near, keyStore, prefix, contract, declined });
    await wallet.#takeUpSignIn();
    return wallet;
  }

  constructor({ near, keyStore, prefix, contract, declined }) {
    this.near = near;
    this.connection = new WalletConnection(near, prefix);
    this.networkId = near.config.networkId;
    this.keyStore = keyStore;
    this.prefix = prefix;
    this.contract = contract;
    /** Whether the user comes from the wallet and said no there. */
    this.declined = declined;
  }

  /** The account that is signed in, "" for none. */
  get account() {
    return this.connection.getAccountId();
  }

  /** Leaves for the wallet, which comes back to this page. */
  async signIn() {
    const declined = new URL(window.location.href);
    declined.searchParams.set(DECLINED, "declined");
    await this.connection.requestSignIn({
      contractId: this.contract,
      methodNames: METHODS,
      failureUrl: declined.href,
    });
  }

  /** Forgets the account and its key, and those of sign-ins that came to nothing. */
  signOut() {
    this.connection.signOut();
    const mine = Object.keys(window.localStorage).filter((name) => name.startsWith(this.prefix));
    mine.forEach((name) => window.localStorage.removeItem(name));
  }

  /** The contract wants to see that the caller made the token: its hash, signed by the same key
   *  that signs the transaction. */
  async register(hash) {
    const key = await this.keyStore.getKey(this.networkId, this.account);
    const { signature } = key.sign(hash);
    await this.#call("register_token", hash, { signature: Array.from(signature) });
  }

  async revoke(hash) {
    await this.#call("revoke_token", hash, {});
  }

  #call(methodName, hash, others) {
    // A new one each time: it remembers the nonce of the key, which is wrong after one call.
    const { near, connection } = this;
    const account = new ConnectedWalletAccount(connection, near.connection, this.account);
    return account.functionCall({
      contractId: this.contract,
      methodName,
      args: { token_hash: Array.from(hash), ...others },
      gas: GAS,
    });
  }

  async #takeUpSignIn() {
    try {
      await this.connection.isSignedInAsync();
    } catch {
      // The address names a key that this browser did not make: that is no sign-in.
    }
    const key = this.account && (await this.keyStore.getKey(this.networkId, this.account));
    const address = new URL(window.location.href);
    const answered = ANSWERS.some((name) => address.searchParams.has(name));
    if ((answered || this.account) && !key) this.signOut();
    ANSWERS.forEach((name) => address.searchParams.delete(name));
    window.history.replaceState({}, "", address);
  }
}
