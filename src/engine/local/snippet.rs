//! The piece of a passage to show: whole sentences where they fit, words where they do not, with
//! the ranges that matched.

use tantivy_tokenizer_api::TokenStream;

use super::analyzer::Analyzer;
use super::lower::Highlights;
use crate::model::Snippet;

/// Length that a snippet aims at, in characters.
pub const SNIPPET_CHARS: usize = 280;

/// A match in a text.
struct Match {
    start: usize,
    end: usize,
    /// Which term, so that different terms count more than one term often.
    term: usize,
}

/// Cuts the best piece out of `text`, an article in `language`.
pub fn snippet(
    text: &str,
    language: &str,
    highlights: &Highlights,
    analyzer: &mut Analyzer,
) -> Snippet {
    let matches = find_matches(text, language, highlights, analyzer);
    let (start, end) = best_window(text, &matches);
    render(text, start, end, &matches)
}

fn find_matches(
    text: &str,
    language: &str,
    highlights: &Highlights,
    analyzer: &mut Analyzer,
) -> Vec<Match> {
    let mut matches: Vec<Match> = Vec::new();
    if highlights.terms.is_empty() && highlights.prefixes.is_empty() {
        return matches;
    }
    let mut terms: Vec<String> = Vec::new();
    let mut stream = analyzer.terms(text, language);
    while stream.advance() {
        let token = stream.token();
        if !highlights.matches(&token.text) {
            continue;
        }
        let term = terms.iter().position(|term| *term == token.text).unwrap_or_else(|| {
            terms.push(token.text.clone());
            terms.len() - 1
        });
        match matches.last_mut() {
            // Pairs of an unspaced script overlap: one range, not two.
            Some(last) if token.offset_from < last.end => last.end = token.offset_to,
            _ => matches.push(Match { start: token.offset_from, end: token.offset_to, term }),
        }
    }
    matches
}

/// Byte range of the window to show: most different terms first, then one that opens on a match,
/// then most matches, then the earliest.
fn best_window(text: &str, matches: &[Match]) -> (usize, usize) {
    let sentences = sentences(text);
    let worth = |index: usize| {
        let (start, end) = window(text, &sentences, index);
        let inside = matches.iter().filter(|hit| hit.start >= start && hit.end <= end);
        let mut terms: Vec<usize> = inside.map(|hit| hit.term).collect();
        let count = terms.len().min(8);
        let opens = matches.iter().any(|hit| hit.start >= start && hit.end <= sentences[index].1);
        terms.sort_unstable();
        terms.dedup();
        (terms.len(), opens, count)
    };
    let best = (0..sentences.len()).max_by_key(|&index| (worth(index), std::cmp::Reverse(index)));
    let Some(best) = best else { return (0, 0) };
    let (start, end) = window(text, &sentences, best);
    if text[start..end].chars().count() <= SNIPPET_CHARS {
        return (start, end);
    }
    let first = matches.iter().find(|hit| hit.start >= start && hit.end <= end);
    cut(text, start, end, first.map_or(start, |hit| hit.start))
}

/// The sentence `index` and as many after it as fit.
fn window(text: &str, sentences: &[(usize, usize)], index: usize) -> (usize, usize) {
    let (start, mut end) = sentences[index];
    for &(_, next_end) in &sentences[index + 1..] {
        if text[start..next_end].chars().count() > SNIPPET_CHARS {
            break;
        }
        end = next_end;
    }
    (start, end)
}

/// A piece of a sentence that is too long, around `focus`, cut at words where there are spaces.
fn cut(text: &str, start: usize, end: usize, focus: usize) -> (usize, usize) {
    let lead = SNIPPET_CHARS / 4;
    let from =
        text[start..focus].char_indices().rev().nth(lead).map_or(start, |(at, _)| start + at);
    let from = if from == start { start } else { after_space(text, from, focus) };
    let to = text[from..end].char_indices().nth(SNIPPET_CHARS).map_or(end, |(at, _)| from + at);
    let to = match text[from..to].rfind(char::is_whitespace) {
        Some(space) if to < end && from + space > focus => from + space,
        _ => to,
    };
    (from, to)
}

fn after_space(text: &str, from: usize, before: usize) -> usize {
    let space = text[from..before].find(char::is_whitespace);
    space.map_or(from, |space| {
        let rest = &text[from + space..];
        from + space + (rest.len() - rest.trim_start().len())
    })
}

/// The window with line breaks as spaces, `…` where a sentence is cut, and ranges in characters.
fn render(text: &str, start: usize, end: usize, matches: &[Match]) -> Snippet {
    let mut shown = String::with_capacity(end - start + 8);
    let mut highlights = Vec::new();
    if cuts_into_sentence(text[..start].trim_end(), start) {
        shown.push('…');
    }
    let mut length = shown.chars().count();
    let mut open = None;
    let mut inside = matches.iter().filter(|hit| hit.start >= start && hit.end <= end).peekable();
    let mut spaced = true;
    for (offset, c) in text[start..end].char_indices() {
        let at = start + offset;
        if let Some(hit) = inside.peek() {
            if at == hit.start {
                open = Some(length);
            }
        }
        if c.is_whitespace() {
            if !spaced {
                shown.push(' ');
                length += 1;
            }
            spaced = true;
        } else {
            shown.push(c);
            length += 1;
            spaced = false;
        }
        if let (Some(from), Some(hit)) = (open, inside.peek()) {
            if at + c.len_utf8() == hit.end {
                highlights.push((from, length));
                open = None;
                inside.next();
            }
        }
    }
    let kept = shown.trim_end().len();
    shown.truncate(kept);
    if end < text.trim_end().len() && !ends_sentence(&text[..end]) {
        shown.push('…');
    }
    Snippet { text: shown, highlights }
}

fn cuts_into_sentence(before: &str, start: usize) -> bool {
    start > 0 && !before.is_empty() && !ends_sentence(before)
}

fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end().trim_end_matches(['"', '”', '’', '»', '\'', ')', '」', '』']);
    end.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '۔']) || text.ends_with('\n')
}

/// Sentences of a text, roughly: cut after a full stop, question or exclamation mark (and closing
/// quotation marks) before a space and no small letter, and at blank lines.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    let mut ended = false;
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|&(_, next)| next);
        match c {
            '.' | '!' | '?' | '…' | '؟' | '۔' => ended = true,
            '。' | '！' | '？' => {
                ended = false;
                if !matches!(next, Some('”' | '」' | '』' | '’')) {
                    push_trimmed(&mut sentences, text, start, at + c.len_utf8());
                    start = at + c.len_utf8();
                }
            }
            '"' | '”' | '’' | '»' | '\'' | ')' | '」' | '』' if ended => {}
            '\n' if next == Some('\n') => {
                push_trimmed(&mut sentences, text, start, at);
                start = at;
                ended = false;
            }
            _ if c.is_whitespace() && ended => {
                if next.is_none_or(|next| !next.is_lowercase()) && !abbreviated(&text[start..at]) {
                    push_trimmed(&mut sentences, text, start, at);
                    start = at;
                }
                ended = false;
            }
            _ => ended = false,
        }
    }
    push_trimmed(&mut sentences, text, start, text.len());
    sentences
}

/// Whether the text ends in an initial or a short title (`U.S.`, `Mr.`, `Sen.`) rather than a sentence.
fn abbreviated(text: &str) -> bool {
    let Some(word) =
        text.strip_suffix('.').and_then(|text| text.rsplit(char::is_whitespace).next())
    else {
        return false;
    };
    let letters = word.rsplit('.').next().unwrap_or(word).chars().count();
    word.starts_with(char::is_uppercase)
        && (letters <= 1 || (letters <= 3 && word.chars().skip(1).all(char::is_lowercase)))
}

fn push_trimmed(sentences: &mut Vec<(usize, usize)>, text: &str, start: usize, end: usize) {
    let piece = &text[start..end];
    let lead = piece.len() - piece.trim_start().len();
    let kept = piece.trim().len();
    if kept > 0 {
        sentences.push((start + lead, start + lead + kept));
    }
}

#[cfg(test)]
mod tests {
    use super::super::analyzer::terms_of;
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str, terms: &[&str]) -> (String, Vec<String>) {
        let highlights = Highlights {
            terms: terms.iter().map(|term| (*term).to_owned()).collect(),
            ..Highlights::default()
        };
        let found = snippet(text, "", &highlights, &mut Analyzer::default());
        let characters: Vec<char> = found.text.chars().collect();
        let words =
            found.highlights.iter().map(|&(a, b)| characters[a..b].iter().collect()).collect();
        (found.text, words)
    }

    #[test]
    fn shows_the_sentence_that_holds_most_terms() {
        let filler = "Nothing of note was said here at all. ".repeat(12);
        let text = format!("{filler}The ceasefire talks began in Doha. {filler}");
        let (shown, words) = marked(&text, &["ceasefire", "doha"]);
        assert!(shown.starts_with("The ceasefire talks began in Doha."), "{shown}");
        assert_eq!(words, ["ceasefire", "Doha"]);
    }

    #[test]
    fn cuts_a_long_sentence_at_words() {
        let text = format!("{}ceasefire {}", "and then ".repeat(80), "or else ".repeat(80));
        let (shown, words) = marked(&text, &["ceasefire"]);
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.chars().count() <= SNIPPET_CHARS + 2);
        assert_eq!(words, ["ceasefire"]);
    }

    #[test]
    fn sizes_count_characters_in_any_script() {
        let text = "переговоры о прекращении огня продолжались весь день без перерыва ".repeat(20);
        let (shown, _) = marked(&text, &["огня"]);
        assert!(shown.chars().count() > SNIPPET_CHARS / 2, "{}", shown.chars().count());
    }

    #[test]
    fn an_initial_ends_no_sentence() {
        assert_eq!(sentences("The U.S. Senate met. Mr. Smith spoke.").len(), 2);
    }

    proptest! {
        #[test]
        fn highlights_lie_in_the_snippet(text in "[a-c .!?\n«»éя习]{0,400}", term in "[a-c]{1,2}") {
            let highlights = Highlights { terms: [term.clone()].into(), ..Highlights::default() };
            let found = snippet(&text, "", &highlights, &mut Analyzer::default());
            let characters: Vec<char> = found.text.chars().collect();
            let mut last = 0;
            for &(a, b) in &found.highlights {
                prop_assert!(last <= a && a < b && b <= characters.len());
                let word: String = characters[a..b].iter().collect();
                prop_assert_eq!(terms_of(&word, ""), [term.as_str()]);
                last = b;
            }
        }
    }
}
