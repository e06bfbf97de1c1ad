"""The chain for development: what a NEAR client and the wallet's user can do, and what nobody may."""

import base64
import json
import os
import stat
import subprocess
import unittest
from urllib.parse import parse_qs, urlencode

from house import ROOT
from near import TERAGAS, TOKENS, NearTestCase, PublicKey, function_call, transfer

HERE = os.path.dirname(os.path.abspath(__file__))
NODE = os.path.join(ROOT, "build/languages/python/bin/node")
NEAR_API_JS = os.path.join(ROOT, "examples/imageclassify/page/node_modules/near-api-js")
ALICE = "alice.test.near"
LOGIN = {"success_url": "http://127.0.0.1:3000/app", "failure_url": "http://127.0.0.1:3000/no"}


def register(token_hash, signature):
    return function_call("register_token",
                         {"token_hash": list(token_hash), "signature": list(signature)})


def revoke(token_hash):
    return function_call("revoke_token", {"token_hash": list(token_hash)})


class Tokens(NearTestCase):
    """The contract on the chain, by the way that the image classifier's page goes."""

    def setUp(self):
        self.mine = self.key()
        self.near.sign_in(self.mine)

    def call(self, action, signer=ALICE, key=None, **how):
        return self.near.send(signer, key or self.mine, TOKENS, action, **how)

    def assert_failure(self, answer, text):
        failure = answer["result"]["status"]["Failure"]
        self.assertIn(text, json.dumps(failure))

    def test_a_token_is_registered_and_revoked(self):
        before = self.near.permission(self.token("a"))["result"]
        self.assertIn("the token is not registered", before["error"])
        self.assertNotIn("result", before)

        answer = self.call(register(self.token("a"), self.mine.sign(self.token("a"))))
        self.assertEqual(answer["result"]["status"], {"SuccessValue": ""})
        granted = self.near.permission(self.token("a"))["result"]
        self.assertEqual(json.loads(bytes(granted["result"])),
                         {"owner": ALICE, "resource_id": "mytestresource"})

        self.call(revoke(self.token("a")))
        after = self.near.permission(self.token("a"))["result"]
        self.assertIn("the token was revoked", after["error"])
        self.assertNotIn("result", after)

    def test_a_signature_of_something_else_is_refused(self):
        answer = self.call(register(self.token("a"), self.mine.sign(self.token("b"))))
        self.assert_failure(answer, "the signature is not one of token_hash")
        self.assertIn("error", self.near.permission(self.token("a"))["result"])

    def test_a_token_of_another_account_is_left_alone(self):
        self.call(register(self.token("a"), self.mine.sign(self.token("a"))))
        other = self.key()
        self.near.decide("/login", "approve", {
            **LOGIN, "contract_id": TOKENS, "public_key": str(other),
            "account": "new", "new_account": "bob.test.near"})
        bob = {"signer": "bob.test.near", "key": other}
        self.assert_failure(self.call(revoke(self.token("a")), **bob), "another account's")
        self.assert_failure(self.call(register(self.token("a"), other.sign(self.token("a"))), **bob),
                            "another account's")
        owner = json.loads(bytes(self.near.permission(self.token("a"))["result"]["result"]))["owner"]
        self.assertEqual(owner, ALICE)


class Transactions(NearTestCase):
    """What may not come into a block, in the words of a node."""

    def setUp(self):
        self.mine = self.key()
        self.near.sign_in(self.mine, methods=["register_token"])

    def assert_invalid(self, answer, error):
        self.assertEqual(answer["error"]["name"], "HANDLER_ERROR")
        self.assertEqual(answer["error"]["cause"]["name"], "INVALID_TRANSACTION")
        self.assertEqual(answer["error"]["code"], -32000)
        invalid = answer["error"]["data"]["TxExecutionError"]["InvalidTxError"]
        self.assertIn(error, json.dumps(invalid))

    def send(self, *actions, receiver=TOKENS, key=None, **how):
        return self.near.send(ALICE, key or self.mine, receiver, *actions, **how)

    def test_a_wrong_signature(self):
        self.assert_invalid(self.send(revoke(self.token("a")), signature=bytes(64)), "InvalidSignature")

    def test_a_key_that_the_account_does_not_have(self):
        self.assert_invalid(self.send(revoke(self.token("a")), key=self.key()), "AccessKeyNotFound")

    def test_a_nonce_that_was_used(self):
        used = self.near.query("view_access_key", ALICE, public_key=str(self.mine))
        answer = self.send(register(self.token("a"), bytes(64)), nonce=used["result"]["nonce"])
        self.assert_invalid(answer, "InvalidNonce")

    def test_what_a_function_call_key_may_not_do(self):
        self.assert_invalid(self.send(revoke(self.token("a"))), "MethodNameMismatch")
        self.assert_invalid(self.send(transfer(1)), "RequiresFullAccess")
        call = register(self.token("a"), bytes(64))
        self.assert_invalid(self.send(call, receiver="test.near"), "ReceiverMismatch")
        paid = function_call("register_token", {}, deposit=1)
        self.assert_invalid(self.send(paid), "DepositWithFunctionCall")
        self.assert_invalid(self.send(call, call), "RequiresFullAccess")

    def test_gas_is_bounded(self):
        greedy = function_call("register_token", {}, gas=5000 * TERAGAS)
        self.assert_invalid(self.send(greedy), "TotalPrepaidGasExceeded")

    def test_a_call_uses_up_gas_nonce_and_allowance(self):
        before = self.near.query("view_access_key", ALICE, public_key=str(self.mine))["result"]
        money = int(self.near.query("view_account", ALICE)["result"]["amount"])
        self.send(register(self.token("a"), self.mine.sign(self.token("a"))))
        after = self.near.query("view_access_key", ALICE, public_key=str(self.mine))["result"]
        self.assertEqual(after["nonce"], before["nonce"] + 1)
        left = [int(key["permission"]["FunctionCall"]["allowance"]) for key in (before, after)]
        self.assertLess(left[1], left[0])
        burnt = money - int(self.near.query("view_account", ALICE)["result"]["amount"])
        self.assertEqual(burnt, left[0] - left[1])

    def test_a_transaction_is_found_by_its_hash_and_does_not_happen_twice(self):
        sent = self.send(register(self.token("a"), self.mine.sign(self.token("a"))))["result"]
        asked = {"tx_hash": sent["transaction"]["hash"], "sender_account_id": ALICE}
        self.assertEqual(self.near.rpc("tx", asked)["result"], sent)
        self.assertEqual(sent["final_execution_status"], "FINAL")
        missing = self.near.rpc("tx", ["1" * 32, ALICE])
        self.assertEqual(missing["error"]["cause"]["name"], "UNKNOWN_TRANSACTION")


class Rpc(NearTestCase):
    def test_the_chain_tells_of_itself(self):
        status = self.near.rpc("status", [])["result"]
        self.assertEqual(status["chain_id"], "near-dev")
        self.assertFalse(status["sync_info"]["syncing"])
        block = self.near.rpc("block", {"finality": "final"})["result"]["header"]
        self.assertEqual(block["hash"], status["sync_info"]["latest_block_hash"])
        by_height = self.near.rpc("block", {"block_id": block["height"]})["result"]["header"]
        self.assertEqual(by_height, block)
        self.assertEqual(self.near.rpc("gas_price", [None])["result"], {"gas_price": "100000000"})
        config = self.near.rpc("EXPERIMENTAL_protocol_config", {"finality": "final"})["result"]
        self.assertIn("storage_amount_per_byte", config["runtime_config"])

    def test_accounts_and_their_keys(self):
        account = self.near.query("view_account", TOKENS)["result"]
        self.assertNotEqual(account["code_hash"], "1" * 32)
        keys = self.near.query("view_access_key_list", ALICE)["result"]["keys"]
        self.assertIn("FullAccess", [key["access_key"]["permission"] for key in keys])
        unknown = self.near.query("view_access_key", ALICE, public_key=str(self.key()))["result"]
        self.assertIn("does not exist while viewing", unknown["error"])

    def test_errors_have_a_nodes_form(self):
        def cause(answer):
            error = answer["error"]
            self.assertLessEqual({"name", "cause", "code", "message", "data"}, set(error))
            return error["name"], error["cause"]["name"], error["code"]

        handler, request = "HANDLER_ERROR", "REQUEST_VALIDATION_ERROR"
        for answer, expected in [
            (self.near.query("view_account", "nobody.near"), (handler, "UNKNOWN_ACCOUNT", -32000)),
            (self.near.query("view_account", "No Name!"), (request, "PARSE_ERROR", -32700)),
            (self.near.query("call_function", ALICE, method_name="m", args_base64=""),
             (handler, "NO_CONTRACT_CODE", -32000)),
            (self.near.rpc("mine_bitcoin", []), (request, "METHOD_NOT_FOUND", -32601)),
            (self.near.rpc("block", {"block_id": 10**6}), (handler, "UNKNOWN_BLOCK", -32000)),
            (self.near.rpc("send_tx", {"signed_tx_base64": "AAAA"}),
             (request, "PARSE_ERROR", -32700)),
        ]:
            self.assertEqual(cause(answer), expected)
        missing = self.near.query("call_function", TOKENS, method_name="m", args_base64="")
        self.assertIn("MethodNotFound", missing["result"]["error"])

    def test_pages_of_any_site_may_ask(self):
        status, headers, _ = self.near.request(
            "OPTIONS", "/", headers={"Origin": "http://127.0.0.1:3000",
                                     "Access-Control-Request-Method": "POST",
                                     "Access-Control-Request-Headers": "content-type"})
        self.assertEqual(status, 204)
        self.assertEqual(headers["Access-Control-Allow-Origin"], "*")

    def test_what_is_no_request_is_answered(self):
        _, _, answer = self.near.request("POST", "/", "{")
        self.assertEqual(json.loads(answer)["error"]["cause"]["name"], "PARSE_ERROR")


class Wallet(NearTestCase):
    def fields(self, **more):
        return {**LOGIN, "contract_id": TOKENS, "public_key": str(self.key()), "account": ALICE,
                **more}

    def post(self, page, fields, headers):
        return self.near.request("POST", page, urlencode(fields), headers)

    def test_the_page_shows_what_is_asked_for(self):
        status, headers, page = self.near.request("GET", "/login/?" + urlencode(self.fields()))
        self.assertEqual(status, 200)
        for shown in [TOKENS, "http://127.0.0.1:3000", LOGIN["failure_url"], ALICE, "Approve"]:
            self.assertIn(shown, page)
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertNotIn("Access-Control-Allow-Origin", headers)

    def test_approving_leads_back_with_the_account_and_adds_the_key(self):
        mine = self.key()
        target = self.near.sign_in(mine)
        params = {name: value[0] for name, value in parse_qs(target.query).items()}
        self.assertEqual(target.path, "/app")
        self.assertEqual(params["from"], "test")
        self.assertEqual(params["account_id"], ALICE)
        self.assertEqual(params["public_key"], str(mine))
        self.assertTrue(params["all_keys"].startswith("ed25519:"))
        key = self.near.query("view_access_key", ALICE, public_key=str(mine))["result"]
        self.assertEqual(key["permission"]["FunctionCall"]["receiver_id"], TOKENS)

    def test_rejecting_leads_to_the_failure_address_and_adds_nothing(self):
        fields = self.fields()
        target, params = self.near.decide("/login", "reject", fields)
        self.assertEqual(target.path, "/no")
        self.assertEqual(params["errorCode"], "userRejected")
        self.assertNotIn("account_id", params)
        key = self.near.query("view_access_key", ALICE, public_key=fields["public_key"])
        self.assertIn("error", key["result"])

    def test_another_site_cannot_decide(self):
        before = self.near.query("view_access_key_list", ALICE)["result"]["keys"]
        for headers in [{}, {"Origin": "http://evil.example"}, {"Origin": "null"},
                        {"Origin": "http://evil.example", "Host": "evil.example"}]:
            status, _, _ = self.post("/login", {**self.fields(), "decision": "approve"}, headers)
            self.assertEqual(status, 403, headers)
        status, _, _ = self.near.request("GET", "/login/", headers={"Host": "evil.example"})
        self.assertEqual(status, 403)
        after = self.near.query("view_access_key_list", ALICE)["result"]["keys"]
        self.assertEqual(after, before)

    def test_addresses_that_run_something_are_refused(self):
        for name in ["success_url", "failure_url"]:
            fields = self.fields(**{name: "javascript:alert(1)"})
            status, _, page = self.near.request("GET", "/login/?" + urlencode(fields))
            self.assertEqual(status, 400)
            self.assertIn("an address of http or https", page)
            status, headers, _ = self.post("/login", {**fields, "decision": "reject"},
                                           {"Origin": self.near.url})
            self.assertEqual(status, 400)
            self.assertNotIn("Location", headers)

    def test_what_an_app_sends_is_only_text(self):
        fields = self.fields(methodNames="<script>alert(1)</script>")
        _, _, page = self.near.request("GET", "/login/?" + urlencode(fields))
        self.assertNotIn("<script>", page)
        self.assertIn("&lt;script&gt;", page)

    def test_a_key_for_no_contract_is_refused(self):
        fields = {**LOGIN, "public_key": str(self.key())}
        self.assertEqual(self.near.request("GET", "/login/?" + urlencode(fields))[0], 400)

    def test_a_transaction_is_signed_or_rejected(self):
        keys = self.near.query("view_access_key_list", ALICE)["result"]["keys"]
        wallet_key = next(key["public_key"] for key in keys
                          if key["access_key"]["permission"] == "FullAccess")
        encoded = self.near.transaction(ALICE, PublicKey(wallet_key), "test.near",
                                        transfer(10**24))
        fields = {"transactions": base64.b64encode(encoded).decode(),
                  "callbackUrl": "http://127.0.0.1:3000/done", "meta": "kept"}
        _, _, page = self.near.request("GET", "/sign?" + urlencode(fields))
        self.assertIn("send 1", page)

        before = int(self.near.query("view_account", ALICE)["result"]["amount"])
        _, params = self.near.decide("/sign", "reject", fields)
        self.assertEqual(params["errorCode"], "userRejected")
        self.assertEqual(int(self.near.query("view_account", ALICE)["result"]["amount"]), before)

        _, params = self.near.decide("/sign", "approve", fields)
        self.assertEqual(params["meta"], "kept")
        asked = [params["transactionHashes"], ALICE]
        self.assertEqual(self.near.rpc("tx", asked)["result"]["status"], {"SuccessValue": ""})
        self.assertLessEqual(int(self.near.query("view_account", ALICE)["result"]["amount"]),
                             before - 10**24)


class Library(NearTestCase):
    """The client that pages use, as npm brings it."""

    def test_near_api_js_does_all_that_the_page_does(self):
        mine = self.key()
        self.near.sign_in(mine, methods=["register_token", "revoke_token"])
        done = subprocess.run(
            [NODE, os.path.join(HERE, "near_client.cjs"), NEAR_API_JS, self.near.url, TOKENS, ALICE,
             mine.secret()], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)
        for step, text in [("unregistered", "the token is not registered"),
                           ("badSignature", "signature has 63 bytes"),
                           ("revoked", "the token was revoked"),
                           ("nobody", "AccountDoesNotExist"),
                           ("notAllowed", "RequiresFullAccess")]:
            self.assertIn(text, told.pop(step))
        self.assertIn(told.pop("contract"), (43, 44))  # digits of 32 bytes in base 58
        self.assertEqual(told, {
            "chain": "near-dev", "balance": True, "keys": True,
            "gasPrice": "100000000", "logs": [f"{ALICE} registers a token"],
            "permission": {"owner": ALICE, "resource_id": "mytestresource"},
            "found": {"SuccessValue": ""}, "once": True})


class Kept(NearTestCase):
    def test_the_state_outlives_the_process(self):
        near, mine = self.start("chain"), self.key()
        near.sign_in(mine)
        near.send(ALICE, mine, TOKENS, register(self.token("a"), mine.sign(self.token("a"))))
        height = near.rpc("status", [])["result"]["sync_info"]["latest_block_height"]
        near.stop()

        again = self.start("chain")
        self.assertIn("result", again.permission(self.token("a"))["result"])
        status = again.rpc("status", [])["result"]
        self.assertEqual(status["sync_info"]["latest_block_height"], height)
        again.send(ALICE, mine, TOKENS, revoke(self.token("a")))
        self.assertNotIn("result", again.permission(self.token("a"))["result"])

    def test_the_state_is_its_owners_alone(self):
        self.start("chain")
        mode = os.stat(os.path.join(self.folder, "chain")).st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        self.assertNotIn("chain.new", os.listdir(self.folder))


if __name__ == "__main__":
    unittest.main()
