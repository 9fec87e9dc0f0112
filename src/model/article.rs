//! What any reader produces, and nothing else.

use std::borrow::Cow;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{NewsDate, Span};

/// One article as it was read, before anything was concluded from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Article {
    /// Stable identity: the record's own id, else its URL, else a name made from its file.
    pub id: String,
    /// Where it was published on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Headline; empty when the source gives none.
    #[serde(default)]
    pub title: String,
    /// The summary line under the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<String>,
    /// Authors in the order given, without "By".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Newspaper, agency or site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// When it was published, as precisely as the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<NewsDate>,
    /// ISO 639-1 code, only if the source says; extraction detects it otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The dateline where the source keeps it apart from the text: `SALVADOR, Feb 26`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<String>,
    /// The whole body. For a JSON record this is its `text`, unchanged to the character, so that
    /// offsets can be held against it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Headings, paragraphs, list items and block quotes, in order, as spans of `text`. What no
    /// block covers (menus, bylines) is not part of the story.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Where it was read from.
    #[serde(default)]
    pub origin: Origin,
}

/// A block of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Byte range in the article's `text`, without surrounding white space or markers.
    pub span: Span,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading; level 1 is the broadest. A page's title is not a heading.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// A passage set off as a quotation.
    BlockQuote,
}

/// Where an article began, for error messages and for reading it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// The file, as it was reached; empty for standard input.
    #[schemars(with = "String")]
    pub file: PathBuf,
    /// Line of the file, from 1, or number of the record in it; 0 when the file is one article.
    pub record: u64,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let file: Cow<'_, str> = if self.file.as_os_str().is_empty() {
            "standard input".into()
        } else {
            self.file.to_string_lossy()
        };
        match self.record {
            0 => write!(f, "{file}"),
            record => write!(f, "{file}:{record}"),
        }
    }
}

/// Builds an article's `text` from pieces, with a blank line between blocks, and remembers where
/// each block came to lie. For formats whose own markup is not part of the story.
///
/// ```
/// use dateline::model::{BlockKind, TextBuilder};
/// let mut builder = TextBuilder::default();
/// builder.push(BlockKind::Heading(2), "Talks");
/// builder.push(BlockKind::Paragraph, "They met.");
/// let (text, blocks) = builder.finish();
/// assert_eq!(text, "Talks\n\nThey met.");
/// assert_eq!(blocks[1].span.of(&text), "They met.");
/// ```
#[derive(Debug, Default)]
pub struct TextBuilder {
    text: String,
    blocks: Vec<Block>,
}

impl TextBuilder {
    /// Appends one block; surrounding white space is dropped, an empty block ignored.
    pub fn push(&mut self, kind: BlockKind, piece: &str) {
        let piece = piece.trim();
        if piece.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(piece);
        self.blocks.push(Block { kind, span: Span::new(start, self.text.len()) });
    }

    /// The text and its blocks.
    pub fn finish(self) -> (String, Vec<Block>) {
        (self.text, self.blocks)
    }
}
