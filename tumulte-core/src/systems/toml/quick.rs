//! By the crate `toml`.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Item, Table, Value};
use crate::systems::{
    RuleError,
    error::{Location, RuleProblem},
};

/// Reads a text.
///
/// # Errors
///
/// `rule.syntax` for what is no TOML.
pub(in crate::systems) fn read(text: &str) -> Result<Item, RuleError> {
    let table = DeTable::parse(text).map_err(|error| {
        let location = error.span().map(|span| Location::of(span.start, text));
        RuleError::new(location, RuleProblem::Syntax(error.message().to_owned()))
    })?;
    Ok(Item { span: table.span(), value: Value::Table(read_table(table.get_ref())) })
}

fn read_table(table: &DeTable<'_>) -> Table {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        (name.to_string(), (key.span().start, item(value)))
    };
    table.iter().map(entry).collect()
}

fn item(written: &Spanned<DeValue<'_>>) -> Item {
    let value = match written.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(number) => {
            Value::Whole(i64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        DeValue::Float(number) => Value::Real(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Datetime(moment) => Value::Text(moment.to_string()),
        DeValue::Array(list) => Value::List(list.iter().map(item).collect()),
        DeValue::Table(table) => Value::Table(read_table(table)),
    };
    Item { span: written.span(), value }
}
