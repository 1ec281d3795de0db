"""How contenders are timed: in turns, and the best round of each piece of work counts."""

from collections.abc import Callable
from math import exp, log
from time import perf_counter_ns


def best(contenders: dict[str, Callable[[], object]], rounds: int, before: Callable[[], object] = int) -> dict[str, int]:
    """The shortest time of each contender in nanoseconds; a busy machine disturbs all alike."""
    times = dict.fromkeys(contenders, 2**63)
    for _ in range(rounds):
        for name, work in contenders.items():
            before()
            start = perf_counter_ns()
            work()
            times[name] = min(times[name], perf_counter_ns() - start)
    return times


def geometric_mean(values: list[float]) -> float:
    """The mean of ratios."""
    return exp(sum(map(log, values)) / len(values))


def shown(name: str, ratio: float, required: float, aim: float) -> bool:
    """Prints a ratio beside what is required; whether that is reached."""
    print(f"{name:44} {ratio:7.2f}x   (required {required:g}x, aim {aim:g}x)")
    return ratio >= required
