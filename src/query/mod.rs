//! What a user typed → [`Query`](crate::model::Query): the language of words, the dates of filters,
//! the names. A mistake is reported at the character where it was made.

mod dates;
mod error;
mod lexer;
mod names;
mod parser;

pub use dates::parse_range_date;
pub use error::QueryError;
pub use names::{place_filter, speaker_filter};
pub use parser::{parse, parse_lenient};
