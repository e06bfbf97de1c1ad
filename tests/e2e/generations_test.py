"""Apps of every generation answer: the handlers of WASI 0.2's release candidates, of WASI 0.3, of the
first Spin, and Wagi."""

import http.server
import threading
import unittest

from house import TestCase, app


class Target(http.server.BaseHTTPRequestHandler):
    """What guests fetch."""

    def do_GET(self):
        body = f"you asked for {self.path}".encode()
        self.send_response(207)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class GenerationsTest(TestCase):
    def target(self):
        """The base URL of a server that guests may fetch from."""
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Target)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}"


class October2023Test(GenerationsTest):
    """spin-sdk 2.2.0, unmodified: `wasi:http/incoming-handler@0.2.0-rc-2023-10-18`."""

    def test_answers_with_fields_and_body(self):
        torpor = self.up(app("hello-spin-2"))
        status, headers, body = torpor.get("/", headers={"x-name": "a test"})
        self.assertEqual((status, body), (200, b"Hello from a test!\n"))
        self.assertEqual(headers["content-type"], "text/plain")
        self.assertEqual(headers["x-path-info"], "/")

    def test_echoes_a_body(self):
        torpor = self.up(app("hello-spin-2"))
        sent = bytes(range(256)) * 4096
        self.assertEqual(torpor.request("POST", "/echo", body=sent)[::2], (201, sent))

    def test_sends_requests_to_allowed_hosts_alone(self):
        url = self.target()
        allowed = self.up(app("hello-spin-2", allowed_outbound_hosts=f'["{url}"]'))
        status, _, body = allowed.get("/fetch", headers={"x-url": url + "/thing?a=b"})
        self.assertEqual((status, body), (200, b"207 you asked for /thing?a=b"))
        status, _, body = allowed.get("/fetch", headers={"x-url": "http://127.0.0.1:1/"})
        self.assertEqual(status, 502)
        self.assertIn(b"HttpRequestDenied", body)

    def test_sleeps_and_wakes(self):
        torpor = self.up(app("hello-spin-2"), "--cooldown", "100ms")
        torpor.get("/")
        torpor.wait_for_log("asleep")
        self.assertEqual(torpor.get("/")[0], 200)


if __name__ == "__main__":
    unittest.main()
