"""A virtual user for turret.py: waits a few milliseconds inside a custom timer."""
import random, time


class Transaction:
    def __init__(self, config):
        self.custom_timers = {}

    def run(self):
        start = time.monotonic()
        time.sleep(random.uniform(0.005, 0.010))
        self.custom_timers["a timer"] = time.monotonic() - start
        if random.random() < 0.1:
            raise RuntimeError("one of ten fails")
