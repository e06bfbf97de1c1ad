"""Outgoing requests: what is granted works, everything else is denied, before and after DNS."""

import http.server
import socket
import threading
import unittest

import house


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(f"{self.path} for {self.headers['Host']}".encode())

    def do_POST(self):
        body = b""
        if self.headers["Transfer-Encoding"] == "chunked":
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(body)

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Outbound(house.TestCase):
    def setUp(self):
        super().setUp()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        self.port = self.server.server_address[1]
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def granted(self, *hosts):
        quoted = ", ".join(f'"{host}"' for host in hosts)
        return self.up(house.app(allowed_outbound_hosts=f"[{quoted}]"))

    def fetch(self, torpor, url):
        status, _, body = torpor.get(f"/fetch?url={url}")
        return status, body.decode().strip()

    def test_a_granted_host_is_reached(self):
        torpor = self.granted(f"http://127.0.0.1:{self.port}", f"http://localhost:{self.port}")
        for host in ("127.0.0.1", "localhost"):
            for _ in range(3):
                self.assertEqual(
                    self.fetch(torpor, f"http://{host}:{self.port}/a"),
                    (200, f"200 /a for {host}:{self.port}"))

    def test_ranges_and_blocks(self):
        torpor = self.granted(f"http://127.0.0.0/8:{self.port}..{self.port + 1}")
        self.assertEqual(self.fetch(torpor, f"http://127.0.0.1:{self.port}/")[0], 200)
        self.assertEqual(self.fetch(torpor, f"http://127.0.0.1:{self.port + 1}/"),
                         (502, "HttpRequestDenied"))

    def test_nothing_is_granted_by_default(self):
        torpor = self.up(house.app())
        for url in (f"http://127.0.0.1:{self.port}/", "http://169.254.169.254/", "http://10.0.0.1/",
                    "http://[::1]/", "https://example.com/"):
            self.assertEqual(self.fetch(torpor, url), (502, "HttpRequestDenied"), url)
        torpor.wait_for_log("component `probe` may not reach https://example.com:443")

    def test_a_granted_name_does_not_lead_into_the_machine(self):
        name = socket.gethostname()
        try:
            address = socket.gethostbyname(name)
        except OSError:
            self.skipTest("this machine's name has no address")
        if not address.startswith("127."):
            self.skipTest("this machine's name is not a loopback address")
        torpor = self.granted(f"http://{name}:{self.port}")
        self.assertEqual(self.fetch(torpor, f"http://{name}:{self.port}/"),
                         (502, "HttpRequestDenied"))

    def test_the_body_of_a_request_is_streamed(self):
        torpor = self.granted(f"http://127.0.0.1:{self.port}")
        status, _, body = torpor.request("POST", f"/fetch-post?url=http://127.0.0.1:{self.port}/",
                                         body=b"ab" * 1000)
        self.assertEqual((status, body), (200, b"200 " + b"ab" * 1000))

    def test_a_server_that_is_down(self):
        with socket.create_server(("127.0.0.1", 0)) as s:
            free = s.getsockname()[1]
        torpor = self.granted(f"http://127.0.0.1:{free}")
        self.assertEqual(self.fetch(torpor, f"http://127.0.0.1:{free}/"),
                         (502, "ConnectionRefused"))

    def test_a_server_that_answers_garbage(self):
        with socket.create_server(("127.0.0.1", 0)) as s:
            port = s.getsockname()[1]
            torpor = self.granted(f"http://127.0.0.1:{port}")

            def answer():
                peer, _ = s.accept()
                peer.recv(1000)
                peer.sendall(b"\x00\x01 garbage \r\n\r\n")
                peer.close()

            thread = threading.Thread(target=answer)
            thread.start()
            self.assertEqual(self.fetch(torpor, f"http://127.0.0.1:{port}/"),
                             (502, "HttpProtocolError"))
            thread.join()


class Chaining(house.TestCase):
    manifest = (house.app(allowed_outbound_hosts='["http://*.spin.internal", "http://self"]')
                + house.second("{ private = true }"))

    def test_a_component_is_reached_in_process(self):
        torpor = self.up(self.manifest)
        status, _, body = torpor.get("/fetch?url=http://hello-c.spin.internal/x")
        self.assertEqual((status, body.strip()), (200, b"200 Hello from C!"))
        self.assertEqual(torpor.get("/fetch?url=http://absent.spin.internal/")[0], 502)

    def test_the_app_itself(self):
        torpor = self.up(self.manifest)
        for url in ("/status?code=201", "http://self.alt/status?code=201",
                    "https://self/status?code=201"):
            status, _, body = torpor.get(f"/fetch?url={url}")
            self.assertEqual((status, body.strip()), (200, b"201"), url)
            status, _, body = torpor.request("POST", f"/fetch-post?url={url.split('status')[0]}echo",
                                             body=b"ab" * 1000)
            self.assertEqual((status, body), (200, b"200 " + b"ab" * 1000), url)

    def test_only_when_granted(self):
        torpor = self.up(self.manifest.replace('"http://*.spin.internal", "http://self"', ""))
        for url in ("http://hello-c.spin.internal/", "http://self.alt/hello", "/hello"):
            status, _, body = torpor.get(f"/fetch?url={url}")
            self.assertEqual((status, body.strip()), (502, b"HttpRequestDenied"))


class Sockets(house.TestCase):
    def test_a_granted_address_is_connected_to(self):
        with socket.create_server(("127.0.0.1", 0)) as s:
            port = s.getsockname()[1]
            torpor = self.up(house.app(allowed_outbound_hosts=f'["*://127.0.0.1:{port}"]'))
            status, _, body = torpor.get(f"/connect?addr=127.0.0.1:{port}")
            self.assertEqual((status, body.strip()), (200, b"connected"))
            self.assertEqual(torpor.get(f"/connect?addr=127.0.0.2:{port}")[0], 502)

    def test_an_entry_grants_the_transport_that_its_scheme_names(self):
        with socket.create_server(("127.0.0.1", 0)) as s:
            address = f"127.0.0.1:{s.getsockname()[1]}"
            for scheme, status in (("tcp", 200), ("udp", 502), ("http", 502)):
                torpor = self.up(house.app(allowed_outbound_hosts=f'["{scheme}://{address}"]'))
                self.assertEqual(torpor.get(f"/connect?addr={address}")[0], status, scheme)

    def echoing_udp(self):
        """The address of a server that sends datagrams back."""
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(("127.0.0.1", 0))
        self.addCleanup(s.close)
        threading.Thread(target=lambda: s.sendto(*s.recvfrom(1000)), daemon=True).start()
        return f"127.0.0.1:{s.getsockname()[1]}"

    def test_datagrams_go_to_granted_addresses(self):
        address = self.echoing_udp()
        torpor = self.up(house.app(allowed_outbound_hosts=f'["udp://{address}"]'))
        self.assertEqual(torpor.get(f"/udp?addr={address}&send=ping")[::2], (200, b"ping"))
        self.assertEqual(torpor.get("/udp?addr=127.0.0.1:9&send=ping")[::2],
                         (502, b"access-denied\n"))

    def test_sockets_of_wasi_0_3(self):
        def serve(s):
            peer, _ = s.accept()
            with peer:
                peer.sendall(b"got " + peer.recv(1000))

        for guest in ("hello-p3", "hello-p3-candidate"):
            with self.subTest(guest), socket.create_server(("127.0.0.1", 0)) as s:
                threading.Thread(target=serve, args=(s,), daemon=True).start()
                tcp, udp = f"127.0.0.1:{s.getsockname()[1]}", self.echoing_udp()
                torpor = self.up(house.app(
                    guest, allowed_outbound_hosts=f'["tcp://{tcp}", "udp://{udp}"]'))
                self.assertEqual(torpor.get(f"/tcp?{tcp},ping")[::2], (200, b"got ping"))
                self.assertEqual(torpor.get(f"/udp?{udp},ping")[::2], (200, b"ping"))
                for path in (f"/tcp?{udp},x", f"/udp?{tcp},x", "/tcp?127.0.0.2:9,x"):
                    self.assertIn(b"AccessDenied", torpor.get(path)[2], path)

    def test_udp_sockets_of_october_2023(self):
        for do in ("send", "connect"):
            with self.subTest(do):
                address = self.echoing_udp()
                torpor = self.up(house.app(
                    "udp-october", allowed_outbound_hosts=f'["udp://{address}"]'))
                self.assertEqual(torpor.get(f"/{do}?{address},ping")[::2], (200, b"ping"))
                self.assertEqual(torpor.get(f"/{do}?127.0.0.1:9,ping")[::2],
                                 (502, b"01"))  # access-denied

    def test_denied_by_default(self):
        with socket.create_server(("127.0.0.1", 0)) as s:
            port = s.getsockname()[1]
            torpor = self.up(house.app())
            for path in (f"/connect?addr=127.0.0.1:{port}", "/listen?addr=127.0.0.1:0",
                         "/resolve?name=localhost"):
                self.assertEqual(torpor.get(path)[0], 502, path)


if __name__ == "__main__":
    unittest.main(verbosity=2)
