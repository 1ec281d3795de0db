//! How each dialect writes a modifier.

use core::fmt::{self, Write};

use super::{Burst, Comparison, Dialect, Modifier, Pick, Test};

/// Writes a modifier; false where the dialect has no word for it. `highest` is the highest face,
/// where it is known.
pub(super) fn write(
    modifier: Modifier,
    dialect: Dialect,
    highest: Option<i32>,
    out: &mut impl Write,
) -> Result<bool, fmt::Error> {
    match dialect {
        Dialect::Foundry => foundry(modifier, out),
        Dialect::Roll20 => roll20(modifier, out),
        Dialect::Avrae => avrae(modifier, highest, out),
    }
}

/// Whether modifiers mean the same in every dialect that has them: Foundry tests bare faces where
/// Avrae tests clamped ones, and Avrae's neighbours choose together.
pub(super) fn carry_over(modifiers: &[Modifier]) -> bool {
    let is_clamp =
        |modifier: &Modifier| matches!(modifier, Modifier::Minimum(_) | Modifier::Maximum(_));
    let by_rank = |modifier: &Modifier| {
        matches!(
            modifier,
            Modifier::Keep(Pick::Highest(_) | Pick::Lowest(_))
                | Modifier::Drop(Pick::Highest(_) | Pick::Lowest(_))
        )
    };
    let behind_clamp = modifiers.iter().skip_while(|modifier| !is_clamp(modifier)).skip(1);
    let neighbours = modifiers.iter().zip(modifiers.iter().skip(1));
    behind_clamp.clone().all(by_rank) && neighbours.clone().all(|(one, next)| !one.joins(*next))
}

/// The modifier with the face spelled out where the next one would be read as its test: dice that
/// explode at their highest face and then count those of 5 and more are `!6>5` on Roll20, where `!>5`
/// explodes at 5.
pub(super) fn told_apart(
    modifier: Modifier,
    next: Option<&Modifier>,
    highest: Option<i32>,
) -> Option<Modifier> {
    let Modifier::Explode { pick: Pick::Passing(test), style, recursive, most } = modifier else {
        return Some(modifier);
    };
    if test.target.is_some() || !matches!(next, Some(Modifier::Success(_))) {
        return Some(modifier);
    }
    let pick = Pick::Passing(Test { target: Some(highest?), ..test });
    Some(Modifier::Explode { pick, style, recursive, most })
}

fn foundry(modifier: Modifier, out: &mut impl Write) -> Result<bool, fmt::Error> {
    match modifier {
        Modifier::Keep(pick) => return choice(["kh", "kl"], pick, out),
        Modifier::Drop(pick) => return choice(["dh", "dl"], pick, out),
        Modifier::Reroll { pick: Pick::Passing(test), recursive, most } => {
            out.write_str(if recursive { "rr" } else { "r" })?;
            return limited(most, test, out);
        }
        Modifier::Explode { pick: Pick::Passing(test), style: Burst::Add, recursive, most } => {
            out.write_str(if recursive { "x" } else { "xo" })?;
            return limited(most, test, out);
        }
        Modifier::Minimum(face) => write!(out, "min{face}")?,
        Modifier::Maximum(face) => write!(out, "max{face}")?,
        Modifier::Even => out.write_str("even")?,
        Modifier::Odd => out.write_str("odd")?,
        Modifier::Success(test) => return counted("cs", test, out),
        Modifier::Failure(test) => return counted("cf", test, out),
        Modifier::DeductFailure(test) => return counted("df", test, out),
        Modifier::SubtractFailure(test) => return counted("sf", test, out),
        Modifier::Margin(test) => return counted("ms", test, out),
        Modifier::CallCoin(face) => write!(out, "c{face}")?,
        Modifier::Advantage(1) => out.write_str("adv")?,
        Modifier::Advantage(more) => write!(out, "adv{more}")?,
        Modifier::Disadvantage(1) => out.write_str("dis")?,
        Modifier::Disadvantage(more) => write!(out, "dis{more}")?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn roll20(modifier: Modifier, out: &mut impl Write) -> Result<bool, fmt::Error> {
    match modifier {
        Modifier::Keep(pick) => return choice(["kh", "kl"], pick, out),
        Modifier::Drop(pick) => return choice(["dh", "dl"], pick, out),
        Modifier::Reroll { pick: Pick::Passing(test), recursive, most: None } => {
            out.write_str(if recursive { "r" } else { "ro" })?;
            return point(test, "", out);
        }
        Modifier::Explode { pick: Pick::Passing(test), style, recursive: true, most: None } => {
            out.write_str(match style {
                Burst::Add => "!",
                Burst::Compound => "!!",
                Burst::Penetrate => "!p",
            })?;
            return point(test, "", out);
        }
        Modifier::Success(test) => return point(test, "=", out),
        Modifier::DeductFailure(test) => {
            out.write_char('f')?;
            return point(test, "", out);
        }
        Modifier::MarkCritical(test) => {
            out.write_str("cs")?;
            return point(test, "", out);
        }
        Modifier::MarkFumble(test) => {
            out.write_str("cf")?;
            return point(test, "", out);
        }
        Modifier::Match { counts, least, test } => {
            out.write_str(if counts { "mt" } else { "m" })?;
            if least != 2 {
                write!(out, "{least}")?;
            }
            return test.map_or(Ok(true), |test| point(test, "=", out));
        }
        Modifier::Sort { ascending } => out.write_str(if ascending { "sa" } else { "sd" })?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn avrae(
    modifier: Modifier,
    highest: Option<i32>,
    out: &mut impl Write,
) -> Result<bool, fmt::Error> {
    let (word, pick) = match modifier {
        Modifier::Keep(pick) => ("k", pick),
        Modifier::Drop(pick) => ("p", pick),
        Modifier::Reroll { pick, recursive: true, most: None } => ("rr", pick),
        Modifier::Reroll { pick, recursive: false, most: None } => ("ro", pick),
        Modifier::Explode { pick, style: Burst::Add, recursive: true, most: None } => ("e", pick),
        Modifier::Explode { pick, style: Burst::Add, recursive: false, most: Some(1) } => {
            ("ra", pick)
        }
        Modifier::Minimum(face) => {
            write!(out, "mi{face}")?;
            return Ok(true);
        }
        Modifier::Maximum(face) => {
            write!(out, "ma{face}")?;
            return Ok(true);
        }
        _ => return Ok(false),
    };
    let test = match pick {
        Pick::Highest(count) => {
            write!(out, "{word}h{count}")?;
            return Ok(true);
        }
        Pick::Lowest(count) => {
            write!(out, "{word}l{count}")?;
            return Ok(true);
        }
        Pick::Passing(test) => test,
    };
    let Some(target) = test.target.or(highest) else { return Ok(false) };
    let (sign, number) = match test.comparison {
        Comparison::Equal => ("", Some(target)),
        Comparison::Less => ("<", Some(target)),
        Comparison::Greater => (">", Some(target)),
        Comparison::LessOrEqual => ("<", target.checked_add(1)),
        Comparison::GreaterOrEqual => (">", target.checked_sub(1)),
    };
    let Some(number) = number.filter(|number| *number >= 0) else { return Ok(false) };
    write!(out, "{word}{sign}{number}")?;
    Ok(true)
}

/// Keep or drop by rank: the word for the highest, the word for the lowest.
fn choice(words: [&str; 2], pick: Pick, out: &mut impl Write) -> Result<bool, fmt::Error> {
    let [highest, lowest] = words;
    match pick {
        Pick::Highest(count) => write!(out, "{highest}{count}")?,
        Pick::Lowest(count) => write!(out, "{lowest}{count}")?,
        Pick::Passing(_) => return Ok(false),
    }
    Ok(true)
}

/// Foundry's `[most][comparison][face]`.
fn limited(most: Option<u32>, test: Test, out: &mut impl Write) -> Result<bool, fmt::Error> {
    match (most, test.comparison, test.target) {
        (None, Comparison::Equal, Some(target)) if target >= 0 => write!(out, "{target}")?,
        // A bare `x` means the highest face; a bare `r` on Fate dice −1, which can't be written.
        (None, Comparison::Equal, None | Some(-1)) => {}
        (_, comparison, Some(target)) if target >= 0 => {
            if let Some(most) = most {
                write!(out, "{most}")?;
            }
            write!(out, "{}{target}", comparison.as_str())?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Foundry's `cs>=8`.
fn counted(word: &str, test: Test, out: &mut impl Write) -> Result<bool, fmt::Error> {
    out.write_str(word)?;
    match test.target {
        None if test.comparison == Comparison::Equal => {}
        Some(target) if target >= 0 => write!(out, "{}{target}", test.comparison.as_str())?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Roll20's `<4`, `>4`, `4`; `equal` is the sign of equality where it can't be left out.
fn point(test: Test, equal: &str, out: &mut impl Write) -> Result<bool, fmt::Error> {
    let Some(target) = test.target else {
        // No number means the highest face, save where the number can't be left out.
        return Ok(test.comparison == Comparison::Equal && equal.is_empty());
    };
    let (sign, target) = match test.comparison {
        Comparison::Equal if target < 0 => ("=", Some(target)),
        Comparison::Equal => (equal, Some(target)),
        Comparison::LessOrEqual => ("<", Some(target)),
        Comparison::GreaterOrEqual => (">", Some(target)),
        Comparison::Less => ("<", target.checked_sub(1)),
        Comparison::Greater => (">", target.checked_add(1)),
    };
    let Some(target) = target else { return Ok(false) };
    write!(out, "{sign}{target}")?;
    Ok(true)
}
