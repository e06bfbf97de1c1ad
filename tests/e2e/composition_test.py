"""Components that depend on others: composed when the app is started."""

import hashlib
import http.server
import json
import os
import threading
import time
import unittest

import house

PARTS = os.path.join(house.ROOT, "examples/music/target")


def part(name):
    return os.path.join(PARTS, name + ".wasm")


MUL = f'"torpor:music/mul@0.1.0" = {{ path = "{part("mul")}" }}'
SYNTH = f'"torpor:music/synth" = {{ path = "{part("synth")}", export = "torpor:music/synth@0.1.0" }}'


def app(*dependencies, more=""):
    return f"""spin_manifest_version = 2
[application]
name = "composed"
[[trigger.http]]
route = "/..."
component = "music"
[component.music]
source = "{part("handler")}"
[component.music.dependencies]
""" + "\n".join(dependencies) + "\n" + more


class Composition(house.TestCase):
    def refused(self, manifest):
        with open(os.path.join(self.folder, "spin.toml"), "w") as f:
            f.write(manifest)
        return house.run("up", "--listen", "127.0.0.1:0", cwd=self.folder)[::2]

    def check(self, torpor):
        self.assertEqual(torpor.get("/mul?a=6&b=7")[::2], (200, b"42\n"))
        self.assertEqual(torpor.get("/music")[2][:4], b"RIFF")

    def test_imports_are_given_by_other_components(self):
        self.check(self.up(app(MUL, SYNTH)))

    def test_a_package_gives_all_its_interfaces_it_exports(self):
        code, err = self.refused(app(f'"torpor:music" = {{ path = "{part("mul")}" }}'))
        self.assertEqual(code, 3)
        self.assertIn("component `music`", err)
        self.assertIn("does not export `torpor:music/synth", err)

    def test_a_component_of_the_app_can_be_the_other(self):
        self.check(self.up(app(
            '"torpor:music/mul" = { component = "multiplier" }', SYNTH,
            more=f'[component.multiplier]\nsource = "{part("mul")}"\n')))

    def test_what_is_missing_stays_an_import(self):
        code, err = self.refused(app(MUL))
        self.assertEqual(code, 4)
        self.assertIn("imports torpor:music/synth@0.1.0", err)

    def test_says_what_is_wrong(self):
        for dependency, code, words in (
                ('"torpor:music/mul" = { path = "none.wasm" }', 5, "dependency `torpor:music/mul`"),
                (f'"torpor:music/other" = {{ path = "{part("mul")}" }}', 3,
                 "does not import `torpor:music/other`"),
                (f'"torpor:music/mul" = {{ path = "{house.guest("random")}" }}', 3, "not a WebAss"),
                ('"torpor:music/mul" = ">=0.1"', 4, "does not fetch components from registries")):
            got, err = self.refused(app(dependency, SYNTH))
            self.assertEqual(got, code, err)
            self.assertIn(words, err)


class Confined(house.TestCase):
    """What a dependency does not inherit is denied when it is used, as by a component itself."""

    def dependent(self, guest, inherits="", **keys):
        manifest = house.app("pass-on", **keys)
        if inherits:
            inherits = ", inherit_configuration = " + inherits
        return self.up(f"""{manifest}
[component.pass-on.dependencies]
"wasi:http/incoming-handler" = {{ path = "{house.guest(guest)}"{inherits} }}
""", "--key-value", "a=one")

    def check(self, torpor, rows):
        for path, words in rows:
            _, _, body = torpor.get(path)
            self.assertIn(words.lower(), body.decode().lower(), path)

    files = dict(files='[{ source = ".", destination = "/" }]', environment='{ GREETING = "hello" }',
                 allowed_outbound_hosts='["*://*:*"]')

    def test_files_environment_and_network(self):
        with open(os.path.join(self.folder, "note.txt"), "w") as f:
            f.write("noted")
        torpor = self.dependent("probe", **self.files)
        self.assertEqual(torpor.get("/hello")[::2], (200, b"Hello from the probe!\n"))
        self.assertEqual(torpor.get("/env")[::2], (200, b""))
        self.check(torpor, (("/fetch?url=http://127.0.0.1:9/", "HttpRequestDenied"),
                            ("/connect?addr=127.0.0.1:9", "access-denied"),
                            ("/resolve?name=localhost", "denied"),
                            ("/file?path=/note.txt", "capabilities insufficient")))
        self.assertNotIn(b"noted", torpor.get("/file?path=/note.txt")[2])

    def test_what_is_inherited_is_there(self):
        with open(os.path.join(self.folder, "note.txt"), "w") as f:
            f.write("noted")
        torpor = self.dependent("probe", '["files", "environment"]', **self.files)
        self.check(torpor, (("/file?path=/note.txt", "noted"), ("/env", "GREETING=hello"),
                            ("/fetch?url=http://127.0.0.1:9/", "HttpRequestDenied")))
        torpor = self.dependent("probe", "true", **self.files)
        self.check(torpor, (("/fetch?url=http://127.0.0.1:9/", "ConnectionRefused"),))

    stores = dict(key_value_stores='["default"]', sqlite_databases='["default"]')

    def test_stores_databases_and_variables(self):
        torpor = self.dependent("stores", **self.stores)
        self.check(torpor, (("/key-value?store=default&do=get&key=a", "AccessDenied"),
                            ("/key-value-old?store=default&do=get&key=a", "AccessDenied"),
                            ("/wasi-key-value?store=default&do=get&key=a", "AccessDenied"),
                            ("/sqlite?database=default&sql=SELECT%201", "AccessDenied"),
                            ("/sqlite-2?database=default&sql=SELECT%201", "AccessDenied"),
                            ("/sqlite-old?database=default&sql=SELECT%201", "AccessDenied"),
                            ("/variables?name=a", "access denied"),
                            ("/config?name=a", "access denied"),
                            ("/wasi-config?name=a", "access denied")))
        torpor = self.dependent("stores", '["key_value_stores"]', **self.stores)
        self.check(torpor, (("/key-value?store=default&do=get&key=a", "one"),
                            ("/sqlite?database=default&sql=SELECT%201", "AccessDenied")))


class Urls(house.TestCase):
    """A component, or what it depends on, by a URL and a digest."""

    def serve(self):
        asked = self.asked = []

        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                super().do_GET()

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *args: Handler(*args, directory=PARTS))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}"

    def manifest(self, url):
        with open(part("mul"), "rb") as f:
            digest = hashlib.sha256(f.read()).hexdigest()
        return app(f'"torpor:music/mul" = {{ url = "{url}/mul.wasm", digest = "sha256:{digest}" }}',
                   SYNTH)

    def test_is_downloaded_once(self):
        manifest = self.manifest(self.serve())
        env = {"XDG_CACHE_HOME": os.path.join(self.folder, "cache")}
        for _ in range(2):
            torpor = self.up(manifest, env=env)
            self.assertEqual(torpor.get("/mul?a=6&b=7")[::2], (200, b"42\n"))
            torpor.stop()
        self.assertEqual(self.asked, ["/mul.wasm"])
        self.prune(env)

    def prune(self, env):
        """What was downloaded and composed is counted, listed and removed with the apps."""
        def cache(*args):
            code, out, err = house.run("cache", *args, env=env)
            self.assertEqual(code, 0, err)
            return out

        size = json.loads(cache("size", "--format", "json"))
        self.assertEqual(size["downloads_bytes"], os.path.getsize(part("mul")))
        self.assertGreater(size["compositions_bytes"], size["downloads_bytes"])
        self.assertRegex(cache("list"), r"[0-9a-f]{12}  download\n.*  composition\n|"
                                        r"  composition\n.*  download\n")
        for file in size["files"]:
            self.assertGreater(file["used"], time.time() - 3600)
        self.assertEqual(cache("prune", "--unused-for", "1h"), "Freed 0 B\n")
        downloaded = os.path.join(self.folder, "cache/torpor/downloads", os.listdir(
            os.path.join(self.folder, "cache/torpor/downloads"))[0])
        os.utime(downloaded, (1, 1))
        self.assertIn("Removed download ", cache("prune", "--unused-for", "30d"))
        self.assertIn("Removed composition ", cache("prune", "--budget", "0"))
        size = json.loads(cache("size", "--format", "json"))
        self.assertEqual((size["downloads_bytes"], size["compositions_bytes"], size["files"]),
                         (0, 0, []))

    def test_another_content_is_refused(self):
        manifest = self.manifest(self.serve()).replace("/mul.wasm", "/synth.wasm")
        with open(os.path.join(self.folder, "spin.toml"), "w") as f:
            f.write(manifest)
        code, _, err = house.run("up", cwd=self.folder,
                                 env={"XDG_CACHE_HOME": os.path.join(self.folder, "cache")})
        self.assertEqual(code, 11)
        self.assertIn("not the one in the manifest", err)


if __name__ == "__main__":
    unittest.main()
