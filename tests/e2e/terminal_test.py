"""What `torpor up` shows to a person at a terminal while a large component compiles."""

import os
import pty
import subprocess
import unittest

import house

FUNCTIONS = 20000
OPERATIONS = 60  # of each; all in all a second or two of compiling


def leb128(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def vector(items):
    return leb128(len(items)) + b"".join(items)


def section(number, content):
    return bytes([number]) + leb128(len(content)) + content


def large_command():
    """A preview 1 command with much code that it does not run."""
    sized = lambda body: leb128(len(body)) + body
    step = b"\x20\x00\x41\x07\x6c\x21\x00"  # local 0 = local 0 * 7
    body = sized(vector([b"\x01\x7f"]) + step * OPERATIONS + b"\x0b")
    names = [(b"_start", b"\x00\x00"), (b"memory", b"\x02\x00")]
    return b"\0asm\x01\0\0\0" + b"".join([
        section(1, vector([b"\x60\x00\x00"])),
        section(3, vector([b"\x00"] * FUNCTIONS)),
        section(5, vector([b"\x00\x01"])),
        section(7, vector([leb128(len(name)) + name + what for name, what in names])),
        section(10, vector([body] * FUNCTIONS)),
    ])


class Terminal(house.TestCase):
    def up(self, stderr):
        """`torpor up` of the large command with nothing compiled before."""
        with open(os.path.join(self.folder, "large.wasm"), "wb") as f:
            f.write(large_command())
        with open(os.path.join(self.folder, "spin.toml"), "w") as f:
            f.write('spin_manifest_version = 2\n[application]\nname = "large"\n'
                    '[[trigger.http]]\nroute = "/..."\ncomponent = "large"\n'
                    'executor = { type = "wagi" }\n[component.large]\nsource = "large.wasm"\n')
        cache = os.path.join(self.folder, "cache")
        return subprocess.Popen(
            [house.TORPOR, "up", "--listen", "127.0.0.1:0", "--state-dir", ""], cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
            env={**os.environ, "XDG_CACHE_HOME": cache})

    def end(self, torpor):
        torpor.terminate()
        torpor.wait(20)
        torpor.stdout.close()

    def test_a_bar_grows_and_goes_when_it_is_done(self):
        ours, theirs = pty.openpty()
        torpor = self.up(theirs)
        os.close(theirs)
        shown = b""
        while b"Compiled" not in shown:
            shown += os.read(ours, 4096)
        self.end(torpor)
        os.close(ours)
        bars = [part for part in shown.split(b"\r\x1b[K") if b"%" in part]
        shares = [int(bar.rsplit(b" ", 1)[1].rstrip(b"%")) for bar in bars]
        self.assertGreater(len(shares), 1, shown)
        self.assertEqual(shares, sorted(shares))
        self.assertLess(shares[-1], 101)
        self.assertRegex(shown, rb"Compiling large \(8\.\d MB\) \[#+\.*\] \d+%")
        self.assertRegex(shown.split(b"\r\x1b[K")[-1], rb"^Compiled large in \d+\.\d s\r\n")

    def test_elsewhere_it_is_one_plain_line(self):
        torpor = self.up(subprocess.PIPE)
        first = torpor.stderr.readline()
        if b" warning " in first:
            first = torpor.stderr.readline()
        self.assertRegex(first, rb"^Compiling large \(8\.\d MB\), once\n$")
        self.end(torpor)
        rest = torpor.stderr.read()
        torpor.stderr.close()
        self.assertNotIn(b"\x1b", rest)


if __name__ == "__main__":
    unittest.main()
