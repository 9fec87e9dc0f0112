//! Text → terms, by the language of the article.
//!
//! An index holds many languages in one field, so the analyser cannot be fixed by the field: the
//! text itself says, in front, which stemmer to use, and where the headline ends and the body
//! begins. Both marks are private-use characters that [`zone`] and [`language_mark`] make and no
//! stored text contains.
//!
//! A term is: the word, in lower case, stemmed by the article's language, accents removed. Words of
//! scripts without spaces become overlapping pairs of characters.

use frostem::{Algorithm, Stemmer};
use tantivy_tokenizer_api::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Name under which the analyser is registered with the index.
pub const ANALYZER: &str = "dateline";

/// Changes whenever the same text would give other terms; an index of another version must be
/// built anew.
pub const ANALYZER_VERSION: u32 = 1;

/// Positions left free between zones, so that no phrase runs from a headline into the body.
const ZONE_GAP: usize = 64;

/// Longest term in bytes; what is longer is cut, on a character boundary. Real words stay below.
const TERM_BYTES: usize = 120;

const LANGUAGE_MARKS: u32 = 0xE000;
const ZONE_MARKS: u32 = 0xE100;

/// Languages with a stemmer, in an order that must not change: the position is stored as a mark.
const STEMMERS: [(&str, Algorithm); 23] = [
    ("ar", Algorithm::Arabic),
    ("cs", Algorithm::Czech),
    ("da", Algorithm::Danish),
    ("nl", Algorithm::Dutch),
    ("en", Algorithm::English),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("hi", Algorithm::Hindi),
    ("hu", Algorithm::Hungarian),
    ("id", Algorithm::Indonesian),
    ("it", Algorithm::Italian),
    ("no", Algorithm::Norwegian),
    ("fa", Algorithm::Persian),
    ("pl", Algorithm::Polish),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sr", Algorithm::Serbian),
    ("es", Algorithm::Spanish),
    ("sv", Algorithm::Swedish),
    ("tr", Algorithm::Turkish),
];

fn stemmer_number(language: &str) -> Option<usize> {
    STEMMERS.iter().position(|(code, _)| *code == language)
}

/// The character that, first in a text, switches its analysis to `language`. Languages without a
/// stemmer share one mark: their words are only folded.
pub fn language_mark(language: &str) -> char {
    let number = stemmer_number(language).map_or(0, |number| number + 1);
    char::from_u32(LANGUAGE_MARKS + number as u32).expect("private-use characters are valid")
}

/// The character that begins a zone in which each word counts `weight` times.
pub fn zone(weight: u8) -> char {
    char::from_u32(ZONE_MARKS + u32::from(weight.max(1))).expect("private-use characters are valid")
}

/// Whether a character of a text is one of the analyser's own marks, which outside text must not
/// contain.
pub fn is_mark(c: char) -> bool {
    (LANGUAGE_MARKS..ZONE_MARKS + 256).contains(&(c as u32))
}

/// The analyser. Cheap to clone; each clone reuses its buffers from text to text.
#[derive(Clone, Default)]
pub struct Analyzer {
    token: Token,
    lower: String,
}

impl Analyzer {
    /// The terms of a text without marks, read as `language`.
    pub fn terms<'a>(&'a mut self, text: &'a str, language: &str) -> Terms<'a> {
        let stemmer = stemmer_number(language).map(|number| Stemmer::new(STEMMERS[number].1));
        self.token.reset();
        Terms {
            text,
            at: 0,
            stemmer,
            weight: 1,
            repeat: 0,
            position: 0,
            unspaced: None,
            analyzer: self,
        }
    }
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        let mut terms = self.terms(text, "");
        terms.read_language();
        terms
    }
}

/// The stream of terms of one text.
pub struct Terms<'a> {
    text: &'a str,
    /// Byte from which the next word is looked for.
    at: usize,
    stemmer: Option<Stemmer>,
    weight: u8,
    /// How often the current term is still to be repeated.
    repeat: u8,
    /// Position of the next word.
    position: usize,
    /// End of the run of unspaced script that is being cut into pairs.
    unspaced: Option<usize>,
    analyzer: &'a mut Analyzer,
}

impl Terms<'_> {
    fn read_language(&mut self) {
        let Some(mark) = self.text.chars().next() else { return };
        let mark_number = (mark as u32).wrapping_sub(LANGUAGE_MARKS);
        if mark_number as usize <= STEMMERS.len() {
            self.at = mark.len_utf8();
            if mark_number > 0 {
                self.stemmer = Some(Stemmer::new(STEMMERS[mark_number as usize - 1].1));
            }
        }
    }

    /// Moves to the start of the next word, obeying marks on the way.
    fn skip_to_word(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    return true;
                }
                self.at += 1;
                continue;
            }
            let c =
                self.text[self.at..].chars().next().expect("at lies on a boundary before the end");
            if is_mark(c) {
                self.weight = (c as u32).saturating_sub(ZONE_MARKS).clamp(1, 255) as u8;
                self.position += ZONE_GAP;
            } else if c.is_alphanumeric() {
                return true;
            }
            self.at += c.len_utf8();
        }
        false
    }

    /// End of the word that starts at `self.at`; joins the letters of `U.S.` and keeps apostrophes
    /// inside (`Sana'a`), which folding removes.
    fn word_end(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = self.at;
        loop {
            let Some(&byte) = bytes.get(end) else { return end };
            if byte.is_ascii_alphanumeric() {
                end += 1;
                continue;
            }
            let Some(c) = self.text[end..].chars().next() else { return end };
            let inside = match c {
                // Sana'a is one word; l'Ukraine and O'Brien are two
                '\'' | '’' | 'ʼ' | 'ʻ' | '‘' => {
                    self.text[self.at..end].chars().count() > 2
                        && self.letter_at(end + c.len_utf8())
                }
                // U.S., U.N.: single letters with a full stop after each
                '.' => {
                    self.single_letter_before(end)
                        && self.letter_at(end + 1)
                        && self.single_letter_after(end + 1)
                }
                _ => is_word(c) && !is_unspaced(c),
            };
            if !inside {
                return end;
            }
            end += c.len_utf8();
        }
    }

    fn letter_at(&self, at: usize) -> bool {
        self.text[at..].chars().next().is_some_and(|c| c.is_alphabetic() && !is_unspaced(c))
    }

    fn single_letter_before(&self, at: usize) -> bool {
        let mut before = self.text[..at].chars().rev();
        before.next().is_some_and(char::is_alphabetic)
            && before.next().is_none_or(|c| !c.is_alphanumeric())
    }

    fn single_letter_after(&self, at: usize) -> bool {
        let mut after = self.text[at..].chars();
        after.next().is_some_and(char::is_alphabetic)
            && after.next().is_none_or(|c| !c.is_alphanumeric())
    }

    /// Emits the term for `text[start..end]`; false when folding leaves nothing of it.
    fn emit(&mut self, start: usize, end: usize) -> bool {
        let token = &mut self.analyzer.token;
        token.text.clear();
        token.offset_from = start;
        token.offset_to = end;
        token.position = self.position;
        token.position_length = 1;
        let word = &self.text[start..end];
        let lower = &mut self.analyzer.lower;
        lower_case(word, lower);
        match &self.stemmer {
            Some(stemmer) => fold_into(&stemmer.stem(lower), &mut token.text),
            None => fold_into(lower, &mut token.text),
        }
        if token.text.is_empty() {
            return false;
        }
        if token.text.len() > TERM_BYTES {
            let cut = (0..=TERM_BYTES).rev().find(|&at| token.text.is_char_boundary(at));
            token.text.truncate(cut.unwrap_or(0));
        }
        self.position += 1;
        self.repeat = self.weight - 1;
        true
    }

    /// Emits the next pair of a run of unspaced script; a run of one character is a term itself.
    fn next_pair(&mut self, run_end: usize) -> bool {
        let first = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        let second_at = self.at + first;
        let second = self.text[second_at..run_end].chars().next().map_or(0, char::len_utf8);
        let (start, end) = (self.at, second_at + second);
        self.at = second_at;
        self.unspaced = (end < run_end).then_some(run_end);
        if self.unspaced.is_none() {
            self.at = run_end;
        }
        self.emit(start, end)
    }
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        if self.repeat > 0 {
            self.repeat -= 1;
            return true;
        }
        loop {
            if let Some(run_end) = self.unspaced.take() {
                if self.next_pair(run_end) {
                    return true;
                }
                continue;
            }
            if !self.skip_to_word() {
                return false;
            }
            let first =
                self.text[self.at..].chars().next().expect("skip_to_word found a character");
            if is_unspaced(first) {
                let length: usize = self.text[self.at..]
                    .chars()
                    .take_while(|&c| is_unspaced(c))
                    .map(char::len_utf8)
                    .sum();
                self.unspaced = Some(self.at + length);
                continue;
            }
            let (start, end) = (self.at, self.word_end());
            self.at = end;
            if self.emit(start, end) {
                return true;
            }
        }
    }

    fn token(&self) -> &Token {
        &self.analyzer.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.analyzer.token
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Scripts written without spaces: Han, kana, Thai, Lao, Khmer, Myanmar.
fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x323AF)
}

/// The word in lower case, without the English possessive and without apostrophes and full stops.
fn lower_case(word: &str, lower: &mut String) {
    lower.clear();
    let word = ["'s", "’s", "'S", "’S"]
        .iter()
        .find_map(|possessive| word.strip_suffix(possessive))
        .unwrap_or(word);
    if word.is_ascii() {
        lower.extend(
            word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()),
        );
        return;
    }
    let kept = word.chars().filter(|&c| is_word(c));
    lower.extend(kept.flat_map(char::to_lowercase).nfc());
}

/// Removes accents and unifies letters that users do not tell apart.
fn fold_into(stem: &str, folded: &mut String) {
    if stem.is_ascii() {
        folded.push_str(stem);
        return;
    }
    for c in stem.nfkd().filter(|&c| !is_combining_mark(c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ґ' => folded.push('г'),
            // Arabic: alef and yeh in their variants, teh marbuta, tatweel
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ى' | 'ی' => folded.push('ي'),
            'ک' => folded.push('ك'),
            'ة' => folded.push('ه'),
            'ـ' => {}
            _ => folded.push(c),
        }
    }
}

/// All terms of `text` as `language` reads them.
pub fn terms_of(text: &str, language: &str) -> Vec<String> {
    let mut analyzer = Analyzer::default();
    let mut stream = analyzer.terms(text, language);
    let mut terms = Vec::new();
    while stream.advance() {
        terms.push(stream.token().text.clone());
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stems_by_language_and_folds() {
        assert_eq!(terms_of("The ministers' sanctions", "en"), ["the", "minist", "sanction"]);
        assert_eq!(terms_of("санкции", "ru"), terms_of("санкций", "ru"));
        assert_eq!(terms_of("négociations", "fr"), terms_of("négociation", "fr"));
        assert_eq!(terms_of("Kyïv", ""), ["kyiv"]);
    }

    #[test]
    fn joins_initials_and_drops_the_possessive() {
        assert_eq!(terms_of("U.S. and U.N. envoys", ""), ["us", "and", "un", "envoys"]);
        assert_eq!(terms_of("Ukraine’s army", ""), ["ukraine", "army"]);
        assert_eq!(terms_of("Sana'a.", ""), ["sanaa"]);
        assert_eq!(terms_of("l’Ukraine", "fr"), ["l", "ukrain"]);
    }

    #[test]
    fn cuts_unspaced_scripts_into_pairs() {
        assert_eq!(terms_of("习近平说 yes", "zh"), ["习近", "近平", "平说", "yes"]);
        assert_eq!(terms_of("中", "zh"), ["中"]);
    }

    #[test]
    fn a_zone_counts_its_words_and_keeps_phrases_apart() {
        let text = format!("{}{}Peace{}talks", language_mark("en"), zone(3), zone(1));
        let mut analyzer = Analyzer::default();
        let mut stream = analyzer.token_stream(&text);
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().text.clone(), stream.token().position));
        }
        let titles = seen.iter().filter(|(term, _)| term == "peac").count();
        assert_eq!(titles, 3);
        assert!(seen[3].1 > seen[0].1 + ZONE_GAP - 2);
    }

    proptest! {
        #[test]
        fn terms_lie_in_the_text(text in "\\PC{0,200}") {
            let mut analyzer = Analyzer::default();
            let mut stream = analyzer.token_stream(&text);
            let mut last = 0;
            while stream.advance() {
                let token = stream.token();
                prop_assert!(text.get(token.offset_from..token.offset_to).is_some());
                prop_assert!(token.position >= last);
                prop_assert!(!token.text.is_empty());
                last = token.position;
            }
        }
    }
}
