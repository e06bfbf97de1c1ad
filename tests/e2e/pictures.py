"""Draws the pictures of the image classifier's test into a folder. Run by build/onnx's Python.

usage: pictures.py FOLDER
"""

import os
import sys

import numpy
from PIL import Image


def photograph(width, height, seed):
    """Something like a photograph: large soft shapes, smaller ones over them, and grain."""
    random = numpy.random.default_rng(seed)
    picture = numpy.zeros((height, width, 3))
    for detail, weight in ((3, 90), (8, 50), (30, 25)):
        shapes = Image.fromarray(random.integers(0, 255, (detail, detail, 3), dtype=numpy.uint8))
        soft = shapes.resize((width, height), Image.BICUBIC)
        picture += weight * (numpy.asarray(soft, dtype=float) / 127 - 1)
    picture += random.normal(128, 6, picture.shape)
    return Image.fromarray(numpy.clip(picture, 0, 255).astype(numpy.uint8))


def main():
    os.chdir(sys.argv[1])
    photograph(224, 224, 1).save("exact.png")
    photograph(640, 427, 2).save("large.png")
    photograph(90, 120, 3).save("small.png")
    photograph(800, 600, 4).save("photo.jpg", quality=95)
    photograph(300, 200, 5).convert("L").save("grey.png")
    photograph(300, 200, 6).save("progressive.jpg", progressive=True)
    photograph(300, 200, 7).convert("RGBA").save("transparent.png")
    photograph(300, 200, 8).save("picture.gif")
    Image.new("1", (10_000, 5_000)).save("fifty-megapixels.png")
    Image.new("L", (10_000, 5_000)).save("fifty-megapixels.jpg", quality=10)


if __name__ == "__main__":
    main()
