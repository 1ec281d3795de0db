import copy
import json
import math
import pickle
from typing import Any

import pytest
from conftest import CodeOf, Vectors, read_vectors

import tumulte
from tumulte import Die, DiceError, Formula, Odds, RollResult, roll, roll_many

DIALECTS: list[tumulte.Dialect] = ["foundry", "roll20", "avrae"]
LARGEST = 2**64 - 1


@pytest.mark.parametrize("dialect", DIALECTS)
def test_formulas_print_and_come_to_what_the_vectors_say(dialect: tumulte.Dialect, vectors: Vectors) -> None:
    file = vectors(f"dice/{dialect}.json")
    assert (file["dialect"], len(file["formulas"]) > 20) == (dialect, True)
    for case in file["formulas"]:
        formula = Formula.parse(case["formula"], dialect)
        assert str(formula) == formula.text == formula.to_string() == case["print"], case
        assert Formula.parse(case["print"], dialect) == formula
        given = formula.roll_given(case["given"])
        assert (given.text, given.total, given.formula) == (case["shown"], case["total"], case["print"]), case
        assert sorted(die.result for die in given.dice) == sorted(case["given"])
        assert RollResult.from_dict(json.loads(json.dumps(given.to_dict()))) == given


@pytest.mark.parametrize("dialect", DIALECTS)
def test_odds_have_the_range_and_mean_of_the_vectors(dialect: tumulte.Dialect, vectors: Vectors) -> None:
    for case in vectors(f"dice/{dialect}.json")["formulas"]:
        formula = Formula.parse(case["formula"], dialect)
        try:
            odds = formula.odds()
        except DiceError as refused:
            assert refused.code == "dice.odds_out_of_reach", case
            odds = formula.approximate_odds(2000, seed=7)
            assert odds.mean == pytest.approx(case["mean"], rel=0.2, abs=0.5), case
            continue
        assert odds.mean == pytest.approx(case["mean"]), case
        assert case["min"] is None or odds.min == case["min"], case
        assert case["max"] is None or odds.max == case["max"], case


def test_what_is_refused_says_where_in_characters(vectors: Vectors) -> None:
    cases = vectors("dice/refused.json")["formulas"]
    assert len(cases) > 40
    for case in cases:
        with pytest.raises(DiceError) as raised:
            roll(case["formula"], dialect=case["dialect"])
        start, end = (len(case["formula"].encode()[:end].decode()) for end in case["span"])
        assert (raised.value.code, raised.value.span) == (case["code"], (start, end)), case
        assert raised.value.message in raised.value.render()


def test_a_place_is_counted_in_code_points() -> None:
    text = "1d6[🎲é] + 1d6q"
    for refuse in (lambda: roll(text), lambda: Formula.parse(text)):
        with pytest.raises(DiceError) as raised:
            refuse()
        start, end = raised.value.span
        assert text[start:end] == "q"
        assert raised.value.render().splitlines()[1:3] == [f"  {text}", "  " + " " * start + "^"]
    with pytest.raises(DiceError) as late:
        Formula.parse("1d6[🎲] + 1d6 / 0").roll()
    assert late.value.code == "dice.division_by_zero"
    assert "1d6[🎲] + 1d6 / 0" in late.value.render()


def test_a_refusal_says_what_was_expected_and_what_helps() -> None:
    with pytest.raises(DiceError) as raised:
        roll("2d20kh1 + (3")
    error = raised.value
    assert (error.code, error.span) == ("dice.unclosed_parenthesis", (10, 11))
    assert (error.expected, error.hint) == ("`)`", "close it with `)`")
    assert error.render().splitlines() == [
        "a parenthesis is never closed, expected `)`",
        "  2d20kh1 + (3",
        "            ^",
        "hint: close it with `)`",
    ]
    again = pickle.loads(pickle.dumps(error))
    assert (again, again.render(), again.span) == (error, error.render(), error.span)
    assert isinstance(error, tumulte.TumulteError)


def test_the_same_seed_rolls_the_same_in_every_language(vectors: Vectors) -> None:
    cases = vectors("dice/rolls-by-seed.json")["rolls"]
    assert len(cases) > 40
    for case in cases:
        seed = int(case["seed"])
        rolled = roll(case["formula"], seed, case["dialect"])
        assert rolled.total == case["total"], case
        assert [die.result for die in rolled.dice] == case["faces"], case
        assert str(rolled) == rolled.text == case["text"], case
        assert roll_many([case["formula"]], seed, case["dialect"]) == [rolled]
        assert Formula.parse(case["formula"], case["dialect"]).roll(seed) == rolled


def test_a_seed_gives_the_faces_of_the_vectors(vectors: Vectors) -> None:
    seeds = vectors("dice/seeds.json")["seeds"]
    assert seeds
    for case in seeds:
        # Beyond these come dice larger than a formula may ask for.
        dice = case["dice"][:10]
        formula = " + ".join(f"1d{faces}" for faces, _ in dice)
        rolled = roll(formula, int(case["seed"]))
        assert [die.result for die in rolled.dice] == [face for _, face in dice]


def test_odds_are_those_of_the_vectors(vectors: Vectors) -> None:
    file = vectors("dice/odds.json")
    assert file["odds"] and file["refused"]
    for case in file["odds"]:
        odds = Formula.parse(case["formula"], case["dialect"]).odds()
        assert (odds.exactness, odds.min) == (case["exactness"], case["min"]), case
        assert "max" not in case or odds.max == case["max"], case
        assert odds.mean == pytest.approx(case["mean"], rel=1e-12)
        assert odds.deviation == pytest.approx(case["deviation"], rel=1e-12, abs=1e-15)
        assert odds.variance == pytest.approx(odds.deviation**2)
        for total, p in case["atLeast"]:
            assert odds.p_at_least(total) == pytest.approx(p, rel=1e-12), case
        for percent, total in case["percentiles"]:
            assert odds.percentile(percent) == total, case
        for total, text in case["rarity"]:
            assert odds.rarity(total).text == text, case
    for case in file["refused"]:
        with pytest.raises(DiceError) as raised:
            Formula.parse(case["formula"], case["dialect"]).odds()
        assert (raised.value.code, list(raised.value.span)) == (case["code"], case["span"]), case


def test_odds_answer_what_a_table_asks() -> None:
    odds = Formula.parse("2d20").odds()
    assert odds.rarity(40) == tumulte.Rarity(1 / 400, 1 / 400, "high", 400.0, "1 in 400")
    assert (odds.p(21), odds.p_at_most(2), odds.p_at_least(41)) == (0.05, 1 / 400, 0)
    assert math.isinf(odds.rarity(1).one_in)
    distribution = odds.distribution()
    assert distribution[0] == (2, 1 / 400)
    assert sum(p for _, p in distribution) == pytest.approx(1)
    assert all(isinstance(total, int) for total, _ in distribution)
    assert roll("2d20", 7).rarity() == odds.rarity(roll("2d20", 7).total)


def test_odds_that_are_out_of_reach_are_approximated() -> None:
    formula = Formula.parse("4d6kh3r1kl2")
    with pytest.raises(DiceError) as raised:
        formula.odds()
    assert raised.value.code == "dice.odds_out_of_reach"
    sampled = formula.approximate_odds(10_000, seed=7)
    assert sampled.exactness == "sampled"
    assert sampled.mean == pytest.approx(7.3, abs=0.2)
    assert sampled == formula.approximate_odds(10_000, 7)
    assert sampled != formula.approximate_odds(10_000, 8)


def test_dice_know_what_became_of_them() -> None:
    low, high = Formula.parse("2d20kh1").roll_given([3, 14]).dice
    assert (low.faces, low.result, low.active, low.discarded) == (20, 3, False, True)
    assert (high.faces, high.result, high.active, high.discarded) == (20, 14, True, False)
    assert repr(low) == "Die(faces=20, result=3, active=False, discarded=True)"
    assert low == Die(20, 3, active=False, discarded=True)
    (lifted,) = Formula.parse("1d20min10").roll_given([4]).dice
    assert (lifted.result, lifted.value) == (4, 10)
    (counted, not_counted) = Formula.parse("2d10cs>=8").roll_given([9, 2]).dice
    assert (counted.success, counted.count, not_counted.success) == (True, 1, False)
    exploded, added = Formula.parse("1d6x").roll_given([6, 2]).dice
    assert (exploded.exploded, added.exploded) == (True, False)
    assert [die.term for die in Formula.parse("1d6 + 1d8").roll_given([1, 2]).dice] == [0, 1]


def test_many_formulas_share_one_source_of_dice_and_lose_nothing_to_an_error() -> None:
    rolls = roll_many(["1d20", "1d20 +", "1d20"], 7)
    first, error, second = rolls
    assert isinstance(error, DiceError)
    assert (error.code, error.span) == ("dice.unexpected_end", (6, 6))
    assert isinstance(first, RollResult) and isinstance(second, RollResult)
    both = roll("1d20 + 1d20", 7)
    assert [die.result for die in both.dice] == [first.total, second.total]
    assert roll_many([]) == []
    assert len(roll_many(["8d6"] * 1000)) == 1000


def test_without_a_seed_nobody_knows_what_falls() -> None:
    assert len({roll("20d1000").text for _ in range(20)}) == 20
    assert 1 <= roll("d20").total <= 20
    assert roll("1 / 2").total == 0.5
    assert isinstance(roll("1d6").total, int)


@pytest.mark.parametrize(
    ("seed", "error"),
    [(-1, OverflowError), (LARGEST + 1, OverflowError), ("7", TypeError), (7.5, TypeError)],
)
def test_a_seed_is_a_whole_number_of_64_bits(seed: Any, error: type[Exception]) -> None:
    for refuse in (
        lambda: roll("1d6", seed),
        lambda: roll_many(["1d6"], seed),
        lambda: Formula.parse("1d6").roll(seed),
        lambda: Formula.parse("1d6").approximate_odds(10, seed),
    ):
        with pytest.raises(error):
            refuse()
    assert roll("1d6", 0) == roll("1d6", 0)
    assert roll("1d6", LARGEST) == roll("1d6", LARGEST)


def test_arguments_of_the_wrong_kind_are_pythons_own_errors() -> None:
    anything: Any = roll
    for wrong in (None, 7, b"1d6"):
        with pytest.raises(TypeError):
            anything(wrong)
    with pytest.raises(TypeError):
        anything()
    with pytest.raises(TypeError):
        anything("1d6", dialect=7)
    with pytest.raises(ValueError, match="foundry, roll20 or avrae, found \"abacus\""):
        anything("1d6", dialect="abacus")


def test_faces_that_do_not_fit_are_refused(code_of: CodeOf) -> None:
    formula = Formula.parse("2d6")
    assert code_of(lambda: formula.roll_given([1])) == "dice.too_few_faces"
    assert code_of(lambda: formula.roll_given([1, 2, 3])) == "dice.faces_left_over"
    assert code_of(lambda: formula.roll_given([1, 7])) == "dice.face_out_of_range"


def test_a_formula_tells_who_may_see_it_and_what_was_said() -> None:
    formula = Formula.parse("/gmroll 2d20kh # for the ambush")
    assert (formula.visibility, formula.comment, formula.dialect) == ("gm_only", "for the ambush", "foundry")
    plain = Formula.parse("4d6k1", "avrae")
    assert (plain.visibility, plain.comment) == (None, None)
    assert repr(plain) == "Formula.parse('4d6k1', 'avrae')"
    assert plain != Formula.parse("4d6k1")
    assert Formula.parse("2d6+3") == Formula.parse(" 2d6 +  3")
    assert hash(Formula.parse("2d6+3")) == hash(Formula.parse(" 2d6 +  3"))


def test_dice_formulas_rolls_and_odds_are_copied_and_pickled() -> None:
    formula = Formula.parse("/gmr {4d6kh3, 10}kh + 1d%[luck] # é", "foundry")
    penetrating = Formula.parse("6d6!p", "roll20")
    things: list[Any] = [formula, formula.roll(7), *formula.roll(7).dice, Formula.parse("3d6x").odds()]
    things += [penetrating.roll(seed) for seed in range(20)]
    things.append(formula.approximate_odds(500))
    for thing in things:
        for twin in (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing)):
            assert twin == thing and type(twin) is type(thing)
            assert isinstance(thing, Odds) or hash(twin) == hash(thing)
            assert repr(twin) == repr(thing)
    assert Formula.from_dict(json.loads(json.dumps(formula.to_dict()))) == formula


@pytest.mark.parametrize("formula", ["4d6rsd", "4d6!sa", "3d6sd + 2d8"])
def test_dice_that_are_sorted_are_copied_in_the_order_in_which_they_fell(formula: str) -> None:
    for seed in range(50):
        rolled = roll(formula, seed, "roll20")
        assert rolled.text.endswith(f"= {rolled.total}")
        assert pickle.loads(pickle.dumps(rolled)) == rolled
        assert RollResult.from_dict(json.loads(json.dumps(rolled.to_dict()))) == rolled


def test_rolls_are_matched_by_their_parts() -> None:
    match Formula.parse("2d6").roll_given([6, 6]):
        case RollResult(formula, 12, dice=(Die(6, 6), Die(result=6))):
            assert formula == "2d6"
        case other:
            raise AssertionError(other)


def test_nothing_can_be_changed() -> None:
    rolled: Any = roll("1d6")
    for thing, name in [(rolled, "total"), (rolled.dice[0], "result"), (Formula.parse("1d6"), "text")]:
        with pytest.raises(AttributeError):
            setattr(thing, name, 7)
    assert rolled.dice is rolled.dice


def test_the_vectors_are_all_run() -> None:
    assert set(read_vectors("dice")) == {
        "avrae.json", "foundry.json", "odds.json", "refused.json", "roll20.json", "rolls-by-seed.json", "seeds.json",
    }  # fmt: skip
