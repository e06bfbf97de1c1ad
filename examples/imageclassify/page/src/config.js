// What the app tells its page: which chain and contract know its tokens, and for what.

export async function fetchConfig(address, fetch = (...args) => window.fetch(...args)) {
  const response = await fetch(address).catch(() => null);
  if (!response) throw new Error("The app does not answer. Is it running?");
  if (!response.ok) {
    throw new Error(`The app does not say how to reach the chain: ${await response.text()}`);
  }
  const { rpcUrl, contract, resource } = await response.json();
  if (!rpcUrl || !contract || !resource) {
    throw new Error("The app does not say which chain, contract and resource it uses.");
  }
  return { rpcUrl, contract, resource };
}
