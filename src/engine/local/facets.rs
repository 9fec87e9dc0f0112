//! Counts of facet values, and the index in numbers.

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;

use super::LocalIndex;
use super::buckets::{BucketCounts, Counted};
use super::lower::Lowering;
use super::names;
use super::schema::SCHEMA_VERSION;
use crate::engine::{EngineError, Facet, FacetCount, FacetCounts, FacetRequest, Stats, Unit};
use crate::model::{Filters, Node, PassageKind};

/// Kinds and unit of a count: quotes where a speaker is meant, else articles, unless kinds are named.
fn unit_of(filters: &Filters, by_speaker: bool, has_words: bool) -> (Vec<PassageKind>, Unit) {
    match filters.kinds.as_slice() {
        [] if by_speaker => (vec![PassageKind::Quote], Unit::Quotes),
        // Without words the heads say all; words may stand in any section.
        [] if has_words => (vec![PassageKind::Article, PassageKind::Section], Unit::Articles),
        [] | [PassageKind::Article] => (vec![PassageKind::Article], Unit::Articles),
        [PassageKind::Quote] => (vec![PassageKind::Quote], Unit::Quotes),
        kinds => (kinds.to_vec(), Unit::Passages),
    }
}

/// Counts by bucket of whatever a tree and filters match.
pub fn count_by<F>(
    index: &LocalIndex,
    root: Option<&Node>,
    filters: &Filters,
    field: &'static str,
    bucket_of: F,
) -> Result<(Counted, Unit), EngineError>
where
    F: Fn(&str) -> Option<String> + Send + Sync,
{
    let by_speaker = field == "speaker" || !filters.speakers.is_empty();
    let mut filters = filters.clone();
    let unit = if field == "kind" && filters.kinds.is_empty() {
        filters.kinds = PassageKind::ALL.to_vec();
        Unit::Passages
    } else {
        let (kinds, unit) = unit_of(&filters, by_speaker, root.is_some());
        filters.kinds = kinds;
        unit
    };
    let (resolved, _) = names::resolve(index, &filters)?;
    let query = Lowering::new(index, &filters.kinds).query(root, &filters, &resolved)?;
    let counted = index.searcher()?.search(&*query, &BucketCounts { field, unit, bucket_of })?;
    Ok((counted, unit))
}

/// Counts the values of a facet.
pub fn count(index: &LocalIndex, request: &FacetRequest) -> Result<FacetCounts, EngineError> {
    let under = request.under.as_deref().unwrap_or("").trim_matches('/').to_owned();
    let hierarchical = matches!(request.facet, Facet::Speaker | Facet::Place | Facet::Date);
    if !under.is_empty() && !hierarchical {
        return Err(EngineError::Request(
            "only speaker, place and date have values below one another".into(),
        ));
    }
    let child = |value: &str| {
        if hierarchical { child_of(value, &under) } else { Some(value.to_owned()) }
    };
    let field = field_name(request.facet);
    let (counted, unit) = count_by(index, request.root.as_ref(), &request.filters, field, child)?;
    let mut counts: Vec<FacetCount> = counted
        .buckets
        .into_iter()
        .map(|(name, count)| FacetCount { path: format!("/{name}"), count })
        .collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.path.cmp(&b.path)));
    let others = counts.len().saturating_sub(request.limit);
    counts.truncate(request.limit);
    Ok(FacetCounts { counts, others, unit })
}

/// The value one level below `under` that `value` is, or lies below.
fn child_of(value: &str, under: &str) -> Option<String> {
    let rest =
        if under.is_empty() { value } else { value.strip_prefix(under)?.strip_prefix('/')? };
    let step = rest.split('/').next()?;
    Some(if under.is_empty() { step.to_owned() } else { format!("{under}/{step}") })
}

fn field_name(facet: Facet) -> &'static str {
    match facet {
        Facet::Speaker => "speaker",
        Facet::Place => "place",
        Facet::Date => "date",
        Facet::Outlet => "outlet",
        Facet::Language => "language",
        Facet::Kind => "kind",
    }
}

/// What the index holds, in numbers.
pub fn stats(index: &LocalIndex) -> Result<Stats, EngineError> {
    let searcher = index.searcher()?;
    let of_kind = |kind: PassageKind| -> Result<u64, EngineError> {
        let term = Term::from_field_text(index.fields().kind, kind.name());
        Ok(searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &Count)? as u64)
    };
    let everything = Filters::default();
    let distinct = |field: &'static str| -> Result<u64, EngineError> {
        let whole = |value: &str| Some(value.to_owned());
        Ok(count_by(index, None, &everything, field, whole)?.0.buckets.len() as u64)
    };
    let languages = FacetRequest {
        facet: Facet::Language,
        root: None,
        filters: everything.clone(),
        under: None,
        limit: usize::MAX,
    };
    let (dates, _) =
        count_by(index, None, &everything, "date", |value| Some(value.replace('/', "-")))?;
    Ok(Stats {
        articles: of_kind(PassageKind::Article)?,
        sections: of_kind(PassageKind::Section)?,
        quotes: of_kind(PassageKind::Quote)?,
        speakers: distinct("speaker")?,
        places: distinct("place")?,
        languages: count(index, &languages)?.counts,
        first: dates.buckets.keys().min().cloned(),
        last: dates.buckets.keys().max().cloned(),
        bytes: index.bytes_on_disk(),
        segments: searcher.segment_readers().len(),
        schema_version: SCHEMA_VERSION,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_lies_one_level_below() {
        assert_eq!(child_of("Europe/Ukraine/Kyiv", ""), Some("Europe".into()));
        assert_eq!(child_of("Europe/Ukraine/Kyiv", "Europe"), Some("Europe/Ukraine".into()));
        assert_eq!(child_of("Europe", "Europe"), None);
        assert_eq!(child_of("Europeana/X", "Europe"), None);
    }
}
