use proptest::prelude::*;

use super::*;

/// Evaluates for an article with a price of 12.50, a stock of 7, a name, a brand, and no EAN.
fn evaluate(text: &str) -> Result<Value, String> {
    let expression = Expression::compile(text).map_err(|error| error.to_string())?;
    expression.value(sample, Some(&cells()))
}

fn sample(field: Field) -> Value {
    match field {
        Field::Price => Value::number("12.50".parse().unwrap()),
        Field::Stock => Value::number(7.into()),
        Field::Name => Value::Text("Lampe de Bureau".into()),
        Field::Brand => Value::Text("Acme".into()),
        _ => Value::Nothing,
    }
}

fn cells() -> Cells {
    let mut record = Record::new();
    record.start(crate::record::Position::default());
    for cell in ["1.234,50 €", "promo", ""] {
        record.push(cell);
    }
    let names =
        ["Prix HT", "Statut", "Vide"].iter().enumerate().map(|(at, name)| ((*name).to_owned(), at)).collect();
    Cells { names: Arc::new(names), record: Arc::new(record) }
}

fn is_true(text: &str) -> Result<bool, String> {
    let expression = Expression::compile(text).map_err(|error| error.to_string())?;
    expression.is_true(sample, Some(&cells()))
}

#[test]
fn values() {
    for (text, expected) in [
        ("price * 1.2", "15"),
        ("price * 12 / 10", "15"),
        ("1 / 2", "0.5"),
        ("7 / 2 * price", "43.75"),
        ("0.1 + 0.2", "0.3"),
        ("price - stock", "5.5"),
        ("-price", "-12.5"),
        ("round(price * 1.196, 2)", "14.95"),
        ("round(2.5)", "3"),
        ("round(2.345, 2)", "2.35"),
        ("floor(price)", "12"),
        ("ceil(price)", "13"),
        ("abs(-3)", "3"),
        ("min(price, 10)", "10"),
        ("max(price, retail_price)", "12.5"),
        ("number(columns[\"Prix HT\"])", "1234.5"),
        ("number(\"7 cm\")", ""),
        ("name + \" \" + brand", "Lampe de Bureau Acme"),
        ("brand + \"-\" + stock", "Acme-7"),
        ("\"x\" + price", "x12.5"),
        ("upper(brand)", "ACME"),
        ("lower(name)", "lampe de bureau"),
        ("trim(\"  a \")", "a"),
        ("length(name)", "15"),
        ("left(name, 5)", "Lampe"),
        ("right(name, 6)", "Bureau"),
        ("part(name, \" \", 2)", "de"),
        ("part(name, \" \", -1)", "Bureau"),
        ("replace(name, \"Bureau\", \"chevet\")", "Lampe de chevet"),
        ("text(price)", "12.5"),
        ("first([ean, mpn, \"\", brand])", "Acme"),
        ("if price > 10 { 1 } else { 2 }", "1"),
        ("if is_empty(ean) { name } else { ean }", "Lampe de Bureau"),
        ("ean", ""),
        ("()", ""),
    ] {
        let value = evaluate(text).map(|value| match value {
            Value::Nothing => String::new(),
            Value::Text(text) => text,
            Value::Number { value, .. } => value.normalize().to_string(),
        });
        assert_eq!(value, Ok(expected.to_owned()), "{text}");
    }
}

/// The buyers' page shows each function at work, on the article of these tests.
#[test]
fn the_documents_examples_are_true() {
    let page = include_str!("../../../../../docs/buyers/transforms.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| function")).skip(2);
    let mut shown = String::new();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let example = row.trim_matches(['|', ' ']).rsplit(" | ").next().unwrap();
        let (expression, expected) = example.split_once(" → ").unwrap();
        let (expression, expected) = (expression.trim_matches('`'), expected.trim_matches('`'));
        shown += row.rsplit_once(" | ").unwrap().0;
        match expected {
            "true" | "false" => assert_eq!(is_true(expression), Ok(expected == "true"), "{row}"),
            _ => assert_eq!(evaluate(expression).unwrap().shown().as_deref(), Some(expected), "{row}"),
        }
    }
    for name in functions::NAMES {
        assert!(shown.contains(&format!("`{name}(")), "the page doesn't tell of {name}()");
    }
}

#[test]
fn conditions() {
    for (text, expected) in [
        ("price > 10", true),
        ("price == 12.5", true),
        ("price >= 12 && price < 13", true),
        ("stock == 7", true),
        ("stock == 0 || price > 100", false),
        ("!(stock == 0)", true),
        ("retail_price > 10", false),
        ("retail_price == ()", true),
        ("brand == \"Acme\"", true),
        ("brand == \"acme\"", false),
        ("brand in [\"Acme\", \"Bosch\"]", true),
        ("price in [1, 12.5]", true),
        ("\"bureau\" in name", true),
        ("contains(name, \"BUREAU\")", true),
        ("name.contains(\"bureau\")", true),
        ("contains(ean, \"4\")", false),
        ("starts_with(name, \"lampe\")", true),
        ("ends_with(name, \"lampe\")", false),
        ("matches(name, \"^Lampe\")", true),
        ("matches(name, \"(?i)^LAMPE\")", true),
        ("is_empty(ean)", true),
        ("is_empty(columns[\"Vide\"])", true),
        ("between(price, 10, 20)", true),
        ("between(retail_price, 10, 20)", false),
        ("columns[\"Statut\"] == \"promo\"", true),
        ("true", true),
    ] {
        assert_eq!(is_true(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (text, expected) in [
        ("", "the expression is empty"),
        ("prix > 10", "line 1, column 1: Undefined variable: prix"),
        ("price >\n  foo(1)", "line 2, column 3: there is no function foo()"),
        ("price > ", "line 1, column 9: "),
        ("price * (1 + 2", "line 1, column 15: "),
        ("let x = 1; x", "line 1, column 1: "),
        ("while true {}", "line 1, column 1: "),
        ("if true { while true {} } else { 1 }", "line 1, column 11: "),
        ("|x| x + 1", "line 1, column 1: "),
        ("import \"a\"", "line 1, column 1: "),
        ("fn a() { 1 }", "line 1, column 4: there is no function a()"),
        ("eval(\"1\")", "line 1, column 1: there is no function eval()"),
    ] {
        let error = Expression::compile(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}: {error}");
    }
    for (text, kind, expected) in [
        ("price", Kind::Condition, "a condition has to be true or false; this gives a number"),
        ("price > 1", Kind::Value, "the value has to be a number or a text; this gives true or false"),
        (
            "lower(name, name)",
            Kind::Value,
            "line 1, column 1: lower (text, text) doesn't work here: look at what kind of value each one is",
        ),
        (
            "name * 2",
            Kind::Value,
            "line 1, column 6: * (text, number) doesn't work here: look at what kind of value each one is",
        ),
    ] {
        assert_eq!(Expression::check(text, kind).unwrap_err().to_string(), expected, "{text}");
    }
    assert_eq!(Expression::check("price * number(columns[\"Facteur\"]) > 10", Kind::Condition), Ok(()));
    assert_eq!(Expression::check("round(price / (stock - 1), 2)", Kind::Value), Ok(()));
}

#[test]
fn what_goes_wrong_with_a_record_is_said() {
    for (text, expected) in [
        ("price / (stock - 7)", "line 1, column 7: division by zero"),
        ("price * ean", "line 1, column 7: "),
        ("round(name)", "line 1, column 1: a text is no number: use number(…)"),
        ("columns[\"Prix\"]", "line 1, column 8: the file has no column \"Prix\""),
        ("79228162514264337593543950335.0 * 10", "line 1, column 33: "),
        ("matches(name, \"(\")", "line 1, column 1: \"(\" is no regular expression: unclosed group"),
    ] {
        let error = evaluate(text).unwrap_err();
        assert!(error.starts_with(expected), "{text}: {error}");
    }
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("!", ""),
        ("-", ""),
        ("if true {", "} else { 1 }"),
        ("`${", "}`"),
        ("abs(", ")"),
        ("1+(", ")"),
    ] {
        let count = (LONGEST_EXPRESSION - 1) / (open.len() + close.len());
        let text = format!("{}1{}", open.repeat(count), close.repeat(count));
        if let Ok(expression) = Expression::compile(&text) {
            let _ = expression.value(sample, None);
        }
    }
    assert!(Expression::compile(&"1+".repeat(LONGEST_EXPRESSION)).is_err());
    // What a person writes is not.
    let sum = ["price"; 40].join("+");
    assert_eq!(evaluate(&sum).unwrap().shown().as_deref(), Some("500"));
}

#[test]
fn texts_dont_grow_without_end() {
    let mut text = "\"aaaaaaaaaa\"".to_owned();
    for _ in 0..12 {
        text = format!("replace({text}, \"a\", \"aaaaaaaaaa\")");
    }
    assert!(evaluate(&text).unwrap_err().ends_with("the text grows too long"));
}

proptest! {
    #[test]
    fn nothing_panics_or_hangs(text in "\\PC{0,80}") {
        let _ = Expression::check(&text, Kind::Value);
    }

    #[test]
    fn nothing_that_looks_like_an_expression_panics_or_hangs(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "price", "stock", "name", "ean", "columns[\"Vide\"]", "columns[name]", " + ", " - ", " * ", " / ", " % ", " ** ",
                " == ", " > ", " && ", " || ", "!", "-", "(", ")", "[", "]", ",", "1", "0", "99999999999999999999999999999",
                "9223372036854775807", "-9223372036854775808", "0.0000000000000000000000000001", "\"a\"", "'x'", "`${", "}`", "{", "}", "if ", " else ", "round(",
                "number(", "matches(name, ", "part(", "left(", "replace(", "first(", "min(", " in ", " << ", " >> ", "..", "..=", ".", "?.", " ?? ", "[..]", "#{", ":", ";",
                "true", "()", "\n", "//", "/*", "fn ", "|a| ", "switch ", " => ", "_",
            ]), 0..24,
        )
    ) {
        let text = pieces.concat();
        if let Ok(expression) = Expression::compile(&text) {
            let _ = expression.value(sample, Some(&cells()));
            let _ = expression.is_true(sample, None);
        }
    }
}
