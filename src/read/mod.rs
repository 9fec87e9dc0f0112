//! Bytes → articles: one file a format; this one chooses by extension, then by content.
