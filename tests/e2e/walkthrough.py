"""Does what a document says, block by block, as document.py has it."""

import os
import re

import document
from browser import PATIENCE_MS, Error, expect
from terminal import Failed, Shell, Terminal


class Walkthrough:
    """`replacements`: what stands in the document -> what is done instead; each must occur.
    `open_page` makes the page of a browser, when the first step wants one."""

    def __init__(self, folder, shell, replacements, open_page):
        self.folder = folder
        self.shell = shell
        self.replacements = replacements
        self.open_page = open_page
        self.terminals = {}
        self.page = None
        self.printed = ""

    def follow(self, path):
        with open(os.path.join(self.folder, path)) as f:
            text = f.read()
        for said, done in self.replacements.items():
            if said not in text:
                raise Failed(f"{path} does not say {said!r} any more")
            text = text.replace(said, done)
        for block in document.parse(text):
            try:
                getattr(self, f"do_{block.kind}")(block)
            except (Failed, Error, AssertionError) as failure:
                raise Failed(f"{path}:{block.line}: {block.text}{failure}") from failure

    def end(self):
        for terminal in self.terminals.values():
            terminal.interrupt()

    def do_sh(self, block):
        name = block.options.get("terminal")
        if not name:
            self.printed = self.shell.run(block.text)
            return
        if name in self.terminals:
            self.terminals.pop(name).interrupt()
        self.terminals[name] = Terminal(self.shell, block.text)

    def do_text(self, block):
        expected = document.pattern(block.text)
        if "terminal" in block.options:
            self.terminals[block.options["terminal"]].wait_for(expected)
        elif not re.fullmatch(expected, self.printed.rstrip("\n") + "\n", re.DOTALL):
            raise Failed(f"is not what was printed:\n{self.printed}")

    def do_toml(self, block):
        with open(os.path.join(self.folder, block.options["in"])) as f:
            if block.text not in f.read():
                raise Failed(f"does not stand in {block.options['in']}")

    def do_browser(self, block):
        for step in block.text.splitlines():
            self.take(*step.split(" ", 1))

    def take(self, verb, what):
        self.page = self.page or self.open_page()
        match verb:
            case "open":
                self.page.goto(what)
            case "press":
                self.page.get_by_role("button", name=what, exact=True).click()
            case "choose":
                self.page.set_input_files("input[type=file]", what)
            case "see":
                seen = self.page.get_by_text(what).locator("visible=true").first
                expect(seen).to_be_visible(timeout=PATIENCE_MS)
            case _:
                raise Failed(f"{verb} is not what a reader does: open, press, choose, see")
