"""A document with blocks that can be executed. How each kind is written:

```sh                        commands, in one terminal that stays open: they must succeed
```sh terminal=NAME          a command that goes on, in a terminal of its own; the one that ran
                             there before is ended first, as by Ctrl-C
```text                      what the commands of the block above print, exactly
```text terminal=NAME        lines that the command in that terminal prints, sooner or later, in
                             this order, after those that were read before
```toml in=FILE              lines that stand in FILE, one after the other
```browser                   what the reader does and sees in a browser, one step a line:
                             open ADDRESS · press NAME · choose FILE · see TEXT

In what is printed, `…` stands for anything, and the last line may lack its end. A block of another
kind is an error, so that nothing is left out unseen; so is ```text without commands above it.
"""

import dataclasses
import re

FENCE = re.compile(r"^```(\S*) *(.*)$")
KINDS = {"sh": {"terminal"}, "text": {"terminal"}, "toml": {"in"}, "browser": set()}


@dataclasses.dataclass
class Block:
    kind: str
    options: dict
    text: str
    line: int  # of the fence, counted from 1


class Malformed(Exception):
    pass


def parse(text):
    """The blocks of a document, in order."""
    blocks, open_block, lines = [], None, []
    for number, line in enumerate(text.split("\n"), 1):
        fence = FENCE.match(line)
        if open_block and line == "```":
            blocks.append(dataclasses.replace(open_block, text="\n".join(lines) + "\n"))
            open_block, lines = None, []
        elif open_block:
            lines.append(line)
        elif fence:
            open_block = parse_fence(fence, number)
    if open_block:
        raise Malformed(f"line {open_block.line}: the block has no end")
    check_outputs(blocks)
    return blocks


def parse_fence(fence, number):
    kind, words = fence[1], fence[2].split()
    if kind not in KINDS:
        raise Malformed(f"line {number}: {kind or 'a block without a kind'} cannot be executed")
    options = dict(word.split("=", 1) for word in words if "=" in word)
    if len(options) != len(words) or not options.keys() <= KINDS[kind] or \
            (kind == "toml" and not options):
        raise Malformed(f"line {number}: {fence[2]!r} is not how {kind} is marked")
    return Block(kind, options, "", number)


def check_outputs(blocks):
    """Text that no terminal names is the output of the commands right above it."""
    for above, block in zip([None, *blocks], blocks):
        of_commands = above and above.kind == "sh" and not above.options
        if block.kind == "text" and not block.options and not of_commands:
            raise Malformed(f"line {block.line}: no commands above print this")


def pattern(text):
    """A regular expression for printed text in which `…` stands for anything."""
    return ".*?".join(map(re.escape, text.split("…")))
