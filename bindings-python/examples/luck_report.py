"""Who was lucky? `luck_report.py messages.jsonl luck.png` weighs a Foundry chat log against exact odds."""

import sys
from contextlib import suppress
from functools import cache
from itertools import chain

import matplotlib.pyplot as plt

import tumulte

odds = cache(lambda formula: tumulte.Formula.parse(formula).odds())


def luck(dump: bytes) -> list[tuple[float, str]]:
    """Every player's luck in standard deviations, and what was rolled in words; the luckiest first."""
    rolled: dict[str, list[tuple[float, float, float]]] = {}
    for roll in chain(*(rolls for rolls in tumulte.parse_messages("foundry", dump) if isinstance(rolls, list))):
        with suppress(tumulte.DiceError):  # Only its game system knows what the formula means.
            told = (roll.total or 0, odds(roll.formula).mean, odds(roll.formula).variance)
            rolled.setdefault(roll.speaker.alias or "somebody", []).append(told)
    players = []
    for name, rolls in sorted(rolled.items(), key=lambda player: -len(player[1]))[:12]:
        total, mean, variance = map(sum, zip(*rolls, strict=True))
        words = f"{name[:28]}: {total:.0f} in {len(rolls)} rolls, expected {mean:.0f}"
        players.append(((total - mean) / (variance or 1) ** 0.5, words))
    return sorted(players, reverse=True)


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as dump:
        sigmas, words = zip(*luck(dump.read()), strict=True)
    print("\n".join(f"{sigma:+.1f} σ  {told}" for sigma, told in zip(sigmas, words, strict=True)))
    axes = plt.figure(figsize=(10, 1.5 + 0.4 * len(words)), layout="constrained").gca()
    axes.axvspan(-1.96, 1.96, color="#f2eee6")
    bars = axes.barh(words, sigmas, color=["#b5820f" if sigma > 0 else "#a3203a" for sigma in sigmas], height=0.6)
    axes.bar_label(bars, fmt="{:+.1f} σ", padding=4)
    axes.set(frame_on=False, xlim=(-3.5, 3.5), xticks=[], ylim=(len(words) - 0.4, -0.6), title="Luck at the table")
    plt.savefig(sys.argv[2], dpi=150)
