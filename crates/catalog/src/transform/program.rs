//! Taking a profile's steps on one record after the other.

use std::collections::HashMap;
use std::sync::Arc;

use super::amount::NumberStep;
use super::cells;
use super::compile::{Action, Step, compile_all};
use super::expression;
use super::rates::{NoRate, Rates};
use super::text::TextStep;
use super::value::{Reading, Value, is_number};
use super::{Transform, TransformError};
use crate::field::Field;
use crate::issue::{Code, Issue, Severity};
use crate::normalise::{Columns, Prices};
use crate::record::Record;
use crate::structure::Structure;
use crate::value::{currency, text, weight};

const FIELDS: usize = Field::ALL.len();

/// Sees each step that is taken: the preview counts them, a record's page shows them.
pub trait Witness {
    /// Whether it looks at all; if not, nothing is kept for it.
    const LOOKS: bool = true;
    /// A step was taken on a field's value.
    fn step(&mut self, index: usize, field: Field, before: &Value, after: &Value);
    /// A step failed, or its condition did.
    fn failed(&mut self, index: usize, reason: &str);
    /// A step rejected the record.
    fn rejected(&mut self, index: usize, field: Field, before: &Value) {
        self.step(index, field, before, &Value::Nothing);
    }
    /// A brand or category was looked up in the value map.
    fn mapped(&mut self, field: Field, before: &Value, after: &Value);
}

/// Nobody looks.
impl Witness for () {
    const LOOKS: bool = false;
    fn step(&mut self, _: usize, _: Field, _: &Value, _: &Value) {}
    fn failed(&mut self, _: usize, _: &str) {}
    fn mapped(&mut self, _: Field, _: &Value, _: &Value) {}
}

/// A profile's steps, and the values that they work on. One record at a time; the buffers are kept.
#[derive(Debug)]
pub(crate) struct Program {
    steps: Vec<Step>,
    reading: Reading,
    rates: Rates,
    /// Number of the file's columns: behind them are those that the steps make, one a field.
    width: usize,
    made: [[usize; 1]; FIELDS],
    wants_cells: bool,
    cells: expression::Cells,
    values: [Value; FIELDS],
    loaded: Fields,
    /// Fields whose cell holds a spreadsheet's error value, in this column.
    broken: Vec<(Field, usize)>,
    /// Fields that have another value than the file gives them.
    replaced: Fields,
    shadow: Record,
}

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(u32);

impl Fields {
    pub(crate) const fn has(self, field: Field) -> bool {
        self.0 & (1 << field as u32) != 0
    }

    const fn add(&mut self, field: Field) {
        self.0 |= 1 << field as u32;
    }
}

/// What the steps know besides the record.
struct Around<'a> {
    record: &'a Record,
    columns: &'a Columns,
    prices: &'a Prices,
}

/// Why a step failed.
enum Failure {
    /// The value is not what its field holds.
    Unreadable(String),
    /// A currency has no rate.
    NoRate(String),
    /// Something else.
    Because(String),
}

impl Program {
    /// Makes a profile's steps ready; None where it has none.
    pub(crate) fn compile(
        transforms: &[Transform],
        structure: &Structure,
        column: &dyn Fn(&str) -> Option<usize>,
        unit: weight::Unit,
        prices: &Prices,
    ) -> Result<Option<Self>, TransformError> {
        let steps = compile_all(transforms, column)?;
        if steps.is_empty() {
            return Ok(None);
        }
        let expressions = || {
            steps.iter().flat_map(|step| {
                let set = if let Action::Set(expression) = &step.action { Some(expression) } else { None };
                step.when.iter().chain(set)
            })
        };
        let mut names: HashMap<String, usize> = HashMap::new();
        for (index, name) in structure.columns.iter().enumerate() {
            names.entry(name.clone()).or_insert(index);
        }
        // Headers that people retyped with other spaces and capitals.
        for name in expressions().filter_map(|expression| expression.columns.as_ref()).flatten() {
            if let Some(index) = column(name) {
                names.entry(name.clone()).or_insert(index);
            }
        }
        let width = structure.columns.len();
        Ok(Some(Self {
            reading: Reading { decimal: structure.decimal, unit, default_currency: prices.default },
            rates: Rates::default(),
            width,
            made: std::array::from_fn(|field| [width + field]),
            wants_cells: expressions().any(|expression| expression.columns.is_some()),
            cells: expression::Cells { names: Arc::new(names), record: Arc::new(Record::new()) },
            values: Default::default(),
            loaded: Fields::default(),
            broken: Vec::new(),
            replaced: Fields::default(),
            shadow: Record::new(),
            steps,
        }))
    }

    pub(crate) fn set_rates(&mut self, rates: Rates) {
        self.rates = rates;
    }

    /// The column of a field that has another value than the file gives it; for the record that [`Self::run`] answered.
    pub(crate) fn made(&self, field: Field) -> &[usize] {
        &self.made[field as usize]
    }

    /// The fields that have another value than the file gives them.
    pub(crate) const fn replaced(&self) -> Fields {
        self.replaced
    }

    /// The record with what the steps made of it, behind the file's own cells.
    pub(crate) const fn shadow(&self) -> &Record {
        &self.shadow
    }

    /// Takes the steps on a record; false where one rejects it.
    pub(crate) fn run<W: Witness>(
        &mut self,
        record: &Record,
        columns: &Columns,
        prices: &Prices,
        issues: &mut Vec<Issue>,
        witness: &mut W,
    ) -> bool {
        self.loaded = Fields::default();
        self.replaced = Fields::default();
        self.broken.clear();
        if self.wants_cells {
            Arc::make_mut(&mut self.cells.record).copy_from(record);
        }
        let around = Around { record, columns, prices };
        let steps = std::mem::take(&mut self.steps);
        let kept = steps.iter().all(|step| self.step(step, &around, issues, witness));
        self.steps = steps;
        if kept && self.replaced != Fields::default() {
            self.cast(record, issues);
        }
        kept
    }

    /// Takes a step; false where it rejects the record.
    fn step<W: Witness>(
        &mut self,
        step: &Step,
        around: &Around<'_>,
        issues: &mut Vec<Issue>,
        witness: &mut W,
    ) -> bool {
        let field = step.field;
        let position = around.record.position();
        match self.applies(step, around) {
            Ok(false) => return true,
            Ok(true) => {
                if let Action::Reject(reason) = &step.action {
                    issues.push(Issue::new(
                        position,
                        Some(field),
                        Code::RejectedByRule,
                        Severity::Error,
                        reason,
                    ));
                    if W::LOOKS {
                        self.load(field, around);
                        witness.rejected(step.index, field, &self.values[field as usize]);
                    }
                    return false;
                }
            }
            Err(reason) => {
                self.load(field, around);
                witness.failed(step.index, &reason);
                self.fail(step, Failure::Because(reason), around, issues);
                return true;
            }
        }
        self.load(field, around);
        let before = W::LOOKS.then(|| self.values[field as usize].clone());
        match self.take(step, around) {
            Ok(changed) => {
                if changed {
                    self.replaced.add(field);
                }
            }
            Err(failure) => {
                match &failure {
                    Failure::Unreadable(text) => {
                        witness.failed(step.index, &format!("{text:?} is no number"));
                    }
                    Failure::NoRate(currency) => {
                        witness.failed(step.index, &format!("there is no exchange rate for {currency}"));
                    }
                    Failure::Because(reason) => witness.failed(step.index, reason),
                }
                self.fail(step, failure, around, issues);
            }
        }
        if let Some(before) = before {
            witness.step(step.index, field, &before, &self.values[field as usize]);
        }
        true
    }

    fn applies(&mut self, step: &Step, around: &Around<'_>) -> Result<bool, String> {
        let Some(when) = &step.when else { return Ok(true) };
        for &field in &when.fields {
            self.load(field, around);
        }
        when.is_true(|field| self.variable(field), self.wants_cells.then_some(&self.cells))
    }

    /// Takes a step on its field's value; whether that changed.
    fn take(&mut self, step: &Step, around: &Around<'_>) -> Result<bool, Failure> {
        let field = step.field;
        let new = match &step.action {
            Action::Text(step) => return self.take_text(field, step),
            Action::Number(NumberStep::Currency(to)) => return self.convert(field, to, around),
            Action::Number(step) => self.take_number(field, step)?,
            Action::Join { columns, with } => {
                let mut joined = String::new();
                for cell in
                    columns.iter().filter_map(|&column| cells::said(around.record.get(column)).ok().flatten())
                {
                    if !joined.is_empty() {
                        joined.push_str(with);
                    }
                    joined.push_str(cell);
                }
                Value::text(joined)
            }
            Action::Default(value) => match &self.values[field as usize] {
                Value::Nothing => Value::text(value),
                _ => return Ok(false),
            },
            Action::Set(expression) => {
                for &used in &expression.fields {
                    self.load(used, around);
                }
                let cells = self.wants_cells.then_some(&self.cells);
                expression.value(|field| self.variable(field), cells).map_err(Failure::Because)?
            }
            Action::Clear | Action::Reject(_) => Value::Nothing,
        };
        Ok(self.put(field, new))
    }

    fn put(&mut self, field: Field, new: Value) -> bool {
        let value = &mut self.values[field as usize];
        let changed = *value != new;
        *value = new;
        changed
    }

    /// A list's pieces (pictures) are each a text of their own.
    fn take_text(&mut self, field: Field, step: &TextStep) -> Result<bool, Failure> {
        let too_long = || Failure::Because("the text grows too long".to_owned());
        let printed;
        let text = match &self.values[field as usize] {
            Value::Nothing => return Ok(false),
            Value::Text(text) => text,
            number @ Value::Number { .. } => {
                printed = number.printed(field).unwrap_or_default();
                &printed
            }
        };
        let done = if field == Field::Images {
            let mut done = String::new();
            for piece in text.split('\n') {
                let piece = step.apply(piece).ok_or_else(too_long)?;
                if done.len() + piece.len() > super::text::LONGEST {
                    return Err(too_long());
                }
                if !done.is_empty() && !piece.is_empty() {
                    done.push('\n');
                }
                done.push_str(&piece);
            }
            done
        } else {
            let done = step.apply(text).ok_or_else(too_long)?;
            if done == text.as_str() {
                return Ok(false);
            }
            done.into_owned()
        };
        Ok(self.put(field, Value::text(done)))
    }

    fn take_number(&mut self, field: Field, step: &NumberStep) -> Result<Value, Failure> {
        let mut reading = self.reading;
        let read = match &self.values[field as usize] {
            Value::Nothing => return Ok(Value::Nothing),
            Value::Text(text) => {
                if let NumberStep::Unit(unit) = step {
                    // A weight that names its unit is in that one.
                    reading.unit = *unit;
                }
                let read = reading.number(field, text).ok_or_else(|| Failure::Unreadable(text.clone()))?;
                if matches!(step, NumberStep::Unit(_)) {
                    return Ok(read);
                }
                read
            }
            number @ Value::Number { .. } => number.clone(),
        };
        let Value::Number { value, currency } = read else { return Ok(Value::Nothing) };
        let value =
            step.apply(value).ok_or_else(|| Failure::Because("the number is too large".to_owned()))?;
        Ok(Value::Number { value, currency })
    }

    /// Converts a record's prices. Both are in one currency before and after, whichever of them the step is for.
    fn convert(&mut self, field: Field, to: &'static str, around: &Around<'_>) -> Result<bool, Failure> {
        if self.values[field as usize] == Value::Nothing {
            return Ok(false);
        }
        let mut own = None;
        let mut amounts = [(Field::Price, None), (Field::RetailPrice, None)];
        for (price, amount) in &mut amounts {
            self.load(*price, around);
            let read = match &self.values[*price as usize] {
                Value::Nothing => continue,
                Value::Text(text) => self.reading.number(*price, text),
                number @ Value::Number { .. } => Some(number.clone()),
            };
            match read {
                Some(Value::Number { value, currency }) => {
                    *amount = Some(value);
                    own = own.or(currency);
                }
                _ if *price == field => {
                    let text = self.values[field as usize].printed(field).unwrap_or_default();
                    return Err(Failure::Unreadable(text));
                }
                _ => {}
            }
        }
        self.load(Field::Currency, around);
        let named = match &self.values[Field::Currency as usize] {
            Value::Text(text) => currency::parse(text),
            _ => None,
        };
        let from = named.or(own).or(around.prices.in_header).or(around.prices.default);
        let from =
            from.ok_or_else(|| Failure::Because("nothing says in which currency the price is".to_owned()))?;
        if from == to {
            return Ok(false);
        }
        for (price, amount) in amounts {
            let Some(amount) = amount else { continue };
            let converted = match self.rates.convert(amount, from, to) {
                Ok(Some(converted)) => converted,
                Ok(None) => return Err(Failure::Because("the number is too large".to_owned())),
                Err(NoRate(currency)) => {
                    // Neither price can be told in that currency.
                    let currency = currency.to_owned();
                    for price in [Field::Price, Field::RetailPrice] {
                        self.put(price, Value::Nothing);
                        self.replaced.add(price);
                    }
                    return Err(Failure::NoRate(currency));
                }
            };
            if self.put(price, Value::number(converted)) {
                self.replaced.add(price);
            }
        }
        if self.put(Field::Currency, Value::Text(to.to_owned())) {
            self.replaced.add(Field::Currency);
        }
        Ok(true)
    }

    /// A failed step costs its field's value.
    fn fail(&mut self, step: &Step, failure: Failure, around: &Around<'_>, issues: &mut Vec<Issue>) {
        let field = step.field;
        let (code, raw) = match failure {
            Failure::Unreadable(text) => (
                match field {
                    Field::Stock => Code::StockInvalid,
                    Field::Weight => Code::WeightInvalid,
                    _ => Code::NumberInvalid,
                },
                text,
            ),
            Failure::NoRate(currency) => (Code::NoRate, currency),
            Failure::Because(reason) => {
                let value = self.values[field as usize].printed(field).unwrap_or_default();
                let value: String = value.chars().take(80).collect();
                let colon = if value.is_empty() { "" } else { ": " };
                (Code::TransformFailed, format!("{value}{colon}step {}: {reason}", step.index + 1))
            }
        };
        issues.push(Issue::new(around.record.position(), Some(field), code, Severity::Warning, &raw));
        self.put(field, Value::Nothing);
        self.replaced.add(field);
    }

    /// Lays out the record that is read instead: the file's cells, then what the steps made.
    fn cast(&mut self, record: &Record, issues: &mut Vec<Issue>) {
        self.shadow.start(record.position());
        for column in 0..self.width {
            self.shadow.push(record.get(column));
        }
        for field in Field::ALL {
            match &self.values[field as usize] {
                Value::Text(text) if self.replaced.has(field) => self.shadow.push(text),
                value @ Value::Number { .. } if self.replaced.has(field) => {
                    self.shadow.push(&value.printed(field).unwrap_or_default());
                }
                _ => self.shadow.push(""),
            }
        }
        // Fields that keep the file's value tell of their cells when they are read.
        for &(field, column) in self.broken.iter().filter(|(field, _)| self.replaced.has(*field)) {
            let cell = text::trim(record.get(column));
            issues.push(Issue::new(record.position(), Some(field), Code::CellError, Severity::Warning, cell));
        }
    }

    /// The value as an expression sees it.
    fn variable(&self, field: Field) -> Value {
        match &self.values[field as usize] {
            Value::Nothing => Value::Nothing,
            Value::Text(text) if is_number(field) => self.reading.number(field, text).unwrap_or_default(),
            Value::Text(text) => match field {
                Field::SupplierSku | Field::Ean | Field::Mpn => Value::text(text::code(text)),
                Field::Name | Field::Brand => Value::text(text::line(text)),
                _ => Value::Text(text.clone()),
            },
            number @ Value::Number { .. } if is_number(field) => number.clone(),
            number @ Value::Number { .. } => number.printed(field).map_or(Value::Nothing, Value::Text),
        }
    }

    /// Takes a field's value from the file, once a record.
    fn load(&mut self, field: Field, around: &Around<'_>) {
        if self.loaded.has(field) {
            return;
        }
        self.loaded.add(field);
        // The text's buffer is used again.
        let mut buffer = match std::mem::take(&mut self.values[field as usize]) {
            Value::Text(buffer) => buffer,
            _ => String::new(),
        };
        buffer.clear();
        cells::read(field, around.record, around.columns, &mut buffer, &mut self.broken);
        if !buffer.is_empty() {
            self.values[field as usize] = Value::Text(buffer);
        }
    }
}
