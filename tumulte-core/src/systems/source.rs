//! The shape of a rule file, in TOML as well as in JSON.

use serde::Deserialize;

use super::{Confidence, Labels, Vector};
use crate::model::{HintValue, Map, MessageTables, Outcome, Scalar, Severity, Texts};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct SystemSource {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) mechanism: Option<String>,
    #[serde(default)]
    pub(super) roll_types: Vec<String>,
    #[serde(default)]
    pub(super) confidence: Confidence,
    #[serde(default)]
    pub(super) labels: Labels,
    #[serde(default)]
    pub(super) sources: Vec<String>,
    pub(super) rule: RuleSource,
    #[serde(default)]
    pub(super) vtt: Map<String, MessageTables>,
    #[serde(default)]
    pub(super) vectors: Vec<Vector>,
}

/// Die kind → face → symbol → how many.
pub(super) type SymbolSource = Map<String, Map<String, Map<String, f64>>>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleSource {
    #[serde(default)]
    pub(super) gate: Vec<String>,
    #[serde(default)]
    pub(super) never: Vec<String>,
    #[serde(default)]
    pub(super) needs: Vec<String>,
    #[serde(default)]
    pub(super) defaults: Map<String, HintValue>,
    #[serde(default)]
    pub(super) symbols: SymbolSource,
    #[serde(default)]
    pub(super) vars: Map<String, VariableSource>,
    #[serde(default)]
    pub(super) outcomes: Vec<OutcomeSource>,
    #[serde(default)]
    pub(super) checks: Vec<CheckSource>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VariableSource {
    pub(super) op: String,
    pub(super) kind: Option<Texts>,
    pub(super) notkind: Option<Texts>,
    pub(super) faces: Option<u32>,
    pub(super) index: Option<usize>,
    #[serde(default)]
    pub(super) all: bool,
    #[serde(default)]
    pub(super) joined: bool,
    pub(super) eq: Option<BoundSource>,
    pub(super) ge: Option<BoundSource>,
    pub(super) gt: Option<BoundSource>,
    pub(super) le: Option<BoundSource>,
    pub(super) lt: Option<BoundSource>,
    pub(super) symbol: Option<String>,
    pub(super) modifier: Option<String>,
    pub(super) of: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "Scalar")]
pub(super) enum BoundSource {
    Number(f64),
    Expression(String),
}

impl TryFrom<Scalar> for BoundSource {
    type Error = &'static str;

    fn try_from(bound: Scalar) -> Result<Self, Self::Error> {
        match bound {
            Scalar::Number(number) => Ok(Self::Number(number)),
            Scalar::Text(text) => Ok(Self::Expression(text)),
            Scalar::Flag(_) => Err("found a switch, expected a number or an expression"),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeSource {
    pub(super) when: String,
    #[serde(rename = "type")]
    pub(super) outcome: Option<Outcome>,
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) severity: Severity,
    pub(super) see: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckSource {
    pub(super) when: String,
    pub(super) note: String,
}
