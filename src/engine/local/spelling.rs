//! The nearest word of the index to one that it does not hold.

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use super::LocalIndex;
use super::analyzer::Analyzer;
use super::documents::StoredHead;
use super::lower::{Highlights, Lowering};
use super::snippet::snippet;
use crate::engine::EngineError;

/// Edits within which a word counts as near; more find chance likenesses in short words.
const DISTANCE: u8 = 2;

/// The most frequent word within two edits of `word`, as an article spells it.
pub fn nearest(
    index: &LocalIndex,
    lowering: &Lowering<'_>,
    word: &str,
) -> Result<Option<String>, EngineError> {
    let field = index.fields().text;
    let distance = if word.chars().count() < 5 { 1 } else { DISTANCE };
    let mut best: Option<(usize, std::cmp::Reverse<u32>, String)> = None;
    let searcher = index.searcher()?;
    for reading in lowering.readings(word) {
        let [term] = reading.as_slice() else { continue };
        let query = FuzzyTermQuery::new(Term::from_field_text(field, term), distance, true);
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut near = inverted
                .terms()
                .search(query.automaton()?)
                .into_stream()
                .map_err(EngineError::internal)?;
            while near.advance() {
                let Ok(found) = std::str::from_utf8(near.key()) else { continue };
                let edits = strsim::damerau_levenshtein(found, term);
                let key = (edits, std::cmp::Reverse(near.value().doc_freq), found.to_owned());
                if best.as_ref().is_none_or(|best| key < *best) {
                    best = Some(key);
                }
            }
        }
    }
    let Some((_, _, term)) = best else { return Ok(None) };
    as_written(index, &term)
}

/// A word of some article whose term this is: terms are stems, which nobody types.
fn as_written(index: &LocalIndex, term: &str) -> Result<Option<String>, EngineError> {
    let searcher = index.searcher()?;
    let field = index.fields().text;
    let term = Term::from_field_text(field, term);
    for (segment_ord, segment) in searcher.segment_readers().iter().enumerate() {
        let inverted = segment.inverted_index(field)?;
        let Some(postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else {
            continue;
        };
        let doc = tantivy::DocSet::doc(&postings);
        let ordinal = segment.fast_fields().u64("ordinal")?.first(doc).unwrap_or(0) as u32;
        let address = DocAddress::new(segment_ord as u32, doc.saturating_sub(ordinal));
        let head = StoredHead::read(&searcher.doc(address)?, index.fields())?;
        let highlights = Highlights {
            terms: term.value().as_str().map(str::to_owned).into_iter().collect(),
            ..Highlights::default()
        };
        let language = head.article.language.as_deref().unwrap_or("");
        let text = format!("{}\n\n{}", head.article.title, head.article.text);
        let shown = snippet(&text, language, &highlights, &mut Analyzer::default());
        if let Some(&(start, end)) = shown.highlights.first() {
            return Ok(Some(shown.text.chars().skip(start).take(end - start).collect()));
        }
    }
    Ok(None)
}
