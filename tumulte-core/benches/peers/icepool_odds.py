"""The peer of the benchmark `odds`: icepool works out the same distributions.

Prints one JSON object per case: the first call, the fastest call after it, mean and one tail for comparison.
"""

import json
import time

import icepool

CASES = [
    ("8d6", lambda: 8 @ icepool.d(6), 40),
    ("100d6", lambda: 100 @ icepool.d(6), 400),
    ("4d6kh3", lambda: icepool.d(6).highest(4, 3), 16),
    ("2d20kh1 + 5", lambda: icepool.d(20).highest(2) + 5, 20),
    ("10d10cs>=8", lambda: 10 @ (icepool.d(10) >= 8), 6),
    ("3d6x", lambda: 3 @ icepool.d(6).explode(depth=20), 20),
]


def nanoseconds(work):
    start = time.perf_counter_ns()
    work()
    return time.perf_counter_ns() - start


def main():
    (1 @ icepool.d(2)).mean()
    for formula, work, at_least in CASES:
        first = nanoseconds(work)
        end = time.perf_counter_ns() + 500_000_000
        fastest = first
        while time.perf_counter_ns() < end:
            fastest = min(fastest, nanoseconds(work))
        die = work()
        print(json.dumps({
            "formula": formula,
            "first": first,
            "fastest": fastest,
            "mean": float(die.mean()),
            "atLeast": at_least,
            "pAtLeast": float(die.probability(">=", at_least)),
        }))


main()
