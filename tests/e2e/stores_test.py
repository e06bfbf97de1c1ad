"""Key-value stores and SQL databases, seen from outside: what is kept, and what goes wrong."""

import contextlib
import http.client
import os
import sqlite3
import subprocess
import threading
import time
import unittest
from urllib.parse import quote

import house

GRANTS = {"key_value_stores": '["default"]', "sqlite_databases": '["default"]'}


def key_value(do, key="", value="", store="default"):
    return f"/key-value?store={store}&do={do}&key={quote(key)}&value={quote(value)}"


def sqlite(*statements, parameter="", database="default"):
    sql = quote(";;".join(statements))
    return f"/sqlite?database={database}&sql={sql}&p={quote(parameter)}"


class Case(house.TestCase):
    def stores(self, *args, manifest=None, **kwargs):
        return self.up(manifest or house.app("stores", **GRANTS), *args, **kwargs)

    def assertSays(self, torpor, path, text, status=200):
        got = torpor.get(path)
        self.assertEqual((got[0], got[2].decode()), (status, text))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)
        return self.path(name)


def open_files(torpor):
    """The files below the test's folder that the process has open."""
    fds = f"/proc/{torpor.process.pid}/fd"
    targets = []
    for fd in os.listdir(fds):
        try:
            targets.append(os.readlink(os.path.join(fds, fd)))
        except FileNotFoundError:
            pass
    return [target for target in targets if target.startswith(torpor.folder)]


class Kept(Case):
    def test_flags_set_up_the_stores(self):
        self.write("more.sql", "INSERT INTO t VALUES (2);\nINSERT INTO t VALUES (3);\n")
        torpor = self.stores("--key-value", "a=one", "--key-value", "b=x=y",
                             "--sqlite", "CREATE TABLE t (a); INSERT INTO t VALUES (1)",
                             "--sqlite", "@more.sql")
        self.assertSays(torpor, key_value("get", "a"), "one")
        self.assertSays(torpor, key_value("get", "b"), "x=y")
        self.assertSays(torpor, sqlite("SELECT sum(a) AS s FROM t"), "s\n6\nlast 0 changes 0")

    def test_an_app_sleeps_with_its_stores_and_wakes_with_all_that_was_in_them(self):
        torpor = self.stores("--cooldown", "200ms", "--sqlite", "CREATE TABLE t (a)")
        for turn in range(1, 4):
            self.assertSays(torpor, key_value("set", f"k{turn}", f"v{turn}"), "set")
            torpor.get(sqlite("INSERT INTO t VALUES (?)", parameter=str(turn)))
            self.assertNotEqual(open_files(torpor), [])
            torpor.wait_for_log("loaded -> asleep", turn)
            self.wait_until(lambda: not open_files(torpor))
            self.assertSays(torpor, key_value("get", f"k{turn}"), f"v{turn}")
            torpor.wait_for_log("asleep -> loaded", turn + 1)
            self.assertSays(torpor, sqlite("SELECT count(*) AS n FROM t"),
                            f"n\n{turn}\nlast 0 changes 0")
        self.assertEqual(torpor.stop(), 0)
        self.assertEqual(sorted(n for n in os.listdir(self.path("state")) if "db" in n),
                         ["sqlite_db.db", "sqlite_key_value.db"])

    def wait_until(self, done):
        end = time.monotonic() + 20
        while not done():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def test_stores_in_memory_outlive_sleep(self):
        torpor = self.stores("--cooldown", "100ms", state="")
        self.assertSays(torpor, key_value("set", "a", "one"), "set")
        torpor.get(sqlite("CREATE TABLE t (a)"))
        torpor.wait_for_log("loaded -> asleep")
        self.assertSays(torpor, key_value("get", "a"), "one")
        self.assertSays(torpor, sqlite("SELECT count(*) AS n FROM t"), "n\n0\nlast 0 changes 0")
        self.assertEqual([f for f in open_files(torpor) if "db" in f], [])

    def test_the_next_process_finds_it_all(self):
        torpor = self.stores()
        self.assertSays(torpor, key_value("set", "a", "one"), "set")
        torpor.stop()
        self.assertSays(self.stores(), key_value("get", "a"), "one")

    def test_state_is_kept_beside_the_manifest(self):
        torpor = self.stores("--key-value", "a=one", state=None)
        self.assertSays(torpor, key_value("get", "a"), "one")
        self.assertTrue(os.path.exists(self.path(".spin", "sqlite_key_value.db")))

    def test_a_kill_loses_nothing_that_was_acknowledged(self):
        torpor = self.stores("--threads", "1", "--request-timeout", "60s")
        connection = http.client.HTTPConnection("127.0.0.1", torpor.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request("GET", "/fill?count=100000")
        response = connection.getresponse()
        self.addCleanup(response.close)
        last = -1
        for number in range(3000):  # of 10,000; it sets on meanwhile
            last = int(response.readline())
        torpor.process.kill()
        while line := self.line_of(response):
            last = int(line)
        torpor.process.wait()
        again = self.stores()
        keys = {int(key) for key in again.get(key_value("keys"))[2].split()}
        self.assertGreater(last, 29_000)
        self.assertLess(last, 99_999)
        self.assertEqual(set(range(last + 1)) - keys, set())
        self.assertSays(again, key_value("get", str(last)), f"value {last}")
        with contextlib.closing(sqlite3.connect(self.path("state", "sqlite_key_value.db"))) as file:
            self.assertEqual(file.execute("PRAGMA integrity_check").fetchone(), ("ok",))

    @staticmethod
    def line_of(response):
        """A whole line, or nothing where the stream broke off."""
        try:
            line = response.readline()
            return line if line.endswith(b"\n") else b""
        except (http.client.HTTPException, OSError):
            return b""

    def test_writers_on_all_loops_lose_nothing(self):
        torpor = self.stores("--threads", "2")
        def count():
            for _ in range(200):
                torpor.get("/wasi-key-value?store=default&do=increment&key=n")
        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertSays(torpor, "/wasi-key-value?store=default&do=increment&key=n&by=0", "800")


class Concurrent(Case):
    """WASI 0.3: spin:key-value@3, spin:sqlite@3.1 and spin:variables@3, by Spin's own SDK."""

    def guest(self, *args, **keys):
        manifest = house.app("stores-p3", **keys)
        return self.up(manifest + '[variables]\ncolour = { default = "blue" }\n', *args)

    def test_a_store_keeps_what_is_set(self):
        torpor = self.guest("--cooldown", "200ms", **GRANTS)
        self.assertSays(torpor, "/get?a", "none")
        self.assertSays(torpor, "/set?a=one", "set")
        torpor.wait_for_log("loaded -> asleep")
        self.assertSays(torpor, "/get?a", "one")
        self.assertSays(torpor, "/delete?a", "deleted")
        self.assertSays(torpor, "/get?a", "none")

    def test_calls_may_be_under_way_at_once(self):
        torpor = self.guest(**GRANTS)
        self.assertSays(torpor, "/many?2500", "set and read")
        self.assertSays(torpor, "/keys", "2500 many-002499")
        self.assertSays(torpor, "/some-keys", "many-000000 many-000001 many-000002")

    def test_rows_come_as_a_stream(self):
        torpor = self.guest(**GRANTS)
        self.assertSays(torpor, "/rows?500",
                        "n,t: 500 rows, sum 124750, changes 1, last 500")
        self.assertSays(torpor, "/wrong", 'Error::Io("no such table: absent")', status=409)

    def test_what_was_not_granted_is_denied(self):
        torpor = self.guest(key_value_stores='["default"]')
        self.assertSays(torpor, "/open?other", "Error::AccessDenied", status=409)
        self.assertSays(torpor, "/open-database?default", "Error::AccessDenied", status=409)

    def test_variables(self):
        torpor = self.guest(variables='{ colour = "<{{ colour }}>" }')
        self.assertSays(torpor, "/variable?colour", "<blue>")
        status, _, body = torpor.get("/variable?other")
        self.assertEqual(status, 409)
        self.assertRegex(body.decode(), "^Error::Undefined")


class Denied(Case):
    def test_a_store_that_was_not_granted(self):
        torpor = self.stores(manifest=house.app("stores"))
        for path in ["/key-value?store=default", "/key-value-old?store=default",
                     "/wasi-key-value?store=default", "/sqlite?database=default",
                     "/sqlite-2?database=default", "/sqlite-old?database=default"]:
            self.assertSays(torpor, path, "Error::AccessDenied", status=409)
        self.assertFalse(os.path.exists(self.path("state", "sqlite_key_value.db")))

    def test_a_label_without_a_place_is_refused_at_start_up(self):
        self.write("spin.toml", house.app("stores", key_value_stores='["orders"]'))
        code, _, err = house.run("up", "--listen", "127.0.0.1:0", cwd=self.folder)
        self.assertEqual(code, 3)
        self.assertIn("component.stores.key_value_stores: nothing says where `orders` is; write a "
                      "[key_value_store.orders]", err)

    def test_files_are_out_of_reach_of_sql(self):
        torpor = self.stores()
        status, _, body = torpor.get(sqlite(f"ATTACH '{self.path('other.db')}' AS other"))
        self.assertEqual((status, body), (409, b'Error::Io("not authorized")'))
        self.assertFalse(os.path.exists(self.path("other.db")))


class Troubled(Case):
    def test_a_corrupt_file(self):
        os.mkdir(self.path("state"))
        for name in ["sqlite_key_value.db", "sqlite_db.db"]:
            with open(self.path("state", name), "wb") as f:
                f.write(b"This is no database. " * 1000)
        torpor = self.stores("--threads", "3", manifest=house.app(
            "stores", route="/s/...", **GRANTS) + house.second('"/h"'))
        for _ in range(20):  # so that every loop meets it
            self.assertSays(torpor, "/s" + key_value("get", "a"),
                            'Error::Other("file is not a database")', status=409)
            self.assertSays(torpor, "/s" + sqlite("SELECT 1"),
                            'Error::Io("file is not a database")', status=409)
        self.assertEqual(torpor.get("/h")[0], 200)
        self.assertEqual(len(torpor.wait_for_log("error store: .*file is not a database", 2)), 2)

    def test_a_full_disk(self):
        os.mkdir(self.path("state"))
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none",
                                  self.path("state")], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("only root can make a small disk")
        self.addCleanup(subprocess.run, ["umount", "-l", self.path("state")], check=True)
        torpor = self.stores("--threads", "1", "--log-dir", self.path("logs"))
        self.assertSays(torpor, key_value("set", "small", "kept"), "set")
        answers = [torpor.get(f"/key-value?store=default&do=set-size&key={i}&bytes=200000")
                   for i in range(8)]
        self.assertEqual(answers[0][0], 200)
        self.assertEqual((answers[-1][0], answers[-1][2]),
                         (409, b'Error::Other("database or disk is full")'))
        self.assertEqual(len(torpor.wait_for_log("error store: .*disk is full")), 1)
        self.assertSays(torpor, key_value("get", "small"), "kept")

    def test_a_long_statement_holds_nobody_up(self):
        torpor = self.stores("--threads", "1", "--request-timeout", "20s")
        endless = ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                   "SELECT sum(i) FROM n")
        answers = []
        thread = threading.Thread(target=lambda: answers.append(torpor.get(sqlite(endless))))
        thread.start()
        time.sleep(0.3)
        slowest = 0
        while thread.is_alive():
            start = time.monotonic()
            self.assertSays(torpor, key_value("exists", "a"), "false")
            slowest = max(slowest, time.monotonic() - start)
        self.assertEqual(answers[0][0], 409)
        self.assertIn(b"the statement took too long", answers[0][2])
        self.assertLess(slowest, 1)

    def test_a_guest_that_is_stopped_during_a_statement(self):
        torpor = self.stores("--threads", "1", "--request-timeout", "500ms")
        endless = ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                   "SELECT sum(i) FROM n")
        self.assertEqual(torpor.get(sqlite(endless))[0], 504)
        self.assertSays(torpor, sqlite("SELECT 1 AS one"), "one\n1\nlast 0 changes 0")
        self.assertEqual(torpor.stop(), 0)

    def test_a_file_that_somebody_else_writes_to(self):
        torpor = self.stores("--sqlite", "CREATE TABLE t (a)")
        other = sqlite3.connect(self.path("state", "sqlite_db.db"), isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        answers = []
        thread = threading.Thread(
            target=lambda: answers.append(torpor.get(sqlite("INSERT INTO t VALUES (1)"))))
        thread.start()
        time.sleep(0.3)
        self.assertTrue(thread.is_alive())
        self.assertSays(torpor, sqlite("SELECT count(*) AS n FROM t"), "n\n0\nlast 0 changes 0")
        other.execute("COMMIT")
        thread.join()
        self.assertEqual(answers[0][0], 200)


class Operators(Case):
    def test_the_runtime_configuration_places_stores(self):
        os.mkdir(self.path("conf"))
        config = self.write("conf/runtime.toml", """
[key_value_store.default]
type = "spin"
path = "kv.db"
[key_value_store.other]
type = "spin"
[sqlite_database.default]
type = "spin"
path = "sql.db"
""")
        manifest = house.app("stores", key_value_stores='["default", "other"]',
                             sqlite_databases='["default"]')
        torpor = self.stores(manifest=manifest, env={"RUNTIME_CONFIG_FILE": config})
        self.assertSays(torpor, key_value("set", "a", "one"), "set")
        self.assertSays(torpor, key_value("set", "a", "two", store="other"), "set")
        self.assertSays(torpor, key_value("get", "a"), "one")
        torpor.get(sqlite("CREATE TABLE t (a)"))
        self.assertTrue(os.path.exists(self.path("conf", "kv.db")))
        self.assertTrue(os.path.exists(self.path("sql.db")))
        self.assertFalse(os.path.exists(self.path("state", "sqlite_key_value.db")))

    def test_what_torpor_has_not_is_refused_with_its_place(self):
        self.write("spin.toml", house.app("stores", **GRANTS))
        config = self.write("runtime.toml", '[key_value_store.default]\ntype = "redis"\n'
                                            'url = "redis://:hunter2@db"\n')
        code, _, err = house.run("up", "--runtime-config-file", config, cwd=self.folder)
        self.assertEqual(code, 4)
        self.assertRegex(err, r"runtime\.toml:2:8: .*`redis` is not supported: torpor keeps stores "
                              "in files alone")
        self.assertNotIn("hunter2", err)

    def test_flags_that_are_wrong_are_refused(self):
        self.write("spin.toml", house.app("stores", **GRANTS))
        for flags, words in [(["--key-value", "a"], "--key-value a: write it as KEY=VALUE"),
                             (["--sqlite", "CREATE"], "--sqlite: "),
                             (["--sqlite", "@absent.sql"], "absent.sql"),
                             (["--sqlite", "@x.sql:none"], "x.sql"),
                             (["--runtime-config-file", "absent.toml"], "absent.toml")]:
            code, _, err = house.run("up", "--listen", "127.0.0.1:0", *flags, cwd=self.folder)
            self.assertNotEqual(code, 0)
            self.assertIn(words, err)


if __name__ == "__main__":
    unittest.main()
