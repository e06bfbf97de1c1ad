"""What the operator decides about outgoing connections: [outbound_networking], [outbound_http] and
[[client_tls]] of the runtime configuration, with real servers; and servers that are in trouble."""

import concurrent.futures
import http.server
import os
import socket
import ssl
import threading
import time
import unittest

import house
from authority import Authority


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        with server.lock:
            server.running += 1
            server.most = max(server.most, server.running)
        time.sleep(server.pause)
        with server.lock:
            server.running -= 1
        body = b"served"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    """Counts its connections, and the requests that it answers at once."""

    daemon_threads = True

    def __init__(self, context=None, pause=0.0):
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        self.context = context
        self.pause = pause
        self.lock = threading.Lock()
        self.connections = self.running = self.most = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, client_address):
        with self.lock:
            self.connections += 1
        try:
            if self.context:
                with self.context.wrap_socket(request, server_side=True) as secured:
                    super().finish_request(secured, client_address)
            else:
                super().finish_request(request, client_address)
        except OSError:  # what the tests provoke
            pass

    def stop(self):
        self.shutdown()
        self.server_close()


class Egress(house.TestCase):
    def serve(self, *args, **kwargs):
        server = Server(*args, **kwargs)
        self.addCleanup(server.stop)
        return server

    def configured(self, config, *hosts, **kwargs):
        """A torpor whose operator says so, with a probe that may reach the hosts."""
        path = os.path.join(self.folder, "runtime-config.toml")
        with open(path, "w") as f:
            f.write(config)
        quoted = ", ".join(f'"{host}"' for host in hosts)
        manifest = house.app(allowed_outbound_hosts=f"[{quoted}]") + house.second('"/other"')
        return self.up(manifest, "--runtime-config-file", path, **kwargs)

    def ask(self, torpor, path):
        status, _, body = torpor.get(path, timeout=60)
        return status, body.decode().strip()

    def fetch(self, torpor, url, more=""):
        return self.ask(torpor, f"/fetch?url={url}{more}")

    def check_others(self, torpor):
        self.assertEqual(torpor.get("/other")[0], 200)

    def check_one_line(self, torpor, pattern):
        torpor.wait_for_log(pattern)
        self.assertEqual(len(torpor.wait_for_log("WARN|warn|ERROR|error")), 1, torpor.log)


class ClientTls(Egress):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.folder, "ours")

    def context(self, hosts="DNS:localhost,IP:127.0.0.1", alpn=None):
        cert, key = self.authority.issue("server", hosts)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        if alpn:
            context.set_alpn_protocols(alpn)
        return context

    def client_tls(self, *lines, component="probe", host="localhost"):
        return "\n".join(["[[client_tls]]", f'component_ids = ["{component}"]',
                          f'hosts = ["{host}"]', *lines]) + "\n"

    def test_an_authority_of_ones_own_is_trusted_and_its_connections_are_kept(self):
        server = self.serve(self.context(alpn=["http/1.1"]))
        torpor = self.configured(self.client_tls('ca_roots_file = "ours.pem"'), "https://localhost:*",
                                 env={"TORPOR_LOG": "info"})
        for _ in range(5):
            self.assertEqual(self.fetch(torpor, f"https://localhost:{server.port}/"),
                             (200, "200 served"))
        self.assertLess(server.connections, 5)

    def test_only_the_component_and_the_host_that_it_names(self):
        server = self.serve(self.context())
        url = f"https://localhost:{server.port}/"
        for config in (self.client_tls('ca_roots_file = "ours.pem"', component="hello-c"),
                       self.client_tls('ca_roots_file = "ours.pem"', host="127.0.0.1"), ""):
            torpor = self.configured(config, "https://localhost:*")
            self.assertEqual(self.fetch(torpor, url), (502, "TlsCertificateError"), config)
            self.check_one_line(torpor, "its request to https://localhost:.* failed: .*certificate")
            self.check_others(torpor)

    def test_a_certificate_of_another_authority(self):
        Authority(self.folder, "theirs")
        server = self.serve(self.context())
        torpor = self.configured(self.client_tls('ca_roots_file = "theirs.pem"'), "https://localhost:*")
        self.assertEqual(self.fetch(torpor, f"https://localhost:{server.port}/"),
                         (502, "TlsCertificateError"))

    def test_a_certificate_for_another_name(self):
        server = self.serve(self.context("DNS:other.example"))
        torpor = self.configured(self.client_tls('ca_roots_file = "ours.pem"'), "https://localhost:*")
        self.assertEqual(self.fetch(torpor, f"https://localhost:{server.port}/"),
                         (502, "TlsCertificateError"))
        self.check_one_line(torpor, "the certificate is for other.example, not localhost")

    def test_a_server_that_asks_for_a_certificate_gets_ours(self):
        self.authority.issue("client")
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context()
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.authority.root)
            context.minimum_version = context.maximum_version = version
            url = f"https://localhost:{self.serve(context).port}/"
            shown = self.configured(
                self.client_tls('ca_roots_file = "ours.pem"', 'client_cert_file = "client.pem"',
                                'client_private_key_file = "client.key"'), "https://localhost:*")
            self.assertEqual(self.fetch(shown, url), (200, "200 served"), version)
            none = self.configured(self.client_tls('ca_roots_file = "ours.pem"'),
                                   "https://localhost:*")
            # TLS 1.2 has no alert for it (RFC 5246 section 7.4.6).
            self.assertEqual(self.fetch(none, url), (502, "TlsProtocolError")
                             if version == ssl.TLSVersion.TLSv1_2 else (502, "TlsCertificateError"))
            self.check_one_line(none, "its request to https://localhost:.* failed")

    def test_a_file_that_is_wrong_is_told_at_the_start(self):
        with open(os.path.join(self.folder, "bad.pem"), "w") as f:
            f.write("no certificate\n")
        for name, why in (("absent.pem", "absent.pem"), ("bad.pem", "bad.pem")):
            with self.assertRaises(AssertionError) as failed:
                self.configured(self.client_tls(f'ca_roots_file = "{name}"'), "https://localhost:*")
            self.assertIn("client_tls[0]", str(failed.exception))
            self.assertIn(why, str(failed.exception))

    def test_a_server_without_tls(self):
        server = self.serve()
        torpor = self.configured("", "https://localhost:*")
        self.assertEqual(self.fetch(torpor, f"https://localhost:{server.port}/"),
                         (502, "TlsProtocolError"))


class Networks(Egress):
    def test_a_blocked_network_is_out_of_reach_for_requests_and_sockets(self):
        server = self.serve()
        for block in ("private", "127.0.0.0/8"):
            torpor = self.configured(
                f'[outbound_networking]\nblock_networks = ["{block}"]', "*://*:*")
            for host in ("127.0.0.1", "localhost"):
                self.assertEqual(self.fetch(torpor, f"http://{host}:{server.port}/"),
                                 (502, "DestinationIpProhibited"), block)
            self.assertEqual(self.ask(torpor, f"/connect?addr=127.0.0.1:{server.port}"),
                             (502, "access-denied"))
            self.assertEqual(self.ask(torpor, f"/udp?addr=127.0.0.1:{server.port}&send=x"),
                             (502, "access-denied"))
            self.assertEqual(len(torpor.wait_for_log("warning|WARN|warn", 4)), 4, torpor.log)
            self.check_others(torpor)
        self.assertEqual(server.connections, 0)

    def test_others_are_in_reach(self):
        server = self.serve()
        torpor = self.configured('[outbound_networking]\nblock_networks = ["10.0.0.0/8"]', "*://*:*")
        self.assertEqual(self.fetch(torpor, f"http://127.0.0.1:{server.port}/")[0], 200)


class Limits(Egress):
    def fetch_many(self, torpor, url, count=8):
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            return [done.result()[0] for done in
                    [pool.submit(self.fetch, torpor, url) for _ in range(count)]]

    def test_requests_wait_for_a_connection(self):
        for config in ("[outbound_http]\nmax_connections = 2",
                       "[outbound_networking]\nmax_total_connections = 2"):
            server = self.serve(pause=0.1)
            torpor = self.configured(config, "http://127.0.0.1:*")
            self.assertEqual(self.fetch_many(torpor, f"http://127.0.0.1:{server.port}/"), [200] * 8)
            self.assertLessEqual(server.most, 2, config)

    def test_whoever_waits_for_too_long_is_refused(self):
        server = self.serve(pause=1.5)
        url = f"http://127.0.0.1:{server.port}/"
        torpor = self.configured("[outbound_http]\nmax_connections = 1", "http://127.0.0.1:*")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            first = pool.submit(self.fetch, torpor, url)
            while server.running == 0:
                time.sleep(0.005)
            self.assertEqual(self.fetch(torpor, url, "&connect-ms=100"),
                             (502, "ConnectionLimitReached"))
            self.assertEqual(first.result()[0], 200)
        self.check_one_line(torpor, "all outgoing connections are in use")

    def test_none_are_allowed(self):
        server = self.serve()
        torpor = self.configured("[outbound_http]\nmax_connections = 0", "http://127.0.0.1:*")
        self.assertEqual(self.fetch(torpor, f"http://127.0.0.1:{server.port}/"),
                         (502, "ConnectionLimitReached"))

    def test_connections_are_kept_unless_told_otherwise(self):
        for pooling, fewest in (("true", 1), ("false", 6)):
            server = self.serve()
            torpor = self.configured(f"[outbound_http]\nconnection_pooling = {pooling}",
                                     "http://127.0.0.1:*")
            for _ in range(6):
                self.fetch(torpor, f"http://127.0.0.1:{server.port}/")
            self.assertGreaterEqual(server.connections, fewest)
            if pooling == "true":
                self.assertLess(server.connections, 6)

    def test_sockets_beyond_the_limit_are_refused(self):
        server = self.serve()
        connect = f"/connect?addr=127.0.0.1:{server.port}"
        for key in ("max_socket_connections", "max_total_connections"):
            torpor = self.configured(f"[outbound_networking]\n{key} = 1", "tcp://127.0.0.1:*")
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                before = server.connections
                held = pool.submit(self.ask, torpor, connect + "&hold=1000")
                while server.connections == before:
                    time.sleep(0.005)
                self.assertEqual(self.ask(torpor, connect), (502, "new-socket-limit"))
                self.assertEqual(held.result(), (200, "connected"))
            self.assertEqual(self.ask(torpor, connect), (200, "connected"))


class Trouble(Egress):
    def listener(self, act):
        """A server of one connection, which `act` gets; its port."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listening.close)

        def run():
            try:
                peer, _ = listening.accept()
                with peer:
                    peer.recv(65536)
                    act(peer)
            except OSError:
                pass

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        self.addCleanup(thread.join, 10)
        return listening.getsockname()[1]

    def check(self, act, expected, more="",
              line="component `probe`: its request to http://127.0.0.1:.* failed"):
        torpor = self.configured("", "http://127.0.0.1:*")
        started = time.monotonic()
        self.assertEqual(self.fetch(torpor, f"http://127.0.0.1:{self.listener(act)}/", more), expected)
        self.assertLess(time.monotonic() - started, 10)
        self.check_one_line(torpor, line)
        self.check_others(torpor)

    def test_a_server_that_says_nothing(self):
        done = threading.Event()
        self.addCleanup(done.set)
        self.check(lambda peer: done.wait(10), (502, "HttpResponseTimeout"),
                   "&first-byte-ms=200", "request to http://127.0.0.1:.*: no answer in time")
        done.set()

    def test_a_server_that_hangs_up(self):
        self.check(lambda peer: None, (502, "ConnectionTerminated"))

    def test_a_server_that_answers_garbage(self):
        self.check(lambda peer: peer.sendall(b"\x00\x01 garbage\r\n\r\n"), (502, "HttpProtocolError"))

    def test_a_server_that_breaks_off_in_its_head(self):
        self.check(lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Le"),
                   (502, "HttpResponseIncomplete"))

    def test_a_server_that_breaks_off_in_its_body(self):
        self.check(lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
                   (200, "200 half (cut short)"))

    def test_a_server_that_is_down(self):
        with socket.create_server(("127.0.0.1", 0)) as s:
            free = s.getsockname()[1]
        torpor = self.configured("", "http://127.0.0.1:*")
        self.assertEqual(self.fetch(torpor, f"http://127.0.0.1:{free}/"), (502, "ConnectionRefused"))
        self.check_one_line(torpor, "refused")
        self.check_others(torpor)

    def test_a_host_that_does_not_exist(self):
        torpor = self.configured("", "http://nowhere.invalid:*")
        status, error = self.fetch(torpor, "http://nowhere.invalid:80/")
        self.assertEqual(status, 502)
        self.assertRegex(error, "^DnsError")


if __name__ == "__main__":
    unittest.main(verbosity=2)
