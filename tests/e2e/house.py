"""A real torpor for a test: started on a free port, talked to over sockets, ended by pid."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TORPOR = os.environ.get("TORPOR", os.path.join(ROOT, "build/release/torpor"))
GUESTS = os.path.join(ROOT, "build/guests")


class Torpor:
    """One running `torpor up`. `manifest` is the text of a spin.toml in a folder of its own;
    `state` is where its state is kept there, "" for nowhere, None for what torpor decides."""

    def __init__(self, folder, manifest=None, *args, source=None, env=None,
                 listen="127.0.0.1:0", state="state"):
        self.folder = folder
        if manifest is not None:
            source = os.path.join(folder, "spin.toml")
            with open(source, "w") as f:
                f.write(manifest)
        command = [TORPOR, "up", "-f", source, "--listen", listen, "--format", "json", *args]
        if state is not None:
            command += ["--state-dir", os.path.join(folder, state) if state else ""]
        environment = {**os.environ, "TORPOR_LOG": "debug", "XDG_CACHE_HOME": cache(),
                       **(env or {})}
        self.log = []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env=environment, cwd=folder)
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        self.start = self._read_announcement()
        self.base_url = self.start["base_url"]
        self.port = int(self.base_url.rsplit(":", 1)[1])

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def _read_announcement(self):
        text = ""
        for line in self.process.stdout:
            text += line
            if line == "}\n":
                return json.loads(text)
        self.process.wait()
        self.reader.join(5)
        raise AssertionError(f"torpor did not start: {self.log}")

    def get(self, path, **kwargs):
        return self.request("GET", path, **kwargs)

    def request(self, method, path, body=None, headers=None, timeout=30):
        """(status, headers, body) over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def raw(self, sent, timeout=10):
        """Everything that comes back for these bytes until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            s.sendall(sent)
            got = b""
            while chunk := s.recv(65536):
                got += chunk
            return got

    def changes(self, pattern):
        return [line for line in list(self.log) if re.search(pattern, line)]

    def wait_for_log(self, pattern, count=1, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.changes(pattern)
            if len(found) >= count:
                return found
            time.sleep(0.005)
        raise AssertionError(f"{pattern!r} was not logged {count} times: {self.log[-40:]}")

    def rss(self):
        """Resident bytes."""
        with open(f"/proc/{self.process.pid}/smaps_rollup") as f:
            return int(re.search(r"^Rss:\s+(\d+) kB", f.read(), re.M).group(1)) * 1024

    def stop(self, seconds=40):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        self.reader.join(5)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


def cache():
    """Precompiled code is shared by all tests of the checkout."""
    return os.path.join(ROOT, "build/test-cache")


def run(*args, cwd=None, env=None, timeout=120):
    """A command that ends by itself: (exit code, stdout, stderr)."""
    done = subprocess.run([TORPOR, *args], capture_output=True, text=True, cwd=cwd, timeout=timeout,
                          env={**os.environ, "XDG_CACHE_HOME": cache(), **(env or {})})
    return done.returncode, done.stdout, done.stderr


def guest(name):
    return os.path.join(GUESTS, name + ".wasm")


def app(component="probe", route="/...", **keys):
    """A manifest of one component; keys are TOML values of [component.<name>]."""
    lines = "\n".join(f"{key} = {value}" for key, value in keys.items())
    return f"""spin_manifest_version = 2
[application]
name = "tested"
version = "1.0.0"
[[trigger.http]]
route = "{route}"
component = "{component}"
[component.{component}]
source = "{guest(component.replace("-", "_"))}"
{lines}
"""


def second(route):
    """A second component for a manifest of app(): `hello-c`. `route` is TOML: '"/h"'."""
    return f"""
[[trigger.http]]
route = {route}
component = "hello-c"
[component.hello-c]
source = "{guest('hello_c')}"
"""


class TestCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="torpor-e2e-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def up(self, manifest=None, *args, **kwargs):
        torpor = Torpor(self.folder, manifest, *args, **kwargs)
        self.addCleanup(lambda: torpor.process.poll() is None and torpor.process.kill())
        self.addCleanup(torpor.stop)
        return torpor
