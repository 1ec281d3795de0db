//! The configuration file. What stands in it holds where neither a flag nor a variable of the environment says otherwise.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args as _, Command};
use toml::{Table, Value};

use crate::Config;

/// The file that is read when none is named.
const USUAL: &str = "tumulte.toml";

/// The commands that go by it. The others need no server.
const COMMANDS: [&str; 8] =
    ["serve", "migrate", "backup", "restore", "keys", "doctor", "config", "help"];

/// A file's settings by their names.
#[derive(Debug)]
pub(super) struct Settings {
    path: PathBuf,
    values: BTreeMap<String, Vec<String>>,
}

/// Why a configuration file is of no use.
#[derive(Debug, thiserror::Error)]
pub(super) enum SettingsError {
    #[error("{path} can't be read: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{path} is not TOML: {source}")]
    Malformed { path: PathBuf, source: Box<toml::de::Error> },
    #[error("{path}: there is no setting {name:?}{}", .likely.as_ref().map(|name| format!("; is {name:?} meant?")).unwrap_or_default())]
    Unknown { path: PathBuf, name: String, likely: Option<String> },
    #[error("{path}: {name:?} is no text, number, truth value, or list of these")]
    WrongType { path: PathBuf, name: String },
}

impl Settings {
    /// Reads the file that these arguments or the environment name, or the usual one where it is there.
    pub(super) fn find(arguments: &[OsString]) -> Result<Option<Self>, SettingsError> {
        let mut named = env::var_os("TUMULTE_CONFIG").map(PathBuf::from);
        let mut command = None;
        let mut rest = arguments.iter().skip(1);
        while let Some(argument) = rest.next() {
            let text = argument.to_string_lossy();
            if text == "--config" {
                named = rest.next().map(PathBuf::from);
            } else if let Some(path) = text.strip_prefix("--config=") {
                named = Some(path.into());
            } else if !text.starts_with('-') && command.is_none() {
                command = Some(text.into_owned());
            }
        }
        if !command.is_some_and(|command| COMMANDS.contains(&command.as_str())) {
            return Ok(None);
        }
        match named {
            Some(path) => Self::read(path).map(Some),
            None if Path::new(USUAL).is_file() => Self::read(USUAL.into()).map(Some),
            None => Ok(None),
        }
    }

    fn read(path: PathBuf) -> Result<Self, SettingsError> {
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(path, &text),
            Err(source) => Err(SettingsError::Unreadable { path, source }),
        }
    }

    fn parse(path: PathBuf, text: &str) -> Result<Self, SettingsError> {
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(source) => {
                // The error would show the line, and with it perhaps a secret.
                let source = Box::new(without_input(source));
                return Err(SettingsError::Malformed { path, source });
            }
        };
        let known = names();
        let mut settings = Self { path, values: BTreeMap::new() };
        settings.take("", table, &known)?;
        Ok(settings)
    }

    fn take(&mut self, head: &str, table: Table, known: &[String]) -> Result<(), SettingsError> {
        for (name, value) in table {
            let name = format!("{head}{}", name.replace('-', "_"));
            if let Value::Table(table) = value {
                self.take(&format!("{name}_"), table, known)?;
                continue;
            }
            if !known.contains(&name) {
                let likely = likely(&name, known);
                return Err(SettingsError::Unknown { path: self.path.clone(), name, likely });
            }
            let wrong = || SettingsError::WrongType { path: self.path.clone(), name: name.clone() };
            let values = match value {
                Value::Array(values) => values.iter().map(word).collect::<Option<_>>(),
                value => word(&value).map(|word| vec![word]),
            };
            let values = values.ok_or_else(wrong)?;
            self.values.insert(name, values);
        }
        Ok(())
    }

    /// Lets the commands go by the file: what it says takes the place of what they would do by themselves.
    pub(super) fn onto(&self, command: Command) -> Command {
        command.mut_subcommands(|subcommand| {
            let is_meant = COMMANDS.contains(&subcommand.get_name());
            if is_meant { self.onto_arguments(subcommand) } else { subcommand }
        })
    }

    fn onto_arguments(&self, command: Command) -> Command {
        let command =
            command.mut_args(|argument| match self.values.get(argument.get_id().as_str()) {
                Some(values) => argument.default_values(values.clone()),
                None => argument,
            });
        command.mut_subcommands(|subcommand| self.onto_arguments(subcommand))
    }

    /// Where a value that a command refuses comes from, if it stands in the file.
    pub(super) fn origin_of(&self, value: &str) -> Option<&Path> {
        let stands = self.values.values().flatten().any(|one| one == value);
        stands.then_some(self.path.as_path())
    }
}

/// The names of all settings.
fn names() -> Vec<String> {
    let command = Config::augment_args(Command::new("serve"));
    command.get_arguments().map(|argument| argument.get_id().to_string()).collect()
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The setting that was probably meant.
fn likely(name: &str, known: &[String]) -> Option<String> {
    let near = |known: &&String| strsim::jaro_winkler(name, known);
    let best = known.iter().max_by(|one, other| near(one).total_cmp(&near(other)))?;
    (near(&best) > 0.7).then(|| best.clone())
}

fn without_input(mut error: toml::de::Error) -> toml::de::Error {
    error.set_input(None);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, SettingsError> {
        Settings::parse("t.toml".into(), text)
    }

    #[test]
    fn settings_are_words_by_their_names() {
        let settings =
            parse("listen = '[::]:80'\nkeep-rolls-days = 30\nlog_json = true\n[public]\nurl = 'x'");
        let values = settings.unwrap().values;
        assert_eq!(values["listen"], ["[::]:80"]);
        assert_eq!(values["keep_rolls_days"], ["30"]);
        assert_eq!(values["log_json"], ["true"]);
        assert_eq!(values["public_url"], ["x"]);
    }

    #[test]
    fn what_does_not_exist_is_refused_with_what_is_meant() {
        let error = parse("listn = 'x'").unwrap_err().to_string();
        assert_eq!(error, r#"t.toml: there is no setting "listn"; is "listen" meant?"#);
        let error = parse("zzz = 1").unwrap_err().to_string();
        assert_eq!(error, r#"t.toml: there is no setting "zzz""#);
        let error = parse("listen = 1979-05-27").unwrap_err().to_string();
        assert!(error.starts_with(r#"t.toml: "listen" is no text"#), "{error}");
        let error = parse("pairing_secret = 'hush").unwrap_err().to_string();
        assert!(!error.contains("hush"), "{error}");
    }
}
