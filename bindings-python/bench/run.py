"""Runs every benchmark of the package; ends unhappily when a ratio that is required is not reached."""

import sys

import dice
import messages

if __name__ == "__main__":
    reached = [dice.run(), messages.run()]
    sys.exit(0 if all(reached) else 1)
