#![doc = include_str!("../README.md")]

mod character;
mod codes;
mod convert;
mod die;
mod error;
mod formula;
mod odds;
mod pairing;
mod result;
mod roll;
mod rules;
mod source;
mod systems;
mod verdict;
mod view;

use pyo3::pymodule;

/// The compiled half of the package `tumulte`.
#[pymodule(name = "_native", gil_used = false)]
mod native {
    #[pymodule_export]
    use crate::{
        character::{parse_character, parse_combat, stream_character, stream_combat},
        codes::error_codes,
        die::Die,
        formula::Formula,
        odds::Odds,
        pairing::{
            _create_offer, _sign_claim, _verify_claim, _verify_offer, _verify_session,
            read_connect_url, read_pairing_code,
        },
        result::{RollResult, roll, roll_many},
        roll::{Roll, parse_message, parse_messages},
        rules::RuleSet,
        source::{_forget_dice, _forget_formulas},
        systems::{explain, judge, judge_many, preview, systems},
        verdict::Verdict,
        view::{gm_view, stream_view},
    };

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "as Python spells it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
