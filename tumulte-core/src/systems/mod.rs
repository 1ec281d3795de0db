#![doc = include_str!("../../systems/README.md")]

mod catalog;
mod engine;
mod error;
mod explain;
mod expression;
mod hints;
mod input;
mod label_change;
mod load;
mod locate;
mod place;
mod preview;
#[cfg(feature = "toml")]
mod rewritten;
mod rule;
mod rule_set;
mod source;
mod suggest;
mod summary;
#[cfg(feature = "toml")]
mod toml;
mod value;
mod variable;
mod vector;

pub use catalog::Catalog;
pub use engine::judge;
pub use error::{Location, RuleError, SystemsError};
pub use input::JudgeInput;
pub use label_change::LabelChange;
pub use preview::{Change, preview};
pub use rule::{Confidence, Labels, OutcomeRule, System};
pub use rule_set::RuleSet;
pub use summary::SystemSummary;
pub use vector::{Expectation, Vector, VectorFailure};
