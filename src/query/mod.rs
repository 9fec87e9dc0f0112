//! What a user typed → Query.
