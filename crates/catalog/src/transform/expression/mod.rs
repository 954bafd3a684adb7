//! The expression language of `when` and `set`: arithmetic on decimals, comparisons, texts, and nothing that could
//! reach outside, loop or grow.
//!
//! It is the expression part of [rhai](https://rhai.rs), without its statements, functions, loops and floats, and with
//! no library other than [`functions`]. A number with a point is a decimal, and so is what a division gives
//! (`7 / 2` is `3.5`). The variables are our fields by name; a field without a value is `()`, which is equal to
//! nothing and compares with nothing. `columns["Header"]` is the file's own cell.
//!
//! Expressions come from people: their length, depth, steps and texts are bounded, and whatever goes wrong is an error.

mod functions;
mod scan;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use rhai::{AST, Dynamic, Engine, EvalAltResult, ImmutableString, Position, Scope};
use rust_decimal::Decimal;

use super::value::{Value, is_number};
use crate::field::Field;
use crate::record::Record;

/// The longest expression, in bytes.
pub const LONGEST_EXPRESSION: usize = 2_000;
/// The most steps that one evaluation takes.
const MOST_OPERATIONS: u64 = 20_000;
/// The longest text in an expression, in bytes.
const LONGEST_TEXT: usize = 200_000;

/// What an expression is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Condition,
    /// A value.
    Value,
}

/// Where an expression is wrong, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// 1-based line and column, where they are known.
    pub at: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some((line, column)) => write!(f, "line {line}, column {column}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl ExpressionError {
    fn new(at: Position, message: impl Into<String>) -> Self {
        let at = at.line().map(|line| (line, at.position().unwrap_or(1)));
        Self { at, message: message.into() }
    }
}

/// The file's own cells, as `columns["Header"]`.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    pub(super) names: Arc<HashMap<String, usize>>,
    pub(super) record: Arc<Record>,
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new_raw();
    engine
        .set_max_operations(MOST_OPERATIONS)
        .set_max_expr_depths(48)
        .set_max_string_size(LONGEST_TEXT)
        .set_max_array_size(1_000)
        .set_max_map_size(1_000)
        .set_max_variables(64)
        .set_strict_variables(true)
        .set_allow_looping(false)
        .set_allow_statement_expression(false)
        .set_allow_switch_expression(false)
        // Ours come first: dividing whole numbers gives a decimal.
        .set_fast_operators(false);
    for word in
        ["eval", "print", "debug", "type_of", "let", "const", "throw", "return", "while", "loop", "for", "do"]
    {
        engine.disable_symbol(word);
    }
    engine.register_type_with_name::<Cells>("columns");
    engine.register_indexer_get(
        |cells: &mut Cells, name: ImmutableString| -> Result<Dynamic, Box<EvalAltResult>> {
            match cells.names.get(name.as_str()) {
                Some(&column) => Ok(cells.record.get(column).into()),
                None => Err(format!("the file has no column {:?}", name.as_str()).into()),
            }
        },
    );
    functions::register(&mut engine);
    engine
});

/// A scope with every variable, for finding out which ones an expression may use.
static VARIABLES: LazyLock<Scope<'static>> = LazyLock::new(|| {
    let mut scope = Scope::new();
    for field in Field::ALL {
        scope.push_dynamic(field.as_str(), Dynamic::UNIT);
    }
    scope.push_dynamic("columns", Dynamic::UNIT);
    scope
});

/// An expression that can be evaluated.
#[derive(Debug)]
pub struct Expression {
    ast: AST,
    /// The fields whose values it may look at.
    pub(super) fields: Vec<Field>,
    /// The columns of the file that it names; none where it doesn't look at any.
    pub(super) columns: Option<Vec<String>>,
}

impl Expression {
    /// Compiles an expression. An error says where it is wrong.
    pub fn compile(text: &str) -> Result<Self, ExpressionError> {
        let unplaced = |message: &str| ExpressionError { at: None, message: message.to_owned() };
        if text.trim().is_empty() {
            return Err(unplaced("the expression is empty"));
        }
        if text.len() > LONGEST_EXPRESSION {
            return Err(unplaced("the expression is too long: 2,000 characters are the most"));
        }
        let words = scan::words(text);
        for word in &words {
            if word.is_called && !functions::NAMES.contains(&word.text) {
                return Err(ExpressionError {
                    at: Some((word.line, word.column)),
                    message: format!("there is no function {}()", word.text),
                });
            }
        }
        let ast = ENGINE.compile_expression_with_scope(&VARIABLES, text).map_err(|error| {
            ExpressionError::new(error.position(), functions::plain(&error.err_type().to_string()))
        })?;
        let named = |name: &str| words.iter().any(|word| word.text == name);
        let fields = Field::ALL.into_iter().filter(|field| named(field.as_str())).collect();
        let columns = named("columns").then(|| scan::columns(text));
        Ok(Self { ast, fields, columns })
    }

    /// Compiles an expression and tries it on a made-up article, so that what could never work is found before a file
    /// is read with it.
    pub fn check(text: &str, kind: Kind) -> Result<(), ExpressionError> {
        let expression = Self::compile(text)?;
        let names = expression.columns.iter().flatten().enumerate();
        let names: HashMap<String, usize> = names.map(|(index, name)| (name.clone(), index)).collect();
        let mut record = Record::new();
        record.start(crate::record::Position::default());
        (0..names.len()).for_each(|_| record.push("1"));
        let cells = Cells { names: Arc::new(names), record: Arc::new(record) };
        let sample = |field: Field| {
            if is_number(field) { Value::number(Decimal::ONE) } else { Value::Text("1".to_owned()) }
        };
        let result = expression.evaluate(sample, Some(&cells));
        match (result, kind) {
            // Of the other errors, any could come of the sample itself.
            (Err(error), _) if !matches!(*error, EvalAltResult::ErrorFunctionNotFound(..)) => Ok(()),
            (Err(error), _) => Err(told(&error)),
            (Ok(value), Kind::Condition) if !value.is_bool() => Err(ExpressionError {
                at: None,
                message: format!(
                    "a condition has to be true or false; this gives {}",
                    functions::kind_of(&value)
                ),
            }),
            (Ok(value), Kind::Value) => {
                as_value(&value).map(drop).map_err(|message| ExpressionError { at: None, message })
            }
            (Ok(_), Kind::Condition) => Ok(()),
        }
    }

    fn evaluate(
        &self,
        value_of: impl Fn(Field) -> Value,
        cells: Option<&Cells>,
    ) -> Result<Dynamic, Box<EvalAltResult>> {
        let mut scope = Scope::new();
        for &field in &self.fields {
            let value = match value_of(field) {
                Value::Nothing => Dynamic::UNIT,
                Value::Text(text) => text.into(),
                Value::Number { value, .. } => Dynamic::from_decimal(value),
            };
            scope.push_dynamic(field.as_str(), value);
        }
        if let Some(cells) = cells.filter(|_| self.columns.is_some()) {
            scope.push_dynamic("columns", Dynamic::from(cells.clone()));
        }
        ENGINE.eval_ast_with_scope::<Dynamic>(&mut scope, &self.ast)
    }

    /// Whether the expression is true for a record.
    pub(super) fn is_true(
        &self,
        value_of: impl Fn(Field) -> Value,
        cells: Option<&Cells>,
    ) -> Result<bool, String> {
        let value = self.evaluate(value_of, cells).map_err(|error| told(&error).to_string())?;
        value.as_bool().map_err(|_| {
            format!("a condition has to be true or false; this gives {}", functions::kind_of(&value))
        })
    }

    /// The value of the expression for a record.
    pub(super) fn value(
        &self,
        value_of: impl Fn(Field) -> Value,
        cells: Option<&Cells>,
    ) -> Result<Value, String> {
        let value = self.evaluate(value_of, cells).map_err(|error| told(&error).to_string())?;
        as_value(&value)
    }
}

fn as_value(value: &Dynamic) -> Result<Value, String> {
    if value.is_unit() {
        Ok(Value::Nothing)
    } else if let Some(number) = functions::decimal(value) {
        Ok(Value::number(number))
    } else if let Ok(text) = value.as_immutable_string_ref() {
        Ok(Value::text(text.as_str()))
    } else {
        Err(format!("the value has to be a number or a text; this gives {}", functions::kind_of(value)))
    }
}

/// An error as a person reads it.
fn told(error: &EvalAltResult) -> ExpressionError {
    let inner = error.unwrap_inner();
    let message = match inner {
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            format!(
                "{} doesn't work here: look at what kind of value each one is",
                functions::plain(signature)
            )
        }
        EvalAltResult::ErrorRuntime(value, _) => value.to_string(),
        EvalAltResult::ErrorTooManyOperations(_) => "the expression takes too many steps".to_owned(),
        other => {
            let mut text = other.to_string();
            if let Some(at) = text.find(" (line ") {
                text.truncate(at);
            }
            functions::plain(&text)
        }
    };
    ExpressionError::new(error.position(), message)
}

#[cfg(test)]
mod tests;
