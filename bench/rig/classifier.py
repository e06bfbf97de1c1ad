"""The image classifier as both servers serve it: with its files, and an RPC that permits all."""

import base64
import http.client
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .guests import GUESTS, Guest
from .machine import ROOT
from .servers import Kind, Server, Torpor, Wasmtime

sys.path.insert(0, str(ROOT / "tests/e2e"))
from near_rpc import NearRpc  # noqa: E402

GUESTS.update({
    guest.name: guest
    for guest in [
        Guest("imageclassify", "imageclassify_env.wasm", "/imageclassify"),
        Guest("imageclassify-embedded", "imageclassify_embedded_env.wasm", "/imageclassify"),
    ]
})  # fmt: skip

STATIC = ROOT / "build/guests/imageclassify"
TOKEN = base64.b64encode(b'{"resource_id":"mytestresource","token_uuid":"bench"}').decode()
LONGEST_ANSWER = 60  # seconds


@dataclass(frozen=True)
class ClassifyingTorpor(Torpor):
    rpc_url: str = ""

    def command(self, wasm, port, cooldown="5s"):
        manifest = STATIC.parent / f"{wasm.stem}.toml"  # files are named from there
        manifest.write_text(f"""spin_manifest_version = 2
application.name = "{wasm.stem.replace("_", "-")}"
[[trigger.http]]
route = "/..."
component = "classifier"
[component.classifier]
source = "{wasm}"
files = [{{ source = "{STATIC.name}", destination = "/" }}]
allowed_outbound_hosts = ["{self.rpc_url}"]
environment = {{ NEAR_RPC_URL = "{self.rpc_url}", TOKEN_CONTRACT = "tokens.test.near" }}
""")
        return super().command(manifest, port, cooldown)


@dataclass(frozen=True)
class ClassifyingWasmtime(Wasmtime):
    rpc_url: str = ""

    def command(self, wasm, port, cooldown="5s"):
        *head, component = super().command(wasm, port, cooldown)
        return [
            *head, "--dir", f"{STATIC}::/", "--env", f"NEAR_RPC_URL={self.rpc_url}",
            "--env", "TOKEN_CONTRACT=tokens.test.near", component,
        ]  # fmt: skip


def classifying(kind: Kind, rpc: NearRpc) -> Kind:
    """The server, told to serve the classifier."""
    changed = ClassifyingTorpor if kind.name == "torpor" else ClassifyingWasmtime
    return changed(kind.name, kind.program, kind.missing, rpc_url=rpc.url)


def classify(server: Server, picture: Path) -> float:
    """Milliseconds from the connection to the last byte of the label."""
    content = picture.read_bytes()
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LONGEST_ANSWER)
    headers = {"authorization": f"Bearer {TOKEN}"}
    connection.request("POST", "/imageclassify", body=content, headers=headers)
    response = connection.getresponse()
    label = response.read()
    took = (time.perf_counter() - started) * 1000
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{server.kind.name} answers {response.status}: {label[:200]}")
    return took
