"""Components that depend on others: composed when the app is started."""

import hashlib
import http.server
import os
import threading
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

    def test_a_dependency_does_no_more_than_it_inherits(self):
        greedy = f'"wasi:http/types" = {{ path = "{house.guest("probe")}" '
        code, err = self.refused(app(MUL, SYNTH, greedy + "}"))
        self.assertEqual(code, 6)
        self.assertIn("dependency `wasi:http/types`: it imports wasi:", err)
        self.assertIn("inherit_configuration = [", err)
        for inherits in ("inherit_configuration = true }", "}"):
            more = "" if "true" in inherits else "dependencies_inherit_configuration = true\n"
            manifest = app(MUL, SYNTH, greedy + (", " if not more else "") + inherits)
            code, err = self.refused(manifest.replace("[component.music.dep",
                                                      more + "[component.music.dep"))
            self.assertEqual(code, 3)  # it has no such export, but may be asked
            self.assertIn("does not export", err)

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
