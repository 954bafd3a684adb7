//! What expressions can call. Texts are looked through without regard to case; a value that isn't there counts as an
//! empty text, and as no number.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use regex::Regex;
use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString};
use rust_decimal::{Decimal, RoundingStrategy};

use super::LONGEST_TEXT;
use crate::structure::DecimalStyle;
use crate::transform::text;
use crate::value::number::parse_decimal;

/// Every function's name.
pub(super) const NAMES: [&str; 23] = [
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "is_empty",
    "between",
    "lower",
    "upper",
    "trim",
    "length",
    "left",
    "right",
    "part",
    "replace",
    "number",
    "text",
    "round",
    "floor",
    "ceil",
    "abs",
    "min",
    "max",
    "first",
];

/// The most regular expressions that are kept compiled.
const MOST_PATTERNS: usize = 256;

static PATTERNS: LazyLock<Mutex<HashMap<ImmutableString, Arc<Regex>>>> = LazyLock::new(Mutex::default);

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

/// A number, whole or decimal.
pub(super) fn decimal(value: &Dynamic) -> Option<Decimal> {
    value.as_decimal().ok().or_else(|| value.as_int().ok().map(Decimal::from))
}

/// What kind of value it is, in words.
pub(super) fn kind_of(value: &Dynamic) -> &'static str {
    if value.is_unit() {
        "nothing"
    } else if value.is_bool() {
        "true or false"
    } else if decimal(value).is_some() {
        "a number"
    } else if value.is_string() || value.is_char() {
        "a text"
    } else if value.is_array() {
        "a list"
    } else {
        "something else"
    }
}

/// A message of the language's own, in the words of this page.
pub(super) fn plain(text: &str) -> String {
    text.replace("&str | ImmutableString | String", "text")
        .replace("rust_decimal::decimal::Decimal", "number")
        .replace("rust_decimal::Decimal", "number")
        .replace("decimal", "number")
        .replace("i64", "number")
        .replace("string", "text")
        .replace("array", "list")
        .replace("bool", "true or false")
        .replace("()", "nothing")
}

fn as_text(value: &Dynamic) -> Result<ImmutableString> {
    if value.is_unit() {
        return Ok(ImmutableString::new());
    }
    if let Some(number) = decimal(value) {
        return Ok(number.normalize().to_string().into());
    }
    if let Ok(c) = value.as_char() {
        return Ok(c.to_string().into());
    }
    match value.as_immutable_string_ref() {
        Ok(text) => Ok(text.clone()),
        Err(_) => Err(format!("{} is no text", kind_of(value)).into()),
    }
}

fn as_number(value: &Dynamic) -> Result<Decimal> {
    decimal(value).ok_or_else(|| match kind_of(value) {
        "a text" => "a text is no number: use number(…)".into(),
        "nothing" => "there is no value to calculate with".into(),
        kind => format!("{kind} is no number").into(),
    })
}

fn bounded(text: String) -> Result<ImmutableString> {
    if text.len() > LONGEST_TEXT { Err("the text grows too long".into()) } else { Ok(text.into()) }
}

/// A count of characters or places that a person wrote.
fn count(value: &Dynamic) -> Result<usize> {
    use rust_decimal::prelude::ToPrimitive;
    as_number(value)?.to_usize().ok_or_else(|| "a count can't be below zero".into())
}

fn pattern(wanted: &ImmutableString) -> Result<Arc<Regex>> {
    let mut kept = PATTERNS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(found) = kept.get(wanted) {
        return Ok(found.clone());
    }
    let compiled =
        Arc::new(text::regex(wanted).map_err(|message| format!("{:?} {message}", wanted.as_str()))?);
    if kept.len() >= MOST_PATTERNS {
        kept.clear();
    }
    kept.insert(wanted.clone(), compiled.clone());
    Ok(compiled)
}

/// A number out of a text, with whatever stands around it; nothing where it is none.
fn number(value: &Dynamic) -> Result<Dynamic> {
    if let Some(number) = decimal(value) {
        return Ok(Dynamic::from_decimal(number));
    }
    let text = as_text(value)?;
    Ok(parse_decimal(&text, DecimalStyle::Auto)
        .map_or(Dynamic::UNIT, |number| Dynamic::from_decimal(number.value)))
}

fn rounded(value: &Dynamic, places: usize) -> Result<Decimal> {
    let places = u32::try_from(places).unwrap_or(u32::MAX).min(28);
    Ok(as_number(value)?.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
}

pub(super) fn register(engine: &mut Engine) {
    register_operators(engine);
    register_tests(engine);
    register_texts(engine);
    register_numbers(engine);
}

fn register_operators(engine: &mut Engine) {
    fn divided(a: Decimal, b: Decimal) -> Result<Decimal> {
        a.checked_div(b).ok_or_else(|| {
            if b.is_zero() { "division by zero".into() } else { "the number is too large".into() }
        })
    }
    engine.register_fn("/", |a: i64, b: i64| divided(a.into(), b.into()));
    engine.register_fn("/", |a: Decimal, b: i64| divided(a, b.into()));
    engine.register_fn("/", |a: i64, b: Decimal| divided(a.into(), b));
    engine.register_fn("/", divided);
    engine.register_fn("-", |a: Decimal| -a);
    engine.register_fn("-", |a: i64| {
        a.checked_neg().map_or_else(|| Dynamic::from_decimal(-Decimal::from(a)), Dynamic::from_int)
    });
    engine.register_fn("+", |a: Decimal| a);
    engine.register_fn("+", |a: i64| a);
    engine.register_fn("!", |a: bool| !a);
    let joined = |a: &Dynamic, b: &Dynamic| bounded(format!("{}{}", as_text(a)?, as_text(b)?));
    engine
        .register_fn("+", move |a: ImmutableString, b: Decimal| joined(&a.into(), &Dynamic::from_decimal(b)));
    engine.register_fn("+", move |a: ImmutableString, b: i64| joined(&a.into(), &b.into()));
    engine.register_fn("+", move |a: ImmutableString, (): ()| a);
    engine
        .register_fn("+", move |a: Decimal, b: ImmutableString| joined(&Dynamic::from_decimal(a), &b.into()));
    engine.register_fn("+", move |a: i64, b: ImmutableString| joined(&a.into(), &b.into()));
    engine.register_fn("+", move |(): (), b: ImmutableString| b);
    engine.register_fn("+", move |a: ImmutableString, b: ImmutableString| joined(&a.into(), &b.into()));
}

fn register_tests(engine: &mut Engine) {
    let text_test = |test: fn(&str, &str) -> bool| {
        move |value: Dynamic, part: Dynamic| -> Result<bool> {
            Ok(test(&as_text(&value)?.to_lowercase(), &as_text(&part)?.to_lowercase()))
        }
    };
    engine.register_fn("contains", |value: Dynamic, part: Dynamic| -> Result<bool> {
        // `brand in ["A", "B"]` is this too.
        if let Ok(list) = value.as_array_ref() {
            return Ok(list.iter().any(|one| same(one, &part)));
        }
        Ok(as_text(&value)?.to_lowercase().contains(as_text(&part)?.to_lowercase().as_str()))
    });
    engine.register_fn("starts_with", text_test(|text, part| text.starts_with(part)));
    engine.register_fn("ends_with", text_test(|text, part| text.ends_with(part)));
    engine.register_fn("matches", |value: Dynamic, wanted: ImmutableString| -> Result<bool> {
        Ok(pattern(&wanted)?.is_match(&as_text(&value)?))
    });
    engine.register_fn("is_empty", |value: Dynamic| -> Result<bool> {
        Ok(!value.is_array() && as_text(&value)?.trim().is_empty())
    });
    engine.register_fn("between", |value: Dynamic, low: Dynamic, high: Dynamic| -> Result<bool> {
        if value.is_unit() {
            return Ok(false);
        }
        let value = as_number(&value)?;
        Ok(as_number(&low)? <= value && value <= as_number(&high)?)
    });
}

fn same(a: &Dynamic, b: &Dynamic) -> bool {
    match (decimal(a), decimal(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => match (a.as_immutable_string_ref(), b.as_immutable_string_ref()) {
            (Ok(a), Ok(b)) => *a == *b,
            _ => a.is_unit() && b.is_unit(),
        },
        _ => false,
    }
}

fn register_texts(engine: &mut Engine) {
    engine.register_fn("lower", |value: Dynamic| bounded(as_text(&value)?.to_lowercase()));
    engine.register_fn("upper", |value: Dynamic| bounded(as_text(&value)?.to_uppercase()));
    engine.register_fn("trim", |value: Dynamic| bounded(as_text(&value)?.trim().to_owned()));
    engine.register_fn("text", |value: Dynamic| as_text(&value));
    engine.register_fn("length", |value: Dynamic| -> Result<i64> {
        Ok(as_text(&value)?.chars().count() as i64)
    });
    engine.register_fn("left", |value: Dynamic, characters: Dynamic| {
        bounded(as_text(&value)?.chars().take(count(&characters)?).collect())
    });
    engine.register_fn("right", |value: Dynamic, characters: Dynamic| {
        let text = as_text(&value)?;
        let skipped = text.chars().count().saturating_sub(count(&characters)?);
        bounded(text.chars().skip(skipped).collect())
    });
    engine.register_fn("part", |value: Dynamic, on: ImmutableString, nth: Dynamic| {
        let (text, nth) = (as_text(&value)?, as_number(&nth)?);
        let place = count(&Dynamic::from_decimal(nth.abs()))?;
        if on.is_empty() || place == 0 {
            return Err(
                "part(text, on, n) takes what divides the text, and 1 for the first part or -1 for the last"
                    .into(),
            );
        }
        let found = if nth > Decimal::ZERO {
            text.split(on.as_str()).nth(place - 1)
        } else {
            text.rsplit(on.as_str()).nth(place - 1)
        };
        bounded(found.unwrap_or("").trim().to_owned())
    });
    engine.register_fn("replace", |value: Dynamic, find: ImmutableString, with: Dynamic| {
        let (text, with) = (as_text(&value)?, as_text(&with)?);
        let matches = if find.is_empty() { 0 } else { text.matches(find.as_str()).count() };
        if matches == 0 {
            return Ok(text);
        }
        if text.len().saturating_add(matches.saturating_mul(with.len())) > LONGEST_TEXT {
            return Err("the text grows too long".into());
        }
        bounded(text.replace(find.as_str(), &with))
    });
}

fn register_numbers(engine: &mut Engine) {
    engine.register_fn("number", |value: Dynamic| number(&value));
    engine.register_fn("round", |value: Dynamic| rounded(&value, 0));
    engine.register_fn("round", |value: Dynamic, places: Dynamic| rounded(&value, count(&places)?));
    engine.register_fn("floor", |value: Dynamic| Ok::<_, Box<EvalAltResult>>(as_number(&value)?.floor()));
    engine.register_fn("ceil", |value: Dynamic| Ok::<_, Box<EvalAltResult>>(as_number(&value)?.ceil()));
    engine.register_fn("abs", |value: Dynamic| Ok::<_, Box<EvalAltResult>>(as_number(&value)?.abs()));
    // Of values that aren't there, the others count.
    let choose = |better: fn(Decimal, Decimal) -> Decimal| {
        move |a: Dynamic, b: Dynamic| -> Result<Dynamic> {
            Ok(match (a.is_unit(), b.is_unit()) {
                (true, _) => b,
                (_, true) => a,
                _ => Dynamic::from_decimal(better(as_number(&a)?, as_number(&b)?)),
            })
        }
    };
    engine.register_fn("min", choose(Decimal::min));
    engine.register_fn("max", choose(Decimal::max));
    engine.register_fn("first", |values: Array| -> Dynamic {
        let filled =
            |value: &Dynamic| !value.is_unit() && !as_text(value).is_ok_and(|text| text.trim().is_empty());
        values.into_iter().find(filled).unwrap_or(Dynamic::UNIT)
    });
}
