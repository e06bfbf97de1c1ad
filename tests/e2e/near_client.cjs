// What the image classifier's page does on the chain, by near-api-js itself and without a browser.
//
// usage: node near_client.cjs PATH-OF-NEAR-API-JS RPC-URL CONTRACT ACCOUNT SECRET-KEY
// Writes JSON: what each step answered.
const [library, nodeUrl, contract, accountId, secret] = process.argv.slice(2);
const { connect, keyStores, KeyPair, transactions, utils } = require(library);
const { createHash } = require("node:crypto");

async function failure(promise) {
  return promise.then(() => null, (error) => `${error.type}: ${error.message}`);
}

async function main() {
  const key = KeyPair.fromString(secret);
  const keyStore = new keyStores.InMemoryKeyStore();
  await keyStore.setKey("near-dev", accountId, key);
  const near = await connect({ networkId: "near-dev", nodeUrl, keyStore, logger: false });
  const account = await near.account(accountId);
  const provider = near.connection.provider;

  const hash = createHash("sha256").update(`library ${Date.now()}`).digest();
  const args = { token_hash: Array.from(hash) };
  const asked = { ...args, resource_id: "mytestresource" };
  const call = (methodName, more) =>
    account.functionCall({ contractId: contract, methodName, args: { ...args, ...more } });
  const view = () => account.viewFunction({
    contractId: contract, methodName: "get_token_permission_for_resource", args: asked });

  const told = {};
  told.chain = (await provider.status()).chain_id;
  told.contract = (await (await near.account(contract)).state()).code_hash.length;
  told.balance = Number((await account.getAccountBalance()).total) > 0;
  told.keys = (await account.getAccessKeys()).some((one) => one.public_key === `${key.getPublicKey()}`);
  told.gasPrice = (await provider.gasPrice(null)).gas_price;
  told.unregistered = await failure(view());
  const signature = Array.from(key.sign(hash).signature);
  const outcome = await call("register_token", { signature });
  told.logs = outcome.receipts_outcome.flatMap((one) => one.outcome.logs);
  told.permission = await view();
  told.found = (await provider.txStatus(outcome.transaction.hash, accountId, "FINAL")).status;
  told.badSignature = await failure(call("register_token", { signature: signature.slice(1) }));
  await call("revoke_token");
  told.revoked = await failure(view());
  told.nobody = await failure((await near.account("nobody.near")).state());
  told.notAllowed = await failure(account.sendMoney(contract, 1n));

  // A signed transaction sent twice happens once.
  const block = await provider.block({ finality: "final" });
  const access = await provider.query({
    request_type: "view_access_key", finality: "final", account_id: accountId,
    public_key: `${key.getPublicKey()}` });
  const [, signed] = await transactions.signTransaction(
    contract, BigInt(access.nonce) + 1n,
    [transactions.functionCall("revoke_token", args, 30_000_000_000_000n, 0n)],
    utils.serialize.base_decode(block.header.hash), near.connection.signer, accountId, "near-dev");
  const first = await provider.sendTransaction(signed);
  const second = await provider.sendTransaction(signed);
  told.once = first.transaction_outcome.block_hash === second.transaction_outcome.block_hash;
  console.log(JSON.stringify(told));
}

main();
