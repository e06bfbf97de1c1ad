"""A real near-dev for a test, and what a NEAR client does, done by hand: keys, transactions, RPC.

Transactions are in Borsh (https://borsh.io); keys and hashes are written in base 58.
"""

import base64
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import unittest
from urllib.parse import parse_qs, urlencode, urlsplit

from house import ROOT

NEAR_DEV = os.path.join(ROOT, "examples/near-dev/target/release/near-dev")
CONTRACT = os.path.join(ROOT, "examples/near-dev/target/token_contract.wasm")
TOKENS = "tokens.test.near"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TERAGAS = 10**12


def base58(data):
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def from_base58(text, size):
    number = 0
    for character in text:
        number = number * 58 + ALPHABET.index(character)
    return number.to_bytes(size, "big")


class PublicKey:
    """A key of which the other half is somewhere else."""

    def __init__(self, text):
        self.public = from_base58(text.removeprefix("ed25519:"), 32)

    def __str__(self):
        return "ed25519:" + base58(self.public)


class Key(PublicKey):
    """An Ed25519 key, made and used by openssl."""

    def __init__(self, folder):
        self.file = tempfile.mktemp(suffix=".pem", dir=folder)
        openssl("genpkey", "-algorithm", "ed25519", "-out", self.file)
        # The last 32 bytes of the DER form are the key itself.
        self.public = openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")[-32:]

    def secret(self):
        """The text by which a NEAR client takes up the key."""
        seed = openssl("pkey", "-in", self.file, "-outform", "DER")[-32:]
        return "ed25519:" + base58(seed + self.public)

    def sign(self, message):
        with tempfile.NamedTemporaryFile(dir=os.path.dirname(self.file)) as f:
            f.write(message)
            f.flush()
            return openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.file, "-in", f.name)


def openssl(*args):
    return subprocess.run(["openssl", *args], capture_output=True, check=True).stdout


def text(value):
    return struct.pack("<I", len(value)) + value.encode()


def u128(number):
    return number.to_bytes(16, "little")


def function_call(method, args, gas=30 * TERAGAS, deposit=0):
    encoded = json.dumps(args)
    return b"\x02" + text(method) + text(encoded) + struct.pack("<Q", gas) + u128(deposit)


def transfer(deposit):
    return b"\x03" + u128(deposit)


class NearDev:
    """One running near-dev, with the token contract on it."""

    def __init__(self, state=None):
        command = [NEAR_DEV, "--listen", "127.0.0.1:0", "--deploy", f"{TOKENS}={CONTRACT}"]
        command += ["--state", state] if state else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.announced = []
        for line in self.process.stdout:
            if line == "near-dev is ready\n":
                break
            self.announced.append(line.rstrip())
        else:
            raise AssertionError(f"near-dev did not start: {self.announced}")
        self.url = re.search(r"http://\S+", self.announced[0]).group()
        self.host = urlsplit(self.url).netloc

    def request(self, method, path, body=None, headers=None):
        """(status, headers, body)"""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()

    def rpc(self, method, params):
        """The whole answer: it holds `result` or `error`."""
        body = json.dumps({"jsonrpc": "2.0", "id": "t", "method": method, "params": params})
        status, _, answer = self.request("POST", "/", body, {"Content-Type": "application/json"})
        assert status == 200, answer
        return json.loads(answer)

    def query(self, kind, account, **params):
        return self.rpc("query", {"request_type": kind, "finality": "final",
                                  "account_id": account, **params})

    def permission(self, token_hash, resource="mytestresource"):
        """The RPC's answer about a token, as the image classifier asks for it."""
        args = json.dumps({"token_hash": list(token_hash), "resource_id": resource})
        return self.query("call_function", TOKENS,
                          method_name="get_token_permission_for_resource",
                          args_base64=base64.b64encode(args.encode()).decode())

    def transaction(self, signer, key, receiver, *actions, nonce=None):
        """A transaction without its signature."""
        if nonce is None:
            access = self.query("view_access_key", signer, public_key=str(key))["result"]
            nonce = access.get("nonce", 0) + 1
        block = self.rpc("block", {"finality": "final"})["result"]["header"]["hash"]
        return (text(signer) + b"\0" + key.public + struct.pack("<Q", nonce) + text(receiver)
                + from_base58(block, 32) + struct.pack("<I", len(actions)) + b"".join(actions))

    def send(self, signer, key, receiver, *actions, nonce=None, signature=None):
        """Sends a transaction; the answer of send_tx."""
        transaction = self.transaction(signer, key, receiver, *actions, nonce=nonce)
        signature = signature or key.sign(hashlib.sha256(transaction).digest())
        signed = base64.b64encode(transaction + b"\0" + signature).decode()
        return self.rpc("send_tx", {"signed_tx_base64": signed, "wait_until": "FINAL"})

    def decide(self, page, decision, fields, origin=None):
        """Sends the form of a wallet page; the parsed address that it leads to."""
        body = urlencode({**fields, "decision": decision})
        headers = {"Origin": origin or self.url,
                   "Content-Type": "application/x-www-form-urlencoded"}
        status, headers, answer = self.request("POST", page, body, headers)
        assert status == 303, (status, answer)
        target = urlsplit(headers["Location"])
        return target, {name: values[0] for name, values in parse_qs(target.query).items()}

    def sign_in(self, key, account="alice.test.near", methods=()):
        fields = {"success_url": "http://127.0.0.1:3000/app?from=test",
                  "failure_url": "http://127.0.0.1:3000/no",
                  "contract_id": TOKENS, "public_key": str(key), "account": account}
        body = urlencode([*fields.items(), *(("methodNames", name) for name in methods)])
        status, headers, answer = self.request("POST", "/login", body + "&decision=approve",
                                               {"Origin": self.url})
        assert status == 303, (status, answer)
        return urlsplit(headers["Location"])

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.process.stdout.close()


class NearTestCase(unittest.TestCase):
    """Tests that share one chain, `near`, and a folder that lasts as long."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="near-e2e-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.near = cls.start()

    @classmethod
    def start(cls, state=None):
        near = NearDev(state and os.path.join(cls.folder, state))
        cls.addClassCleanup(near.stop)
        return near

    def key(self):
        return Key(self.folder)

    def token(self, name="a"):
        """The hash of a token of this test alone."""
        return hashlib.sha256(f"{self.id()} {name}".encode()).digest()
