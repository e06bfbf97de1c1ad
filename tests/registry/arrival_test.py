"""An app in a registry that is served while it arrives: each component answers once it is here."""

import hashlib
import os
import signal
import socket
import threading
import time
import unittest

import registry
import registry_test
from house import Torpor, guest  # tests/e2e


def sha256(content):
    return hashlib.sha256(content).hexdigest()


class Arrival(registry_test.RegistryTest):
    def setUp(self):
        super().setUp()
        with open(guest("probe"), "rb") as f:
            self.first = f.read()
        with open(guest("hello_c"), "rb") as f:
            self.second = f.read()
        self.write("app/first.wasm", self.first)
        self.write("app/second.wasm", self.second)
        self.page = registry_test.noise(5000, 1).hex().encode()
        self.write("app/www/page.txt", self.page)
        manifest = self.write("app/spin.toml", b"""spin_manifest_version = 2
[application]
name = "tested"
[[trigger.http]]
route = "/first/..."
component = "first"
[[trigger.http]]
route = "/second"
component = "second"
[[trigger.http]]
route = "/fixed"
[trigger.http.static_response]
body = "fixed"
[component.first]
source = "first.wasm"
files = [{ source = "www", destination = "/" }]
[component.second]
source = "second.wasm"
""")
        self.push(self.ref("1"), manifest)

    def up(self, held, *args):
        """torpor, in front of a registry that holds a blob back."""
        self.proxy = registry.Proxy(self.registry.port, [], held=f"GET [^ ]*{sha256(held)}")
        self.addCleanup(self.proxy.close)
        self.addCleanup(self.proxy.gate.set)
        torpor = Torpor(self.folder, None, *args, source=self.ref("1", host=self.proxy.host),
                        env=self.env)
        self.addCleanup(torpor.stop)
        return torpor

    def ask(self, torpor, path):
        """A request that waits: its answer, later, is in the list."""
        answers = []
        thread = threading.Thread(target=lambda: answers.append(torpor.get(path)[::2]))
        thread.start()
        self.addCleanup(thread.join)
        time.sleep(0.2)  # it shall be on its way
        return thread, answers

    def test_a_component_answers_while_another_is_on_its_way(self):
        torpor = self.up(self.second)
        self.assertEqual([route["id"] for route in torpor.start["routes"]][:2],
                         ["first", "second"])
        thread, answers = self.ask(torpor, "/second")
        self.assertEqual(torpor.get("/first/file?path=/page.txt")[::2], (200, self.page))
        self.assertEqual(torpor.get("/fixed")[::2], (200, b"fixed"))
        self.assertEqual(torpor.get("/.well-known/spin/health")[0], 200)
        self.assertEqual(answers, [])
        self.proxy.gate.set()
        thread.join(30)
        self.assertEqual(answers, [(200, b"Hello from C!\n")])
        self.assertEqual(torpor.stop(), 0)
        self.registry.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.registry.process.send_signal, signal.SIGCONT)
        again = Torpor(self.folder, None, source=self.ref("1", host=self.proxy.host), env=self.env)
        self.addCleanup(again.stop)
        self.assertEqual(again.get("/second")[0], 200)  # all of it was kept

    def test_a_component_waits_for_its_files(self):
        torpor = self.up(self.page)
        thread, answers = self.ask(torpor, "/first/file?path=/page.txt")
        self.assertEqual(torpor.get("/second")[::2], (200, b"Hello from C!\n"))
        self.assertEqual(answers, [])
        self.proxy.gate.set()
        thread.join(30)
        self.assertEqual(answers, [(200, self.page)])

    def test_a_pull_that_fails_ends_what_was_begun(self):
        path = self.registry.blob_path(sha256(self.second))
        with open(path, "wb") as f:
            f.write(b"?" * len(self.second))

        def mend():
            with open(path, "wb") as f:
                f.write(self.second)
        self.addCleanup(mend)
        torpor = self.up(self.second)
        thread, answers = self.ask(torpor, "/second")
        self.assertEqual(torpor.get("/first/file?path=/page.txt")[0], 200)
        self.proxy.gate.set()
        thread.join(30)
        self.assertEqual(answers, [(503, b"")])
        self.assertEqual(torpor.process.wait(30), 11)
        torpor.reader.join(5)
        self.assertTrue(torpor.changes("^error: .*altered"), torpor.log)
        self.assertNotIn(sha256(self.second), self.blobs())

    def test_a_component_that_cannot_run_ends_what_was_begun(self):
        self.write("app/second.wasm", registry_test.WASM + registry_test.noise(1000, 2))
        self.push(self.ref("1"), os.path.join(self.folder, "app/spin.toml"))
        torpor = self.up(self.page)
        self.assertEqual(torpor.process.wait(30), 3)
        torpor.reader.join(5)
        self.assertTrue(torpor.changes("^error: component `second`"), torpor.log)

    def test_who_waits_too_long_is_told(self):
        torpor = self.up(self.second, "--request-timeout", "300ms")
        self.assertEqual(torpor.get("/second")[::2], (504, b""))
        self.assertEqual(torpor.get("/fixed")[0], 200)

    def test_a_signal_breaks_the_pull_off(self):
        torpor = self.up(self.second)
        thread, answers = self.ask(torpor, "/second")
        self.assertEqual(torpor.stop(20), 0)
        thread.join(5)
        self.assertEqual(answers, [(503, b"")])
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", torpor.port), timeout=1)


if __name__ == "__main__":
    unittest.main()
