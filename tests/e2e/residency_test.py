"""Sleeping and waking, seen from outside."""

import http.client
import os
import threading
import time
import unittest

import house


class Residency(house.TestCase):
    def test_sleeps_until_the_first_request_and_again_after_the_cooldown(self):
        torpor = self.up(house.app(), "--cooldown", "200ms")
        self.assertEqual(torpor.changes("residency:"), [])
        before = torpor.rss()
        for turn in range(1, 6):
            self.assertEqual(torpor.get("/memory?mb=20")[0], 200)
            torpor.wait_for_log("tested/probe loaded -> asleep .cooldown.", turn)
        time.sleep(1)
        self.assertLess(torpor.rss() - before, 1 << 20)

    def test_never_keeps_it(self):
        torpor = self.up(house.app(), "--cooldown", "never")
        torpor.get("/hello")
        time.sleep(1)
        self.assertEqual(torpor.changes("-> asleep"), [])

    def test_a_stream_keeps_its_component_awake(self):
        torpor = self.up(house.app(), "--cooldown", "100ms")
        status, _, body = torpor.get("/drip?count=8&ms=100")
        self.assertEqual((status, body.count(b"\n")), (200, 8))
        self.assertEqual(len(torpor.wait_for_log("asleep -> loaded")), 1)
        torpor.wait_for_log("-> asleep")

    def test_the_budget_puts_the_least_recently_used_to_sleep(self):
        torpor = self.up(house.app("probe", "/p/...") + house.second('"/h"'),
                         "--cooldown", "never", "--memory-budget", "1KiB")
        torpor.get("/p/hello")
        torpor.get("/h")
        torpor.wait_for_log("tested/probe loaded -> asleep .budget.")
        self.assertEqual(torpor.get("/p/hello")[0], 200)

    def test_a_thousand_cycles_under_load_lose_no_request(self):
        # Clients of one request every few milliseconds on each of two components, and a cooldown
        # that is shorter: each request may meet its component in any state.
        torpor = self.up(house.app("probe", "/p/...") + house.second('"/h"'), "--cooldown", "1ms")
        stop = time.monotonic() + 100
        failures, answered = [], [0, 0]

        def client(which, path):
            connection = http.client.HTTPConnection("127.0.0.1", torpor.port, timeout=20)
            n = 0
            while time.monotonic() < stop and not self.cycles_done(torpor):
                n += 1
                try:
                    connection.request("GET", path)
                    response = connection.getresponse()
                    response.read()
                    if response.status != 200:
                        failures.append(response.status)
                    answered[which] += 1
                except Exception as error:
                    failures.append(repr(error))
                    connection.close()
                time.sleep(0.003 + 0.003 * (n % 3))

        threads = [threading.Thread(target=client, args=(i, path))
                   for i, path in enumerate(("/p/hello", "/h"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertGreaterEqual(len(torpor.changes("-> asleep")), 1000)

    @staticmethod
    def cycles_done(torpor):
        return sum("-> asleep" in line for line in torpor.log[-100000:]) >= 1000


class Drain(house.TestCase):
    def test_an_accepted_request_is_answered(self):
        torpor = self.up(house.app())
        torpor.get("/hello")
        results = []
        threads = [threading.Thread(
            target=lambda: results.append(torpor.get("/sleep?ms=700")[0])) for _ in range(5)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        self.assertEqual(torpor.stop(), 0)
        for thread in threads:
            thread.join()
        self.assertEqual(results, [200] * 5)

    def test_idle_connections_do_not_hold_it_up(self):
        torpor = self.up(house.app())
        connection = http.client.HTTPConnection("127.0.0.1", torpor.port)
        connection.request("GET", "/hello")
        connection.getresponse().read()
        began = time.monotonic()
        self.assertEqual(torpor.stop(), 0)
        self.assertLess(time.monotonic() - began, 5)
        connection.close()

    def test_copies_of_files_are_gone(self):
        os.makedirs(os.path.join(self.folder, "static"))
        os.makedirs(os.path.join(self.folder, "tmp"))
        torpor = self.up(house.app(files='["static/*"]'), "--temp",
                         os.path.join(self.folder, "tmp"))
        self.assertEqual(torpor.stop(), 0)
        self.assertEqual(os.listdir(os.path.join(self.folder, "tmp")), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
