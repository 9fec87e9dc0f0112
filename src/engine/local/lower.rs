//! A query's tree and filters → Tantivy's query.

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as TantivyQuery,
    RangeQuery, RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Facet, Field as IndexField, IndexRecordOption};
use tantivy::{DateTime, Term};

use super::LocalIndex;
use super::analyzer::terms_of;
use crate::engine::EngineError;
use crate::model::{Field, Filters, Node, PassageKind};

type BoxQuery = Box<dyn TantivyQuery>;

/// Values of the filters as the index spells them; see `names`.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// Alternatives of speaker; empty for any.
    pub speakers: Vec<Facet>,
    /// Alternatives of place; empty for any.
    pub places: Vec<Facet>,
    /// Alternatives of outlet; empty for any.
    pub outlets: Vec<String>,
}

/// Lowers trees for one index and one choice of kinds.
pub struct Lowering<'a> {
    index: &'a LocalIndex,
    languages: Vec<&'a str>,
    /// Fields that words without a scope are looked for in.
    word_fields: Vec<IndexField>,
}

impl<'a> Lowering<'a> {
    /// `kinds` decides where words are looked for: quotes have a field of their own.
    pub fn new(index: &'a LocalIndex, kinds: &[PassageKind]) -> Self {
        let fields = index.fields();
        let mut word_fields = Vec::new();
        if kinds.is_empty() || kinds.iter().any(|&kind| kind != PassageKind::Quote) {
            word_fields.push(fields.text);
        }
        if kinds.contains(&PassageKind::Quote) {
            word_fields.push(fields.quote);
        }
        Self { index, languages: index.languages(), word_fields }
    }

    /// The whole query: words that score, filters that do not.
    pub fn query(
        &self,
        root: Option<&Node>,
        filters: &Filters,
        resolved: &Resolved,
    ) -> Result<BoxQuery, EngineError> {
        let mut clauses: Vec<(Occur, BoxQuery)> = Vec::new();
        if let Some(root) = root {
            clauses.push((Occur::Must, self.node(root)?));
        }
        for filter in self.filters(root.is_some(), filters, resolved) {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(filter, 0.0))));
        }
        Ok(match clauses.len() {
            0 => Box::new(AllQuery),
            1 => clauses.pop().map(|(_, query)| query).expect("there is one clause"),
            _ => Box::new(BooleanQuery::new(clauses)),
        })
    }

    fn filters(&self, has_words: bool, filters: &Filters, resolved: &Resolved) -> Vec<BoxQuery> {
        let fields = self.index.fields();
        let mut queries: Vec<BoxQuery> = Vec::new();
        if let Some(kinds) = self.kind_filter(has_words, &filters.kinds) {
            queries.push(any_text(fields.kind, kinds));
        }
        if !filters.speakers.is_empty() {
            queries.push(any_facet(fields.speaker, &resolved.speakers));
        }
        if !filters.places.is_empty() {
            queries.push(any_facet(fields.place, &resolved.places));
        }
        if !filters.outlets.is_empty() {
            queries.push(any_text(fields.outlet, resolved.outlets.iter().map(String::as_str)));
        }
        if !filters.languages.is_empty() {
            queries.push(any_text(fields.language, filters.languages.iter().map(String::as_str)));
        }
        if !filters.published.is_open() {
            let second = |at: i64| {
                Term::from_field_date(fields.published, DateTime::from_timestamp_secs(at))
            };
            let from =
                filters.published.from.map_or(Bound::Unbounded, |at| Bound::Included(second(at)));
            let to =
                filters.published.to.map_or(Bound::Unbounded, |at| Bound::Excluded(second(at)));
            queries.push(Box::new(RangeQuery::new(from, to)));
        }
        if let Some(least) = filters.min_confidence {
            let hundredths = (least.clamp(0.0, 1.0) * 100.0).round() as u64;
            let term = Term::from_field_u64(fields.confidence, hundredths);
            queries.push(Box::new(RangeQuery::new(Bound::Included(term), Bound::Unbounded)));
        }
        queries
    }

    /// Kinds that must be filtered by: none where the choice of word fields already selects them.
    fn kind_filter(
        &self,
        has_words: bool,
        kinds: &[PassageKind],
    ) -> Option<impl Iterator<Item = &'static str>> {
        let wanted: BTreeSet<PassageKind> = if kinds.is_empty() {
            [PassageKind::Article, PassageKind::Section].into()
        } else {
            kinds.iter().copied().collect()
        };
        let by_words = has_words
            && (wanted == [PassageKind::Quote].into()
                || (wanted.contains(&PassageKind::Article)
                    && wanted.contains(&PassageKind::Section)));
        let all = wanted.len() == PassageKind::ALL.len();
        (!by_words && !all).then(|| wanted.into_iter().map(PassageKind::name))
    }

    fn node(&self, node: &Node) -> Result<BoxQuery, EngineError> {
        Ok(match node {
            Node::Word { word, field } => self.words(word, 0, *field),
            Node::Phrase { words, slop, field } => self.words(words, *slop, *field),
            Node::Prefix { prefix, field } => self.prefix(prefix, *field)?,
            Node::And { nodes } => {
                let mut clauses = Vec::with_capacity(nodes.len());
                for node in nodes {
                    clauses.push(match node {
                        Node::Not { node } => (Occur::MustNot, self.node(node)?),
                        node => (Occur::Must, self.node(node)?),
                    });
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Node::Or { nodes } => {
                let mut clauses = Vec::with_capacity(nodes.len());
                for node in nodes {
                    clauses.push((Occur::Should, self.node(node)?));
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Node::Not { node } => Box::new(BooleanQuery::new(vec![
                (Occur::Must, Box::new(AllQuery) as BoxQuery),
                (Occur::MustNot, self.node(node)?),
            ])),
        })
    }

    fn fields_of(&self, scope: Option<Field>) -> Vec<IndexField> {
        match scope {
            None | Some(Field::Text) => self.word_fields.clone(),
            Some(Field::Title) => vec![self.index.fields().title],
            Some(Field::Heading) => vec![self.index.fields().heading],
        }
    }

    /// A word, or several in this order, as each language of the index stems them.
    fn words(&self, words: &str, slop: u32, scope: Option<Field>) -> BoxQuery {
        let mut alternatives: Vec<BoxQuery> = Vec::new();
        for terms in self.readings(words) {
            for field in self.fields_of(scope) {
                alternatives.push(term_or_phrase(field, &terms, slop));
            }
        }
        match alternatives.len() {
            0 => Box::new(EmptyQuery),
            1 => alternatives.pop().expect("there is one alternative"),
            _ => Box::new(BooleanQuery::union(alternatives)),
        }
    }

    /// The distinct ways in which the languages of the index read these words.
    pub fn readings(&self, words: &str) -> BTreeSet<Vec<String>> {
        let readings = self.languages.iter().map(|language| terms_of(words, language));
        readings.filter(|terms| !terms.is_empty()).collect()
    }

    fn prefix(&self, prefix: &str, scope: Option<Field>) -> Result<BoxQuery, EngineError> {
        // Terms are stems, so a prefix longer than the stem must be tried as the stem too.
        let folded: BTreeSet<String> = terms_of(prefix, "").into_iter().collect();
        let mut alternatives: Vec<BoxQuery> = Vec::new();
        for start in &folded {
            for field in self.fields_of(scope) {
                let pattern = format!("{}.*", escape(start));
                alternatives.push(Box::new(RegexQuery::from_pattern(&pattern, field)?));
            }
        }
        Ok(Box::new(BooleanQuery::union(alternatives)))
    }

    /// All terms that a hit may be highlighted for.
    pub fn highlight_terms(&self, root: Option<&Node>) -> Highlights {
        let mut highlights = Highlights::default();
        if let Some(root) = root {
            self.collect_terms(root, &mut highlights);
        }
        highlights
    }

    fn collect_terms(&self, node: &Node, highlights: &mut Highlights) {
        match node {
            Node::Word { word: words, .. } | Node::Phrase { words, .. } => {
                highlights.terms.extend(self.readings(words).into_iter().flatten());
            }
            Node::Prefix { prefix, .. } => highlights.prefixes.extend(terms_of(prefix, "")),
            Node::And { nodes } | Node::Or { nodes } => {
                for node in nodes {
                    self.collect_terms(node, highlights);
                }
            }
            Node::Not { .. } => {}
        }
    }
}

/// What to mark in a snippet.
#[derive(Clone, Debug, Default)]
pub struct Highlights {
    /// Terms as the analyser makes them.
    pub terms: BTreeSet<String>,
    /// Beginnings of terms.
    pub prefixes: BTreeSet<String>,
}

impl Highlights {
    /// Whether a term is to be marked.
    pub fn matches(&self, term: &str) -> bool {
        self.terms.contains(term)
            || self.prefixes.iter().any(|prefix| term.starts_with(prefix.as_str()))
    }
}

fn term_or_phrase(field: IndexField, terms: &[String], slop: u32) -> BoxQuery {
    let term = |text: &String| Term::from_field_text(field, text);
    match terms {
        [only] => Box::new(TermQuery::new(term(only), IndexRecordOption::WithFreqs)),
        several => {
            let terms = several.iter().map(term).enumerate().collect();
            Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop))
        }
    }
}

fn any_text<'v>(field: IndexField, values: impl Iterator<Item = &'v str>) -> BoxQuery {
    any_term(values.map(|value| Term::from_field_text(field, value)).collect())
}

fn any_facet(field: IndexField, values: &[Facet]) -> BoxQuery {
    any_term(values.iter().map(|value| Term::from_facet(field, value)).collect())
}

/// Any of the terms; none when there are none, since a filter that nothing meets finds nothing.
fn any_term(mut terms: Vec<Term>) -> BoxQuery {
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
        _ => Box::new(TermSetQuery::new(terms)),
    }
}

/// Folded terms hold letters and digits only, but not every one of those is plain to a regex.
fn escape(term: &str) -> String {
    term.chars().filter(|c| c.is_alphanumeric()).collect()
}
