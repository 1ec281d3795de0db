"""`roll("…").total` against avrae's `d20.roll("…").total`, on ten formulas everybody takes."""

from collections.abc import Callable
from functools import partial
from itertools import repeat

import d20
from clock import best, geometric_mean, shown

import tumulte
from tumulte import _native

FORMULAS = [
    "2d6+3", "1d20+5", "8d6", "1d100", "1d20", "1d8+1d6+3", "10d10", "3d6+2d4-1", "4d6+10", "2d20+1d4+7",
]  # fmt: skip

# Texts nobody has read yet: enough of them that neither the clock nor what ran before is what is timed.
UNREAD = [f"{formula}+{more}" for more in range(1, 11) for formula in FORMULAS]

PEER = d20.Roller()


def ours(formulas: list[str], times: int) -> None:
    """Rolls each and looks at the total, as a bot does."""
    roll = tumulte.roll
    for _ in repeat(None, times):
        for formula in formulas:
            roll(formula).total  # noqa: B018


def theirs(formulas: list[str], times: int) -> None:
    """The same with the peer."""
    roll = PEER.roll
    for _ in repeat(None, times):
        for formula in formulas:
            roll(formula).total  # noqa: B018


def forget() -> None:
    """Both remember formulas they have read."""
    PEER._parse_cache.clear()
    _native._forget_formulas()


def contenders(formulas: list[str], ours_times: int, theirs_times: int) -> dict[str, Callable[[], object]]:
    """Each with as much work as takes long enough to be timed."""
    return {"tumulte": partial(ours, formulas, ours_times), "d20": partial(theirs, formulas, theirs_times)}


def run() -> bool:
    """Prints the ratios; whether all that is required is reached."""
    cold = best(contenders(UNREAD, 1, 1), 100, before=forget)
    cold_ns = {name: time / len(UNREAD) for name, time in cold.items()}
    warm_ratios, warm_ns = [], []
    for formula in FORMULAS:
        times = best(contenders([formula], 1000, 50), 30)
        warm_ratios.append((times["d20"] / 50) / (times["tumulte"] / 1000))
        warm_ns.append(times["tumulte"] / 1000)
    print(f"cold: tumulte {cold_ns['tumulte']:.0f} ns, d20 {cold_ns['d20']:.0f} ns for each of {len(UNREAD)} formulas")
    print(f"warm: tumulte {geometric_mean(warm_ns):.0f} ns (geometric mean)")
    reached = shown("roll(…).total against avrae d20, cold", cold_ns["d20"] / cold_ns["tumulte"], 100, 200)
    return shown("roll(…).total against avrae d20, warm", geometric_mean(warm_ratios), 40, 75) and reached


if __name__ == "__main__":
    run()
