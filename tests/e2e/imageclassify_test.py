"""The image classifier: what it says of pictures, what it refuses, and whom it lets in."""

import base64
import hashlib
import json
import os
import shutil
import struct
import subprocess
import tempfile
import time
import unittest
import zlib

import house
from near_rpc import DENIED, NearRpc

EXAMPLE = os.path.join(house.ROOT, "examples/imageclassify")
PYTHON = os.path.join(house.ROOT, "build/onnx/bin/python")
# A folder with what cannot be part of the project: grace_hopper.jpg, imagenet_slim_labels.txt, and
# mobilenetv2-7.onnx where there is the real model.
DATA = os.environ.get("IMAGECLASSIFY_DATA")
ROUTE = "/imageclassify"
TOKEN = b'{"resource_id":"mytestresource","token_uuid":"6c4e"}'


def bearer(token=TOKEN):
    return "Bearer " + base64.b64encode(token).decode()


def png_of_size(width, height, content=b"", before=b""):
    """A PNG that claims a size, and holds `content` as its compressed pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


class ImageClassify(house.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.mkdtemp(prefix="torpor-classify-")
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        make = os.path.join(EXAMPLE, "tools/make-model")
        subprocess.run([PYTHON, make, cls.shared], check=True, capture_output=True)
        pictures = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pictures.py")
        subprocess.run([PYTHON, pictures, cls.shared], check=True)

    def setUp(self):
        super().setUp()
        self.rpc = NearRpc()
        self.addCleanup(self.rpc.stop)
        self.static = os.path.join(self.folder, "static")
        os.mkdir(self.static)
        for name in ("model.onnx", "labels.txt"):
            os.link(os.path.join(self.shared, name), os.path.join(self.static, name))

    def start(self, *args):
        with open(os.path.join(EXAMPLE, "spin.toml")) as f:
            manifest = f.read().replace("target/", os.path.join(EXAMPLE, "target/"))
        self.torpor = self.up(manifest, "--variable", f"near_rpc_url={self.rpc.url}", *args)

    def post(self, body, query="", authorization=bearer(), **headers):
        if authorization is not None:
            headers["authorization"] = authorization
        return self.torpor.request("POST", ROUTE + query, body=body, headers=headers, timeout=60)

    def scores(self, picture):
        status, _, body = self.post(picture, "?logits")
        self.assertEqual(status, 200, body)
        return json.loads(body)["logits"]

    def read(self, name):
        with open(os.path.join(self.shared, name), "rb") as f:
            return f.read()

    def reference(self, *pictures):
        """The logits that onnxruntime gives."""
        tool = os.path.join(EXAMPLE, "tools/reference")
        paths = [os.path.join(self.shared, picture) for picture in pictures]
        model = os.path.join(self.static, "model.onnx")
        return json.loads(subprocess.check_output([PYTHON, tool, model, *paths]))

    def assert_alike(self, ours, theirs, tolerance):
        self.assertEqual(len(ours), 1000)
        self.assertLess(max(abs(a - b) for a, b in zip(ours, theirs)), tolerance)

    def assert_plain(self, answer, status, words):
        """An answer that a person can read, and not a guest that trapped."""
        self.assertEqual((answer[0], answer[1]["content-type"]), (status, "text/plain; charset=utf-8"))
        self.assertRegex(answer[2].decode(), words)

    # What it says of pictures.

    def test_the_scores_are_those_of_onnxruntime(self):
        self.start()
        names = ("exact.png", "large.png", "small.png", "grey.png", "transparent.png")
        for name, theirs in zip(names, self.reference(*names)):
            with self.subTest(name):
                ours = self.scores(self.read(name))
                # A pixel halfway between two values may be rounded the other way when resized.
                self.assert_alike(ours, theirs, 1e-3 if name == "exact.png" else 1e-2)
                self.assertEqual(best(ours)[0], best(theirs)[0])
                if name == "exact.png":
                    self.assertEqual(best(ours), best(theirs))

    def test_jpegs_differ_by_the_rounding_of_their_decoders(self):
        self.start()
        names = ["photo.jpg", "progressive.jpg"]
        for name, theirs in zip(names, self.reference(*names)):
            ours = self.scores(self.read(name))
            self.assert_alike(ours, theirs, 0.2)
            self.assertIn(best(ours)[0], best(theirs)[:2])

    def test_the_label_is_a_line_of_text(self):
        self.start()
        status, headers, label = self.post(self.read("exact.png"))
        self.assertEqual((status, headers["content-type"]), (200, "text/plain; charset=utf-8"))
        status, headers, body = self.post(self.read("exact.png"), accept="text/html;q=0.5, application/json;q=0.9")
        self.assertEqual((status, headers["content-type"]), (200, "application/json"))
        found = json.loads(body)["best"]
        self.assertEqual(len(found), 5)
        self.assertEqual(found[0]["label"], label.decode())
        with open(os.path.join(self.static, "labels.txt")) as f:
            lines = f.read().splitlines()
        self.assertEqual(len(lines), 1001, "the first line is the background")
        for one in found:
            self.assertEqual(one["label"], lines[one["class"] + 1])
        self.assertGreater(found[0]["probability"], found[4]["probability"])

    @unittest.skipUnless(DATA, "IMAGECLASSIFY_DATA names no folder")
    def test_a_real_photograph_has_a_real_label(self):
        for name, given in (("labels.txt", "imagenet_slim_labels.txt"),
                            ("model.onnx", "mobilenetv2-7.onnx")):
            if os.path.exists(os.path.join(DATA, given)):
                os.remove(os.path.join(self.static, name))
                shutil.copy(os.path.join(DATA, given), os.path.join(self.static, name))
        self.start()
        with open(os.path.join(DATA, "grace_hopper.jpg"), "rb") as f:
            photograph = f.read()
        status, _, label = self.post(photograph)
        self.assertEqual(status, 200)
        with open(os.path.join(self.static, "labels.txt")) as f:
            lines = f.read().splitlines()
        self.assertEqual(label.decode(), lines[best(self.scores(photograph))[0] + 1])
        if os.path.exists(os.path.join(DATA, "mobilenetv2-7.onnx")):
            self.assertEqual(label, b"military uniform")

    def test_it_wakes_for_a_picture_and_sleeps_again(self):
        self.start("--cooldown", "200ms")
        before = self.torpor.rss()
        labels = set()
        for turn in range(1, 4):
            labels.add(self.post(self.read("exact.png"))[2])
            self.torpor.wait_for_log("loaded -> asleep .cooldown.", turn)
        self.assertEqual(len(labels), 1)
        time.sleep(1)
        self.assertLess(self.torpor.rss() - before, 1 << 20)

    # What it refuses.

    def test_what_is_no_picture_is_refused_in_a_sentence(self):
        self.start()
        whole = self.read("large.png")
        jpeg = self.read("photo.jpg")
        bomb = zlib.compress(bytes(600 << 20), 9)
        for name, body, status, words in (
                ("nothing", b"", 400, "empty"),
                ("text", b"hello", 415, "JPEG or a PNG"),
                ("a GIF", self.read("picture.gif"), 415, "JPEG or a PNG"),
                ("half a PNG", whole[:len(whole) // 2], 400, "damaged"),
                ("a broken PNG", whole[:200] + bytes(500) + whole[700:], 400, "damaged"),
                ("the head of a JPEG", jpeg[:30], 400, "damaged"),
                ("50 megapixels", self.read("fifty-megapixels.png"), 413, "10000 x 5000"),
                ("50 megapixels of JPEG", self.read("fifty-megapixels.jpg"), 413, "10000 x 5000"),
                ("a size without end", png_of_size(2**31 - 1, 2**31 - 1), 413, "memory"),
                ("a bomb", png_of_size(10, 10, bomb), None, ""),
                ("a bomb of a profile", png_of_size(1, 1, zlib.compress(bytes(4)),
                                                    chunk(b"iCCP", b"x\0\0" + bomb)), None, ""),
                ("a bomb of a text", png_of_size(1, 1, zlib.compress(bytes(4)),
                                                 chunk(b"zTXt", b"x\0\0" + bomb)), None, ""),
                ("33 MiB", bytes(33 << 20), 413, "32 MiB")):
            with self.subTest(name):
                answer = self.post(body)
                if status is None:  # what the bomb hides in may be left out
                    self.assertIn(answer[0] // 100, (2, 4))
                else:
                    self.assert_plain(answer, status, words)
        self.assertEqual(self.torpor.changes("trap|panicked"), [])

    def test_a_missing_model_is_said(self):
        os.remove(os.path.join(self.static, "model.onnx"))
        self.start()
        self.assert_plain(self.post(self.read("exact.png")), 500, "model.onnx .* cannot be read")

    def test_a_model_that_is_none_is_said(self):
        os.remove(os.path.join(self.static, "model.onnx"))
        whole = self.read("model.onnx")
        for content in (b"", b"no model", whole[:len(whole) // 2]):
            with open(os.path.join(self.static, "model.onnx"), "wb") as f:
                f.write(content)
            self.start()
            self.assert_plain(self.post(self.read("exact.png")), 500, "model .* cannot be used")
            self.torpor.stop()

    def test_missing_labels_are_said(self):
        os.remove(os.path.join(self.static, "labels.txt"))
        self.start()
        self.assert_plain(self.post(self.read("exact.png")), 500, "labels.txt .* cannot be read")

    # Whom it lets in.

    def test_a_token_that_is_none_is_denied_without_asking(self):
        self.start()
        encoded = base64.b64encode(TOKEN).decode()
        for header in (None, "", "Bear", "Bearer", "Bearer ", "Bearer !", encoded, f"Basic {encoded}",
                       f"Bearer {encoded[:-5]}", bearer(b"no JSON"), bearer(b"[]"), bearer(b"\xff\xfe"),
                       bearer(b'{"resource_id":"another","token_uuid":"6c4e"}'),
                       bearer(b'{"resource_id":["mytestresource"],"token_uuid":"6c4e"}'),
                       bearer(b'{"resource_id":"mytestresource"}'), "Bearer " + "A" * 10_000):
            with self.subTest(header):
                answer = self.post(b"not looked at", authorization=header)
                self.assert_plain(answer, 403, "^Access denied$")
        self.assertEqual(self.rpc.asked, [])

    def test_two_tokens_are_none(self):
        self.start()
        header = f"authorization: {bearer()}\r\n"
        answer = self.torpor.raw(f"POST {ROUTE} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n"
                                 f"content-length: 0\r\n{header}{header}\r\n".encode())
        self.assertTrue(answer.startswith(b"HTTP/1.1 403"), answer)

    def test_the_contract_is_asked_for_the_hash_of_the_token(self):
        self.start("--variable", "token_contract=another.near")
        self.assertEqual(self.post(self.read("exact.png"))[0], 200)
        [asked] = self.rpc.asked
        parameters = asked["params"]
        self.assertEqual((asked["method"], parameters["request_type"]), ("query", "call_function"))
        self.assertEqual(parameters["finality"], "final")
        self.assertEqual(parameters["account_id"], "another.near")
        self.assertEqual(parameters["method_name"], "get_token_permission_for_resource")
        self.assertEqual(json.loads(base64.b64decode(parameters["args_base64"])), {
            "token_hash": list(hashlib.sha256(TOKEN).digest()), "resource_id": "mytestresource"})

    def test_who_has_no_permission_is_denied(self):
        self.start()
        for self.rpc.answer in (DENIED, {"error": {"code": -32000, "message": "no such account"}}):
            self.assert_plain(self.post(self.read("exact.png")), 403, "^Access denied$")

    def test_an_rpc_that_does_not_answer_is_said(self):
        self.start()
        for self.rpc.answer in (b"", b"<html>", b"[]"):
            self.assert_plain(self.post(self.read("exact.png")), 502, "NEAR RPC")
        self.rpc.stop()
        self.assert_plain(self.post(self.read("exact.png")), 502, "NEAR RPC")

    # The page.

    def test_the_page_and_its_files_are_served_and_the_model_is_not(self):
        for name, text in (("index.html", "<title>a page</title>"), ("app.js", "let a")):
            with open(os.path.join(self.static, name), "w") as f:
                f.write(text)
        self.start()
        for path in (ROUTE, ROUTE + "/", ROUTE + "?steps=1"):
            status, headers, body = self.torpor.get(path)
            self.assertEqual((status, body), (200, b"<title>a page</title>"))
            self.assertEqual(headers["content-type"], "text/html; charset=utf-8")
            self.assertIn(f"connect-src 'self' {self.rpc.url}", headers["content-security-policy"])
        self.assertEqual(self.torpor.get(ROUTE + "/app.js")[1]["content-type"],
                         "text/javascript; charset=utf-8")
        self.assertEqual(json.loads(self.torpor.get(ROUTE + "/config.json")[2]), {
            "rpcUrl": self.rpc.url, "contract": "tokens.test.near", "resource": "mytestresource"})
        for path in ("/model.onnx", "/none.js", "/../labels.txt", "/%2e%2e/labels.txt"):
            self.assertEqual(self.torpor.get(ROUTE + path)[0], 404, path)
        for method, path, allowed in (("PUT", "", "GET, HEAD, POST"), ("POST", "/app.js", "GET, HEAD")):
            status, headers, _ = self.torpor.request(method, ROUTE + path)
            self.assertEqual((status, headers["allow"]), (405, allowed))


def best(scores):
    """The five classes of the highest scores."""
    return sorted(range(len(scores)), key=lambda i: -scores[i])[:5]


if __name__ == "__main__":
    unittest.main()
