//! What a user calls a speaker, place or outlet → the values the index holds.

use std::collections::BTreeMap;

use any_ascii::any_ascii;
use tantivy::schema::Facet;

use super::LocalIndex;
use super::lower::Resolved;
use crate::engine::EngineError;
use crate::model::{Filters, NameFilter};

/// Names suggested or listed in one note.
const LISTED: usize = 8;

/// Least similarity (Jaro-Winkler, 0 to 1) of a name that is suggested for one not found.
const SIMILAR: f64 = 0.86;

/// Resolves the name filters; notes say where a name fits several values, or none and what is near.
pub fn resolve(
    index: &LocalIndex,
    filters: &Filters,
) -> Result<(Resolved, Vec<String>), EngineError> {
    let mut resolved = Resolved::default();
    let mut notes = Vec::new();
    if !filters.speakers.is_empty() {
        let values = values_of(index, "speaker")?;
        for name in &filters.speakers {
            let found = speakers(&values, name);
            notes.extend(note("speaker", &name.typed, &found, &values));
            resolved.speakers.extend(found.iter().map(|path| facet(path)));
        }
    }
    if !filters.places.is_empty() {
        let values = values_of(index, "place")?;
        for name in &filters.places {
            let found = places(&values, name);
            notes.extend(note("place", &name.typed, &found, &values));
            resolved.places.extend(found.iter().map(|path| facet(path)));
        }
    }
    if !filters.outlets.is_empty() {
        let values = values_of(index, "outlet")?;
        for typed in &filters.outlets {
            let found = by_words(&values, typed);
            notes.extend(note("outlet", typed, &found, &values));
            resolved.outlets.extend(found);
        }
    }
    Ok((resolved, notes))
}

/// `/Europe/Ukraine` → the facet. Steps are split at slashes.
pub fn facet(path: &str) -> Facet {
    Facet::from_path(path.split('/').filter(|step| !step.is_empty()))
}

/// Documents by value, over all segments: an upper bound, deleted documents included.
type Values = BTreeMap<String, u64>;

/// Values of a field and how many documents carry each; a facet's ancestors count as values too.
fn values_of(index: &LocalIndex, name: &str) -> Result<Values, EngineError> {
    let mut values = Values::new();
    for segment in index.searcher()?.segment_readers() {
        let field = segment.schema().get_field(name)?;
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().stream().map_err(EngineError::internal)?;
        while terms.advance() {
            let path = String::from_utf8_lossy(terms.key()).replace('\0', "/");
            if !path.is_empty() {
                *values.entry(path).or_default() += u64::from(terms.value().doc_freq);
            }
        }
    }
    Ok(values)
}

fn speakers(values: &Values, name: &NameFilter) -> Vec<String> {
    let typed = name.typed.trim_start_matches('/');
    if values.contains_key(typed) {
        return vec![typed.to_owned()];
    }
    let mut found: Vec<String> =
        name.known_as.iter().filter(|known| values.contains_key(*known)).cloned().collect();
    for value in by_words(values, typed) {
        let anonymous = value.starts_with("anonymous/")
            && !folded_words(typed).contains(&"anonymous".to_owned());
        if !anonymous && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

fn places(values: &Values, name: &NameFilter) -> Vec<String> {
    let typed = name.typed.trim_matches('/');
    if values.contains_key(typed) {
        return vec![typed.to_owned()];
    }
    let known: Vec<String> = name
        .known_as
        .iter()
        .map(|path| path.trim_matches('/').to_owned())
        .filter(|path| values.contains_key(path))
        .collect();
    if !known.is_empty() {
        return known;
    }
    let wanted = folded_words(typed);
    values
        .keys()
        .filter(|path| folded_words(path.rsplit('/').next().unwrap_or(path)) == wanted)
        .cloned()
        .collect()
}

/// Values of which all words typed are words; only those equal as a whole, if there are such.
fn by_words(values: &Values, typed: &str) -> Vec<String> {
    let wanted = folded_words(typed);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut whole = Vec::new();
    let mut partial = Vec::new();
    for (value, &count) in values {
        let words = folded_words(value);
        if words == wanted {
            whole.push(value.clone());
        } else if wanted.iter().all(|word| words.contains(word)) {
            partial.push((std::cmp::Reverse(count), value.clone()));
        }
    }
    if !whole.is_empty() {
        return whole;
    }
    partial.sort();
    partial.into_iter().map(|(_, value)| value).collect()
}

/// Words in lower-case Latin letters and digits, whatever the script.
pub fn folded_words(name: &str) -> Vec<String> {
    any_ascii(name)
        .to_ascii_lowercase()
        .replace(['\'', '`', '"'], "")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn note(what: &str, typed: &str, found: &[String], values: &Values) -> Option<String> {
    match found.len() {
        1 => None,
        0 => {
            let near = nearest(values, typed);
            Some(if near.is_empty() {
                format!(
                    "no {what} in the index is called {typed:?}; `dateline facets {what}` lists them"
                )
            } else {
                format!(
                    "no {what} in the index is called {typed:?}; did you mean {}?",
                    near.join(", ")
                )
            })
        }
        several => {
            let mut listed: Vec<String> = found
                .iter()
                .take(LISTED)
                .map(|value| format!("{value} ({})", values.get(value).copied().unwrap_or(0)))
                .collect();
            if several > LISTED {
                listed.push(format!("and {} more", several - LISTED));
            }
            Some(format!(
                "{typed:?} fits {several} {what}s: {}; all are searched, name one in full to choose",
                listed.join(", ")
            ))
        }
    }
}

fn nearest(values: &Values, typed: &str) -> Vec<String> {
    let wanted = folded_words(typed).join(" ");
    let likeness = |value: &String| {
        let words = folded_words(value);
        let parts = words.iter().map(|word| strsim::jaro_winkler(word, &wanted));
        let whole = strsim::jaro_winkler(&words.join(" "), &wanted);
        parts.fold(whole, f64::max)
    };
    let mut scored: Vec<(f64, &String)> = values
        .keys()
        .map(|value| (likeness(value), value))
        .filter(|(score, _)| *score >= SIMILAR)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, value)| value.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(names: &[&str]) -> Values {
        names.iter().map(|name| ((*name).to_owned(), 1)).collect()
    }

    fn typed(name: &str) -> NameFilter {
        NameFilter { typed: name.into(), known_as: Vec::new() }
    }

    #[test]
    fn case_accents_and_script_do_not_matter() {
        let values = values(&["Volodymyr Zelenskyy", "Recep Tayyip Erdoğan"]);
        assert_eq!(speakers(&values, &typed("erdogan")), ["Recep Tayyip Erdoğan"]);
        assert_eq!(speakers(&values, &typed("ZELENSKYY")), ["Volodymyr Zelenskyy"]);
    }

    #[test]
    fn a_full_name_is_not_widened_to_its_bearers() {
        let values = values(&["Trump", "Donald Trump", "Melania Trump"]);
        assert_eq!(speakers(&values, &typed("Donald Trump")), ["Donald Trump"]);
        assert_eq!(speakers(&values, &typed("melania")), ["Melania Trump"]);
    }

    #[test]
    fn unnamed_sources_answer_only_when_asked_for() {
        let values = values(&["anonymous/a senior official", "Jane Official"]);
        assert_eq!(speakers(&values, &typed("official")), ["Jane Official"]);
        assert_eq!(
            speakers(&values, &typed("anonymous official")),
            ["anonymous/a senior official"]
        );
    }

    #[test]
    fn a_misspelling_gets_a_suggestion() {
        let values = values(&["Volodymyr Zelenskyy"]);
        let note = note("speaker", "Zelenskii", &[], &values).unwrap();
        assert!(note.contains("Volodymyr Zelenskyy"), "{note}");
    }
}
