//! What is shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{NewsDate, PassageKind, QuoteKind};

/// One answer: a passage, why it matches, and the article it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// Place in the ranking, from 1.
    pub rank: usize,
    /// Relevance; larger is better, comparable within one answer only. 0 when sorted by date.
    pub score: f32,
    /// What the passage is.
    pub kind: PassageKind,
    /// The article's id.
    pub article: String,
    /// The article's headline.
    pub title: String,
    /// The article's address.
    pub url: Option<String>,
    /// Newspaper, agency or site.
    pub outlet: Option<String>,
    /// Authors of the article.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<NewsDate>,
    /// Heading of the section.
    pub heading: Option<String>,
    /// The passage: title and standfirst, body, or quoted words.
    pub text: String,
    /// Character offset of the passage in the article's text.
    pub start: usize,
    /// End of the passage, exclusive.
    pub end: usize,
    /// Who said it, for a quote.
    pub speaker: Option<String>,
    /// The words that name the speaker.
    pub mention: Option<String>,
    /// Office or description of the speaker.
    pub role: Option<String>,
    /// Verb or phrase of attribution.
    pub cue: Option<String>,
    /// Direct, mixed or indirect, for a quote.
    pub quote_kind: Option<QuoteKind>,
    /// How sure the attribution is, 0 to 1.
    pub confidence: Option<f32>,
    /// When it was said.
    pub said_on: Option<NewsDate>,
    /// Facets of place.
    pub places: Vec<String>,
    /// Language of the article.
    pub language: Option<String>,
    /// The best piece of the passage; for a quote its sentence.
    pub snippet: Snippet,
}

/// A piece of text with the ranges that matched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Snippet {
    /// Plain text, cut at sentence or word boundaries; `…` marks a cut inside a sentence.
    pub text: String,
    /// What matched: character ranges of `text`, in order, not overlapping.
    pub highlights: Vec<(usize, usize)>,
}
