"""The image classifier with its page, its chain and its contract, in a real Chromium."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import house
import near
from browser import Browser, expect

EXAMPLE = os.path.join(house.ROOT, "examples/imageclassify")
DENIED = re.compile("^Access denied")


class ClassifyPage(house.TestCase):
    """One chain, one app and one Chromium for all tests; a profile of the browser for each."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.mkdtemp(prefix="torpor-e2e-")
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.chain = near.NearDev()
        cls.addClassCleanup(cls.chain.stop)
        cls.torpor = house.Torpor(cls.shared, make_app(cls.shared), "--cooldown", "1s",
                                  "--variable", f"near_rpc_url={cls.chain.url}")
        cls.addClassCleanup(cls.torpor.stop)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.picture = os.path.join(cls.shared, "sunset.jpg")
        cls.browser.make_picture(cls.picture)
        with open(os.path.join(cls.shared, "static/labels.txt")) as f:
            cls.labels = f.read().split("\n")

    def setUp(self):
        super().setUp()
        self.browser.problems.clear()

    def tearDown(self):
        self.assertEqual(self.browser.problems, [])

    def open(self, query="", **options):
        page = self.browser.open(f"{self.torpor.base_url}/imageclassify{query}", **options)
        self.addCleanup(page.context.close)
        expect(page.locator("#network")).to_contain_text(self.chain.url)
        return page

    def sign_in(self, page):
        press(page, "Sign in")
        press(page, "Approve")
        expect(page.locator("#who")).to_have_text("alice.test.near", timeout=60_000)

    def choose(self, page, path=None):
        page.set_input_files("#file", path or self.picture)

    def classify(self, page):
        """Presses the button; the label that is shown."""
        press(page, "Classify")
        expect(page.locator("#status")).to_contain_text("Answered in", timeout=60_000)
        label = page.locator("#label").inner_text()
        self.assertIn(label, self.labels)
        return label

    def assert_denied_once_revoked(self, page):
        press(page, "Revoke")
        expect(page.locator("#token-state")).to_contain_text("Revoked", timeout=60_000)
        press(page, "Classify")
        self.assert_error(page, DENIED)

    def assert_error(self, page, text):
        expect(page.get_by_role("alert")).to_have_text(text, timeout=60_000)
        expect(page.locator("#label")).to_have_text("")

    def test_the_first_classification_makes_and_registers_a_token_by_itself(self):
        page = self.open()
        press(page, "Classify")
        self.assert_error(page, "Choose a picture first.")
        self.choose(page)
        press(page, "Classify")
        self.assert_error(page, re.compile("^Sign in first"))
        self.sign_in(page)
        self.assertEqual(page.url, f"{self.torpor.base_url}/imageclassify", "the wallet's traces")

        # It is still the picture that was chosen before.
        expect(page.get_by_role("img", name="The chosen picture, sunset.jpg")).to_be_visible()
        with page.expect_request(lambda request: "send_tx" in (request.post_data or "")):
            label = self.classify(page)
        expect(page.locator("#token-state")).to_contain_text("Registered")

        # The next ones, even of a page that was opened anew, take the same token.
        sent = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        page.reload()
        self.choose(page)
        self.assertEqual(self.classify(page), label)
        self.assertFalse([text for text in sent if "send_tx" in text])

    def test_a_revoked_token_is_denied_until_there_is_a_new_one(self):
        page = self.open()
        self.sign_in(page)
        self.choose(page)
        self.classify(page)
        self.assert_denied_once_revoked(page)
        press(page, "Make a new token and try again")
        expect(page.locator("#label")).not_to_be_empty(timeout=60_000)

    def test_step_by_step_an_unregistered_token_is_denied(self):
        page = self.open("?steps=1")
        self.choose(page)
        press(page, "Classify")
        self.assert_error(page, DENIED)
        press(page, "Register")
        self.assert_error(page, "Generate a token first.")
        press(page, "Generate")
        press(page, "Classify")
        self.assert_error(page, DENIED)
        press(page, "Register")
        self.assert_error(page, re.compile("^Sign in first"))

        self.sign_in(page)
        press(page, "Register")
        expect(page.locator("#token-state")).to_contain_text("Registered", timeout=60_000)
        self.classify(page)
        self.assert_denied_once_revoked(page)

    def test_the_app_falls_asleep_and_the_next_classification_wakes_it(self):
        page = self.open()
        self.sign_in(page)
        self.choose(page)
        label = self.classify(page)
        woken = len(self.torpor.changes("asleep -> loaded"))
        self.torpor.wait_for_log("loaded -> asleep .cooldown.", woken)
        self.assertEqual(self.classify(page), label)
        self.assertEqual(len(self.torpor.wait_for_log("asleep -> loaded", woken + 1)), woken + 1)

    def test_all_of_it_works_by_keyboard(self):
        page = self.open()
        self.press_keys(page, "Sign in", "Enter")
        page.get_by_role("button", name="Approve").wait_for()
        self.press_keys(page, "Approve", "Enter")
        expect(page.locator("#who")).to_have_text("alice.test.near", timeout=60_000)
        with page.expect_file_chooser() as chooser:
            self.press_keys(page, "Choose a picture", "Enter")
        chooser.value.set_files(self.picture)
        self.press_keys(page, "Classify", "Space")
        expect(page.locator("#label")).not_to_be_empty(timeout=60_000)
        # The focus stays where it was, for the next one.
        self.assertEqual(focused(page), "Classify")

    def press_keys(self, page, name, key):
        """Goes on with Tab to what is called so, and presses the key."""
        for _ in range(20):
            page.keyboard.press("Tab")
            if name in focused(page):
                return page.keyboard.press(key)
        self.fail(f"Tab does not reach {name}")

    def test_a_picture_may_be_dropped_anywhere(self):
        page = self.open()
        page.locator("footer").evaluate("""footer => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(["x"], "dropped.png", {type: "image/png"}));
            for (const kind of ["dragover", "drop"]) {
                footer.dispatchEvent(new DragEvent(kind, {dataTransfer, bubbles: true}));
            }
        }""")
        expect(page.locator("#hint")).to_have_text("dropped.png")

    def test_it_fits_a_phone(self):
        page = self.open("?steps=1", viewport={"width": 320, "height": 640})
        self.check_width(page)
        self.sign_in(page)
        press(page, "Generate")
        self.choose(page)
        press(page, "Classify")
        self.assert_error(page, DENIED)
        self.check_width(page)

    def check_width(self, page):
        width = page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(width, 320, "it scrolls sideways")
        for button in page.locator("button:visible").all():
            self.assertGreaterEqual(button.bounding_box()["height"], 44, button.inner_text())

    def test_its_text_stands_out_in_light_and_dark(self):
        grounds = set()
        for scheme in ("light", "dark"):
            page = self.open(color_scheme=scheme)
            press(page, "Classify")
            for place in ("h1", "#hint", "#error", "#classify", "#sign-in", "#network"):
                self.assertGreater(contrast(page, place), 4.5, f"{place} when {scheme}")
            grounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        self.assertEqual(len(grounds), 2)

    def test_who_declines_in_the_wallet_is_told_so(self):
        page = self.open()
        self.choose(page)
        press(page, "Sign in")
        press(page, "Reject")
        expect(page.locator("#status")).to_contain_text("You declined", timeout=60_000)
        expect(page.locator("#hint")).to_have_text("sunset.jpg")
        self.assertEqual(page.url, f"{self.torpor.base_url}/imageclassify")
        self.assertEqual(page.evaluate("Object.keys(localStorage)"), [])

    def test_signing_out_leaves_no_secrets_behind(self):
        page = self.open()
        self.sign_in(page)
        self.choose(page)
        self.classify(page)
        self.assertEqual(len(page.evaluate("Object.keys(localStorage)")), 3)
        press(page, "Sign out")
        expect(page.locator("#who")).to_have_text("Not signed in")
        self.assertEqual(page.evaluate("Object.keys(localStorage)"), [])

    def test_an_address_signs_nobody_in(self):
        page = self.open("?account_id=mallory.test.near&public_key=ed25519:x&all_keys=x")
        expect(page.locator("#who")).to_have_text("Not signed in")
        self.assertEqual(page.evaluate("Object.keys(localStorage)"), [])

    def test_what_is_no_picture_is_refused_in_words(self):
        page = self.open()
        text = os.path.join(self.folder, "note.txt")
        fake = os.path.join(self.folder, "fake.jpg")
        for path in (text, fake):
            with open(path, "w") as f:
                f.write("no picture")
        self.choose(page, text)
        self.assert_error(page, "note.txt is not a JPEG or PNG picture.")
        self.sign_in(page)
        self.choose(page, fake)
        press(page, "Classify")
        expect(page.get_by_role("alert")).not_to_be_empty(timeout=60_000)
        expect(page.get_by_role("alert")).not_to_contain_text(DENIED)

    def test_a_chain_or_an_app_that_does_not_answer_is_named(self):
        page = self.open()
        page.context.route(f"{self.chain.url}/", lambda route: route.abort())
        press(page, "Sign in")
        self.assert_error(page, f"The chain at {self.chain.url} does not answer. Is it running?")
        page.context.unroute_all()
        self.sign_in(page)
        self.choose(page)
        self.classify(page)
        page.context.route("**/imageclassify", lambda route: route.abort())
        press(page, "Classify")
        self.assert_error(page, "The app does not answer. Is it running?")
        self.browser.problems.clear()  # Chromium says so too.


def make_app(folder):
    """Puts the example's files there, with a model of random weights; the manifest's text."""
    static = os.path.join(folder, "static")
    os.mkdir(static)
    for name in ("index.html", "app.js", "app.css"):
        shutil.copy(os.path.join(EXAMPLE, "static", name), static)
    python = os.path.join(house.ROOT, "build/onnx/bin/python")
    make_model = os.path.join(EXAMPLE, "tools/make-model")
    subprocess.run([python, make_model, static], check=True, capture_output=True)
    with open(os.path.join(EXAMPLE, "spin.toml")) as f:
        return f.read().replace("target/", os.path.join(EXAMPLE, "target/"))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def focused(page):
    """What the element with the keyboard's focus is called."""
    return page.evaluate("""() => {
        const element = document.activeElement;
        return (element.labels?.[0] ?? element).innerText ?? "";
    }""")


def contrast(page, place):
    """Of a text to what is behind it (WCAG 2.2, 1.4.3)."""
    def luminance(colour):
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (int(part) / 255 for part in re.findall(r"\d+", colour)[:3]))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    ink, ground = page.locator(place).evaluate("""element => {
        const ink = getComputedStyle(element).color;
        const clear = "rgba(0, 0, 0, 0)";
        while (getComputedStyle(element).backgroundColor === clear) {
            element = element.parentElement;
        }
        return [ink, getComputedStyle(element).backgroundColor];
    }""")
    dark, light = sorted((luminance(ink), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


if __name__ == "__main__":
    unittest.main()
