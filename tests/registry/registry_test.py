"""torpor against a real registry: open, with a password, over TLS, and with a bad line."""

import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import registry
from house import TORPOR, Torpor, guest  # tests/e2e

WASM = b"\0asm\x0d\0\1\0"


def noise(size, seed):
    return random.Random(seed).randbytes(size)


class RegistryTest(unittest.TestCase):
    password = False
    tls = None

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.mkdtemp(prefix="torpor-registry-")
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.registry = registry.Registry(cls.shared, cls.password, cls.make_tls())
        cls.addClassCleanup(cls.registry.stop)

    @classmethod
    def make_tls(cls):
        return None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="torpor-registry-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.home = os.path.join(self.folder, "home")
        os.mkdir(self.home)
        self.env = {"HOME": self.home, "XDG_CACHE_HOME": os.path.join(self.folder, "cache"),
                    "PATH": os.environ["PATH"], "TMPDIR": self.folder}

    # Small verbs.

    def torpor(self, *args, stdin="", code=0, env=None):
        done = subprocess.run([TORPOR, *args], capture_output=True, text=True, input=stdin,
                              env={**self.env, **(env or {})}, timeout=300)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def crane(self, *args):
        return subprocess.run([os.path.join(registry.TOOLS, "crane"), *args], check=True,
                              capture_output=True, env={**os.environ, **self.env}).stdout

    def ref(self, tag, host=None):
        name = self._testMethodName.lower().replace("_", "-")
        return f"{host or self.registry.host}/{name}:{tag}"

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(content)
        return path

    def app(self, wasm=WASM + b"x" * 1000, files=None, component=""):
        """A spin.toml in a folder of its own, with files below www/."""
        self.write("app/app.wasm", wasm)
        for name, content in (files or {}).items():
            self.write(f"app/www/{name}", content)
        mount = '\nfiles = [{ source = "www", destination = "/" }]' if files else ""
        return self.write("app/spin.toml", f"""spin_manifest_version = 2
[application]
name = "tested"
version = "1.2.3"
description = "An app for a test"
authors = ["A <a@example.org>", "B"]
[[trigger.http]]
route = "/..."
component = "tested"
[component.tested]
source = "app.wasm"{mount}
{component}
""".encode())

    def push(self, ref, manifest, *args):
        out, _ = self.torpor("registry", "push", "-f", manifest, ref, *args)
        self.assertTrue(out.startswith("Pushed with digest sha256:"), out)
        return out.split()[-1]

    def blobs(self):
        folder = os.path.join(self.folder, "cache/torpor/registry/blobs/sha256")
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


class Open(RegistryTest):
    def test_another_client_finds_what_spin_would_write(self):
        ref = self.ref("1.0")
        manifest = self.app(files={"index.html": b"<p>hello", "img/a.png": noise(5000, 1)})
        digest = self.push(ref, manifest, "--annotation", "org.opencontainers.image.version=9")
        self.crane("validate", "--remote", ref)
        self.assertEqual(self.crane("digest", ref).decode().strip(), digest)
        found = json.loads(self.crane("manifest", ref))
        self.assertEqual([layer["mediaType"] for layer in found["layers"]],
                         ["application/vnd.wasm.content.layer.v1+wasm",
                          "application/vnd.wasm.content.layer.v1+data",
                          "application/vnd.fermyon.spin.application.v1+config"])
        self.assertEqual(found["config"]["mediaType"], "application/vnd.oci.image.config.v1+json")
        self.assertEqual(found["annotations"], {
            "org.opencontainers.image.authors": "A <a@example.org>, B",
            "org.opencontainers.image.created": "1970-01-01T00:00:00Z",
            "org.opencontainers.image.description": "An app for a test",
            "org.opencontainers.image.title": "tested",
            "org.opencontainers.image.version": "9"})
        config = json.loads(self.crane("config", ref))
        self.assertEqual(config, {
            "architecture": "wasm", "os": "Wasip1",
            "config": {"Labels": {"com.fermyon.spin.lockedAppDigest":
                                  found["layers"][-1]["digest"]}},
            "rootfs": {"type": "layers", "diff_ids": []}})
        locked = json.loads(self.crane("blob", f"{ref.rsplit(':', 1)[0]}@"
                                       + found["layers"][-1]["digest"]))
        self.assertEqual(locked["spin_lock_version"], 0)
        component = locked["components"][0]
        self.assertEqual(component["source"], {"content_type": "application/wasm",
                                               "digest": found["layers"][0]["digest"]})
        self.assertEqual([file["path"] for file in component["files"]],
                         ["img/a.png", "index.html"])
        self.assertEqual(component["files"][1]["inline"], "PHA+aGVsbG8")

    def test_the_same_app_has_the_same_digest(self):
        manifest = self.app(files={"a": noise(1000, 1), "b": b"small"})
        first = self.push(self.ref("1"), manifest)
        os.utime(os.path.join(self.folder, "app/www/a"), (1, 1))
        self.assertEqual(self.push(self.ref("2"), manifest), first)

    def test_files_travel_in_archives_when_there_are_many(self):
        files = {f"d{i % 7}/f{i}": noise(200, i) for i in range(520)}
        ref = self.ref("1")
        digest = self.push(ref, self.app(files=files))
        found = json.loads(self.crane("manifest", ref))
        self.assertEqual([layer["mediaType"] for layer in found["layers"]],
                         ["application/vnd.wasm.content.layer.v1+wasm",
                          "application/vnd.wasm.content.bundle.v1.tar+gzip",
                          "application/vnd.fermyon.spin.application.v1+config"])
        self.torpor("registry", "pull", ref)
        root = os.path.join(self.folder, "cache/torpor/registry/apps",
                            digest.removeprefix("sha256:"), "files/0")
        for name, content in files.items():
            with open(os.path.join(root, name), "rb") as f:
                self.assertEqual(f.read(), content, name)

    def test_what_is_there_is_not_sent_again(self):
        manifest = self.app(wasm=WASM + noise(200_000, 2))
        self.push(self.ref("1"), manifest)
        _, err = self.torpor("registry", "push", "-f", manifest, self.ref("2"))
        self.assertIn("0 layers, 0 B; 3 there already", err)
        self.torpor("registry", "pull", self.ref("1"))
        _, err = self.torpor("registry", "pull", self.ref("2"))
        self.assertIn("0 layers, 0 B; 3 there already", err)

    def test_a_blob_is_taken_over_from_another_repository(self):
        manifest = self.app(wasm=WASM + noise(200_000, 3))
        self.push(self.ref("1"), manifest)
        self.torpor("registry", "pull", self.ref("1"))
        other = f"{self.registry.host}/{self._testMethodName}/other:1".replace("_", "-")
        self.push(other, manifest)
        self.crane("validate", "--remote", other)

    def test_an_app_runs_from_the_registry_and_then_without_it(self):
        ref = self.ref("1")
        with open(guest("probe"), "rb") as f:
            manifest = self.app(wasm=f.read(), files={"hello.txt": b"from the registry",
                                                      "large.txt": b"x" * 1000})
        digest = self.push(ref, manifest)
        for source in (ref, ref + "@" + digest, ref.rsplit(":", 1)[0] + "@" + digest):
            self.assert_serves(source)
        self.registry.process.send_signal(signal.SIGSTOP)  # it accepts, and does not answer
        self.addCleanup(self.registry.process.send_signal, signal.SIGCONT)
        self.assert_serves(ref)

    def assert_serves(self, source):
        torpor = Torpor(self.folder, None, source=source, env=self.env)
        self.addCleanup(torpor.stop)
        status, _, body = torpor.get("/file?path=/hello.txt")
        self.assertEqual((status, body), (200, b"from the registry"))
        status, _, body = torpor.get("/file?path=/large.txt")
        self.assertEqual((status, body), (200, b"x" * 1000))
        self.assertEqual(torpor.stop(), 0)

    def test_a_bare_component_runs(self):
        ref = self.ref("1")
        # As wkg pushes: one layer, and a configuration of its own kind.
        with open(guest("hello_c"), "rb") as f:
            wasm = f.read()
        layout = os.path.join(self.folder, "layout")
        blobs = os.path.join(layout, "blobs/sha256")
        os.makedirs(blobs)

        def put(content):
            digest = hashlib.sha256(content).hexdigest()
            with open(os.path.join(blobs, digest), "wb") as f:
                f.write(content)
            return {"digest": "sha256:" + digest, "size": len(content)}

        config = {"mediaType": "application/vnd.wasm.config.v0+json",
                  **put(b'{"architecture":"wasm","os":"wasip2"}')}
        layer = {"mediaType": "application/wasm", **put(wasm)}
        manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                    "config": config, "layers": [layer]}
        index = {"schemaVersion": 2, "manifests": [
            {"mediaType": "application/vnd.oci.image.manifest.v1+json",
             **put(json.dumps(manifest).encode())}]}
        for name, content in (("index.json", index), ("oci-layout", {"imageLayoutVersion":
                                                                     "1.0.0"})):
            with open(os.path.join(layout, name), "w") as f:
                json.dump(content, f)
        self.crane("push", layout, ref)
        torpor = Torpor(self.folder, None, source=ref, env=self.env)
        self.addCleanup(torpor.stop)
        self.assertEqual(torpor.get("/any/path")[2], b"Hello from C!\n")

    def test_what_depends_on_others_is_composed_before_it_is_pushed(self):
        parts = os.path.join(registry.ROOT, "examples/music/target")
        with open(os.path.join(parts, "handler.wasm"), "rb") as f:
            manifest = self.app(wasm=f.read(), component="[component.tested.dependencies]\n" + "\n".join(
                f'"torpor:music/{name}" = {{ path = "{parts}/{name}.wasm" }}'
                for name in ("mul", "synth")))
        digest = self.push(self.ref("1"), manifest)
        self.assertEqual(self.push(self.ref("2"), manifest), digest)
        layers = json.loads(self.crane("manifest", self.ref("1")))["layers"]
        self.assertEqual([layer["mediaType"].rsplit("+")[-1] for layer in layers],
                         ["wasm", "config"])
        torpor = Torpor(self.folder, None, source=self.ref("1"), env=self.env)
        self.addCleanup(torpor.stop)
        self.assertEqual(torpor.get("/mul?a=6&b=7")[2], b"42\n")

    def test_it_is_built_before_it_is_pushed_if_that_is_asked_for(self):
        manifest = self.app(component="[component.tested.build]\n"
                            f"command = 'cp {guest('hello_c')} app.wasm'")
        before = self.push(self.ref("1"), manifest)
        self.assertNotEqual(self.push(self.ref("2"), manifest, "--build", "--compose", "false"),
                            before)
        _, err = self.torpor("registry", "push", "-f", self.app(component="[component.tested.build]"
                             "\ncommand = 'exit 1'"), "--build", self.ref("3"), code=3)
        self.assertIn("exit code 1", err)

    def test_components_are_compiled_while_files_are_on_their_way(self):
        with open(guest("probe"), "rb") as f:
            large = noise(50_000, 9).hex().encode()
            manifest = self.app(wasm=f.read(), files={"large": large})
        self.push(self.ref("1"), manifest)
        digest = hashlib.sha256(large).hexdigest()
        proxy = registry.Proxy(self.registry.port, [], held=f"GET [^ ]*{digest}")
        self.addCleanup(proxy.close)
        port = registry.free_port()
        server = subprocess.Popen(
            [TORPOR, "up", "-f", self.ref("1", host=proxy.host), "--listen", f"127.0.0.1:{port}"],
            env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        code = os.path.join(self.folder, "cache/torpor/code")
        end = time.monotonic() + 60
        while not any(name.endswith(".record") for _, _, names in os.walk(code) for name in names):
            self.assertLess(time.monotonic(), end, "nothing is compiled")
            time.sleep(0.02)
        # Who connects meanwhile is answered afterwards.
        with socket.create_connection(("127.0.0.1", port), timeout=30) as early:
            early.sendall(b"GET /file?path=/large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            proxy.gate.set()
            answer = b""
            while piece := early.recv(65536):
                answer += piece
        self.assertTrue(answer.startswith(b"HTTP/1.1 200"))
        self.assertIn(large[:100], answer)

    def test_what_is_not_there_is_not_found(self):
        for what in (self.ref("nothing"), f"{self.registry.host}/nothing/at/all:1"):
            _, err = self.torpor("registry", "pull", what, code=5)
            self.assertIn(f"error: {what}: ", err)
            self.assertIn("check the name and the tag", err)
        self.assertEqual(self.blobs(), [])

    def test_nobody_there_is_said_at_once(self):
        port = registry.free_port()
        began = time.monotonic()
        _, err = self.torpor("registry", "pull", f"localhost:{port}/a:1", code=9)
        self.assertIn("refused", err)
        self.assertLess(time.monotonic() - began, 5)

    def test_a_wrong_reference_is_explained(self):
        _, err = self.torpor("registry", "pull", "localhost:5000/Upper/case:1", code=3)
        self.assertIn("lower case", err)

    def test_an_altered_blob_is_refused_and_nothing_is_kept(self):
        ref = self.ref("1")
        wasm = WASM + noise(100_000, 4)
        self.push(ref, self.app(wasm=wasm))
        path = self.registry.blob_path("sha256:" + hashlib.sha256(wasm).hexdigest())
        with open(path, "r+b") as f:
            f.seek(5000)
            f.write(b"!!!!")
        _, err = self.torpor("registry", "pull", ref, code=11)
        self.assertIn("altered", err)
        self.assertNotIn(hashlib.sha256(wasm).hexdigest(), self.blobs())
        with open(path, "wb") as f:
            f.write(wasm)
        self.torpor("registry", "pull", ref)

    def test_a_truncated_blob_is_an_error(self):
        ref = self.ref("1")
        wasm = WASM + noise(100_000, 5)
        self.push(ref, self.app(wasm=wasm))
        os.truncate(self.registry.blob_path("sha256:" + hashlib.sha256(wasm).hexdigest()), 50_000)
        _, err = self.torpor("registry", "pull", ref, code=9)
        self.assertIn("broke off", err)

    def test_a_pull_goes_on_after_a_break(self):
        ref = self.ref("1")
        wasm = WASM + noise(3_000_000, 6)
        self.push(ref, self.app(wasm=wasm))
        name = hashlib.sha256(wasm).hexdigest()
        proxy = registry.Proxy(self.registry.port, [(f"GET .*{name}", 1_500_000)])
        self.addCleanup(proxy.close)
        self.torpor("registry", "pull", self.ref("1", proxy.host))
        self.assertEqual(proxy.broken, 1)
        self.assertIn(name, self.blobs())

    def test_a_push_goes_on_after_a_break(self):
        proxy = registry.Proxy(self.registry.port, [("PATCH .*content-length: 3000008", -1_500_000)])
        self.addCleanup(proxy.close)
        self.push(self.ref("1", proxy.host), self.app(wasm=WASM + noise(3_000_000, 7)))
        self.assertEqual(proxy.broken, 1)
        self.crane("validate", "--remote", self.ref("1"))

    def test_a_killed_pull_is_resumed(self):
        ref = self.ref("1")
        wasm = WASM + noise(8_000_000, 8)
        self.push(ref, self.app(wasm=wasm))
        name = hashlib.sha256(wasm).hexdigest()
        partial = os.path.join(self.folder, "cache/torpor/registry/partial", name)
        pull = subprocess.Popen([TORPOR, "registry", "pull", ref], env=self.env,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while pull.poll() is None:
            if os.path.exists(partial) and os.path.getsize(partial) > 100_000:
                pull.send_signal(signal.SIGKILL)
                break
        pull.wait()
        self.torpor("registry", "pull", ref)
        self.assertIn(name, self.blobs())

    def test_a_large_layer_needs_little_memory(self):
        ref = self.ref("1")
        manifest = self.app(wasm=WASM + noise(1 << 20, 9) * 150)  # 150 MiB
        limited = ["bash", "-c", 'ulimit -v 600000 && exec "$0" "$@"', TORPOR, "registry"]
        for command in (["push", "-f", manifest, ref], ["pull", ref]):
            done = subprocess.run(limited + command, capture_output=True, text=True, env=self.env,
                                  timeout=300)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_full_disk_is_an_error_and_leaves_nothing(self):
        ref = self.ref("1")
        self.push(ref, self.app(wasm=WASM + noise(3_000_000, 10)))
        limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 1000 && exec "$0" "$@"', TORPOR,
                   "registry", "pull", ref]
        done = subprocess.run(limited, capture_output=True, text=True, env=self.env, timeout=60)
        self.assertEqual(done.returncode, 10, done.stderr)
        self.assertIn("File too large", done.stderr)
        out, _ = self.torpor("cache", "list")
        self.assertEqual(out, "")
        self.torpor("registry", "pull", ref)

    def test_the_cache_is_listed_and_pruned(self):
        first, second = self.ref("1"), self.ref("2")
        self.push(first, self.app(wasm=WASM + noise(500_000, 11)))
        self.push(second, self.app(wasm=WASM + noise(600_000, 12)))
        self.torpor("registry", "pull", first)
        self.torpor("registry", "pull", second)
        out, _ = self.torpor("cache", "list", "--format", "json")
        apps = json.loads(out)["apps"]
        self.assertEqual(sorted(app["reference"] for app in apps), [first, second])
        out, _ = self.torpor("cache", "prune", "--unused-for", "30d")
        self.assertEqual(out, "Freed 0 B\n")
        out, _ = self.torpor("cache", "prune", "--budget", "700KB")
        self.assertEqual(out.count("Removed"), 1)
        out, _ = self.torpor("cache", "prune", "--budget", "0")
        self.assertIn("Removed", out)
        self.assertEqual(self.blobs(), [])

    def test_two_pulls_at_once_do_not_get_in_each_others_way(self):
        ref = self.ref("1")
        self.push(ref, self.app(wasm=WASM + noise(5_000_000, 13)))
        pulls = [subprocess.Popen([TORPOR, "registry", "pull", ref], env=self.env,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                 for _ in range(3)]
        for pull in pulls:
            _, err = pull.communicate(timeout=60)
            self.assertEqual(pull.returncode, 0, err)


class WithPassword(RegistryTest):
    password = True

    def login(self, password="secret", code=0):
        return self.torpor("registry", "login", self.registry.host, "-u", "me",
                           "--password-stdin", stdin=password + "\n", code=code)

    def test_a_login_is_needed_and_then_enough(self):
        ref, manifest = self.ref("1"), self.app()
        _, err = self.torpor("registry", "push", "-f", manifest, ref, code=6)
        self.assertIn(f"torpor registry login {self.registry.host}", err)
        out, _ = self.login()
        self.assertEqual(out, f"Successfully logged in as me to registry {self.registry.host}\n")
        self.push(ref, manifest)
        self.torpor("registry", "pull", ref)
        self.torpor("registry", "logout", self.registry.host)
        self.torpor("registry", "logout", self.registry.host, code=5)
        self.torpor("registry", "pull", ref, code=6)

    def test_a_wrong_password_is_denied_shown_nowhere_and_not_kept(self):
        out, err = self.login("hunter2", code=6)
        self.assertIn("the password is wrong", err)
        self.assertNotIn("hunter2", out + err)
        self.assertFalse(os.path.exists(os.path.join(self.home, ".config")))

    def test_a_password_is_not_taken_on_the_command_line(self):
        _, err = self.torpor("registry", "login", self.registry.host, "-u", "me", "-p", "secret",
                             code=2)
        self.assertIn("--password-stdin", err)

    def test_spins_file_of_logins_is_used(self):
        self.write("home/.config/fermyon/registry-auth.json",
                   b'{"auths":{"%s":"bWU6c2VjcmV0"}}' % self.registry.host.encode())
        self.push(self.ref("1"), self.app())

    def test_dockers_config_is_used(self):
        self.write("home/.docker/config.json",
                   b'{"auths":{"%s":{"auth":"bWU6c2VjcmV0"}}}' % self.registry.host.encode())
        self.push(self.ref("1"), self.app())
        self.crane("validate", "--remote", self.ref("1"))

    def test_a_credential_helper_is_asked(self):
        helper = self.write("bin/docker-credential-test",
                            b'#!/bin/sh\nread server\n'
                            b'echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"me\\",'
                            b'\\"Secret\\":\\"secret\\"}"\n')
        os.chmod(helper, 0o755)
        self.env["PATH"] = os.path.dirname(helper) + ":" + self.env["PATH"]
        self.write("home/.docker/config.json", b'{"credsStore":"test"}')
        self.push(self.ref("1"), self.app())

    def test_the_environment_is_used(self):
        env = {"TORPOR_REGISTRY": self.registry.host, "TORPOR_REGISTRY_USER": "me",
               "TORPOR_REGISTRY_PASSWORD": "secret"}
        self.torpor("registry", "push", "-f", self.app(), self.ref("1"), env=env)


class OverTls(RegistryTest):
    @classmethod
    def make_tls(cls):
        certificate = os.path.join(cls.shared, "cert.pem")
        key = os.path.join(cls.shared, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                        "-days", "1", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        cls.certificate = certificate
        return certificate, key

    def test_a_trusted_certificate_is_enough(self):
        self.env["SSL_CERT_FILE"] = self.certificate
        ref = self.ref("1")
        self.push(ref, self.app(wasm=WASM + noise(2_000_000, 14)))
        self.torpor("registry", "pull", ref)
        self.crane("validate", "--remote", ref)

    def test_an_unknown_certificate_is_denied(self):
        _, err = self.torpor("registry", "pull", self.ref("1"), code=6)
        self.assertIn("certificate", err)


if __name__ == "__main__":
    unittest.main()
