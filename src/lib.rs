//! A full-text search engine over geopolitical news coverage: who said what, where and when.

pub mod engine;
pub mod extract;
pub mod lexicon;
pub mod limits;
pub mod model;
pub mod query;
pub mod read;
