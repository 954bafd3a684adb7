//! Currencies: ISO 4217 codes and the signs and words that suppliers write instead.

/// Active alphabetic codes of ISO 4217 (list one, amendment 177) that goods are priced in, sorted.
const CODES: [&str; 155] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP",
    "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP",
    "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD",
    "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK",
    "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR",
    "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP",
    "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP",
    "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD",
    "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF",
    "XPF", "YER", "ZAR", "ZMW", "ZWG",
];

/// Signs and words, lower case, without a trailing dot, and the currency each stands for where it stands alone.
/// `kr` is missing on purpose: three countries use it.
const SIGNS: [(&str, &str); 72] = [
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("eur", "EUR"),
    ("$", "USD"),
    ("us$", "USD"),
    ("us $", "USD"),
    ("$us", "USD"),
    ("usd$", "USD"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("a$", "AUD"),
    ("au$", "AUD"),
    ("c$", "CAD"),
    ("ca$", "CAD"),
    ("can$", "CAD"),
    ("cdn", "CAD"),
    ("$ ca", "CAD"),
    ("$ca", "CAD"),
    ("nz$", "NZD"),
    ("hk$", "HKD"),
    ("s$", "SGD"),
    ("nt$", "TWD"),
    ("mx$", "MXN"),
    ("r$", "BRL"),
    ("£", "GBP"),
    ("₤", "GBP"),
    ("¥", "JPY"),
    ("円", "JPY"),
    ("元", "CNY"),
    ("rmb", "CNY"),
    ("cn¥", "CNY"),
    ("zł", "PLN"),
    ("zl", "PLN"),
    ("zlotych", "PLN"),
    ("kč", "CZK"),
    ("kc", "CZK"),
    ("₴", "UAH"),
    ("грн", "UAH"),
    ("гривня", "UAH"),
    ("₽", "RUB"),
    ("руб", "RUB"),
    ("р", "RUB"),
    ("rub", "RUB"),
    ("rur", "RUB"),
    ("rubles", "RUB"),
    ("₸", "KZT"),
    ("тг", "KZT"),
    ("тенге", "KZT"),
    ("ft", "HUF"),
    ("lei", "RON"),
    ("ron", "RON"),
    ("лв", "BGN"),
    ("lv", "BGN"),
    ("₺", "TRY"),
    ("tl", "TRY"),
    ("₹", "INR"),
    ("rs", "INR"),
    ("₦", "NGN"),
    ("₪", "ILS"),
    ("₩", "KRW"),
    ("฿", "THB"),
    ("₫", "VND"),
    ("fcfa", "XOF"),
    ("f cfa", "XOF"),
    ("cfa", "XOF"),
    ("fr", "CHF"),
    ("sfr", "CHF"),
    ("fr.-", "CHF"),
    ("₾", "GEL"),
    ("byr", "BYN"),
    ("dhs", "AED"),
];

/// Withdrawn codes that price lists still carry, and their successors.
const SUCCESSORS: [(&str, &str); 6] =
    [("HRK", "EUR"), ("RUR", "RUB"), ("BYR", "BYN"), ("TRL", "TRY"), ("ROL", "RON"), ("ANG", "XCG")];

/// The ISO 4217 code that a text stands for: a code in any case, a sign, or a word.
pub fn parse(text: &str) -> Option<&'static str> {
    let text = text.trim().trim_matches(['(', ')', '[', ']', '"', '\'', ':']).trim();
    if let Some(code) = code(text) {
        return Some(code);
    }
    if text.is_empty() || text.len() > 16 {
        return None;
    }
    let lower = text.trim_end_matches('.').to_lowercase();
    SIGNS.iter().find(|(sign, _)| *sign == lower).map(|&(_, code)| code)
}

/// The ISO 4217 code in a text of three letters.
pub fn code(text: &str) -> Option<&'static str> {
    let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
    let upper = bytes.map(|b| b.to_ascii_uppercase());
    if let Ok(found) = CODES.binary_search_by(|code| code.as_bytes().cmp(&upper)) {
        return Some(CODES[found]);
    }
    SUCCESSORS.iter().find(|(old, _)| old.as_bytes() == upper).map(|&(_, code)| code)
}

/// The currency that a column's name tells: `price (USD)`, `price_gbp`, `Prix €`, `Price, EUR`.
///
/// Codes are taken only in upper case or set apart, as many of them are words (`all`, `top`, `try`).
pub fn in_header(header: &str) -> Option<&'static str> {
    for sign in ['€', '£', '₴', '₽', '₸', '₺', '₹', '₦'] {
        if header.contains(sign) {
            return parse(sign.encode_utf8(&mut [0; 4]));
        }
    }
    let words = header.split(|c: char| !c.is_alphanumeric() && c != '$').filter(|word| !word.is_empty());
    for word in words {
        if word.len() == 3
            && (word.bytes().all(|b| b.is_ascii_uppercase()) || is_major(word))
            && let Some(code) = code(word)
        {
            return Some(code);
        }
        let lower = word.to_lowercase();
        match lower.as_str() {
            "euro" | "euros" => return Some("EUR"),
            "dollar" | "dollars" => return Some("USD"),
            "zł" | "zl" => return Some("PLN"),
            "kč" => return Some("CZK"),
            "грн" => return Some("UAH"),
            "руб" => return Some("RUB"),
            "fcfa" => return Some("XOF"),
            _ if lower.contains('$') => return parse(&lower),
            _ => {}
        }
    }
    None
}

/// Codes that are no words and so are safe to recognise in lower case too (`price_usd`).
fn is_major(word: &str) -> bool {
    const MAJOR: [&str; 22] = [
        "eur", "usd", "gbp", "chf", "pln", "czk", "sek", "nok", "dkk", "huf", "uah", "rub", "kzt", "jpy",
        "cny", "cad", "aud", "brl", "inr", "xof", "ars", "mxn",
    ];
    let lower = word.to_ascii_lowercase();
    MAJOR.contains(&lower.as_str())
}

/// Whether a `$` may stand for this currency.
pub fn is_dollar(code: &str) -> bool {
    const DOLLARS: [&str; 16] = [
        "USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "BBD", "BSD",
        "JMD", "TTD",
    ];
    DOLLARS.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_sorted() {
        assert!(CODES.is_sorted());
    }

    #[test]
    fn codes_signs_and_words() {
        for (text, expected) in [
            ("EUR", Some("EUR")),
            ("eur", Some("EUR")),
            (" € ", Some("EUR")),
            ("Euro", Some("EUR")),
            ("US$", Some("USD")),
            ("zł", Some("PLN")),
            ("Kč", Some("CZK")),
            ("руб.", Some("RUB")),
            ("RUR", Some("RUB")),
            ("Fcfa", Some("XOF")),
            ("грн.", Some("UAH")),
            ("kr", None),
            ("XYZ", None),
            ("", None),
            ("12", None),
        ] {
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }

    #[test]
    fn headers() {
        for (header, expected) in [
            ("price (USD)", Some("USD")),
            ("price_gbp", Some("GBP")),
            ("Prix TTC (€)", Some("EUR")),
            ("Valore in euro", Some("EUR")),
            ("SRP, US$", Some("USD")),
            ("all prices", None),
            ("Prix", None),
            ("top", None),
        ] {
            assert_eq!(in_header(header), expected, "{header:?}");
        }
    }
}
