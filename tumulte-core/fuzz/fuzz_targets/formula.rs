//! A dice formula of any dialect: read, printed, read again, rolled, its odds told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tumulte_core::dice::{Dialect, Formula, Limits, SeededDice};

fuzz_target!(|text: &str| {
    // Odds of a formula at the edge of the limits take their time, by design: the fuzzer has none.
    let limits = Limits::default().with_dice(60).with_work(20_000);
    for dialect in Dialect::ALL {
        let formula = match Formula::parse_within(text, dialect, limits) {
            Ok(formula) => formula,
            Err(error) => {
                let span = error.span();
                assert!(span.start <= span.end && span.end <= text.len(), "{error} at {span:?}");
                assert!(!error.render().is_empty());
                continue;
            }
        };
        let printed = formula.to_string();
        let again = Formula::parse_within(&printed, dialect, limits)
            .unwrap_or_else(|error| panic!("{text:?} prints as {printed:?}: {error}"));
        assert_eq!(again.to_string(), printed, "{text:?}");
        let rolled = formula.roll(&mut SeededDice::new(7)).map(|rolled| rolled.total());
        let once_more = again.roll(&mut SeededDice::new(7)).map(|rolled| rolled.total());
        if let (Ok(total), Ok(same)) = (&rolled, &once_more) {
            assert!(total == same || total.is_nan(), "{text:?} and {printed:?}");
            if let Ok(odds) = formula.odds() {
                let slack = 1e-9 * total.abs().max(1.0);
                assert!(
                    odds.min() - slack <= *total && *total <= odds.max() + slack,
                    "{text:?}: {total} is not in {}..{}",
                    odds.min(),
                    odds.max()
                );
            }
        }
        assert_eq!(rolled.is_ok(), once_more.is_ok(), "{text:?} and {printed:?}");
    }
});
