//! Every limit of the program in one place, with its unit and its reason.

/// Largest single record or uncompressed file that is read whole, in bytes (64 MiB). A longer line
/// or file is rejected with its place, never truncated in silence.
pub const RECORD_BYTES: usize = 64 << 20;

/// Largest ratio of uncompressed to compressed size, beyond which an input is taken for a bomb.
/// Real news text reaches about 12 with zstd; repetitive logs about 100.
pub const COMPRESSION_RATIO: u64 = 1_000;

/// Depth of folders followed below an argument.
pub const FOLDER_DEPTH: usize = 64;

/// Longest title, author, outlet or heading kept, in characters; longer ones are a sign of a
/// misread page and are cut at a word.
pub const FIELD_CHARS: usize = 500;

/// Longest query in bytes.
pub const QUERY_BYTES: usize = 8_192;

/// Deepest nesting of parentheses in a query.
pub const QUERY_DEPTH: usize = 50;

/// Most words and phrases in one query.
pub const QUERY_CLAUSES: usize = 512;

/// Most hits that one page returns; `--offset` plus `--limit` may not pass it. The collector
/// allocates for all of them.
pub const PAGE_HITS: usize = 100_000;
