"""Debian's Chromium, for tests of pages: headless, driven by Playwright.

Tests that import this are run by build/browser/bin/python, which scripts/setup.d/page.sh makes;
tests/e2e/CMakeLists.txt lists them."""

import os
import urllib.parse

from playwright.sync_api import Error, expect, sync_playwright

# A wake, a registration and a classification on a machine that does other work too.
PATIENCE_MS = 60_000

# What Chromium writes to the console when an app refuses, as apps may.
REFUSAL = "Failed to load resource: the server responded with a status of 4"


class Browser:
    """One Chromium with its own profile. Pages are watched: `problems` are the errors on their
    consoles, and requests that left this machine."""

    def __init__(self):
        self.problems = []
        self.playwright = sync_playwright().start()
        # Chromium's sandbox is not for root, and would keep /dev/shm, which containers lack.
        self.chromium = self.playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])

    def close(self):
        self.chromium.close()
        self.playwright.stop()

    def open(self, address=None, **options):
        """A page that shares nothing with other pages. Options: viewport, color_scheme and others
        of Playwright's."""
        context = self.chromium.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", self._watch_request)
        context.on("weberror", lambda error: self.problems.append(f"error: {error.error}"))
        context.on("console", self._watch_console)
        page = context.new_page()
        if address:
            page.goto(address)
        return page

    def _watch_request(self, request):
        address = urllib.parse.urlsplit(request.url)
        local = address.scheme in ("data", "blob") or address.hostname == "127.0.0.1"
        if not local:
            self.problems.append(f"a request to {request.url}")

    def _watch_console(self, message):
        if message.type in ("error", "warning") and not message.text.startswith(REFUSAL):
            self.problems.append(f"{message.type}: {message.text}")

    def make_picture(self, path, kind="image/jpeg"):
        """A picture of colours that flow into each other, by the browser's own painter."""
        page = self.open("about:blank")
        with page.expect_download() as download:
            page.evaluate("""kind => {
                const canvas = document.createElement("canvas");
                Object.assign(canvas, {width: 640, height: 480});
                const painter = canvas.getContext("2d");
                const colours = painter.createLinearGradient(0, 0, 640, 480);
                ["#17324d", "#e9c46a", "#2a9d8f"].forEach((c, i) => colours.addColorStop(i / 2, c));
                painter.fillStyle = colours;
                painter.fillRect(0, 0, 640, 480);
                const link = document.createElement("a");
                link.href = canvas.toDataURL(kind);
                link.download = "picture";
                link.click();
            }""", kind)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        download.value.save_as(path)
        page.context.close()
