"""Terminals of a reader: one for commands that end, others for those that go on."""

import os
import re
import signal
import subprocess
import threading
import time

PATIENCE = 120


class Failed(Exception):
    pass


class Shell:
    """Runs commands one after the other; the folder and what is exported outlast each."""

    def __init__(self, folder, scratch, environment):
        self.folder = folder
        self.state = os.path.join(scratch, "exported")
        self.environment = environment
        open(self.state, "w").close()

    def script(self, commands):
        return f"set -euo pipefail\nsource '{self.state}'\n{commands}"

    def run(self, commands, seconds=900):
        """What they print."""
        script = self.script(commands) + f"\nexport -p >'{self.state}'\n"
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=seconds)
        if done.returncode:
            raise Failed(f"ended with {done.returncode} and said:\n{done.stdout}")
        return done.stdout


class Terminal:
    """One command that goes on, and what it prints."""

    def __init__(self, shell, command):
        self.process = subprocess.Popen(
            ["bash", "-c", shell.script(command)], cwd=shell.folder, env=shell.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True)
        self.printed, self.read = "", 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.printed += line

    def wait_for(self, regex):
        """Waits until this is printed after what was waited for before."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ended = not self.reader.is_alive()
            found = re.compile(regex, re.DOTALL).search(self.printed, self.read)
            if found:
                self.read = found.end()
                return
            if ended:
                break
            time.sleep(0.02)
        raise Failed(f"was not printed; this was:\n{self.printed}")

    def interrupt(self):
        """Ctrl-C."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)
        self.reader.join(10)
        self.process.stdout.close()
