"""docs/tutorial.md, followed as a reader would: each block, in order (see document.py)."""

import os
import shutil
import socket
import tempfile
import unittest

import document
import house
from browser import Browser
from terminal import Failed, Shell
from walkthrough import Walkthrough

EXAMPLE = "examples/imageclassify"


class Tutorial(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="torpor-tutorial-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def leave_static_as_it_is(self):
        """A model that is there only for this test must not pass for the real one."""
        for name in ("model.onnx", "labels.txt"):
            path = os.path.join(house.ROOT, EXAMPLE, "static", name)
            if not os.path.exists(path):
                self.addCleanup(lambda path=path: os.path.exists(path) and os.remove(path))

    def test_what_it_says_is_so(self):
        self.leave_static_as_it_is()
        browser = Browser()
        self.addCleanup(browser.close)
        photo = os.path.join(self.folder, "photo.jpg")
        browser.make_picture(photo)
        app, chain = free_ports(2)
        # The tutorial's ports may be taken here, and the internet may be missing: then the model
        # is the seeded one, as the text itself says.
        replacements = {
            "~/photo.jpg": photo,
            "127.0.0.1:3000": f"127.0.0.1:{app}",
            "127.0.0.1:3030": f"127.0.0.1:{chain}",
            "\nexamples/near-dev/run\n":
                f"\nexamples/near-dev/run --port {chain} --state {self.folder}/chain\n",
            f"\n{EXAMPLE}/get-model\n":
                f"\n[[ -f {EXAMPLE}/static/model.onnx ]] || {EXAMPLE}/get-model --seeded\n",
        }
        environment = {**os.environ, "XDG_CACHE_HOME": house.cache(),
                       "SPIN_HTTP_LISTEN_ADDR": f"127.0.0.1:{app}",
                       "SPIN_VARIABLE_NEAR_RPC_URL": f"http://127.0.0.1:{chain}"}
        walk = Walkthrough(house.ROOT, Shell(house.ROOT, self.folder, environment), replacements,
                           browser.open)
        self.addCleanup(walk.end)
        walk.follow("docs/tutorial.md")
        self.assertEqual(browser.problems, [])


class Following(unittest.TestCase):
    """That a document which does not tell the truth fails."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="torpor-tutorial-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def follow(self, text, **replacements):
        with open(os.path.join(self.folder, "page.md"), "w") as f:
            f.write(text)
        shell = Shell(self.folder, self.folder, dict(os.environ))
        walk = Walkthrough(self.folder, shell, replacements, self.fail)
        self.addCleanup(walk.end)
        walk.follow("page.md")

    def test_what_is_exported_and_printed_lasts(self):
        self.follow("```sh\nexport A=1\n```\n```sh\necho a $A c\n```\n```text\na … c\n```\n")

    def test_a_command_that_fails_is_found(self):
        with self.assertRaisesRegex(Failed, "page.md:1: false\nended with 1"):
            self.follow("```sh\nfalse\n```\n")

    def test_another_output_is_found(self):
        for printed in ("a", "a b", "a b c\nd"):
            with self.assertRaisesRegex(Failed, "is not what was printed"):
                self.follow(f"```sh\necho '{printed}'\n```\n```text\na … c\n```\n")

    def test_a_terminal_is_read_on_and_ended(self):
        ended = os.path.join(self.folder, "ended")
        self.follow(f"""```sh terminal=one
trap 'touch {ended}; exit' INT; echo up; echo down; while :; do sleep 0.1; done
```
```text terminal=one
up
```
```text terminal=one
down
```
```sh terminal=one
echo up
```
```text terminal=one
up
```
""")
        self.assertTrue(os.path.exists(ended))

    def test_what_a_terminal_does_not_print_is_found(self):
        with self.assertRaisesRegex(Failed, "was not printed; this was:\nup"):
            self.follow("```sh terminal=a\necho up\n```\n```text terminal=a\nup\n```\n"
                        "```text terminal=a\nup\n```\n")

    def test_lines_that_left_their_file_are_found(self):
        with open(os.path.join(self.folder, "a.toml"), "w") as f:
            f.write("a = 1\nb = 2\n")
        self.follow("```toml in=a.toml\nb = 2\n```\n")
        with self.assertRaisesRegex(Failed, "does not stand in a.toml"):
            self.follow("```toml in=a.toml\nb = 3\n```\n")

    def test_a_replacement_of_what_is_not_said_is_found(self):
        with self.assertRaisesRegex(Failed, "does not say 'there' any more"):
            self.follow("```sh\n:\n```\n", there="here")

    def test_a_block_that_would_be_left_out_is_found(self):
        for text in ("```\nls\n```\n", "```rust\n```\n", "```sh teminal=a\n```\n", "```sh a\n```\n",
                     "```toml\n```\n", "```text\n```\n", "```sh terminal=a\n```\n```text\n```\n",
                     "```sh\n"):
            with self.assertRaises(document.Malformed, msg=text):
                self.follow(text)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


if __name__ == "__main__":
    unittest.main()
