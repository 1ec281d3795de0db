//! `config`: the settings with what they are for, or those in force.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, parser::ValueSource};

use super::database::Done;
use crate::{Config, config::RedisUrl, storage::DatabaseUrl};

const HEAD: &str = "\
# Tumulte's configuration: every setting, what it is for, and what holds where nothing is said.
#
# Read from the file that `--config FILE` or TUMULTE_CONFIG names, else from `tumulte.toml` in the current folder.
# A variable of the environment wins over this file, and a flag over both.
";

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    /// Print the settings in force instead, and where each comes from. Secrets are not shown.
    #[arg(long)]
    show: bool,
    #[command(flatten)]
    _config: Config,
    /// What was found, as [`read`] tells it.
    #[arg(skip)]
    pub(super) in_force: Vec<String>,
}

pub(super) fn run(args: &ConfigArgs) -> Done {
    let text = if args.show { args.in_force.concat() } else { commented() };
    write!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

fn settings() -> Vec<Arg> {
    let command = Config::augment_args(Command::new("serve"));
    command.get_arguments().cloned().collect()
}

/// Every setting with its explanation, as a file that changes nothing.
fn commented() -> String {
    let mut text = HEAD.to_owned();
    for setting in settings() {
        let help = setting.get_long_help().or_else(|| setting.get_help());
        let help = help.map(ToString::to_string).unwrap_or_default();
        text.push('\n');
        for line in help.lines().filter(|line| !line.is_empty()) {
            text.extend(["# ", line, "\n"]);
        }
        let variable = setting.get_env().map(|name| name.to_string_lossy().into_owned());
        let flag = setting.get_long().map(|name| format!("--{name}"));
        let ways: Vec<String> = variable.into_iter().chain(flag).collect();
        text.extend(["# Also: ", &ways.join(", "), "\n"]);
        text.extend(["#", setting.get_id().as_str(), " = ", &usual(&setting), "\n"]);
    }
    text
}

/// What a setting is when nothing is said, or what its value looks like.
fn usual(setting: &Arg) -> String {
    if matches!(setting.get_action(), ArgAction::SetTrue) {
        return "false".to_owned();
    }
    match setting.get_default_values().first() {
        Some(value) => quoted(&value.to_string_lossy()),
        None if setting.get_value_delimiter().is_some() => "[]".to_owned(),
        None if setting.get_id() == "keep_rolls_days" => "365".to_owned(),
        None => "\"\"".to_owned(),
    }
}

/// The settings in force, a line each.
pub(super) fn read(matches: &ArgMatches) -> Vec<String> {
    settings().iter().filter_map(|setting| line(matches, setting)).collect()
}

fn line(matches: &ArgMatches, setting: &Arg) -> Option<String> {
    let name = setting.get_id().as_str();
    let origin = match matches.value_source(name)? {
        ValueSource::CommandLine => "the command line",
        ValueSource::EnvVariable => "the environment",
        _ if is_usual(matches, setting) => "nobody: it is the usual value",
        _ => "the file",
    };
    let values: Vec<String> =
        matches.get_raw(name)?.map(|value| shown(setting, &value.to_string_lossy())).collect();
    let value = match values.as_slice() {
        [value] => value.clone(),
        values => format!("[{}]", values.join(", ")),
    };
    Some(format!("{name} = {value} # said by {origin}\n"))
}

fn is_usual(matches: &ArgMatches, setting: &Arg) -> bool {
    let usual: Vec<_> = match setting.get_action() {
        ArgAction::SetTrue => vec!["false".into()],
        _ => setting.get_default_values().iter().map(|value| value.to_string_lossy()).collect(),
    };
    let found = matches.get_raw(setting.get_id().as_str()).into_iter().flatten();
    found.map(|value| value.to_string_lossy()).eq(usual)
}

/// A value as TOML, without what nobody may see.
fn shown(setting: &Arg, value: &str) -> String {
    if !setting.is_hide_env_values_set() {
        return quoted(value);
    }
    let address = value
        .parse::<DatabaseUrl>()
        .map(|url| url.to_string())
        .ok()
        .filter(|_| setting.get_id() == "database")
        .or_else(|| value.parse::<RedisUrl>().map(|url| url.to_string()).ok());
    quoted(address.as_deref().unwrap_or("***"))
}

fn quoted(value: &str) -> String {
    if value.parse::<i64>().is_ok() || value.parse::<bool>().is_ok() {
        return value.to_owned();
    }
    // A text of JSON is one of TOML.
    serde_json::Value::from(value).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commented_file_changes_nothing_and_says_what_would() {
        let text = commented();
        assert!(text.lines().all(|line| line.is_empty() || line.starts_with('#')), "{text}");
        let settings_alone: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix('#'))
            .filter(|line| line.starts_with(char::is_alphabetic))
            .collect();
        let table: toml::Table = settings_alone.join("\n").parse().unwrap();
        assert_eq!(table["listen"].as_str(), Some("127.0.0.1:7878"));
        assert_eq!(table["log_json"].as_bool(), Some(false));
        assert!(table.contains_key("redis") && table.contains_key("secret_key"));
        assert_eq!(table.len(), settings().len());
    }
}
