//! Options that may hold a secret.

use std::{ffi::OsStr, fmt::Display};

use clap::{Arg, Command, Error, builder::TypedValueParser, error::ErrorKind};

/// Reads an option's value. What is wrong is told without the value itself, which the usual parsers repeat.
#[derive(Debug, Clone)]
pub(crate) struct Discreet<T, E>(pub(crate) fn(&str) -> Result<T, E>);

impl<T, E> TypedValueParser for Discreet<T, E>
where
    T: Clone + Send + Sync + 'static,
    E: Display + Clone + 'static,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let option = arg.map(ToString::to_string).unwrap_or_default();
        let refuse = |words: &dyn Display| {
            Error::raw(ErrorKind::ValueValidation, format!("{option}: {words}\n")).with_cmd(command)
        };
        let text = value.to_str().ok_or_else(|| refuse(&"expected UTF-8"))?;
        (self.0)(text).map_err(|error| refuse(&error))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::config::Config;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        config: Config,
    }

    #[test]
    fn a_secret_in_a_wrong_option_is_not_repeated() {
        for wrong in [
            ["program", "--database", "mysql://gm:hunter2@db/t"],
            ["program", "--database", "postgres://gm:hunter2@db:port/t"],
            ["program", "--database", "postgres://gm:hunter2@db/t?sslmode=hunter2"],
            ["program", "--pairing-secret", "hunter2"],
        ] {
            let error = Program::try_parse_from(wrong).unwrap_err().to_string();
            assert!(error.contains(wrong[1]), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
