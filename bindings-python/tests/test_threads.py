import json
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from conftest import message

import tumulte
from tumulte import Formula, RuleSet, judge_many, parse_message, parse_messages, roll, roll_many

THREADS = 8
Value = TypeVar("Value")


def at_once(work: Callable[[int], Value]) -> list[Value]:
    """What `work` gives in as many threads, which all start at the same moment."""
    gate = threading.Barrier(THREADS)

    def started(number: int) -> Value:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(started, range(THREADS)))


def test_objects_are_shared_between_threads() -> None:
    formula, rules = Formula.parse("4d6kh3 + 1d20"), RuleSet.of("dnd5e")
    (told,) = parse_message("foundry", message(), "dnd5e")
    expected = formula.roll(7)
    shared = formula.roll(7)

    def work(_: int) -> bool:
        for _ in range(200):
            assert formula.roll(7) == expected
            assert shared.dice is shared.dice
            assert told.dice is told.dice and told.verdict == rules.judge(told)
        return True

    assert all(at_once(work))


def test_batches_of_threads_keep_to_themselves() -> None:
    texts = ["2d6", "1d20 +", "4d6dl1"] * 50
    raws: list[Any] = [message(face) for face in range(1, 21)] + ["{"]
    rolls, readings = roll_many(texts, 7), parse_messages("foundry", raws, "dnd5e")
    inputs = [{"dice": [{"faces": 20, "result": face}]} for face in range(1, 21)]
    verdicts = judge_many("dnd5e", inputs)

    def work(_: int) -> bool:
        return all(
            roll_many(texts, 7) == rolls
            and parse_messages("foundry", raws, "dnd5e") == readings
            and judge_many("dnd5e", inputs) == verdicts
            for _ in range(20)
        )

    assert all(at_once(work))


def test_every_thread_has_dice_of_its_own() -> None:
    rolls = at_once(lambda _: [roll("10d1000").text for _ in range(50)])
    assert len({text for texts in rolls for text in texts}) == THREADS * 50


def lets_others_run(work: Callable[[], object]) -> bool:
    """Whether another thread gets its turn while this one is at work, be it at the hundredth time."""
    ticks, over = 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not over.is_set():
            ticks += 1
            time.sleep(0)

    ticker = threading.Thread(target=tick)
    ticker.start()
    before = ticks
    for _ in range(100):
        work()
        if ticks > before:
            break
    after = ticks
    over.set()
    ticker.join()
    return after > before


@pytest.mark.parametrize("what", ["roll_many", "parse_messages", "judge_many", "odds"])
def test_other_threads_run_during_a_long_call(what: str) -> None:
    texts = ["200d6x"] * 1000
    dump = "\n".join([json.dumps(message())] * 1000)
    inputs = [b'{"dice": [{"faces": 20, "result": 20}]}'] * 5_000
    slow = Formula.parse("40d20kh20")
    work: dict[str, Callable[[], object]] = {
        "roll_many": lambda: roll_many(texts),
        "parse_messages": lambda: parse_messages("foundry", dump, "dnd5e"),
        "judge_many": lambda: judge_many("dnd5e", inputs),
        "odds": slow.odds,
    }
    # A thread that keeps the interpreter would be asked to hand over after this long, in vain.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        assert lets_others_run(work[what])
    finally:
        sys.setswitchinterval(interval)


def child(results: Any) -> None:
    results.put(roll("20d1000").text)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_rolls_dice_of_its_own() -> None:
    roll("1d6")
    context = multiprocessing.get_context("fork")
    results: Any = context.SimpleQueue()
    children = [context.Process(target=child, args=(results,)) for _ in range(3)]
    for process in children:
        process.start()
    texts = [results.get() for _ in children] + [roll("20d1000").text]
    for process in children:
        process.join()
    assert len(set(texts)) == len(texts)


def test_the_module_is_imported_once_by_threads_of_any_number() -> None:
    assert at_once(lambda _: tumulte.systems()[0]) == [tumulte.systems()[0]] * THREADS
