//! Takes passages, answers a query. The trait is what every engine promises; `local` keeps it with
//! Tantivy on this machine.

pub mod local;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{ArticlePassages, Filters, Hit, Node, Query};

/// What every engine answers.
pub trait Engine {
    /// Ranks passages.
    fn search(&self, query: &Query) -> Result<Answer, EngineError>;

    /// Counts the values of a facet among what a query matches.
    fn facets(&self, request: &FacetRequest) -> Result<FacetCounts, EngineError>;

    /// Counts what a query matches, over time.
    fn timeline(&self, request: &TimelineRequest) -> Result<Timeline, EngineError>;

    /// One article with its passages; `None` when the index does not hold it.
    fn article(&self, id: &str) -> Result<Option<ArticlePassages>, EngineError>;

    /// What the index holds, in numbers.
    fn stats(&self) -> Result<Stats, EngineError>;
}

/// The hits of one page and how many there are in all.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The page, best first.
    pub hits: Vec<Hit>,
    /// How many passages match (articles, when grouped by article), if it was asked for.
    pub total: Option<usize>,
    /// What the user should know: a name that fits several speakers; when nothing was found, why,
    /// and what to try.
    pub notes: Vec<String>,
}

/// A facet that can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Facet {
    /// Who said it.
    Speaker,
    /// Where; hierarchical.
    Place,
    /// When published; hierarchical.
    Date,
    /// Newspaper, agency or site.
    Outlet,
    /// Language of the article.
    Language,
    /// Kind of passage.
    Kind,
}

/// Which facet to count, among what.
#[derive(Clone, Debug)]
pub struct FacetRequest {
    /// The facet.
    pub facet: Facet,
    /// What the words must match.
    pub root: Option<Node>,
    /// What else must hold. Without kinds, speakers are counted in quotes and everything else in
    /// articles.
    pub filters: Filters,
    /// Only values below this path, one level deep; `None` for the top level.
    pub under: Option<String>,
    /// At most so many values, most frequent first.
    pub limit: usize,
}

/// Counts of a facet's values.
#[derive(Clone, Debug, Default)]
pub struct FacetCounts {
    /// Values and their counts, most frequent first, ties by name.
    pub counts: Vec<FacetCount>,
    /// Values beyond the limit.
    pub others: usize,
    /// What was counted.
    pub unit: Unit,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FacetCount {
    /// `/Europe/Ukraine`; each step after a slash.
    pub path: String,
    /// Articles or passages that carry it, or anything below it.
    pub count: u64,
}

/// What a count counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Articles, each once, however many of its passages match.
    #[default]
    Articles,
    /// Passages.
    Passages,
    /// Quotes.
    Quotes,
}

impl Unit {
    /// The plural noun.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Passages => "passages",
            Self::Quotes => "quotes",
        }
    }
}

/// Calendar steps of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Calendar days, UTC.
    Day,
    /// Weeks from Monday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// What to count over time.
#[derive(Clone, Debug)]
pub struct TimelineRequest {
    /// What the words must match.
    pub root: Option<Node>,
    /// What else must hold. Without kinds, articles are counted, or quotes if a speaker is given.
    pub filters: Filters,
    /// Width of a bucket.
    pub step: Step,
}

/// Counts over time, earliest first, without gaps between the first and the last.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The buckets.
    pub buckets: Vec<Bucket>,
    /// Matches without a date precise enough for the step.
    pub undated: u64,
    /// What was counted.
    pub unit: Unit,
}

/// One step of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bucket {
    /// First day: `2025-08-01`; for months and years as `2025-08`, `2025`.
    pub from: String,
    /// Matches.
    pub count: u64,
}

/// An index in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stats {
    /// Articles.
    pub articles: u64,
    /// Sections.
    pub sections: u64,
    /// Quotes.
    pub quotes: u64,
    /// Distinct speakers.
    pub speakers: u64,
    /// Distinct places.
    pub places: u64,
    /// Articles by language, most frequent first.
    pub languages: Vec<FacetCount>,
    /// Earliest day of publication.
    pub first: Option<String>,
    /// Latest day of publication.
    pub last: Option<String>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Segments.
    pub segments: usize,
    /// Version of the index layout.
    pub schema_version: u32,
}

/// Why an engine did not answer, by whose fault it is.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The request cannot be met as asked; the message says what to do.
    #[error("{0}")]
    Request(String),
    /// The index cannot be used; the message says what to do.
    #[error("{0}")]
    Index(String),
    /// Something failed below us.
    #[error("{0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl EngineError {
    /// Something failed that neither user nor data can be blamed for.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<std::io::Error> for EngineError {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}
