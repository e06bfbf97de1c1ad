// Stands in for the package is-my-json-valid. near-api-js checks with it the arguments of contracts
// that come with a schema; ours comes without, and the package makes its checks by compiling code,
// which the page's Content-Security-Policy forbids.
export default function noSchemas() {
  throw new Error("contracts with a JSON schema are not for this page");
}
