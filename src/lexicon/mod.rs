//! What extraction knows, as data: a table each, and beside it the loader that reads it.
//!
//! Tables are compiled into the binary and parsed on first use, so that a command which does not
//! need them does not pay for them.

pub mod dates;
