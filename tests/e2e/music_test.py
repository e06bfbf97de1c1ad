"""The app of the README: a tune that is synthesised while it streams, and products."""

import array
import io
import math
import os
import unittest
import wave

import house

MUSIC = os.path.join(house.ROOT, "examples/music/spin.toml")


def strength(samples, rate, frequency):
    """How much of a frequency is in the samples (Goertzel)."""
    turn = 2 * math.cos(2 * math.pi * frequency / rate)
    before, now = 0.0, 0.0
    for sample in samples:
        before, now = now, sample + turn * now - before
    return math.sqrt(max(0.0, now * now + before * before - turn * now * before)) / len(samples)


class Music(house.TestCase):
    def test_the_tune_is_a_wav_of_ten_seconds_and_more(self):
        status, headers, body = self.up(source=MUSIC).get("/music")
        self.assertEqual(status, 200)
        self.assertEqual(headers["content-type"], "audio/wav")
        self.assertEqual(int(headers["content-length"]), len(body))
        with wave.open(io.BytesIO(body)) as file:
            self.assertEqual(file.getparams()[:3], (2, 2, 44_100))
            self.assertGreater(file.getnframes() / file.getframerate(), 10)
            self.check_sound(array.array("h", file.readframes(file.getnframes())))

    def check_sound(self, samples):
        left, right = samples[::2], samples[1::2]
        self.assertNotEqual(left, right)
        self.assertLess(max(max(samples), -min(samples)), 32_000, "it clips")
        for second in range(15):
            piece = left[44_100 * second:44_100 * (second + 1)]
            loudness = math.sqrt(sum(s * s for s in piece) / len(piece))
            self.assertGreater(loudness, 1_000, f"silent at {second} s")
        # The first half second: the melody's A4, the bass's A2, the chord's C4, between them none.
        piece = left[:22_050]
        silence = strength(piece, 44_100, 470)
        for voice in (440.0, 110.0, 261.6):
            self.assertGreater(strength(piece, 44_100, voice), 5 * silence, f"no {voice} Hz")

    def test_tempo_and_seed_make_another_tune(self):
        torpor = self.up(source=MUSIC)
        tunes = {torpor.get(path)[2] for path in
                 ("/music?tempo=240", "/music?tempo=240&seed=255", "/music?tempo=240&seed=255")}
        self.assertEqual(len(tunes), 2, "a seed always gives the same tune, and another seed another")
        self.assertEqual(torpor.get("/music?tempo=fast")[0], 400)

    def test_products(self):
        torpor = self.up(source=MUSIC)
        for query, status, answer in (("", 200, b"42\n"), ("?a=-3&b=9", 200, b"-27\n"),
                                      ("?a=9223372036854775807&b=2", 400, None), ("?a=x", 400, None)):
            got = torpor.get("/mul" + query)
            self.assertEqual(got[0], status)
            if answer:
                self.assertEqual(got[2], answer)

    def test_the_page_plays_the_tune(self):
        torpor = self.up(source=MUSIC)
        status, headers, body = torpor.get("/")
        self.assertEqual((status, headers["content-type"]), (200, "text/html; charset=utf-8"))
        self.assertIn(b'src="/music"', body)
        self.assertEqual(torpor.get("/nowhere")[0], 404)


if __name__ == "__main__":
    unittest.main()
