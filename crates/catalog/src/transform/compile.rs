//! Steps as a buyer wrote them, made ready to be taken; what is wrong with one is said with its place.

use super::amount::NumberStep;
use super::expression::{Expression, Kind};
use super::text::TextStep;
use super::{Op, Transform};
use crate::field::Field;

/// The most steps of a profile.
pub const MOST_STEPS: usize = 200;

/// Why a step can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("transforms[{index}].{part}: {message}")]
pub struct TransformError {
    /// Which step, from 0.
    pub index: usize,
    /// Which of its parameters: `when`, `expression`, `pattern`, `op` …
    pub part: &'static str,
    /// What is wrong, and what to do about it.
    pub message: String,
}

/// A step, ready to be taken.
#[derive(Debug)]
pub(super) struct Step {
    pub index: usize,
    pub field: Field,
    pub when: Option<Expression>,
    pub action: Action,
}

/// What a step does.
#[derive(Debug)]
pub(super) enum Action {
    Text(TextStep),
    Number(NumberStep),
    Join { columns: Vec<usize>, with: String },
    Default(String),
    Set(Expression),
    Clear,
    Reject(String),
}

/// Everything that is wrong with some steps, whatever the file. Steps that are switched off are looked at too.
pub fn check(transforms: &[Transform]) -> Vec<TransformError> {
    let mut errors = Vec::new();
    if transforms.len() > MOST_STEPS {
        errors.push(TransformError {
            index: MOST_STEPS,
            part: "op",
            message: format!("is one too many: a profile has at most {MOST_STEPS} steps"),
        });
    }
    let wrong = |index, part, message| TransformError { index, part, message };
    for (index, transform) in transforms.iter().enumerate().take(MOST_STEPS) {
        errors.extend(compile(index, transform, &|_| Some(0)).err());
        for (part, text, kind) in [
            ("when", transform.when.as_deref(), Kind::Condition),
            ("expression", expression(&transform.op), Kind::Value),
        ] {
            let Some(text) = text.filter(|text| Expression::compile(text).is_ok()) else { continue };
            errors.extend(
                Expression::check(text, kind).err().map(|error| wrong(index, part, error.to_string())),
            );
        }
    }
    for (index, transform) in transforms.iter().enumerate() {
        if matches!(transform.op, Op::Unit { .. })
            && transforms[..index]
                .iter()
                .any(|before| before.field == transform.field && calculates(&before.op))
        {
            let message = "has to come before the steps that calculate with the weight".to_owned();
            errors.push(wrong(index, "op", message));
        }
    }
    errors.sort_by_key(|error| error.index);
    errors
}

fn expression(op: &Op) -> Option<&str> {
    if let Op::Set { expression } = op { Some(expression) } else { None }
}

fn calculates(op: &Op) -> bool {
    matches!(op, Op::Multiply { .. } | Op::Add { .. } | Op::Round { .. })
}

/// Makes the steps ready that are switched on. `column` finds a column of the file by its name.
pub(super) fn compile_all(
    transforms: &[Transform],
    column: &dyn Fn(&str) -> Option<usize>,
) -> Result<Vec<Step>, TransformError> {
    let steps = transforms.iter().enumerate().filter(|(_, transform)| !transform.off);
    steps.map(|(index, transform)| compile(index, transform, column)).collect()
}

fn compile(
    index: usize,
    transform: &Transform,
    column: &dyn Fn(&str) -> Option<usize>,
) -> Result<Step, TransformError> {
    let wrong = |part, message: String| TransformError { index, part, message };
    let expression = |part, text: &str| {
        let expression = Expression::compile(text).map_err(|error| wrong(part, error.to_string()))?;
        match expression.columns.iter().flatten().find(|name| column(name).is_none()) {
            Some(name) => Err(wrong(part, no_column(name))),
            None => Ok(expression),
        }
    };
    let when = transform.when.as_deref().filter(|text| !text.trim().is_empty());
    let when = when.map(|text| expression("when", text)).transpose()?;
    let action = match &transform.op {
        Op::Join { columns, with } => {
            if columns.is_empty() {
                return Err(wrong("columns", "are missing: name the columns to join".to_owned()));
            }
            let found = columns
                .iter()
                .map(|name| column(name).ok_or_else(|| wrong("columns", no_column(name))))
                .collect::<Result<_, _>>()?;
            Action::Join { columns: found, with: with.clone() }
        }
        Op::Default { value } => Action::Default(value.clone()),
        Op::Set { expression: text } => Action::Set(expression("expression", text)?),
        Op::Clear => Action::Clear,
        Op::Reject { reason } => Action::Reject(reason.clone()),
        op => {
            let part = |(part, message)| wrong(part, message);
            if let Some(step) = TextStep::compile(op).map_err(part)? {
                Action::Text(step)
            } else if let Some(step) = NumberStep::compile(op).map_err(part)? {
                step.suits(transform.field).map_err(|message| wrong("op", message.to_owned()))?;
                Action::Number(step)
            } else {
                return Err(wrong("op", "is not known".to_owned()));
            }
        }
    };
    Ok(Step { index, field: transform.field, when, action })
}

fn no_column(name: &str) -> String {
    format!("the file has no column {name:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let transforms: Vec<Transform> = serde_json::from_value(serde_json::json!([
            {"field": "name", "op": "trim"},
            {"field": "name", "op": "multiply", "by": "2"},
            {"field": "price", "op": "multiply", "by": "2", "when": "price >"},
            {"field": "price", "op": "set", "expression": "prise * 2", "off": true},
            {"field": "price", "op": "clear", "when": "price * 2"},
            {"field": "weight", "op": "multiply", "by": "2"},
            {"field": "weight", "op": "unit", "from": "g"},
            {"field": "price", "op": "vat", "rate": "20", "direction": "out"},
            {"field": "ean", "op": "reject", "reason": "no EAN", "when": "is_empty(ean)"},
            {"field": "name", "op": "join", "columns": [], "with": " "},
        ]))
        .unwrap();
        let errors: Vec<_> = check(&transforms).iter().map(ToString::to_string).collect();
        assert_eq!(
            errors,
            [
                "transforms[1].op: works on numbers: price, retail_price, stock, weight, moq, pack and lead_time",
                "transforms[2].when: line 1, column 8: Script is incomplete",
                "transforms[3].expression: line 1, column 1: Undefined variable: prise",
                "transforms[4].when: a condition has to be true or false; this gives a number",
                "transforms[6].op: has to come before the steps that calculate with the weight",
                "transforms[9].columns: are missing: name the columns to join",
            ]
        );
    }
}
