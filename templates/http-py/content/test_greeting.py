import unittest

from greeting import greeting


class Greeting(unittest.TestCase):
    def test_greets_with_the_path(self):
        self.assertEqual(greeting("/tea"), "Hello from Python! You asked for /tea\n")
