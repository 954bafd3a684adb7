//! What is wrong with the settings: every problem at once, each with the name to mend it by.

use std::fmt;

use super::variables;

/// One thing that is wrong with one setting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The variable, file or setting.
    pub setting: String,
    /// What is wrong and what to do. Never holds a secret.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.message)
    }
}

/// All problems found.
#[derive(Debug, Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds a problem of something that has a name of its own: a variable, a file.
    pub fn add(&mut self, setting: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem { setting: setting.into(), message: message.into() });
    }

    /// Adds a problem of a setting, named by its variable.
    pub fn at(&mut self, section: &str, key: &str, message: impl Into<String>) {
        let setting =
            variables::name_of(section, key).map_or_else(|| format!("{section}.{key}"), str::to_owned);
        self.add(setting, message);
    }

    /// A whole number of the setting, within bounds; the lower bound when it isn't.
    pub fn within<T>(&mut self, section: &str, key: &str, value: i64, lowest: T, highest: T) -> T
    where
        T: TryFrom<i64> + PartialOrd + Copy + fmt::Display,
    {
        match T::try_from(value) {
            Ok(number) if number >= lowest && number <= highest => number,
            _ => {
                self.at(section, key, format!("{value} is not between {lowest} and {highest}"));
                lowest
            }
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "there is a problem with the settings:")?,
            many => writeln!(f, "there are {many} problems with the settings:")?,
        }
        for problem in &self.0 {
            writeln!(f, "  {problem}")?;
        }
        write!(f, "Mend them and start again; `suppliers-import config check` shows all settings.")
    }
}

impl std::error::Error for Problems {}
