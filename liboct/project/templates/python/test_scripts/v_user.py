"""A virtual user: waits one to two seconds, then as long again inside a custom timer."""
import random
import time

from oct_turrets.base import BaseTransaction
from oct_turrets.tools import CustomTimer


class Transaction(BaseTransaction):
    def __init__(self, config):
        # Once per cannon. `config` holds the turret's keys.
        super(Transaction, self).__init__(config)

    def setup(self):
        """Before each run, not measured: set up data or objects here."""
        pass

    def run(self):
        """Measured. An exception raised here becomes the error of this iteration."""
        r = random.uniform(1, 2)
        time.sleep(r)
        with CustomTimer(self, 'a timer'):
            time.sleep(r)

    def tear_down(self):
        """After each run, not measured: clear caches, reset objects."""
        pass


if __name__ == '__main__':
    trans = Transaction(None)
    trans.run()
    print(trans.custom_timers)
