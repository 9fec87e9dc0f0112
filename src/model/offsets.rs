//! Spans of a text in bytes, and their translation to characters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A half-open range of **byte** offsets into a text, always on character boundaries.
///
/// Inside the program every offset counts bytes, so that slicing is free. Everything a user or a
/// script sees counts Unicode scalar values: [`CharOffsets`] translates at the border.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// The text that the span covers.
    ///
    /// # Panics
    /// If the span does not lie on character boundaries of `text`, that is, belongs to another text.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Translates byte offsets of one text into character offsets.
///
/// Built in one pass; a look-up counts at most [`STRIDE`](Self::STRIDE) bytes. For a text of ASCII
/// alone both directions are the identity and nothing is stored.
///
/// ```
/// use dateline::model::CharOffsets;
/// let text = "Зеленський said “no”";
/// let offsets = CharOffsets::new(text);
/// let byte = text.find("said").unwrap();
/// assert_eq!(offsets.chars(byte), 11);
/// assert_eq!(offsets.bytes(11), byte);
/// ```
pub struct CharOffsets<'a> {
    text: &'a str,
    /// Characters before each multiple of `STRIDE` bytes; empty when the text is ASCII.
    marks: Vec<usize>,
}

impl<'a> CharOffsets<'a> {
    /// Bytes between two stored marks.
    pub const STRIDE: usize = 256;

    /// Prepares the translation for `text`.
    pub fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text, marks: Vec::new() };
        }
        let mut marks = Vec::with_capacity(text.len() / Self::STRIDE + 1);
        let mut before = 0;
        for chunk in text.as_bytes().chunks(Self::STRIDE) {
            marks.push(before);
            before += count_starts(chunk);
        }
        Self { text, marks }
    }

    /// Characters before byte offset `byte`. Offsets past the end count as the end.
    pub fn chars(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        if self.marks.is_empty() {
            return byte;
        }
        let mark = (byte / Self::STRIDE).min(self.marks.len() - 1);
        let from = mark * Self::STRIDE;
        self.marks[mark] + count_starts(&self.text.as_bytes()[from..byte])
    }

    /// Byte offset of the character number `chars`; the text's length when there are fewer.
    pub fn bytes(&self, chars: usize) -> usize {
        if self.marks.is_empty() {
            return chars.min(self.text.len());
        }
        let mark = self.marks.partition_point(|&before| before <= chars) - 1;
        let from = mark * Self::STRIDE;
        let mut left = chars - self.marks[mark];
        for (offset, &byte) in self.text.as_bytes()[from..].iter().enumerate() {
            if is_start(byte) {
                if left == 0 {
                    return from + offset;
                }
                left -= 1;
            }
        }
        self.text.len()
    }

    /// A byte span as `(start, end)` in characters.
    pub fn char_span(&self, span: Span) -> (usize, usize) {
        (self.chars(span.start), self.chars(span.end))
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| is_start(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting_characters(text in "\\PC{0,400}") {
            let offsets = CharOffsets::new(&text);
            for (number, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(offsets.chars(byte), number);
                prop_assert_eq!(offsets.bytes(number), byte);
            }
            prop_assert_eq!(offsets.chars(text.len()), text.chars().count());
            prop_assert_eq!(offsets.bytes(text.chars().count()), text.len());
        }
    }
}
