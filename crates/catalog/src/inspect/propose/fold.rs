//! Letters without their accents, so that `Référence` and `REFERENCE` are the same word.

/// Appends a character in lower case and without its accent.
pub(super) fn fold(c: char, out: &mut String) {
    for c in c.to_lowercase() {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'ă' | 'ā' => out.push('a'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'ď' | 'đ' => out.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'ē' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => out.push('i'),
            'ł' | 'ľ' | 'ĺ' => out.push('l'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => out.push('o'),
            'ř' | 'ŕ' => out.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => out.push('s'),
            'ť' | 'ţ' | 'ț' => out.push('t'),
            'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ģ' | 'ğ' => out.push('g'),
            'ё' => out.push('е'),
            'ά' => out.push('α'),
            'έ' => out.push('ε'),
            'ή' => out.push('η'),
            'ί' | 'ϊ' => out.push('ι'),
            'ό' => out.push('ο'),
            'ύ' => out.push('υ'),
            'ώ' => out.push('ω'),
            'ς' => out.push('σ'),
            '\u{300}'..='\u{36f}' => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_capitals_are_gone() {
        let folded = |text: &str| {
            let mut out = String::new();
            text.chars().for_each(|c| fold(c, &mut out));
            out
        };
        for (text, expected) in [
            ("RÉFÉRENCE", "reference"),
            ("Größe", "grosse"),
            ("Žluťoučký", "zlutoucky"),
            ("Șifră țară", "sifra tara"),
            ("Ağırlık", "agirlik"),
            ("Mærke", "maerke"),
            ("Ёлка", "елка"),
            ("Τιμή", "τιμη"),
        ] {
            assert_eq!(folded(text), expected);
        }
    }
}
