"""torpor doctor, completions and man: from outside."""

import os
import pty
import re
import select
import subprocess
import unittest

import house

GOOD = """[application]
name = "sick"
[[trigger.http]]
route = "/..."
component = "a"
[component.a]
source = "a.wasm"
"""


class Doctor(house.TestCase):
    def write(self, text):
        with open(os.path.join(self.folder, "spin.toml"), "w") as f:
            f.write(text)

    def read(self):
        with open(os.path.join(self.folder, "spin.toml")) as f:
            return f.read()

    def doctor(self, *args):
        return house.run("doctor", *args, cwd=self.folder)

    def build(self):
        return f"[component.a.build]\ncommand = 'cp {house.guest('hello_c')} a.wasm'\n"

    def test_nothing_is_wrong(self):
        self.write("spin_manifest_version = 2\n" + GOOD + self.build())
        self.assertEqual(house.run("build", cwd=self.folder)[0], 0)
        self.assertEqual(self.doctor(), (0, "Nothing is wrong\n", ""))

    def test_tells_and_leaves_everything_as_it_is(self):
        self.write("spin_manifest_version = 1\n" + GOOD + self.build())
        code, out, err = self.doctor()
        self.assertEqual(code, 3)
        self.assertIn("spin.toml:1: the manifest version must be 2", out)
        self.assertIn("1 thing is wrong", err)
        self.assertTrue(self.read().startswith("spin_manifest_version = 1"))

    def test_puts_one_thing_after_another_right(self):
        with open(os.path.join(self.folder, "a.wasm"), "w") as f:
            f.write("no wasm")
        self.write("spin_manifest_version = 3\n" + GOOD + self.build())
        code, out, err = self.doctor("--fix")
        self.assertEqual(code, 0, err)
        self.assertIn("is no WebAssembly", out)
        self.assertIn("Nothing is wrong", out)
        torpor = self.up(source=self.folder)
        self.assertEqual(torpor.get("/")[0], 200)

    def test_missing_programs_and_files(self):
        self.write("spin_manifest_version = 2\n" + GOOD +
                   "[component.a.build]\ncommand = 'no-such-program-of-torpor --target x'\n")
        code, out, err = self.doctor()
        self.assertEqual(code, 3)
        self.assertIn("no-such-program-of-torpor is not installed", out)
        self.assertIn("component a is not built", out)
        self.assertIn("2 things are wrong", err)
        self.assertEqual(house.run("doctor", "-f", "none", cwd=self.folder)[0], 5)

    def test_asks_on_a_terminal(self):
        self.write(GOOD + self.build())
        ours, theirs = pty.openpty()
        doctor = subprocess.Popen([house.TORPOR, "doctor"], cwd=self.folder, stdin=theirs,
                                  stdout=theirs, stderr=theirs)
        os.close(theirs)
        for question, answer in ((b"Do it?", b"y\n"), (b"not built", b"n\n")):
            said = b""
            while question not in said:
                said += os.read(ours, 4096)
            os.write(ours, answer)
        self.assertEqual(doctor.wait(20), 3)
        os.close(ours)
        self.assertTrue(self.read().startswith("spin_manifest_version = 2\n\n[application]"))


class Zsh:
    """zsh on a terminal, which is where its completions work."""

    def __init__(self, folder):
        self.ours, theirs = pty.openpty()
        env = {**os.environ, "HOME": folder, "TERM": "dumb"}
        self.process = subprocess.Popen(["zsh", "-f", "-i"], cwd=folder, env=env, stdin=theirs,
                                        stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        # Control-X shows the line as it is.
        self.write("PS1=; unset zle_bracketed_paste; fpath=($PWD $fpath); "
                   "autoload -U compinit; compinit -u -D; "
                   "show() { print -r -- \"<$BUFFER>\"; BUFFER= }; zle -N show; "
                   "bindkey '^X' show; print rea''dy\n")
        self.read_until(rb"ready\r?\n")

    def write(self, text):
        os.write(self.ours, text.encode())

    def read_until(self, pattern):
        said = b""
        while not (found := re.search(pattern, said)):
            if not select.select([self.ours], [], [], 20)[0]:
                raise AssertionError(f"zsh says no {pattern}: {said}")
            said += os.read(self.ours, 4096)
        return found

    def complete(self, typed):
        self.write(typed + "\x18")
        return self.read_until(rb"<([^>]*)>")[1].decode()

    def end(self):
        self.process.kill()
        self.process.wait()
        os.close(self.ours)


class SelfDescription(house.TestCase):
    def complete(self, line):
        """What bash offers for the last word of the line."""
        words = line.split(" ")
        script = os.path.join(self.folder, "torpor.bash")
        if not os.path.exists(script):
            with open(script, "w") as f:
                f.write(house.run("completions", "bash")[1])
        quoted = " ".join(f"'{word}'" for word in words)
        said = subprocess.run(
            ["bash", "-c", f"source {script}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; "
             "_torpor; printf '%s\\n' \"${COMPREPLY[@]}\""],
            capture_output=True, text=True, cwd=self.folder)
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        return said.stdout.split()

    def test_bash_completes_commands_flags_and_values(self):
        self.assertIn("watch", self.complete("torpor wa"))
        self.assertEqual(self.complete("torpor up --for"), ["--format"])
        self.assertEqual(self.complete("torpor u --format j"), ["json"])
        self.assertEqual(self.complete("torpor oci pu"), ["push", "pull"])
        self.assertIn("--annotation", self.complete("torpor registry push --an"))
        self.assertNotIn("--annotation", self.complete("torpor registry pull --"))
        self.assertIn("torpor.bash", self.complete("torpor up -f "))

        self.assertEqual(self.complete("torpor completions ")[:3], ["bash", "zsh", "fish"])
        self.assertEqual(self.complete("torpor completions f"), ["fish"])

    def test_fish_completes_commands_flags_and_values(self):
        script = os.path.join(self.folder, "torpor.fish")
        with open(script, "w") as f:
            f.write(house.run("completions", "fish")[1])

        def complete(line):
            said = subprocess.run(["fish", "--no-config", "-c",
                                   f"source {script}; complete -C '{line}'"], check=True,
                                  capture_output=True, text=True, cwd=self.folder,
                                  env={**os.environ, "HOME": self.folder}).stdout
            return [entry.split("\t")[0] for entry in said.splitlines()]

        self.assertEqual(complete("torpor wat"), ["watch"])
        self.assertEqual(complete("torpor up --for"), ["--format"])
        self.assertEqual(complete("torpor u --format j"), ["json"])
        self.assertEqual(sorted(complete("torpor oci pu")), ["pull", "push"])
        self.assertNotIn("--annotation", complete("torpor registry pull --"))
        self.assertEqual(sorted(complete("torpor completions ")), ["bash", "fish", "zsh"])
        self.assertIn("torpor.fish", complete("torpor up -f "))

    def test_zsh_completes_commands_flags_and_values(self):
        with open(os.path.join(self.folder, "_torpor"), "w") as f:
            f.write(house.run("completions", "zsh")[1])
        shell = Zsh(self.folder)
        self.addCleanup(shell.end)
        for typed, line in (("torpor wat\t", "torpor watch "),
                            ("torpor up --for\t", "torpor up --format "),
                            ("torpor u --format j\t", "torpor u --format json "),
                            ("torpor registry push --an\t", "torpor registry push --annotation "),
                            ("torpor completions f\t", "torpor completions fish "),
                            ("torpor up -f _tor\t", "torpor up -f _torpor ")):
            self.assertEqual(shell.complete(typed), line)

    def test_an_unknown_command_is_named(self):
        for command, words in ((("wach",), "`torpor` has no command `wach`; did you mean `watch`?"),
                               (("registry", "psh", "x"), "`registry` has no command `psh`; did you")):
            code, _, err = house.run(*command)
            self.assertEqual(code, 2)
            self.assertIn(words, err)

    def test_knows_no_other_shell(self):
        self.assertEqual(house.run("completions", "csh")[0], 2)

    def test_a_man_page_for_each_command(self):
        code, _, err = house.run("man", "pages", cwd=self.folder)
        self.assertEqual(code, 0, err)
        pages = os.listdir(os.path.join(self.folder, "pages"))
        for page in ("torpor.1", "torpor-up.1", "torpor-registry-push.1"):
            self.assertIn(page, pages)
        with open(os.path.join(self.folder, "pages/torpor-up.1")) as f:
            text = f.read()
        self.assertTrue(text.startswith(".TH TORPOR-UP 1"))
        self.assertIn(r"\fB\-\-cooldown\fR", text)

    def test_every_command_explains_itself(self):
        for command in (("new",), ("add",), ("build",), ("watch",), ("up",), ("doctor",),
                        ("registry",), ("templates",), ("templates", "install"), ("cache",)):
            code, out, _ = house.run(*command, "--help")
            self.assertEqual(code, 0, command)
            self.assertIn("Usage: torpor " + " ".join(command), out)
        self.assertNotIn("--listen-fd", house.run("up", "--help")[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
