"""torpor new, add and templates: every template is made, tested, built and asked."""

import gzip
import http.server
import io
import json
import os
import pty
import ssl
import subprocess
import tarfile
import threading
import unittest

import house

LANGUAGES = os.path.join(house.ROOT, "build/languages")


def toolchain():
    """The environment in which the guests of all languages build: what scripts/setup made."""
    said = subprocess.run(["bash", "-c", "source scripts/guest-env; env -0"], cwd=house.ROOT,
                          check=True, capture_output=True).stdout.decode()
    env = dict(line.split("=", 1) for line in said.split("\0") if "=" in line)
    env["PATH"] = os.path.join(LANGUAGES, "python/bin") + os.pathsep + env["PATH"]
    env["NPM_CONFIG_CACHE"] = os.path.join(LANGUAGES, "npm-cache")
    env["NPM_CONFIG_PREFER_OFFLINE"] = "true"
    return env


class Scaffolding(house.TestCase):
    def torpor(self, *args, **kwargs):
        env = {"XDG_DATA_HOME": os.path.join(self.folder, "data"), **kwargs.pop("env", {})}
        return house.run(*args, cwd=self.folder, env=env, **kwargs)

    def must(self, *args, **kwargs):
        code, out, err = self.torpor(*args, **kwargs)
        self.assertEqual(code, 0, err)
        return out

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def read(self, *parts):
        with open(self.path(*parts)) as f:
            return f.read()


class Languages(Scaffolding):
    """The handlers: a test in their own language, a build, an answer."""

    def check(self, template, language, test):
        self.must("new", "My app", "-t", template, "-a", "-v", "http-path=/hi/...", "-o", "made")
        env = toolchain()
        made = self.path("made")
        done = subprocess.run(test, cwd=made, env=env, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        code, _, err = self.torpor("build", "-f", "made", env=env, timeout=400)
        self.assertEqual(code, 0, err)
        torpor = self.up(source=made)
        status, headers, body = torpor.get("/hi/tea", timeout=60)
        self.assertEqual((status, body.decode()),
                         (200, f"Hello from {language}! You asked for /hi/tea\n"))
        self.assertEqual(headers["content-type"], "text/plain")

    def test_rust(self):
        self.check("http-rust", "Rust", ["cargo", "test", "--quiet"])

    def test_c(self):
        self.check("http-c", "C", ["make", "test"])

    def test_cpp(self):
        self.check("http-cpp", "C++", ["make", "test", "CXX=clang++-22"])

    def test_go(self):
        self.check("http-go", "Go", ["go", "test"])

    def test_python(self):
        self.check("http-py", "Python", ["python3", "-m", "unittest"])

    def test_javascript(self):
        self.check("http-js", "JavaScript", ["npm", "test"])

    def test_typescript(self):
        self.check("http-ts", "TypeScript", ["sh", "-c", "npm install && npm test"])


class Others(Scaffolding):
    def test_empty_and_redirect(self):
        self.must("new", "app", "-t", "http-empty", "-a")
        self.must("add", "old", "-f", "app", "-t", "redirect", "-a", "-v", "redirect-from=/old",
                  "-v", "redirect-to=https://example.org/new")
        torpor = self.up(source=self.path("app"))
        self.assertEqual(torpor.get("/")[2], b"Nothing here yet\n")
        status, headers, _ = torpor.get("/old")
        self.assertEqual((status, headers["location"]), (302, "https://example.org/new"))

    def test_a_redirect_of_its_own(self):
        self.must("new", "away", "-t", "redirect", "-v", "redirect-to=/there",
                  "-v", "redirect-statuscode=308", "-a")
        torpor = self.up(source=self.path("away"))
        self.assertEqual(torpor.get("/")[0], 308)

    def test_static_files(self):
        self.must("new", "site", "-t", "static-fileserver", "-v", "files-path=public", "-a")
        files = {"style.css": "a{}", "deep/index.html": "<p>deep", "a b.json": "{}",
                 "big.bin": "x" * 1000000, "404.html": "<p>lost"}
        os.mkdir(self.path("site/public/deep"))
        os.mkdir(self.path("site/public/bare"))
        for name, content in files.items():
            with open(self.path("site/public", name), "w") as f:
                f.write(content)
        torpor = self.up(source=self.path("site"))
        status, headers, body = torpor.get("/")
        self.assertEqual((status, headers["content-type"]), (200, "text/html; charset=utf-8"))
        self.assertIn(b"<h1>site</h1>", body)
        for path, kind, content in (("/style.css", "text/css; charset=utf-8", b"a{}"),
                                    ("/deep/", "text/html; charset=utf-8", b"<p>deep"),
                                    ("/a%20b.json", "application/json", b"{}"),
                                    ("/big.bin", "application/octet-stream", b"x" * 1000000)):
            status, headers, body = torpor.get(path)
            self.assertEqual((status, headers["content-type"], body), (200, kind, content), path)
        self.assertEqual(torpor.get("/none")[::2], (404, b"<p>lost"))
        self.assertEqual(torpor.get("/bare")[0], 404)
        status, headers, _ = torpor.get("/deep")
        self.assertEqual((status, headers["location"]), (301, "/deep/"))
        self.assertEqual(torpor.get("//example.org/..")[0], 400)
        for path in ("/../spin.toml", "/%2e%2e/spin.toml", "/..%2fspin.toml"):
            self.assertEqual(torpor.get(path)[0], 400, path)
        self.assertEqual(torpor.request("POST", "/style.css", body=b"x")[0], 405)

    def test_static_files_are_not_sent_twice(self):
        self.must("new", "site", "-t", "static-fileserver", "-a")
        torpor = self.up(source=self.path("site"))
        _, headers, body = torpor.get("/index.html")
        self.assertEqual(headers["cache-control"], "max-age=60")
        status, again, nothing = torpor.get("/index.html", headers={
            "If-None-Match": f'"other", {headers["etag"]}'})
        self.assertEqual((status, nothing, again["etag"]), (304, b"", headers["etag"]))
        status, head, nothing = torpor.request("HEAD", "/index.html")
        self.assertEqual((status, nothing, head["content-length"], head["etag"]),
                         (200, b"", str(len(body)), headers["etag"]))
        with open(self.path("site/assets/index.html"), "a") as f:
            f.write("changed")
        status, changed, _ = torpor.get("/index.html", headers={"If-None-Match": headers["etag"]})
        self.assertEqual(status, 200)
        self.assertNotEqual(changed["etag"], headers["etag"])

    def test_a_page_for_every_path(self):
        self.must("new", "spa", "-t", "static-fileserver", "-a")
        with open(self.path("spa/spin.toml"), "a") as f:
            f.write('environment = { FALLBACK_PATH = "index.html", CACHE_CONTROL = "no-store" }\n')
        torpor = self.up(source=self.path("spa"))
        status, headers, body = torpor.get("/some/where")
        self.assertEqual((status, headers["cache-control"]), (200, "no-store"))
        self.assertIn(b"<h1>spa</h1>", body)

    def test_static_files_beside_other_routes(self):
        self.must("new", "app", "-t", "http-empty", "-a")
        self.must("add", "files", "-f", "app/spin.toml", "-t", "static-fileserver", "-a",
                  "-v", "http-path=/static")
        with open(self.path("app/assets/a.txt"), "w") as f:
            f.write("a")
        torpor = self.up(source=self.path("app"))
        self.assertEqual(torpor.get("/static/a.txt")[::2], (200, b"a"))
        self.assertEqual(torpor.get("/a.txt")[0], 404)


class Flags(Scaffolding):
    def test_needs_no_terminal_but_says_what_it_would_have_asked(self):
        for args, words in ((("new",), "--template"),
                            (("new", "-t", "http-c"), "torpor new NAME"),
                            (("new", "a", "-t", "redirect"), "--value redirect-to="),
                            (("new", "9a", "-t", "http-c"), "begin with a letter"),
                            (("new", "a", "-t", "http-c", "-v", "x=1"), "it asks for"),
                            (("new", "a", "-t", "http-c", "-v", "http-path=x"), "must match"),
                            (("new", "a", "-t", "htp-c"), "did you mean `http-c`"),
                            (("add", "a", "-t", "http-c"), "there is no `spin.toml`")):
            code, _, err = self.torpor(*args)
            self.assertNotEqual(code, 0, args)
            self.assertIn(words, err)
        self.assertEqual(os.listdir(self.folder), [])

    def test_asks_on_a_terminal(self):
        ours, theirs = pty.openpty()
        making = subprocess.Popen([house.TORPOR, "new", "-t", "http-c"], cwd=self.folder,
                                  stdin=theirs, stdout=theirs, stderr=theirs,
                                  env={**os.environ, "XDG_DATA_HOME": self.path("data")})
        os.close(theirs)
        for question, answer in ((b"Name", b"9\n"), (b"begin with a letter", b"My app\n"),
                                 (b"Description", b"\n"), (b"[/...]", b"tea\n"),
                                 (b"must match", b"/tea\n")):
            said = b""
            while question not in said:
                said += os.read(ours, 4096)
            os.write(ours, answer)
        self.assertEqual(making.wait(20), 0)
        os.close(ours)
        self.assertIn('route = "/tea"', self.read("My_app/spin.toml"))

    def test_where_it_is_made(self):
        self.must("new", "a", "-t", "http-c", "-a", "-o", "deep/er")
        self.assertTrue(os.path.exists(self.path("deep/er/spin.toml")))
        code, _, err = self.torpor("new", "b", "-t", "http-c", "-a", "-o", "deep/er")
        self.assertEqual(code, 6)
        self.assertIn("--allow-overwrite", err)
        self.must("new", "b", "-t", "http-c", "-a", "-o", "deep/er", "--allow-overwrite")
        self.assertIn('name = "b"', self.read("deep/er/spin.toml"))
        os.mkdir(self.path("here"))
        code, _, err = house.run("new", "c", "-t", "http-c", "-a", "--init", "--no-vcs",
                                 cwd=self.path("here"))
        self.assertEqual(code, 0, err)
        self.assertNotIn(".gitignore", os.listdir(self.path("here")))
        self.assertEqual(os.stat(self.path("here/spin.toml")).st_mode & 0o777, 0o644)

    def test_values_from_a_file_and_the_old_order(self):
        with open(self.path("values.toml"), "w") as f:
            f.write('http-path = "/file"\nproject-description = "From a file"\n')
        self.must("new", "a", "-t", "http-c", "--values-file", "values.toml", "-v",
                  "http-path=/flag", "-E", "spin-up:3.3")
        made = self.read("a/spin.toml")
        for words in ('route = "/flag"', 'description = "From a file"',
                      'targets = ["spin-up:3.3"]'):
            self.assertIn(words, made)

    def test_add_leaves_a_manifest_as_it_was_but_for_its_own(self):
        self.must("new", "app", "-t", "http-empty", "-a")
        before = self.read("app/spin.toml") + "# mine, without a newline"
        with open(self.path("app/spin.toml"), "w") as f:
            f.write(before)
        self.must("add", "one", "-t", "http-c", "-a", "-f", "app")
        after = self.read("app/spin.toml")
        self.assertTrue(after.startswith(before + "\n"))
        self.assertIn('workdir = "one"', after)
        code, _, err = self.torpor("add", "one", "-t", "http-c", "-a", "-f", "app", "-o", "two")
        self.assertEqual(code, 3)
        self.assertIn("would not be valid", err)
        self.assertEqual(self.read("app/spin.toml"), after)
        self.assertFalse(os.path.exists(self.path("app/two")))


class Installing(Scaffolding):
    """Templates from a folder, an archive and a repository."""

    def make_source(self, root, description="Mine"):
        folder = self.path(root, "templates/mine")
        os.makedirs(os.path.join(folder, "metadata"), exist_ok=True)
        os.makedirs(os.path.join(folder, "content"), exist_ok=True)
        with open(os.path.join(folder, "metadata/spin-template.toml"), "w") as f:
            f.write(f'manifest_version = "1"\nid = "mine"\ndescription = "{description}"\n')
        with open(os.path.join(folder, "content/{{project-name!!snake_case}}.txt"), "w") as f:
            f.write("{{ project-name | pascal_case }}")

    def listed(self):
        return {one["id"]: one for one in json.loads(
            self.must("templates", "list", "--format", "json"))}

    def test_from_a_folder(self):
        self.make_source("source")
        self.must("templates", "install", "--dir", "source")
        self.assertEqual(self.listed()["mine"]["source"], f"dir {self.path('source')}")
        self.must("new", "my thing", "-t", "mine")
        self.assertEqual(self.read("my_thing/my_thing.txt"), "MyThing")
        code, _, err = self.torpor("templates", "install", "--dir", "source")
        self.assertEqual(code, 6)
        self.assertIn("--upgrade", err)
        self.make_source("source", "Newer")
        self.must("templates", "upgrade")
        self.assertEqual(self.listed()["mine"]["description"], "Newer")
        self.must("templates", "uninstall", "mine")
        self.assertNotIn("mine", self.listed())
        self.assertEqual(self.torpor("templates", "uninstall", "mine")[0], 5)

    def test_from_an_archive(self):
        self.make_archive()
        self.must("templates", "install", "--tar", "t.tar.gz")
        self.assertIn("mine", self.listed())

    def serve(self, tls=None):
        """The test's folder by HTTP: what is below /moved is elsewhere."""
        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self):
                if not self.path.startswith("/moved"):
                    return super().do_GET()
                self.send_response(302)
                self.send_header("location", self.path.removeprefix("/moved"))
                self.end_headers()

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *args: Handler(*args, directory=self.folder))
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"{'https' if tls else 'http'}://localhost:{server.server_port}"

    def make_archive(self, description="Mine"):
        self.make_source("source-1.0", description)
        with tarfile.open(self.path("t.tar.gz"), "w:gz") as tar:
            tar.add(self.path("source-1.0"), "source-1.0")

    def test_from_a_url(self):
        self.make_archive()
        url = self.serve() + "/moved/t.tar.gz"
        self.must("templates", "install", "--tar", url)
        self.assertEqual(self.listed()["mine"]["source"], f"tar {url}")
        self.make_archive("Newer")
        self.must("templates", "upgrade")
        self.assertEqual(self.listed()["mine"]["description"], "Newer")
        for wrong, kind in ((url + ".none", 5), ("http://localhost:1/t.tar.gz", 9),
                            ("http://", 3), (url.replace("/t.", "/moved" * 9 + "/t."), 11)):
            code, _, err = self.torpor("templates", "install", "--upgrade", "--tar", wrong)
            self.assertEqual(code, kind, err)

    def test_from_a_url_with_tls(self):
        self.make_archive()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost", "-keyout", self.path("key.pem"),
                        "-out", self.path("cert.pem")], check=True, capture_output=True)
        url = self.serve((self.path("cert.pem"), self.path("key.pem"))) + "/t.tar.gz"
        self.assertEqual(self.torpor("templates", "install", "--tar", url)[0], 6)
        self.must("templates", "install", "--tar", url,
                  env={"SSL_CERT_FILE": self.path("cert.pem")})
        self.assertIn("mine", self.listed())

    def test_from_a_repository(self):
        self.make_source("repository")
        git = ["git", "-C", self.path("repository"), "-c", "user.name=a", "-c", "user.email=a@b.c"]
        for args in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "one"]):
            subprocess.run([*git, *args], check=True)
        url = "file://" + self.path("repository")
        self.must("templates", "install", "--git", url, "--branch", "main")
        self.assertEqual(self.listed()["mine"]["source"], f"git {url}")
        self.make_source("repository", "Newer")
        subprocess.run([*git, "commit", "-qam", "two"], check=True)
        self.must("templates", "upgrade")
        self.assertEqual(self.listed()["mine"]["description"], "Newer")
        code, _, err = self.torpor("templates", "install", "--git", url + "-none")
        self.assertEqual(code, 9)
        self.assertIn("cannot be cloned", err)

    def test_hostile_sources(self):
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as tar:
            entry = tarfile.TarInfo("templates/../../evil")
            tar.addfile(entry, io.BytesIO(b""))
        with open(self.path("evil.tar.gz"), "wb") as f:
            f.write(gzip.compress(content.getvalue()))
        with open(self.path("broken.tar.gz"), "wb") as f:
            f.write(b"no archive")
        os.mkdir(self.path("nothing"))
        for args, words in ((("--tar", "evil.tar.gz"), "leads out"),
                            (("--tar", "broken.tar.gz"), "damaged"),
                            (("--dir", "nothing"), "there is no template"),
                            (("--dir", "none"), "none"), ((), "--git")):
            code, _, err = self.torpor("templates", "install", *args)
            self.assertNotEqual(code, 0)
            self.assertIn(words, err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
