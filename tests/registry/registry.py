"""A real registry for a test, and a proxy in front of it that breaks what passes."""

import os
import re
import socket
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = os.path.join(ROOT, "build/tools/bin")
sys.path.insert(0, os.path.join(ROOT, "tests/e2e"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Registry:
    """One running registry, with its data in `folder`."""

    def __init__(self, folder, password=False, tls=None):
        self.port = free_port()
        self.host = f"localhost:{self.port}"
        self.data = os.path.join(folder, "registry-data")
        config = os.path.join(folder, "registry.yml")
        lines = ["version: 0.1", "log: {level: error, accesslog: {disabled: true}}",
                 f"storage: {{filesystem: {{rootdirectory: {self.data}}}}}",
                 "http:", f"  addr: 127.0.0.1:{self.port}"]
        if tls:
            lines += [f"  tls: {{certificate: {tls[0]}, key: {tls[1]}}}"]
        if password:
            path = os.path.join(folder, "htpasswd")
            with open(path, "w") as f:
                f.write(htpasswd("me", "secret"))
            lines += [f"auth: {{htpasswd: {{realm: test, path: {path}}}}}"]
        with open(config, "w") as f:
            f.write("\n".join(lines) + "\n")
        self.log = open(os.path.join(folder, "registry.log"), "w")
        self.process = subprocess.Popen([os.path.join(TOOLS, "registry"), "serve", config],
                                        stdout=self.log, stderr=self.log,
                                        env={**os.environ, "OTEL_TRACES_EXPORTER": "none"})
        self._wait_until_it_listens()

    def _wait_until_it_listens(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        self.stop()
        raise AssertionError("the registry does not listen: " + open(self.log.name).read())

    def blob_path(self, digest):
        """The file in which the registry keeps a blob."""
        hexes = digest.removeprefix("sha256:")
        return os.path.join(self.data, "docker/registry/v2/blobs/sha256", hexes[:2], hexes, "data")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)
        self.log.close()


def htpasswd(user, password):
    """A line of an htpasswd file: bcrypt, which the C library can do."""
    import ctypes
    import ctypes.util
    libcrypt = ctypes.CDLL(ctypes.util.find_library("crypt"))
    libcrypt.crypt.restype = ctypes.c_char_p
    hashed = libcrypt.crypt(password.encode(), b"$2b$05$abcdefghijklmnopqrstuu")
    return f"{user}:{hashed.decode()}\n"


class Proxy:
    """Passes connections on. `rules` are asked for each request's head: a rule is a pattern and how
    many bytes of the answer (or, if negative, of the request) pass before the connection breaks.
    Each rule breaks one connection. A request that `held` matches waits until `gate` is set."""

    def __init__(self, port, rules, held=None):
        self.target = port
        self.rules = list(rules)
        self.held = held
        self.gate = threading.Event()
        self.broken = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.host = f"localhost:{self.port}"
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            link = Link(self, client, server)
            for work in (link.forward, link.answer):
                self.threads.append(threading.Thread(target=work, daemon=True))
                self.threads[-1].start()

    def hold(self, data):
        if self.held and re.match(self.held, data.decode("latin-1"), re.I | re.S):
            self.gate.wait(60)

    def find_rule(self, data):
        head = data.split(b"\r\n\r\n", 1)[0].decode("latin-1")
        for rule in self.rules:
            if re.match(rule[0], head, re.I | re.S):
                self.rules.remove(rule)
                return rule[1]
        return None

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(10)


class Link:
    """One connection through the proxy."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.request_left = self.answer_left = None
        self.open_ends = 2

    def forward(self):
        try:
            while data := self.client.recv(65536):
                self.proxy.hold(data)
                rule = self.proxy.find_rule(data)
                if rule is not None and rule >= 0:
                    self.answer_left = rule
                elif rule is not None:
                    self.request_left = -rule
                self.server.sendall(data[:self.request_left])
                if self.request_left is not None:
                    self.request_left -= len(data)
                    if self.request_left <= 0:
                        time.sleep(0.2)  # the registry shall have seen what passed
                        self.proxy.broken += 1
                        break
        except OSError:
            pass
        self.end()

    def answer(self):
        try:
            while data := self.server.recv(65536):
                self.client.sendall(data[:self.answer_left])
                if self.answer_left is not None:
                    self.answer_left -= len(data)
                    if self.answer_left <= 0:
                        self.proxy.broken += 1
                        break
        except OSError:
            pass
        self.end()

    def end(self):
        self.open_ends -= 1
        for s in (self.client, self.server):
            if self.open_ends == 0:
                s.close()
                continue
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
