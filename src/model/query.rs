//! What a user asked: a parsed tree and typed filters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DateRange, PassageKind};

/// A question to an engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Query {
    /// What the words must match; `None` matches everything.
    pub root: Option<Node>,
    /// What else must hold.
    pub filters: Filters,
    /// Order of the hits.
    pub sort: Sort,
    /// Hits to skip.
    pub offset: usize,
    /// Hits to return, at most.
    pub limit: usize,
    /// Only the best hit of each article.
    pub group_by_article: bool,
    /// Whether to count all matches, which costs several times a page of hits.
    pub count_total: bool,
}

/// A node of the query tree. Depth and size are bounded by the parser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// One word, in any of the fields searched, or in one.
    Word { word: String, field: Option<Field> },
    /// Words in this order, at most `slop` moves apart.
    Phrase { words: String, slop: u32, field: Option<Field> },
    /// Words that begin so.
    Prefix { prefix: String, field: Option<Field> },
    /// All must match.
    And { nodes: Vec<Node> },
    /// Any may match; more matches rank higher.
    Or { nodes: Vec<Node> },
    /// Must not match; only inside an `And` with something that must.
    Not { node: Box<Node> },
}

/// A part of a passage that a word can be looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The article's headline.
    Title,
    /// The section's heading.
    Heading,
    /// The body, or the quoted words.
    Text,
}

/// Filters; values of one kind are alternatives, kinds must all hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Filters {
    /// Kinds of passage.
    pub kinds: Vec<PassageKind>,
    /// Speakers.
    pub speakers: Vec<NameFilter>,
    /// Places, by name or path.
    pub places: Vec<NameFilter>,
    /// Outlets; case and accents do not matter.
    pub outlets: Vec<String>,
    /// ISO 639-1 codes.
    pub languages: Vec<String>,
    /// When published.
    pub published: DateRange,
    /// Least confidence of a quote's attribution, 0 to 1.
    pub min_confidence: Option<f32>,
}

/// A name to filter by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NameFilter {
    /// As the user wrote it.
    pub typed: String,
    /// The canonical names, or paths of places, that the lexicon knows it to stand for; best first.
    pub known_as: Vec<String>,
}

/// Order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Latest publication first; undated last.
    Newest,
    /// Earliest publication first; undated last.
    Oldest,
}
