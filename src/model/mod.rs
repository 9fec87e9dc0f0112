//! The four records that flow through the house, as plain data: [`Article`] is what a reader
//! produces, [`Passage`] what the index holds, [`Query`] what a user asked, [`Hit`] what is shown.
//! This module knows no other.

mod article;
mod date;
mod hit;
mod offsets;
mod passage;
mod query;

pub use article::{Article, Block, BlockKind, Origin, TextBuilder};
pub use date::{DateRange, NewsDate, NewsDateError};
pub use hit::{Hit, Snippet};
pub use offsets::{CharOffsets, Span};
pub use passage::{
    Annotation, ArticlePassages, Passage, PassageKind, PersonMention, PlaceClass, PlaceMention,
    Quote, QuoteKind, QuoteRecord, Section,
};
pub use query::{Field, Filters, NameFilter, Node, Query, Sort};
