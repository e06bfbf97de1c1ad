"""Guests and clients that mean harm: each gets its error, and every other app answers as before."""

import http.client
import os
import resource
import shutil
import socket
import subprocess
import threading
import time
import unittest

import house

NEIGHBOUR = house.second('"/neighbour"')


class HostileGuests(house.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = house.tempfile.mkdtemp(prefix="torpor-e2e-")
        cls.torpor = house.Torpor(cls.shared, house.app("probe", "/p/...") + NEIGHBOUR, "--quiet",
                                  "--request-timeout", "2s", "--max-instance-memory", "64MiB")

    @classmethod
    def tearDownClass(cls):
        cls.torpor.stop()
        shutil.rmtree(cls.shared, ignore_errors=True)

    def meet(self, path, expected):
        """The answer to a hostile path, while a neighbour is asked all the time."""
        results = []
        thread = threading.Thread(target=lambda: results.append(self.torpor.get("/p" + path)))
        thread.start()
        slowest = 0
        while thread.is_alive():
            began = time.monotonic()
            self.assertEqual(self.torpor.get("/neighbour")[0], 200)
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.01)
        thread.join()
        self.assertLess(slowest, 1)
        status, _, body = results[0]
        self.assertIn(status, expected)
        self.assertEqual(body, b"", "an error leaks no detail")

    def test_endless_loop(self):
        self.meet("/loop", [504])
        self.torpor.wait_for_log("warning .*took too long")

    def test_endless_allocation(self):
        self.meet("/alloc", [500, 503])

    def test_deep_recursion(self):
        self.meet("/recurse", [500])

    def test_trap_before_the_head(self):
        self.meet("/trap-before", [500])
        self.torpor.wait_for_log("warning .*unreachable")

    def test_no_response(self):
        self.meet("/no-response", [500])

    def test_leaving_the_process(self):
        self.meet("/exit?code=1", [500])

    def broken_off(self, path):
        """What came of a response that went wrong on the way: it must not look whole."""
        got = self.torpor.raw(b"GET /p%b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                              % path.encode())
        head, _, body = got.partition(b"\r\n\r\n")
        self.assertFalse(body.endswith(b"0\r\n\r\n"))
        return head.split()[1], body

    def test_trap_after_the_head(self):
        # Before the head has left it is a 500, after it the connection breaks off.
        self.assertEqual(self.broken_off("/trap-after"), (b"500", b""))

    def test_a_body_that_is_never_finished(self):
        status, body = self.broken_off("/never-finish-body")
        self.assertEqual(status, b"200")
        self.assertIn(b"the first part", body)

    def test_a_false_length(self):
        for length in (5, 20):
            status, body = self.broken_off(f"/big?bytes=10&length={length}")
            self.assertTrue(status == b"500" or len(body) < length, (status, body))

    def test_ten_thousand_headers(self):
        status, headers, _ = self.torpor.get("/p/many-headers?n=50&size=10")
        self.assertEqual((status, len(headers["x-49"])), (200, 10))
        self.meet("/many-headers?n=10000&size=100", [500])

    def test_a_response_that_is_never_read(self):
        with socket.create_connection(("127.0.0.1", self.torpor.port)) as s:
            s.sendall(b"GET /p/big?bytes=1000000000 HTTP/1.1\r\nHost: a\r\n\r\n")
            before = self.torpor.rss()
            time.sleep(1)
            self.assertLess(self.torpor.rss() - before, 8 << 20)
            self.assertEqual(self.torpor.get("/neighbour")[0], 200)

    def test_a_client_that_goes_away_cancels_its_guest(self):
        with socket.create_connection(("127.0.0.1", self.torpor.port)) as s:
            s.sendall(b"GET /p/drip?count=1000&ms=20 HTTP/1.1\r\nHost: a\r\n\r\n")
            s.recv(10)
            leases = len(self.torpor.changes("probe active -> loaded"))
        self.torpor.wait_for_log("probe active -> loaded", leases + 1, seconds=1.5)


class HostileClients(house.TestCase):
    def test_requests_that_could_be_read_in_two_ways(self):
        torpor = self.up(house.app())
        for head in (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                     b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                     b"GET / HTTP/1.1\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n folded\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n"):
            got = torpor.raw(head)
            self.assertTrue(got.startswith(b"HTTP/1.1 400"), (head, got))
            self.assertEqual(got.count(b"HTTP/1.1"), 1)

    def test_limits_on_heads_and_targets(self):
        torpor = self.up(house.app())
        many = b"".join(b"x-%d: y\r\n" % i for i in range(10000))
        got = torpor.raw(b"GET / HTTP/1.1\r\nHost: a\r\n" + many + b"\r\n")
        self.assertTrue(got.startswith(b"HTTP/1.1 431"), got[:60])
        got = torpor.raw(b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertTrue(got.startswith(b"HTTP/1.1 414"), got[:60])

    DESCRIPTORS = 64

    def up_with_few_descriptors(self, *args):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.DESCRIPTORS, hard))
        try:
            return self.up(house.app(), *args)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    def crowd(self, torpor):
        crowd = [socket.create_connection(("127.0.0.1", torpor.port)) for _ in range(100)]
        torpor.wait_for_log("Too many open files")
        # One may have become free since, until the next of the crowd is let in.
        held = f"/proc/{torpor.process.pid}/fd"
        end = time.monotonic() + 20
        while len(os.listdir(held)) < self.DESCRIPTORS:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)
        return crowd

    def test_no_file_descriptors_left(self):
        torpor = self.up_with_few_descriptors("--cooldown", "never")
        self.assertEqual(torpor.get("/hello")[0], 200)
        for s in self.crowd(torpor):
            s.close()
        self.assertEqual(torpor.get("/hello")[0], 200)

    def test_no_file_descriptor_left_to_wake_a_component(self):
        torpor = self.up_with_few_descriptors()
        early = http.client.HTTPConnection("127.0.0.1", torpor.port)
        early.connect()
        crowd = self.crowd(torpor)
        early.request("GET", "/hello")
        response = early.getresponse()
        self.assertEqual((response.status, response.read()), (500, b""))
        torpor.wait_for_log("tested/probe cannot be loaded: .*Too many open files")
        for s in crowd:
            s.close()
        self.assertEqual(torpor.get("/hello")[0], 200)
        early.close()

    def test_a_request_whose_body_is_never_finished(self):
        torpor = self.up(house.app() + NEIGHBOUR, "--request-timeout", "1s")
        with socket.create_connection(("127.0.0.1", torpor.port), timeout=20) as s:
            s.sendall(b"POST /read-slow HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
            self.assertEqual(torpor.get("/neighbour")[0], 200)
            self.assertRegex(s.recv(1000), rb"^HTTP/1.1 (408|504) ")


class Disk(house.TestCase):
    def code_files(self, folder):
        return [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names
                if name.endswith(".code")]

    def test_a_damaged_cache_file_is_made_anew(self):
        folder = os.path.join(self.folder, "cache")
        args = ("--cache-dir", folder)
        self.up(house.app(), *args).stop()
        [path] = self.code_files(folder)
        size = os.path.getsize(path)
        os.truncate(path, size // 2)
        torpor = self.up(house.app(), *args)
        self.assertEqual(torpor.get("/hello")[0], 200)
        self.assertEqual(os.path.getsize(path), size)

    def test_a_cache_file_that_is_damaged_while_the_app_sleeps(self):
        folder = os.path.join(self.folder, "cache")
        torpor = self.up(house.app() + NEIGHBOUR, "--cache-dir", folder, "--cooldown", "50ms")
        for turn, damage in enumerate((os.remove, lambda path: os.truncate(path, 5000)), 1):
            self.assertEqual(torpor.get("/hello")[0], 200)
            torpor.wait_for_log("tested/probe loaded -> asleep", turn)
            for path in self.code_files(folder):
                damage(path)
            self.assertEqual(torpor.get("/neighbour")[0], 200)
        self.assertEqual(torpor.get("/hello")[0], 200)

    def test_processes_that_fill_one_cache_together(self):
        folder = os.path.join(self.folder, "cache")
        manifest = house.app() + NEIGHBOUR
        together = []

        def start(name):
            own = os.path.join(self.folder, name)
            os.mkdir(own)
            together.append(house.Torpor(own, manifest, "--cache-dir", folder))

        threads = [threading.Thread(target=start, args=(f"app{i}",)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(together), 4)
        for torpor in together:
            self.addCleanup(torpor.stop)
            self.assertEqual(torpor.get("/hello")[0], 200)
            self.assertEqual(torpor.get("/neighbour")[0], 200)
        self.assertEqual(len(self.code_files(folder)), 2)

    def small_disk(self, size):
        mount = os.path.join(self.folder, "small")
        os.makedirs(mount)
        if os.geteuid() != 0 or subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", mount]).returncode != 0:
            self.skipTest("needs the right to mount a small file system")
        self.addCleanup(subprocess.run, ["umount", mount])
        return mount

    def test_output_that_finds_the_disk_full_harms_no_request(self):
        torpor = self.up(house.app(), "--quiet", "--log-dir", self.small_disk("4k"))
        for _ in range(4):
            self.assertEqual(torpor.get("/stdout?text=" + "x" * 2000)[0], 200)
        torpor.wait_for_log("output of a component is lost: .*No space left on device")

    def test_a_full_disk_is_an_error_that_loses_nothing(self):
        mount = self.small_disk("256k")
        with open(os.path.join(self.folder, "spin.toml"), "w") as f:
            f.write(house.app())
        code, _, err = house.run("up", "--listen", "127.0.0.1:0", "--cache-dir", mount,
                                 cwd=self.folder)
        self.assertEqual(code, 10)
        self.assertIn("No space left on device", err)
        self.assertEqual([n for n in os.listdir(mount) if os.path.getsize(
            os.path.join(mount, n)) > 100_000], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
