//! A mistake in a query.

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Character at which the mistake was noticed, from 0.
    pub at: usize,
    /// What is wrong and what was expected: lower case, no full stop.
    pub message: String,
}

impl QueryError {
    /// A mistake at byte `byte` of `query`.
    pub(super) fn new(query: &str, byte: usize, message: impl Into<String>) -> Self {
        let at = query.get(..byte).map_or(0, |before| before.chars().count());
        Self { at, message: message.into() }
    }

    /// The query with a caret under the mistake, for a terminal. A long query is shown in part.
    ///
    /// ```
    /// use dateline::query::parse;
    /// let error = parse("peace AND (talks").unwrap_err();
    /// assert_eq!(error.pointer("peace AND (talks"), "peace AND (talks\n          ^");
    /// ```
    pub fn pointer(&self, query: &str) -> String {
        const BEFORE: usize = 40;
        const SHOWN: usize = 76;
        let skip = self.at.saturating_sub(BEFORE);
        let shown: String = query
            .chars()
            .skip(skip)
            .take(SHOWN)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let lead: String = shown.chars().take(self.at - skip).collect();
        let width = unicode_width::UnicodeWidthStr::width(lead.as_str());
        format!("{shown}\n{}^", " ".repeat(width))
    }
}
