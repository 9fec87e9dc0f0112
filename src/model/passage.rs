//! What extraction concludes from an article, and the units of the index that follow from it.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Article, NewsDate, Span};

/// Everything extraction found in one article. All spans are byte ranges of the article's `text`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotation {
    /// ISO 639-1 code (three letters where there is none): what the source says, else detected.
    pub language: Option<String>,
    /// Publication date: from the record, else the page, else the dateline.
    pub published: Option<NewsDate>,
    /// Sections in order; together they cover every block.
    pub sections: Vec<Section>,
    /// Quotes in order of their start.
    pub quotes: Vec<Quote>,
    /// Places in order of their start.
    pub places: Vec<PlaceMention>,
    /// Mentions of persons in order of their start.
    pub people: Vec<PersonMention>,
    /// Canonical path of the place in the dateline: `/Europe/Ukraine/Kyiv`.
    pub filed_from: Option<String>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The heading's text; `None` before the first heading.
    pub heading: Option<String>,
    /// Level of the heading; 0 where there is none.
    pub level: u8,
    /// From its heading, or first block, to the end of its last block.
    pub span: Span,
    /// The blocks under the heading, without it: empty for a heading directly followed by another.
    pub body: Span,
}

/// How speech is rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// Verbatim, in quotation marks.
    #[default]
    Direct,
    /// A quoted fragment inside the reporter's sentence.
    Mixed,
    /// Reported without marks.
    Indirect,
}

impl QuoteKind {
    /// The name used in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// An utterance and who made it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quote {
    /// From the first to the last quoted character, without the outer marks.
    pub span: Span,
    /// The quoted pieces, when the attribution interrupts them; empty otherwise. `span` encloses them.
    pub parts: Vec<Span>,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// Canonical name: `Volodymyr Zelenskyy`, `Foreign Ministry`; for an unnamed source its
    /// description under `anonymous/`: `anonymous/a senior official`. `None` when nobody is named.
    pub speaker: Option<String>,
    /// The words that name the speaker beside this quote: `Zelenskyy`, `he`, `the president`.
    pub mention: Option<Span>,
    /// Office or description where the text gives it: `German Chancellor`.
    pub role: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country spoken for, where the text says it.
    pub speaker_place: Option<String>,
    /// The verb or phrase of attribution: `said`, `according to`.
    pub cue: Option<Span>,
    /// How sure the attribution is, 0 to 1.
    pub confidence: f32,
    /// When it was said, where that can be resolved.
    pub said_on: Option<NewsDate>,
    /// The sentence, or sentences, that hold quote and attribution: what a snippet shows.
    pub context: Span,
}

impl Quote {
    /// The pieces of the quote in order: its parts, or the whole span.
    pub fn pieces(&self) -> &[Span] {
        if self.parts.is_empty() { std::slice::from_ref(&self.span) } else { &self.parts }
    }

    /// The quoted words: the pieces joined by a space.
    pub fn text(&self, article: &str) -> String {
        let pieces: Vec<&str> = self.pieces().iter().map(|piece| piece.of(article)).collect();
        pieces.join(" ")
    }
}

/// A toponym and the place it means.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// The words, without a possessive.
    pub span: Span,
    /// Broad to narrow, `/` before each step: `/Europe/Ukraine/Kyiv`.
    pub path: Arc<str>,
    /// ISO 3166-1 alpha-2 code; `None` for seas, continents and regions of several countries.
    pub country: Option<[u8; 2]>,
    /// Degrees north and east.
    pub position: Option<(f32, f32)>,
    /// How the text names it.
    pub class: PlaceClass,
}

/// How a text names a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlaceClass {
    /// By its name: `Ukraine`.
    #[default]
    Name,
    /// By an adjective or its people: `Ukrainian`.
    Demonym,
    /// By an office or building that stands for a government: `the Kremlin`.
    Metonym,
}

/// A mention of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonMention {
    /// The words, title included where one stands before the name: `Mr Merz`.
    pub span: Span,
    /// Canonical full name.
    pub name: String,
}

/// What a passage is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum PassageKind {
    /// Title and standfirst.
    Article,
    /// Heading and body.
    Section,
    /// What was said.
    Quote,
}

impl PassageKind {
    /// All kinds, in the order in which an article's passages are written.
    pub const ALL: [Self; 3] = [Self::Article, Self::Section, Self::Quote];

    /// The name used in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Section => "section",
            Self::Quote => "quote",
        }
    }
}

/// The unit of the index: an article's head, one of its sections, or one of its quotes.
///
/// The passages of an article share it; what they say lies in its `text`, at `span`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Heading of the section it is, or lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Character offsets in the article's text: `text[start..end]` is the quote or the section's body.
    pub start: usize,
    /// End of the range, exclusive.
    pub end: usize,
    /// The passage's own words: title and standfirst, body, or the quoted pieces joined by a space.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Facets of place: those mentioned in the section, or in the sentence around the quote;
    /// for an article all of them, most frequent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Facets of speaker: who is quoted in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// Only for a quote: how it was said and attributed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<QuoteRecord>,
}

/// A quote as the index and scripts see it; offsets count characters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuoteRecord {
    /// Start of the first quoted piece.
    pub start: usize,
    /// End of the last quoted piece, exclusive.
    pub end: usize,
    /// The quoted words, pieces joined by a space.
    pub text: String,
    /// The pieces, when the attribution interrupts them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<(usize, usize)>,
    /// Canonical name of who said it; `null` when nobody is named.
    pub speaker: Option<String>,
    /// The words that name the speaker.
    pub mention: Option<String>,
    /// Start of these words.
    pub mention_start: Option<usize>,
    /// End of these words, exclusive.
    pub mention_end: Option<usize>,
    /// Office or description where the text gives it.
    pub role: Option<String>,
    /// ISO code of the country spoken for.
    pub speaker_place: Option<String>,
    /// Verb or phrase of attribution.
    pub cue: Option<String>,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// How sure the attribution is, 0 to 1.
    pub confidence: f32,
    /// When it was said.
    pub said_on: Option<NewsDate>,
    /// Start of the sentences around it.
    pub context_start: usize,
    /// End of the sentences around it, exclusive.
    pub context_end: usize,
}

/// One article with the passages that the index holds of it: what extraction hands to an engine.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ArticlePassages {
    /// The article, with language and date filled in by extraction.
    pub article: Article,
    /// Canonical path of the place in the dateline.
    pub filed_from: Option<String>,
    /// Its head first, then sections, then quotes, each in reading order.
    pub passages: Vec<Passage>,
}
