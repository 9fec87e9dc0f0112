//! Dates as they are written in news, in the languages of the table of months.

use crate::model::{NewsDate, Span};

/// Finds the first written date in `text`: `August 15, 2025`, `15 août 2025`, `2025年8月15日`,
/// `Aug. 15`, `15.08.2025`. Returns where it stands and what it says.
pub fn find_date(_text: &str) -> Option<(Span, NewsDate)> {
    None
}
