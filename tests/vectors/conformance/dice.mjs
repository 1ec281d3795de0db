// Formulas, rolls, seeds and odds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, plain, thrownBy, vectors } from "./vectors.mjs";

const DIALECTS = ["foundry", "roll20", "avrae"];
const near = (found, expected, title) =>
  assert.ok(Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${title}: expected ${expected}, found ${found}`);

/** The place of bytes in a text, as JavaScript counts. */
function units(text, bytes) {
  return bytes.map((byte) => Buffer.from(text).subarray(0, byte).toString().length);
}

export function dice(tumulte) {
  const { DiceError, Formula, RollResult, roll, rollMany } = tumulte;

  test("formulas print and come to what the vectors say", () => {
    let run = 0;
    for (const dialect of DIALECTS) {
      for (const { formula: text, print, given, shown, total, min, max, mean } of vectors(`dice/${dialect}.json`).formulas) {
        const formula = Formula.parse(text, dialect);
        assert.equal(formula.toString(), print, text);
        assert.equal(formula.dialect, dialect);
        assert.ok(formula.equals(Formula.parse(print, dialect)), print);
        assert.ok(formula.equals(Formula.fromJSON(plain(formula))), print);
        const rolled = formula.rollGiven(given);
        assert.deepEqual([rolled.total, rolled.text, String(rolled), rolled.formula], [total, shown, shown, print], text);
        const faces = rolled.dice.map((die) => die.result);
        assert.deepEqual(plain(rolled).faces ?? faces, given, text);
        assert.deepEqual(faces.toSorted(), given.toSorted(), text);
        assert.ok(rolled.equals(RollResult.fromJSON(plain(rolled))), text);
        run += 1;
        const isOutOfReach = codeOf(() => formula.odds()) === "dice.odds_out_of_reach";
        const odds = isOutOfReach ? formula.approximateOdds(20_000, 7) : formula.odds();
        if (isOutOfReach) assert.ok(Math.abs(odds.mean - mean) < 0.2, text);
        else near(odds.mean, mean, text);
        if (min !== undefined && min !== null) assert.equal(odds.min, min, text);
        if (max !== undefined && max !== null) assert.equal(odds.max, max, text);
      }
    }
    assert.ok(run >= 69, "vectors are missing");
  });

  test("what is no formula is refused by code, at its place", () => {
    const { formulas } = vectors("dice/refused.json");
    assert.ok(formulas.length > 0);
    for (const { dialect, formula, code, span } of formulas) {
      const refusals = [thrownBy(() => Formula.parse(formula, dialect).roll(7)), thrownBy(() => roll(formula, 7, dialect))];
      for (const error of [...refusals, rollMany([formula], 7, dialect)[0]]) {
        assert.ok(error instanceof DiceError && error instanceof tumulte.TumulteError && error instanceof Error, formula);
        assert.deepEqual([error.code, error.name, error.span], [code, "DiceError", units(formula, span)], formula);
        assert.ok(error.render().startsWith(error.message), formula);
      }
    }
  });

  test("places count as JavaScript does", () => {
    const error = thrownBy(() => roll("1d20[🐉é] + oops"));
    assert.deepEqual(error.span, [12, 16]);
    assert.equal(error.render().split("\n")[2].trimEnd(), `${" ".repeat(2 + 11)}^^^^`, "a picture counts characters");
  });

  test("odds are what the vectors say", () => {
    const { odds: cases, refused } = vectors("dice/odds.json");
    assert.ok(cases.length > 0 && refused.length > 0);
    for (const { dialect, formula, exactness, min, max, mean, deviation, atLeast, percentiles, rarity } of cases) {
      const odds = Formula.parse(formula, dialect).odds();
      assert.equal(odds.exactness, exactness, formula);
      assert.equal(odds.min, min, formula);
      if (max !== undefined && max !== null) assert.equal(odds.max, max, formula);
      near(odds.mean, mean, formula);
      near(odds.deviation, deviation, formula);
      near(odds.variance, deviation ** 2, formula);
      for (const [total, p] of atLeast) near(odds.pAtLeast(total), p, `${formula} at least ${total}`);
      for (const [percent, total] of percentiles) assert.equal(odds.percentile(percent), total, `${formula}: ${percent} %`);
      for (const [total, text] of rarity) assert.equal(odds.rarity(total).text, text, `${formula}: ${total}`);
      const distribution = odds.distribution();
      assert.equal(distribution[0][0], odds.min, formula);
      near(distribution.reduce((sum, [, p]) => sum + p, 0), 1, formula);
      assert.ok(odds.equals(Formula.parse(formula, dialect).odds()), formula);
    }
    for (const { dialect, formula, code, span } of refused) {
      const error = thrownBy(() => Formula.parse(formula, dialect).odds());
      assert.deepEqual([error.code, error.span], [code, units(formula, span)], formula);
    }
  });

  test("how rare a roll was", () => {
    const rolled = Formula.parse("2d20kh1 + 5").rollGiven([1, 1]);
    const rarity = { exactly: 1 / 400, atLeastAsExtreme: 1 / 400, side: "low", oneIn: 400, text: "1 in 400" };
    assert.deepEqual(plain(rolled.rarity()), rarity);
    assert.equal(rolled.rarity().text, "1 in 400");
    assert.deepEqual(plain(Formula.parse("1d2").odds()).distribution, [[1, 0.5], [2, 0.5]]);
    const odds = Formula.parse("4d6kh3").approximateOdds(20_000, 7);
    assert.equal(odds.exactness, "sampled");
    assert.ok(Math.abs(odds.mean - 12.2446) < 0.1);
    assert.equal(odds.rarity(0.5).oneIn, Infinity);
    assert.equal(odds.p(0.5) + odds.pAtMost(2), 0);
  });

  test("the same seed is the same roll as in every language", () => {
    const { rolls } = vectors("dice/rolls-by-seed.json");
    assert.ok(rolls.length > 0);
    for (const { dialect, formula, seed, total, faces, text } of rolls) {
      const seeds = BigInt(seed) <= BigInt(Number.MAX_SAFE_INTEGER) ? [BigInt(seed), Number(seed)] : [BigInt(seed)];
      for (const given of seeds) {
        const ways = [roll(formula, given, dialect), Formula.parse(formula, dialect).roll(given), rollMany([formula], given, dialect)[0]];
        for (const rolled of ways) {
          assert.deepEqual([rolled.total, rolled.text], [total, text], `${formula}, seed ${seed}`);
          assert.deepEqual(rolled.dice.map((die) => die.result), faces, `${formula}, seed ${seed}`);
        }
      }
    }
  });

  test("dice of a seed fall as the vectors say", () => {
    for (const { seed, dice: thrown } of vectors("dice/seeds.json").seeds) {
      // A formula has no die of three thousand million faces: the stream is followed up to it.
      const first = thrown.slice(0, thrown.findIndex(([faces]) => faces > 1000));
      assert.ok(first.length > 5);
      const rolled = roll(first.map(([faces]) => `1d${faces}`).join(" + "), BigInt(seed));
      assert.deepEqual(rolled.dice.map((die) => [die.faces, die.result]), first, `seed ${seed}`);
    }
  });

  test("many are rolled with one source of dice, and what is refused stays in its place", () => {
    const rolled = rollMany(["2d6", "no dice", "1d20[🐉]", "2d6"], 7n);
    const whole = roll("2d6 + 1d20 + 2d6", 7);
    assert.equal(rolled[1].code, "dice.unexpected");
    const faces = [0, 2, 3].flatMap((place) => rolled[place].dice.map((die) => die.result));
    assert.deepEqual(faces, whole.dice.map((die) => die.result));
    assert.deepEqual(rollMany([]), []);
    assert.equal(rollMany(Array.from({ length: 1000 }, () => "3d6")).every(({ total }) => total >= 3 && total <= 18), true);
  });

  test("without a seed the dice are random", () => {
    const totals = new Set(Array.from({ length: 50 }, () => roll("1d1000").total));
    assert.ok(totals.size > 25, `${totals.size} different totals of 50`);
    assert.ok(new Set(Array.from({ length: 50 }, () => Formula.parse("1d1000").roll().total)).size > 25);
  });

  test("a roll knows its formula, its dice and its JSON", () => {
    const rolled = Formula.parse("4d6dl1 + 2").rollGiven([1, 4, 6, 3]);
    assert.deepEqual(plain(rolled), {
      formula: "4d6dl1 + 2",
      dialect: "foundry",
      total: 15,
      dice: [
        { faces: 6, result: 1, active: false, discarded: true, term: 0 },
        { faces: 6, result: 4, active: true, term: 0 },
        { faces: 6, result: 6, active: true, term: 0 },
        { faces: 6, result: 3, active: true, term: 0 },
      ],
      text: "4d6dl1 (~~1~~, 4, 6, 3) + 2 = 15",
    });
    assert.ok(rolled.equals(Formula.parse("4d6dl + 2").rollGiven([1, 4, 6, 3])));
    assert.ok(!rolled.equals(Formula.parse("4d6dl1 + 2").rollGiven([2, 4, 6, 3])));
    assert.ok(!rolled.equals(plain(rolled)) && !rolled.equals(undefined));
    const sorted = Formula.parse("4d6!sa", "roll20").rollGiven([6, 2, 3, 1, 5]);
    assert.deepEqual([sorted.dice.map((die) => die.result), plain(sorted).faces], [[1, 2, 3, 5, 6], [6, 2, 3, 1, 5]]);
    assert.ok(sorted.equals(RollResult.fromJSON(plain(sorted))) && sorted.text === RollResult.fromJSON(plain(sorted)).text);
    assert.equal(roll("1d6 / 4", 7).total % 0.25, 0, "a total need not be whole");
    const counted = roll("5d10cs>=8", 7).dice;
    assert.ok(counted.every((die) => die.success === die.result >= 8 && die.count === Number(die.success)));
    assert.deepEqual(plain(roll("2dF", 7).dice.map((die) => die.kind)), ["fate", "fate"]);
  });

  test("a formula knows who may see it and what was written behind it", () => {
    const formula = Formula.parse("/gmroll 1d20 + 5 # for the ambush");
    assert.deepEqual([formula.visibility, formula.comment], ["gm_only", "for the ambush"]);
    const plainOne = Formula.parse("1d20 + 5");
    assert.deepEqual([plainOne.visibility, plainOne.comment], [null, null]);
    assert.deepEqual(plain(plainOne), { formula: "1d20 + 5", dialect: "foundry" });
    assert.ok(!formula.equals(plainOne) && !plainOne.equals(Formula.parse("1d20 + 5", "roll20")));
  });

  test("arguments of the wrong type or range are refused as such", () => {
    const types = [
      () => roll(), () => roll(7), () => roll("1d6", "7"), () => roll("1d6", 7, 7), () => rollMany("1d6"), () => rollMany([7]),
      () => Formula.parse(), () => Formula.parse("1d6").rollGiven(), () => Formula.parse("1d6").rollGiven(["6"]),
      () => Formula.parse("1d6").odds().p("6"),
    ];
    for (const wrong of types) assert.ok(thrownBy(wrong) instanceof TypeError, String(wrong));
    const ranges = [
      () => roll("1d6", -1), () => roll("1d6", 0.5), () => roll("1d6", 2 ** 53), () => roll("1d6", -1n), () => roll("1d6", 1n << 64n),
      () => roll("1d6", undefined, "klingon"), () => Formula.parse("1d6", "klingon"), () => Formula.parse("1d6").rollGiven([0.5]),
      () => Formula.parse("1d6").approximateOdds(-1),
    ];
    for (const wrong of ranges) assert.ok(thrownBy(wrong) instanceof RangeError, String(wrong));
    assert.equal(roll("1d1", null, null).total, 1);
    assert.equal(codeOf(() => Formula.parse("2d6").rollGiven([7, 1])), "dice.face_out_of_range");
    assert.equal(codeOf(() => Formula.parse("2d6").rollGiven([1])), "dice.too_few_faces");
    assert.equal(codeOf(() => Formula.parse("2d6").rollGiven([1, 2, 3])), "dice.faces_left_over");
  });
}
