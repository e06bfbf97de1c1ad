"""torpor build, and up --build: what a user sees of builds."""

import os
import signal
import subprocess
import time
import unittest

import house


def project(*components):
    """A manifest of components, each (id, TOML of its [component.<id>.build])."""
    text = 'spin_manifest_version = 2\n[application]\nname = "built"\n'
    for name, build in components:
        text += f"""
[[trigger.http]]
route = "/{name}/..."
component = "{name}"
[component.{name}]
source = "{name}.wasm"
[component.{name}.build]
{build}
"""
    return text


COPY = f"command = 'cp {house.guest('hello_c')} a.wasm'"


class Build(house.TestCase):
    def write(self, manifest, name="spin.toml"):
        with open(os.path.join(self.folder, name), "w") as f:
            f.write(manifest)

    def build(self, *args, **kwargs):
        return house.run("build", *args, cwd=self.folder, **kwargs)

    def test_runs_the_commands_of_every_component_where_they_say(self):
        os.mkdir(os.path.join(self.folder, "sub"))
        self.write(project(("a", "command = ['echo one >log', 'echo two >>log']"),
                           ("b", "command = 'pwd >here'\nworkdir = 'sub'")))
        code, out, err = self.build()
        self.assertEqual((code, out), (0, ""), err)
        self.assertIn("Built 2 components", err)
        with open(os.path.join(self.folder, "log")) as f:
            self.assertEqual(f.read(), "one\ntwo\n")
        with open(os.path.join(self.folder, "sub/here")) as f:
            self.assertEqual(f.read().strip(), os.path.realpath(os.path.join(self.folder, "sub")))

    def test_independent_components_build_at_the_same_time(self):
        for name in "ab":
            os.mkdir(os.path.join(self.folder, name))
        # Each waits for the other: one after another they would never end.
        meet = "command = 'touch met; until [ -e ../{0}/met ]; do sleep 0.01; done'\nworkdir = '{1}'"
        self.write(project(("a", meet.format("b", "a")), ("b", meet.format("a", "b"))))
        code, _, err = self.build(timeout=60)
        self.assertEqual(code, 0, err)

    def test_a_failure_shows_whose_it_was_and_what_it_said(self):
        for name in "ab":
            os.mkdir(os.path.join(self.folder, name))
        self.write(project(("a", "command = 'echo no such header >&2; exit 7'\nworkdir = 'a'"),
                           ("b", "command = 'true'\nworkdir = 'b'")))
        code, _, err = self.build()
        self.assertEqual(code, 3)
        self.assertIn("a | no such header", err)
        self.assertIn("ended with exit code 7", err)
        self.assertIn("error: component `a` did not build", err)

    def test_one_component_of_several(self):
        self.write(project(("a", "command = 'touch a'"), ("b", "command = 'touch b'")))
        self.assertEqual(self.build("-c", "b")[0], 0)
        self.assertEqual(sorted(os.listdir(self.folder)), ["b", "spin.toml"])
        code, _, err = self.build("-c", "c")
        self.assertEqual(code, 5)
        self.assertIn("it has a, b", err)

    def test_a_profile_has_a_command_of_its_own(self):
        self.write(project(("a", "command = 'touch usual'\n"
                                 "[component.a.profile.debug.build]\ncommand = 'touch debug'")))
        self.assertEqual(self.build("--profile", "debug")[0], 0)
        self.assertIn("debug", os.listdir(self.folder))
        self.assertNotIn("usual", os.listdir(self.folder))

    def test_from_elsewhere(self):
        self.write(project(("a", "command = 'touch made'")), "other.toml")
        path = os.path.join(self.folder, "other.toml")
        self.assertEqual(house.run("build", "-f", path, cwd="/")[0], 0)
        self.assertIn("made", os.listdir(self.folder))

    def test_tells_what_is_missing(self):
        code, _, err = self.build()
        self.assertEqual(code, 5)
        self.assertIn("there is no `spin.toml`", err)
        self.write(project(("a", "command = 'no-such-compiler-of-torpor'")))
        code, _, err = self.build()
        self.assertEqual(code, 3)
        self.assertIn("torpor doctor", err)
        self.write(project(("a", "command = 'true'\nworkdir = 'none'")))
        self.assertIn("there is no folder `none`", self.build()[2])
        code, _, err = self.build("--listen", "127.0.0.1:0")
        self.assertEqual(code, 3)
        self.assertIn("--up", err)

    def test_ctrl_c_ends_the_build_and_what_it_started(self):
        self.write(project(("a", "command = 'echo $$ >pid; sleep 1000'")))
        building = subprocess.Popen([house.TORPOR, "build"], cwd=self.folder,
                                    stderr=subprocess.PIPE)
        self.addCleanup(building.stderr.close)
        self.addCleanup(lambda: building.poll() is None and building.kill())
        path = os.path.join(self.folder, "pid")
        while not os.path.exists(path) or not os.path.getsize(path):
            self.assertIsNone(building.poll())
            time.sleep(0.01)
        with open(path) as f:
            shell = int(f.read())
        building.send_signal(signal.SIGINT)
        self.assertEqual(building.wait(10), 1)
        with self.assertRaises(ProcessLookupError):
            os.kill(shell, 0)

    def test_builds_and_serves(self):
        torpor = self.up(project(("a", COPY)), "--build")
        self.assertEqual(torpor.get("/a")[0], 200)

    def test_build_up(self):
        self.write(project(("a", COPY)))
        serving = subprocess.Popen(
            [house.TORPOR, "build", "--up", "--listen", "127.0.0.1:0", "--format", "json"],
            cwd=self.folder, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "XDG_CACHE_HOME": house.cache()})
        self.addCleanup(serving.stdout.close)
        self.addCleanup(serving.wait)
        self.addCleanup(serving.kill)
        text = ""
        for line in serving.stdout:
            text += line
            if line == "}\n":
                break
        self.assertIn('"base_url"', text)
        code, _, err = self.build("--up", "--no-such-flag")
        self.assertEqual(code, 3)
        self.assertIn("torpor up --help", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
