//! The language of an article: what the source says, else what whatlang finds.

use whatlang::Lang;

use crate::model::Article;

/// Text given to the detector, in bytes. More changes no verdict and costs time.
const SAMPLE_BYTES: usize = 2_000;

/// Letters below which a verdict is a guess, which is not better than none.
const LEAST_LETTERS: usize = 40;

/// ISO 639-1 code of the article's language; three letters where there is no code of two.
pub fn detect(article: &Article) -> Option<String> {
    if let Some(language) = article.language.as_deref().and_then(primary_code) {
        return Some(language);
    }
    let mut sample = String::with_capacity(SAMPLE_BYTES + 64);
    for block in &article.blocks {
        sample.push_str(block.span.of(&article.text));
        sample.push(' ');
        if sample.len() >= SAMPLE_BYTES {
            break;
        }
    }
    if sample.len() < LEAST_LETTERS {
        sample.push_str(&article.title);
    }
    let cut = (0..=sample.len().min(SAMPLE_BYTES)).rev().find(|&at| sample.is_char_boundary(at));
    sample.truncate(cut.unwrap_or(0));
    if sample.chars().filter(|c| c.is_alphabetic()).count() < LEAST_LETTERS
        && whatlang::detect_script(&sample).is_none_or(|script| script == whatlang::Script::Latin)
    {
        return None;
    }
    // Capitals throughout, as old wires have them, confuse the trigrams.
    let lower = if sample.chars().any(char::is_lowercase) { sample } else { sample.to_lowercase() };
    whatlang::detect(&lower).map(|info| code_of(info.lang()).to_owned())
}

/// `en` of `en-GB`, `EN` or `eng`; `None` for what is no code.
fn primary_code(given: &str) -> Option<String> {
    let primary = given.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    match primary.len() {
        2 if primary.bytes().all(|byte| byte.is_ascii_lowercase()) => Some(primary),
        3 => Lang::from_code(&primary).map(|lang| code_of(lang).to_owned()),
        _ => None,
    }
}

/// ISO 639-1 where it exists; source: the registry of the Library of Congress.
fn code_of(lang: Lang) -> &'static str {
    let (_, code) = CODES
        .iter()
        .find(|(long, _)| *long == lang.code())
        .copied()
        .unwrap_or((lang.code(), lang.code()));
    code
}

/// ISO 639-3 of whatlang → ISO 639-1.
const CODES: [(&str, &str); 69] = [
    ("epo", "eo"),
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "no"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockKind, TextBuilder};

    fn language(text: &str) -> Option<String> {
        let mut builder = TextBuilder::default();
        builder.push(BlockKind::Paragraph, text);
        let (text, blocks) = builder.finish();
        detect(&Article { text, blocks, ..Article::default() })
    }

    #[test]
    fn detects_from_the_body() {
        let english = "The ministers agreed to meet again in the spring, and the talks ended late.";
        assert_eq!(language(english).as_deref(), Some("en"));
        assert_eq!(language(&english.to_uppercase()).as_deref(), Some("en"));
        assert_eq!(
            language("Министры договорились встретиться снова весной.").as_deref(),
            Some("ru")
        );
        assert_eq!(language("两国外长同意明年春天再次会面。").as_deref(), Some("zh"));
        assert_eq!(language("Ok."), None);
    }

    #[test]
    fn the_source_is_believed() {
        let article = Article { language: Some("en-GB".into()), ..Article::default() };
        assert_eq!(detect(&article).as_deref(), Some("en"));
    }
}
