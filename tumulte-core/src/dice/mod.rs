//! Dice notation of three dialects: read, print, roll, odds.
//!
//! A [`Formula`] is read in a [`Dialect`], since the same sign means different things to different
//! tables. What a dialect does not know, or tables don't agree on, is refused with its place, what
//! was expected and a hint ([`DiceError`]); nothing is guessed or skipped. It is rolled with the
//! caller's [`Dice`]: [`SeededDice`], which fall the same way in every language, or [`GivenFaces`].
//! [`Limits`] bound text, depth, dice, faces and work, and neither reading nor printing nor rolling
//! takes more than `n log n` of them.
//!
//! ```
//! use tumulte_core::dice::{Dialect, Formula, SeededDice};
//!
//! let formula = Formula::parse("{4d6kh3, 10}kh + 1d20[luck]", Dialect::Foundry)?;
//! let rolled = formula.roll(&mut SeededDice::new(7))?;
//! assert_eq!(rolled.dice().len(), 5);
//! println!("{rolled}");
//! # Ok::<(), tumulte_core::dice::DiceError>(())
//! ```
//!
//! What it can come to and how likely that is, [`Formula::odds`] works out without rolling; how rare
//! a total was that happened, [`Odds::rarity`] says: `1 in 400`.
//!
//! # The notation
//!
//! | | Foundry | Roll20 | Avrae |
//! |---|---|---|---|
//! | dice | `2d6` `d20` `(2+1)d6` `1d(4)` | the same, `[[1d4]]d6` | `2d6` `d20` |
//! | percentile | `d%` (1–100) | `d%` | `d%` (0, 10, … 90) |
//! | Fate, coin, own die | `4dF` `1dc` `1dt` (read, not rolled) | `4dF` | – |
//! | keep highest, lowest | `k` `kh` `kl` | `k` `kh` `kl` | `kh1` `kl1` |
//! | keep by face | – | – | `k1` `k<3` `k>4` |
//! | drop lowest, highest | `d` `dl` `dh` | `d` `dl` `dh` | `pl1` `ph1`, by face `p1` `p<3` |
//! | reroll once | `r` `r<3` `r2=1` (at most two) | `ro<2` | `ro1` `rol1` |
//! | reroll until gone | `rr<3` | `r<2` (2 included) | `rr1` `rr<3` |
//! | explode | `x` `x>=5` `x2=6` (at most two) | `!` `!>5` (5 included) | `e6` |
//! | explode once | `xo` | – | `ra6` (one die) |
//! | compound, penetrate | – | `!!` `!p` | – |
//! | minimum, maximum | `min3` `max5` | – | `mi3` `ma5` |
//! | count successes | `cs>=8` `even` `odd` | `>8` `<3` `=4` (8 and 3 included) | – |
//! | count failures | `cf=1` | – | – |
//! | failures take away | `df=1` (one) `sf=1` (the face) | `f1` behind a target | – |
//! | margin | `ms>=15` `ms<40` | – | – |
//! | call a coin | `cc1` | – | – |
//! | matches | – | `m` `mt` `mt3` (counts sets of equal faces) | – |
//! | mark, sort | – | `cs>19` `cf<2`, `sa` `sd` | – |
//! | advantage | `1d20adv` `1d20dis` `1d20adv2` | – | `1d20 + 5 adv`, `dis` at the end |
//! | pools | `{2d6, 1d12}kh` `{…}cs>9` | the same, `{…}>9`; of one entry by die: `{2d6+1d8}kh1` | `(1d8, 1d6)kh1` `(1d6,)` |
//! | arithmetic | `+ - * / %` | also `**` | also `//`, `%` as in Python, `== != < <= > >=` |
//! | functions | JavaScript's `Math`; others are read | `floor` `ceil` `round` `abs` | – |
//! | labels | `1d20[fire]` | also before: `[T] 4[MOD]` | `1d20 [fire]` |
//! | inline | `[[1d20]]` | `[[1d20 + [[1d4]]]]` | – |
//! | references | `@abilities.str.mod` | `@{strength}` `?{Bonus\|0}`; `%{…}` `#macro` are refused | – |
//! | command | `/r` `/gmr` `/br` `/sr` `/pr` … | `/r` `/roll` `/gmroll` `/gr` | – |
//! | comment | `# text` | `\\ text`, or plain words | – |
//!
//! Sources: Foundry VTT's `client/dice/terms`, dnd5e's `basic-die.mjs`, Roll20's dice reference, and
//! the Python package `d20`.

mod arithmetic;
mod dialect;
mod error;
mod formula;
mod limits;
mod modifier;
mod modifier_text;
mod node;
mod odds;
mod parser;
mod print;
mod resolve;
mod result;
mod rolled;
mod roller;
mod source;

pub use dialect::{Dialect, UnknownDialect};
pub use error::{DiceError, DiceProblem};
pub use formula::Formula;
pub use limits::Limits;
pub use modifier::{Burst, Modifier, Pick, Test};
pub use node::{
    Amount, Call, Comparison, DiceTerm, Faces, Function, Kind, Label, Node, Operator, PoolTerm,
    Reference, Sigil, Span, Words,
};
pub use odds::{Exactness, Odds, Rarity, Side};
pub use result::RollResult;
pub use rolled::RolledDie;
pub use source::{Dice, DieKind, GivenFaces, SeededDice};
