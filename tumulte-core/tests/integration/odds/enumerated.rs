//! Odds against every throw there is, made by the roller itself.

use tumulte_core::dice::{Dialect, Exactness, Formula};

use super::throws::{Throws, gcd};

/// Says what is wrong; nothing where the odds are the same.
fn difference(text: &str, dialect: Dialect, may_refuse: bool) -> Option<String> {
    let formula = match Formula::parse(text, dialect) {
        Ok(formula) => formula,
        Err(refused) => return Some(format!("{text}: {refused}")),
    };
    let odds = match formula.odds() {
        Ok(odds) => odds,
        Err(refused) if may_refuse && refused.code() == "dice.odds_out_of_reach" => return None,
        Err(refused) => return Some(format!("{text}: {refused}")),
    };
    if odds.exactness() != Exactness::Exact {
        return Some(format!("{text}: {:?}", odds.exactness()));
    }
    let Throws { counts, all, .. } = Throws::of(&formula, u128::MAX);
    if odds.iter().count() != counts.len() {
        return Some(format!("{text}: {} totals of {}", odds.iter().count(), counts.len()));
    }
    counts.into_iter().find_map(|(total, count)| {
        let total = f64::from_bits(total);
        let (ways, of) = odds.ways(total).unwrap();
        let shared = gcd(all, of);
        (ways * (all / shared) != count * (of / shared))
            .then(|| format!("{text} is {total}: {ways} of {of}, not {count} of {all}"))
    })
}

fn assert_same(texts: &str, dialect: Dialect, may_refuse: bool) {
    let differences: Vec<_> = texts
        .split(';')
        .map(str::trim)
        .filter_map(|text| difference(text, dialect, may_refuse))
        .collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn odds_are_those_of_every_throw_in_foundry() {
    let texts = "1d6; 3d6 + 2; 2d6 - 1d4; 2d4 * 1d6; 1d6 / 2; floor(1d6 / 2) + ceil(1d5 / 2); \
        round(3d4 / 4); abs(1d6 - 4); max(1d6, 1d8, 3); min(2d4, 1d10) * 2; 1d20 % 7; 4d6kh3; \
        4d6kl3; 4d6dl1; 4d6dh1; 5d4kh2; 5d4dl1dh1; 3d6kh2dl1; 2d20kh1 + 5; 2d20kl1 - 1; 1d6kh3; \
        1d20adv; 1d20dis; 1d20adv2; 3d6r1; 3d6r<3; 2d8r<3kh1; 4d4r1kh3; 3d6min2; \
        3d6max4; 3d6min2kh2; 3d6kh2min3; 3d6max4min2; 5d6cs>=5; 5d6cs=6; 4d6cf<=2; 4d6df1; \
        4d6cs>=5df=1; 3d6sf=1; 4d6even; 4d6odd; 4d6kh3cs>=5; 4d6cs>=5kh3; 3d6ms>=10; 3d6ms<8; \
        4dc; 4dcc1; 4dF; 3dFkh2; 2d%; 3d6xo; 2d6xo>=5; 2d6xo6kh1; 2d6xo6kh2; 2d6xo<3kl1; 3d4x1=4; \
        2d6x2=6; 3d6r2=1; 2d6kh1xo; 3d4kh2r1; 3d4r1xo4; 2d6xo6cs>=5; 2d6xo6r1; (1d4)d6; \
        (1d3)d(1d4); 2d(1d4 + 1)kh1; (1d3)d6r1; (2d2 - 2)d6; {1d6, 1d8}kh1; {2d4, 1d8, 5}kl1; \
        {1d6, 1d8, 1d4}kh2; {1d6, 2d4, 1d4}dl1; {1d6, 1d8}; {1d6 + 1, 1d8}cs>=5; \
        {1d6, 1d6}dh1cs>3; {1d6 / 2, 1d4}kh1; {1d20, 1d20}kh1 + {1d4, 1d6}kl1; -(2d6); \
        1d4 + 0.5; (1d6 + 1d4) * 1.5";
    assert_same(texts, Dialect::Foundry, false);
}

#[test]
fn odds_are_those_of_every_throw_in_roll20() {
    let texts = "2d6+3; 4d6k3; 4d6d1; 4d6dh1; 3d6ro<2; 4d6>4; 4d6>4f1; {4d4}kh3; {2d6+1d4}kh2; \
        {2d6+1d4}dl1; {1d6,1d8}kh1; {2d6+2d4}>4; 4d6mt; 5d4mt3; 4d6mt>3; 4d4kh3mt; 4dFkh2; \
        4d6sa; [[1d4]]d4; 1d20cs>19cf<2; 2d6**2";
    assert_same(texts, Dialect::Roll20, true);
}

#[test]
fn odds_are_those_of_every_throw_in_avrae() {
    let texts = "4d6kh3; 4d6k6; 4d6k1k6; 4d6p1; 4d6p<3; 4d6kh1kl1; 4d6ph1; 3d6ro1; 3d6ro<3; 3d6ra6; \
        3d6ra>4; 3d6mi2; 3d6ma5; 3d6mi2ro2; 2d20kh1 + 5; (1d6, 1d8)kh1; (1d6, 1d8, 2d4)kh2; \
        (1d6, 1d8)k>3; 1d6 // 2; 1d6 > 3; 1d6 == 1d6; 2d6 != 7; 2d%; 2d6mi2kh1; 3d6k>2; \
        1d4k1kh1; 3d4k1kh1; 2d4ph1kh1kh1; 3d4e1eh1; 2d4ro1roh1; 0d%rr>0";
    assert_same(texts, Dialect::Avrae, true);
}
