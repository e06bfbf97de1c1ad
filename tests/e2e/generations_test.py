"""Apps of every generation answer: the handlers of WASI 0.2's release candidates, of WASI 0.3, of the
first Spin, and Wagi."""

import concurrent.futures
import http.server
import os
import socket
import threading
import time
import unittest

from house import TestCase, app, run


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


class November2023Test(GenerationsTest):
    """`wasi:http/incoming-handler@0.2.0-rc-2023-11-10`, by bindings of its WIT."""

    def test_answers_with_fields_and_body(self):
        status, headers, body = self.up(app("hello-november")).get("/")
        self.assertEqual((status, body), (200, b"Hello from November 2023!\n"))
        self.assertEqual(headers["x-candidate"], "november")

    def test_echoes_a_body_and_its_trailers(self):
        torpor = self.up(app("hello-november"))
        sent = bytes(range(256)) * 4096
        self.assertEqual(torpor.request("POST", "/echo", body=sent)[::2], (201, sent))
        got = torpor.raw(b"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                         b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Sum: 42\r\n\r\n")
        self.assertRegex(got, rb"(?is)ab\r\n0\r\nx-sum: 42\r\n\r\n$")

    def test_sends_requests_to_allowed_hosts_alone(self):
        authority = self.target().removeprefix("http://")
        torpor = self.up(app("hello-november",
                             allowed_outbound_hosts=f'["http://{authority}", "http://127.0.0.1:1"]'))
        self.assertEqual(torpor.get(f"/fetch?{authority}")[::2],
                         (207, b"you asked for /from-november"))
        self.assertEqual(torpor.get("/fetch?127.0.0.1:1")[::2], (502, b"error 06"))  # refused
        self.assertEqual(torpor.get("/fetch?127.0.0.1:2")[::2], (502, b"error 15"))  # denied

    def test_its_timeout_bounds_a_silent_server(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            authority = f"127.0.0.1:{silent.getsockname()[1]}"
            torpor = self.up(app("hello-november",
                                 allowed_outbound_hosts=f'["http://{authority}"]'))
            self.assertEqual(torpor.get(f"/fetch?{authority}")[::2],
                             (502, b"error 33"))  # HTTP-response-timeout


class Wasi03Test(GenerationsTest):
    """spin-sdk 7.0.0: `wasi:http/handler@0.3.0`, whose instances answer several requests."""

    guest = "hello-p3"

    def text(self, torpor, path, **kwargs):
        status, _, body = torpor.get(path, timeout=20, **kwargs)
        return status, body.decode()

    def at_once(self, count, ask):
        """The results of `ask()`, `count` times at once."""
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            return [work.result() for work in [pool.submit(ask) for _ in range(count)]]

    def test_answers(self):
        torpor = self.up(app(self.guest))
        status, headers, body = torpor.get("/")
        self.assertEqual((status, body), (200, b"Hello from WASI 0.3!\n"))
        self.assertEqual(headers["content-length"], "21")
        self.assertIn("spin-matched-route", self.text(torpor, "/fields")[1])

    def test_bodies_stream_both_ways(self):
        torpor = self.up(app(self.guest))
        sent = os.urandom(3_000_000)
        self.assertEqual(torpor.request("POST", "/echo", body=sent)[2], sent)
        self.assertEqual(torpor.request("POST", "/length", body=sent)[2], b"3000000")
        self.assertEqual(len(torpor.get("/big?10000000")[2]), 10_000_000)
        self.assertEqual(torpor.get("/drip?20")[2], b"0\n1\n2\n3\n4\n")

    def test_an_instance_answers_its_share_of_requests(self):
        torpor = self.up(app(self.guest), "--threads", "1", "--max-instance-reuse-count", "3")
        counts = [self.text(torpor, "/count")[1] for _ in range(7)]
        self.assertEqual(counts, ["1", "2", "3", "1", "2", "3", "1"])

    def test_an_instance_answers_several_at_once(self):
        torpor = self.up(app(self.guest), "--threads", "1", "--idle-instance-timeout", "1m")
        self.at_once(8, lambda: self.text(torpor, "/sleep?300"))
        self.assertEqual(self.text(torpor, "/count")[1], "9")

    def test_an_instance_answers_no_more_at_once_than_it_may(self):
        torpor = self.up(app(self.guest), "--threads", "1",
                         "--max-instance-concurrent-reuse-count", "1")
        self.at_once(4, lambda: self.text(torpor, "/sleep?300"))
        self.assertEqual(self.text(torpor, "/count")[1], "2")

    def test_an_idle_instance_goes(self):
        torpor = self.up(app(self.guest), "--threads", "1", "--idle-instance-timeout", "100ms")
        self.assertEqual(self.text(torpor, "/count")[1], "1")
        self.assertEqual(self.text(torpor, "/count")[1], "2")
        time.sleep(0.3)
        self.assertEqual(self.text(torpor, "/count")[1], "1")

    def test_an_idle_instance_goes_with_its_code(self):
        torpor = self.up(app(self.guest), "--threads", "1", "--idle-instance-timeout", "1h",
                         "--cooldown", "100ms")
        self.assertEqual(self.text(torpor, "/count")[1], "1")
        torpor.wait_for_log("loaded -> asleep .cooldown.")
        with open(f"/proc/{torpor.process.pid}/maps") as maps:
            self.assertNotIn(".code", maps.read())
        self.assertEqual(self.text(torpor, "/count")[1], "1")

    def test_goes_on_after_its_response(self):
        torpor = self.up(app(self.guest), "--threads", "1")
        self.assertEqual(self.text(torpor, "/linger?200"), (200, "answered"))
        log = os.path.join(self.folder, f"state/logs/{self.guest}_stdout.txt")
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and not os.path.exists(log):
            time.sleep(0.02)
        with open(log) as lines:
            self.assertEqual(lines.read(), "lingered\n")

    def test_a_trap_ends_the_instance_alone(self):
        torpor = self.up(app(self.guest), "--threads", "1")
        self.assertEqual(self.text(torpor, "/count")[1], "1")
        self.assertEqual(self.text(torpor, "/trap")[0], 500)
        self.assertEqual(self.text(torpor, "/count")[1], "1")

    def test_a_guest_that_computes_for_ever_is_stopped(self):
        torpor = self.up(app(self.guest), "--threads", "1", "--request-timeout", "500ms")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            looping = pool.submit(self.text, torpor, "/loop")
            time.sleep(0.1)
            self.assertEqual(self.text(torpor, "/")[0], 200)
            self.assertEqual(looping.result()[0], 504)
        self.assertEqual(self.text(torpor, "/")[0], 200)

    def test_sends_requests_to_allowed_hosts_alone(self):
        url = self.target()
        torpor = self.up(app(self.guest, allowed_outbound_hosts=f'["{url}"]'))
        self.assertEqual(self.text(torpor, f"/fetch?{url}/a?b"), (200, "207 you asked for /a?b"))
        denied = self.text(torpor, "/fetch?http://127.0.0.1:1/")[1]
        self.assertIn("HttpRequestDenied", denied)

    def test_asks_the_app_itself_without_a_host(self):
        torpor = self.up(app(self.guest, allowed_outbound_hosts='["http://self"]'))
        for url in ("/count", "http://self.alt/count"):
            self.assertRegex(self.text(torpor, f"/fetch?{url}")[1], r"^200 \d+$")

    def test_a_reader_that_leaves_harms_nobody(self):
        torpor = self.up(app(self.guest), "--threads", "1")
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", torpor.port)) as connection:
                connection.sendall(b"GET /big?100000000 HTTP/1.1\r\nhost: a\r\n\r\n")
                connection.recv(1000)
        self.assertEqual(len(torpor.get("/big?1000000")[2]), 1_000_000)

    def test_flags_are_checked(self):
        for flag, value in [("--max-instance-reuse-count", "0"),
                            ("--max-instance-reuse-count", "5..5"),
                            ("--max-instance-concurrent-reuse-count", "many"),
                            ("--idle-instance-timeout", "soon")]:
            code, _, err = run("up", "-f", "nothing", flag, value)
            self.assertNotEqual(code, 0)
            self.assertIn(f"`{value}`: write a", err)


class March2026Test(Wasi03Test):
    """spin-sdk 6.0.0: `wasi:http/handler@0.3.0-rc-2026-03-15`."""

    guest = "hello-p3-candidate"


class PythonSdkTest(GenerationsTest):
    """Spin's SDK for Python: its components import every interface that Spin has."""

    def say(self, torpor, path, **kwargs):
        status, _, body = torpor.request("POST", path, **kwargs)
        self.assertEqual(status, 200)
        return body.decode()

    def test_runs(self):
        torpor = self.up(app("hello-spin-python", key_value_stores='["default"]',
                             variables='{ greeting = "hi" }'))
        self.assertEqual(self.say(torpor, "/"), "Hello from the Python SDK!")
        self.assertEqual(self.say(torpor, "/echo", body="a body"), "POST a body")
        self.assertEqual(self.say(torpor, "/key-value"), "kept")
        self.assertEqual(self.say(torpor, "/variable"), "hi")

    def test_is_told_what_torpor_has_not(self):
        torpor = self.up(app("hello-spin-python"))
        self.assertEqual(self.say(torpor, "/redis"),
                         "error: Error_Other(value='torpor has no spin:redis/redis@3.0.0')")
        self.assertEqual(self.say(torpor, "/postgres"),
                         "error: Error_ConnectionFailed(value="
                         "'torpor has no spin:postgres/postgres@4.2.0')")
        self.assertEqual(self.say(torpor, "/llm"), "error: Error_ModelNotSupported()")
        self.assertEqual(self.say(torpor, "/"), "Hello from the Python SDK!")


class FirstSpinTest(GenerationsTest):
    """`fermyon:spin/inbound-http`, and outgoing requests by `fermyon:spin/http`."""

    def test_answers(self):
        torpor = self.up(app("hello-spin-1"))
        status, headers, body = torpor.get("/a/b?c=d")
        self.assertEqual((status, body), (203, b"Hello from the first Spin!\n"))
        self.assertEqual(headers["x-uri"], "/a/b?c=d")

    def test_echoes_a_body(self):
        torpor = self.up(app("hello-spin-1"))
        sent = os.urandom(1_000_000)
        self.assertEqual(torpor.request("POST", "/", body=sent)[2], sent)

    def test_refuses_a_method_that_it_does_not_know(self):
        torpor = self.up(app("hello-spin-1"))
        self.assertEqual(torpor.request("TRACE", "/")[0], 405)

    def test_sends_requests_to_allowed_hosts_alone(self):
        url = self.target()
        torpor = self.up(app("hello-spin-1", allowed_outbound_hosts=f'["{url}"]'))
        status, _, body = torpor.get(f"/fetch?{url}/a")
        self.assertEqual((status, body), (207, b"you asked for /a"))
        for asked, said in [("http://127.0.0.1:1/", b"destination-not-allowed"),
                            ("http://[", b"invalid-url")]:
            status, _, body = torpor.get(f"/fetch?{asked}")
            self.assertEqual((status, body), (502, said))


class WagiTest(GenerationsTest):
    """`executor = { type = "wagi" }`: a command that speaks CGI."""

    def wagi(self, route="/...", executor='{ type = "wagi" }', component="hello-wagi"):
        manifest = app(component, route)
        return manifest.replace("[component.", f"executor = {executor}\n[component.", 1)

    def test_tells_the_command_of_the_request(self):
        torpor = self.up(self.wagi("/cgi/:name/..."), "-e", "GREETING=hello")
        status, headers, body = torpor.get("/cgi/n/a%20b?x=1&y", headers={"x-test": "yes"})
        self.assertEqual((status, headers["x-made-by"]), (203, "Wagi"))
        lines = body.decode().splitlines()
        for line in ["argument 0: /cgi/n/a%20b", "argument 1: x", "argument 2: 1", "argument 3: y",
                     "GREETING=hello", "PATH_INFO=/a%20b", "PATH_TRANSLATED=/a b",
                     "QUERY_STRING=x=1&y", "REQUEST_METHOD=GET", "SCRIPT_NAME=/cgi/:name",
                     "X_MATCHED_ROUTE=/cgi/:name/...", "X_RAW_COMPONENT_ROUTE=/cgi/:name/...",
                     f"X_FULL_URL={torpor.base_url}/cgi/n/a%20b?x=1&y", "X_PATH_MATCH_NAME=n",
                     "HTTP_X_TEST=yes", f"SERVER_PORT={torpor.port}", "REMOTE_ADDR=127.0.0.1"]:
            self.assertIn(line, lines)

    def test_argv_is_a_template(self):
        torpor = self.up(self.wagi(executor='{ type = "wagi", argv = "one ${ARGS} two" }'))
        lines = torpor.get("/?a=b")[2].decode().splitlines()
        self.assertEqual(lines[:4], ["argument 0: one", "argument 1: a", "argument 2: b",
                                     "argument 3: two"])

    def test_bodies_stream_both_ways(self):
        torpor = self.up(self.wagi())
        sent = os.urandom(3_000_000)
        self.assertEqual(torpor.request("POST", "/?echo", body=sent)[2], sent)
        self.assertEqual(len(torpor.get("/?big=10000000")[2]), 10_000_000)

    def test_a_slow_reader_makes_the_command_wait(self):
        torpor = self.up(self.wagi(), "--threads", "1")
        with socket.create_connection(("127.0.0.1", torpor.port)) as connection:
            connection.sendall(b"GET /?big=200000000 HTTP/1.1\r\nhost: a\r\n\r\n")
            connection.recv(1000)
            time.sleep(0.3)
            self.assertEqual(torpor.get("/")[0], 203)
            self.assertLess(torpor.rss(), 120 << 20)

    def test_the_head_decides_the_status(self):
        torpor = self.up(self.wagi())
        status, headers, _ = torpor.get("/?location")
        self.assertEqual((status, headers["location"]), (302, "/elsewhere"))
        for query in ("nothing", "no-head", "fail"):
            self.assertEqual(torpor.get(f"/?{query}")[0], 500, query)
        self.assertEqual(torpor.get("/")[0], 203)

    def test_a_component_can_be_a_command(self):
        torpor = self.up(self.wagi(component="wagi-component"))
        self.assertEqual(torpor.request("POST", "/?echo", body=b"tea")[2], b"tea")
        self.assertEqual(torpor.get("/?fail")[0], 500)
        self.assertEqual(torpor.get("/")[0], 203)

    def test_is_deprecated(self):
        torpor = self.up(self.wagi())
        torpor.wait_for_log("component `hello-wagi` has the executor wagi, which is deprecated")


class HandlerTest(GenerationsTest):
    """A component that cannot be called as its trigger wants is refused at the start."""

    def refused(self, manifest):
        with open(os.path.join(self.folder, "spin.toml"), "w") as file:
            file.write(manifest)
        code, _, err = run("up", "--listen", "127.0.0.1:0", cwd=self.folder)
        self.assertNotEqual(code, 0)
        return err

    def test_a_command_needs_the_executor(self):
        err = self.refused(app("hello-wagi"))
        self.assertIn("component `hello-wagi`: it is a command", err)
        self.assertIn("exports wasi:cli/run@0.2", err)

    def test_the_executor_needs_a_command(self):
        manifest = app("probe").replace("[component.", 'executor.type = "wagi"\n[component.', 1)
        err = self.refused(manifest)
        self.assertIn("its executor is wagi, so it must be a command", err)
        self.assertIn("it exports wasi:http/incoming-handler@0.2", err)


if __name__ == "__main__":
    unittest.main()
