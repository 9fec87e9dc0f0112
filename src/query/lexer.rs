//! A query cut into words, phrases and signs.

use super::QueryError;

/// A piece of a query and the byte at which it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind<'a>,
    /// First byte in the query.
    pub at: usize,
}

/// What a piece of a query is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenKind<'a> {
    /// A word as typed, without a trailing `*`.
    Word { text: &'a str, prefix: bool },
    /// Words in quotation marks, and after them `~N`.
    Phrase { text: &'a str, slop: u32 },
    /// `title:` and the like, directly before what it applies to.
    Scope(&'a str),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `AND`, `&&`
    And,
    /// `OR`, `||`
    Or,
    /// `NOT`, `!`, or `-` directly before a word
    Not,
    /// `+` directly before a word: it must match, which all must anyway.
    Plus,
}

/// Cuts a query into tokens.
pub fn lex(query: &str) -> Result<Vec<Token<'_>>, QueryError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = query[at..].chars().next() {
        let next = at + c.len_utf8();
        let kind = match c {
            _ if c.is_whitespace() => {
                at = next;
                continue;
            }
            '(' => TokenKind::Open,
            ')' => TokenKind::Close,
            '-' | '!' | '−' if starts_operand(&query[next..]) => TokenKind::Not,
            '+' if starts_operand(&query[next..]) => TokenKind::Plus,
            _ => {
                let (kind, end) = match closing_mark(c) {
                    Some(close) => phrase(query, at, next, close)?,
                    None => word(query, at),
                };
                tokens.push(Token { kind, at });
                at = end;
                continue;
            }
        };
        tokens.push(Token { kind, at });
        at = next;
    }
    Ok(tokens)
}

/// The mark that closes a phrase which `c` opens. People paste typographic marks.
fn closing_mark(c: char) -> Option<&'static [char]> {
    match c {
        '"' => Some(&['"', '”']),
        '“' | '„' => Some(&['”', '“', '"']),
        '«' => Some(&['»']),
        '「' => Some(&['」']),
        _ => None,
    }
}

fn starts_operand(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '(' || closing_mark(c).is_some())
}

fn phrase<'a>(
    query: &'a str,
    open: usize,
    start: usize,
    close: &[char],
) -> Result<(TokenKind<'a>, usize), QueryError> {
    let Some(length) = query[start..].find(close) else {
        return Err(QueryError::new(query, open, "this quotation mark is never closed"));
    };
    let text = &query[start..start + length];
    let mark = query[start + length..].chars().next().map_or(0, char::len_utf8);
    let mut end = start + length + mark;
    let mut slop = 0;
    if let Some(number) = query[end..].strip_prefix('~') {
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        slop = number[..digits].parse().map_err(|_| {
            QueryError::new(
                query,
                end,
                "expected a number of words after \"…\"~, as in \"peace talks\"~3",
            )
        })?;
        end += 1 + digits;
    }
    Ok((TokenKind::Phrase { text, slop }, end))
}

fn word(query: &str, start: usize) -> (TokenKind<'_>, usize) {
    let rest = &query[start..];
    let length = rest
        .find(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»')
        })
        .unwrap_or(rest.len());
    let text = &rest[..length];
    // title:word, but neither 10:30 nor a URL
    if let Some((scope, value)) = text.split_once(':') {
        let named = !scope.is_empty() && scope.bytes().all(|byte| byte.is_ascii_alphabetic());
        if named && !value.starts_with("//") {
            return (TokenKind::Scope(scope), start + scope.len() + 1);
        }
    }
    let kind = match text {
        "AND" | "&&" => TokenKind::And,
        "OR" | "||" => TokenKind::Or,
        "NOT" => TokenKind::Not,
        _ => match text.strip_suffix('*') {
            Some(stem) if !stem.is_empty() => TokenKind::Word { text: stem, prefix: true },
            _ => TokenKind::Word { text, prefix: false },
        },
    };
    (kind, start + length)
}
