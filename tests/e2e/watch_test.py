"""torpor watch: what changes is built and served, and nobody is refused meanwhile."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import unittest

import house

MANIFEST = """spin_manifest_version = 2
[application]
name = "watched"
[[trigger.http]]
route = "/..."
component = "files"
[component.files]
source = "out/files.wasm"
files = [{ source = "assets", destination = "/" }]
[component.files.build]
command = "mkdir -p out && cp files.wasm out && cp src/page.html new && mv new assets/index.html"
watch = ["src/**/*.html"]
"""


class Watched:
    """A running `torpor watch` of a folder."""

    def __init__(self, folder, *args):
        self.said = []
        self.process = subprocess.Popen(
            [house.TORPOR, "watch", "--listen", "127.0.0.1:0", *args], cwd=folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "XDG_CACHE_HOME": house.cache()})
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))

    def wait_for(self, pattern, count=1, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [line for line in list(self.said) if re.search(pattern, line)]
            if len(found) >= count:
                return found
            time.sleep(0.01)
        raise AssertionError(f"{pattern!r} was not said {count} times: {self.said}")

    def port(self):
        return int(self.wait_for(r"^Serving http://")[0].rsplit(":", 1)[1])

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(40)
        self.reader.join(5)
        self.process.stdout.close()
        return code


class Watch(house.TestCase):
    def setUp(self):
        super().setUp()
        for name in ("src", "assets"):
            os.mkdir(self.path(name))
        shutil.copy(os.path.join(house.ROOT, "build/components/fileserver.wasm"), self.path("files.wasm"))
        self.write("spin.toml", MANIFEST)
        self.write("src/page.html", "one")

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)

    def watch(self, *args):
        watched = Watched(self.folder, *args)
        self.addCleanup(lambda: watched.process.poll() is None and watched.process.kill())
        self.addCleanup(watched.stop)
        return watched

    def get(self, port, path="/", connection=None):
        own = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            own.request("GET", path)
            response = own.getresponse()
            return response.status, response.read().decode()
        finally:
            if not connection:
                own.close()

    def wait_until(self, port, wanted, path="/"):
        end = time.monotonic() + 20
        while (got := self.get(port, path)) != wanted:
            self.assertLess(time.monotonic(), end, got)
            time.sleep(0.01)

    def test_builds_and_serves_what_changed_without_refusing_anybody(self):
        watched = self.watch()
        port = watched.port()
        self.assertEqual(self.get(port), (200, "one"))
        statuses, failures, done = [], [], threading.Event()

        def ask():
            while not done.is_set():
                try:
                    statuses.append(self.get(port)[0])
                except OSError as error:
                    failures.append(repr(error))

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        for round in range(2, 5):
            self.write("src/page.html", f"round {round}")
            watched.wait_for("^Serving", round)
            self.wait_until(port, (200, f"round {round}"))
        done.set()
        for asker in askers:
            asker.join(30)
        self.assertEqual(failures, [])
        self.assertEqual(set(statuses), {200})
        self.assertGreater(len(statuses), 20)
        self.assertEqual(len(watched.wait_for("^Built")), 4)

    def test_a_broken_build_or_manifest_leaves_the_last_version_serving(self):
        watched = self.watch()
        port = watched.port()
        os.remove(self.path("files.wasm"))
        self.write("src/page.html", "two")
        watched.wait_for("waiting for a change")
        self.assertEqual(self.get(port), (200, "one"))
        self.write("spin.toml", "nonsense")
        watched.wait_for("spin.toml:1")
        self.assertEqual(self.get(port), (200, "one"))
        shutil.copy(os.path.join(house.ROOT, "build/components/fileserver.wasm"), self.path("files.wasm"))
        self.write("spin.toml", MANIFEST.replace('"/..."', '"/new/..."'))
        self.wait_until(port, (200, "two"), "/new/")
        self.assertEqual(self.get(port)[0], 404)

    def test_new_folders_are_watched_and_others_are_not(self):
        watched = self.watch()
        port = watched.port()
        os.makedirs(self.path("src/deep/er"))
        self.write("src/notes.txt", "nobody cares")
        self.write("src/deep/er/part.html", "x")
        watched.wait_for("^Serving", 2)
        self.assertEqual(self.get(port)[0], 200)
        self.write("assets/static.txt", "served alone")
        watched.wait_for("^Serving", 3)
        self.wait_until(port, (200, "served alone"), "/static.txt")
        self.assertEqual(len(watched.wait_for("^Built")), 2)

    def test_skip_build(self):
        os.mkdir(self.path("out"))
        shutil.copy(self.path("files.wasm"), self.path("out/files.wasm"))
        self.write("assets/index.html", "as it is")
        watched = self.watch("--skip-build")
        port = watched.port()
        self.write("src/page.html", "two")
        shutil.copy(self.path("files.wasm"), self.path("out/files.wasm"))
        watched.wait_for("^Serving", 2)
        self.assertEqual(self.get(port), (200, "as it is"))
        self.assertFalse([line for line in watched.said if line.startswith("Built")])

    def test_ends_with_its_app_and_without_leaving_one(self):
        watched = self.watch()
        port = watched.port()
        self.assertEqual(watched.stop(), 0)
        with self.assertRaises(ConnectionRefusedError):
            self.get(port)

    def test_an_app_ends_when_its_watch_is_killed(self):
        watched = self.watch()
        port = watched.port()
        watched.process.kill()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                self.get(port)
            except OSError:
                return
            time.sleep(0.05)
        self.fail("the app still serves")

    def test_flags_of_up_are_checked_at_once(self):
        code, _, err = house.run("watch", "--no-such-flag", cwd=self.folder)
        self.assertEqual(code, 3)
        self.assertIn("torpor up --help", err)
        code, _, err = house.run("watch", "-f", "none", cwd=self.folder)
        self.assertEqual(code, 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
