//! Dates of filters: a day, a month or a year.

use crate::model::NewsDate;

/// Reads what `--from`, `--to` and `--on` take: `2025-08-15`, `2025-08`, `2025`.
///
/// # Errors
/// A message that says what was expected.
pub fn parse_range_date(text: &str) -> Result<NewsDate, String> {
    text.parse().map_err(|error| {
        format!("{error}; give a day (2025-08-15), a month (2025-08) or a year (2025)")
    })
}
