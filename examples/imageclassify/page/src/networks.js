// Which NEAR network an RPC address belongs to, and where that network's wallet is.

const NETWORKS = [
  {
    networkId: "testnet",
    walletUrl: "https://testnet.mynearwallet.com",
    hosts: ["rpc.testnet.near.org", "archival-rpc.testnet.near.org", "test.rpc.fastnear.com"],
  },
  {
    networkId: "mainnet",
    walletUrl: "https://app.mynearwallet.com",
    hosts: ["rpc.mainnet.near.org", "archival-rpc.mainnet.near.org", "free.rpc.fastnear.com"],
  },
];

/** Any other address is a chain for development, which serves its wallet itself. */
export function networkOf(rpcUrl) {
  const { hostname, origin } = new URL(rpcUrl);
  const known = NETWORKS.find((network) => network.hosts.includes(hostname));
  const { networkId, walletUrl } = known ?? { networkId: "near-dev", walletUrl: origin };
  return { networkId, walletUrl };
}
