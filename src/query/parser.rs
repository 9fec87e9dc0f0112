//! The query language. Words beside one another must all match; `OR` binds weaker than that.
//!
//! ```text
//! query  = all { OR all }
//! all    = item { [AND] item }
//! item   = [ - | NOT | + ] [ scope: ] ( word | word* | "phrase"~N | ( query ) )
//! ```

use super::QueryError;
use super::lexer::{Token, TokenKind, lex};
use crate::limits::{QUERY_BYTES, QUERY_CLAUSES, QUERY_DEPTH};
use crate::model::{Field, Node};

/// Parses a query; `None` for one without any word.
///
/// # Errors
/// For an unclosed mark or parenthesis, an operator without a word, an unknown scope, a query that
/// only excludes, and one over the limits of [`crate::limits`].
///
/// ```
/// use dateline::query::parse;
/// assert!(parse("ceasefire AND (talks OR \"peace deal\"~2) -gaza").unwrap().is_some());
/// assert!(parse("   ").unwrap().is_none());
/// let error = parse("peace OR").unwrap_err();
/// assert_eq!(error.at, 8);
/// ```
pub fn parse(query: &str) -> Result<Option<Node>, QueryError> {
    if query.len() > QUERY_BYTES {
        let message =
            format!("the query has {} bytes; at most {QUERY_BYTES} are read", query.len());
        return Err(QueryError::new(query, 0, message));
    }
    let tokens = lex(query)?;
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser { query, tokens: &tokens, next: 0, depth: 0, clauses: 0 };
    let node = parser.any_of(None)?;
    match parser.peek() {
        Some(Token { kind: TokenKind::Close, at }) => {
            Err(QueryError::new(query, *at, "this parenthesis was never opened"))
        }
        _ if matches!(node, Node::Not { .. }) => Err(QueryError::new(
            query,
            0,
            "a query cannot only exclude; add a word that must match",
        )),
        _ => Ok(Some(node)),
    }
}

/// Reads any text as words of which any may match; signs and operators mean nothing.
pub fn parse_lenient(query: &str) -> Option<Node> {
    let mut end = query.len().min(QUERY_BYTES);
    while !query.is_char_boundary(end) {
        end -= 1;
    }
    let mut nodes: Vec<Node> = query[..end]
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '(' | ')' | ',' | ';'))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(QUERY_CLAUSES)
        .map(|word| Node::Word { word: word.to_owned(), field: None })
        .collect();
    match nodes.len() {
        0 => None,
        1 => nodes.pop(),
        _ => Some(Node::Or { nodes }),
    }
}

struct Parser<'a> {
    query: &'a str,
    tokens: &'a [Token<'a>],
    next: usize,
    depth: usize,
    clauses: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.next)
    }

    fn error<T>(&self, at: usize, message: impl Into<String>) -> Result<T, QueryError> {
        Err(QueryError::new(self.query, at, message))
    }

    /// `all { OR all }`
    fn any_of(&mut self, scope: Option<Field>) -> Result<Node, QueryError> {
        let mut nodes = vec![self.all_of(scope)?];
        while let Some(Token { kind: TokenKind::Or, at }) = self.peek() {
            self.next += 1;
            let node = self.all_of(scope)?;
            if nodes.iter().chain([&node]).any(|node| matches!(node, Node::Not { .. })) {
                return self.error(
                    *at,
                    "OR cannot stand beside something excluded; add a word that must match",
                );
            }
            nodes.push(node);
        }
        Ok(single_or(nodes, |nodes| Node::Or { nodes }))
    }

    /// `item { [AND] item }`
    fn all_of(&mut self, scope: Option<Field>) -> Result<Node, QueryError> {
        let first = self.peek().map_or(self.query.len(), |token| token.at);
        let mut nodes = vec![self.item(scope)?];
        loop {
            match self.peek().map(|token| &token.kind) {
                None | Some(TokenKind::Close | TokenKind::Or) => break,
                Some(TokenKind::And) => self.next += 1,
                Some(_) => {}
            }
            nodes.push(self.item(scope)?);
        }
        let excludes = nodes.iter().filter(|node| matches!(node, Node::Not { .. })).count();
        if excludes == nodes.len() && excludes > 1 {
            return self.error(first, "a query cannot only exclude; add a word that must match");
        }
        Ok(single_or(nodes, |nodes| Node::And { nodes }))
    }

    fn item(&mut self, scope: Option<Field>) -> Result<Node, QueryError> {
        let Some(token) = self.peek() else {
            return self
                .error(self.query.len(), "expected a word, a \"phrase\" or a parenthesis here");
        };
        self.next += 1;
        self.clauses += 1;
        if self.clauses > QUERY_CLAUSES {
            return self
                .error(token.at, format!("a query has at most {QUERY_CLAUSES} words and phrases"));
        }
        match token.kind {
            TokenKind::Word { text, .. } if !text.chars().any(char::is_alphanumeric) => {
                self.error(token.at, format!("{text:?} is neither a word nor an operator"))
            }
            TokenKind::Word { text, prefix: true } => {
                Ok(Node::Prefix { prefix: text.to_owned(), field: scope })
            }
            TokenKind::Word { text, prefix: false } => {
                Ok(Node::Word { word: text.to_owned(), field: scope })
            }
            TokenKind::Phrase { text, .. } if !text.chars().any(char::is_alphanumeric) => {
                self.error(token.at, "there is no word between these quotation marks")
            }
            TokenKind::Phrase { text, slop } => {
                Ok(Node::Phrase { words: text.to_owned(), slop, field: scope })
            }
            TokenKind::Scope(name) => {
                let field = self.field(name, token.at)?;
                self.nested(token.at, |parser| parser.item(Some(field)))
            }
            TokenKind::Plus => self.nested(token.at, |parser| parser.item(scope)),
            TokenKind::Not => {
                let node = self.nested(token.at, |parser| parser.item(scope))?;
                Ok(match node {
                    Node::Not { node } => *node,
                    node => Node::Not { node: Box::new(node) },
                })
            }
            TokenKind::Open => self.nested(token.at, |parser| {
                let node = parser.any_of(scope)?;
                match parser.peek().map(|token| &token.kind) {
                    Some(TokenKind::Close) => {
                        parser.next += 1;
                        Ok(node)
                    }
                    _ => parser.error(token.at, "this parenthesis is never closed"),
                }
            }),
            TokenKind::Close => self.error(token.at, "expected a word before this parenthesis"),
            TokenKind::And => self.error(token.at, "expected a word before AND"),
            TokenKind::Or => self.error(token.at, "expected a word before OR"),
        }
    }

    /// Runs one level deeper; the bound keeps any input from exhausting the stack.
    fn nested(
        &mut self,
        at: usize,
        parse: impl FnOnce(&mut Self) -> Result<Node, QueryError>,
    ) -> Result<Node, QueryError> {
        if self.depth == QUERY_DEPTH {
            return self.error(at, format!("a query nests at most {QUERY_DEPTH} levels deep"));
        }
        self.depth += 1;
        let node = parse(self);
        self.depth -= 1;
        node
    }

    fn field(&self, name: &str, at: usize) -> Result<Field, QueryError> {
        match name.to_ascii_lowercase().as_str() {
            "title" => Ok(Field::Title),
            "heading" => Ok(Field::Heading),
            "text" | "quote" | "body" => Ok(Field::Text),
            "speaker" | "place" | "outlet" | "language" | "kind" => {
                self.error(at, format!("{name} is a filter: write --{} VALUE beside the query", name.to_ascii_lowercase()))
            }
            "date" => self.error(at, "dates are filters: write --from, --to or --on beside the query"),
            _ => self.error(
                at,
                format!("there is no field {name:?}; fields are title, heading and text (quote the words to search for a colon)"),
            ),
        }
    }
}

fn single_or(mut nodes: Vec<Node>, join: impl FnOnce(Vec<Node>) -> Node) -> Node {
    match nodes.len() {
        1 => nodes.pop().expect("there is one node"),
        _ => join(nodes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> Node {
        Node::Word { word: text.into(), field: None }
    }

    fn parsed(query: &str) -> Node {
        parse(query).unwrap().unwrap()
    }

    fn fails_at(query: &str, at: usize) {
        let error = parse(query).unwrap_err();
        assert_eq!(error.at, at, "{query}: {error}");
    }

    #[test]
    fn words_beside_one_another_must_all_match() {
        assert_eq!(parsed("peace talks"), Node::And { nodes: vec![word("peace"), word("talks")] });
        assert_eq!(parsed("peace AND talks"), parsed("peace talks"));
        assert_eq!(parsed("peace +talks"), parsed("peace talks"));
    }

    #[test]
    fn or_binds_weaker_than_and() {
        let and = Node::And { nodes: vec![word("a"), word("b")] };
        assert_eq!(parsed("a b OR c"), Node::Or { nodes: vec![and, word("c")] });
    }

    #[test]
    fn excludes_and_phrases_and_scopes() {
        let without = Node::Not { node: Box::new(word("gaza")) };
        assert_eq!(parsed("talks -gaza"), Node::And { nodes: vec![word("talks"), without] });
        assert_eq!(
            parsed("title:“peace deal”~2"),
            Node::Phrase { words: "peace deal".into(), slop: 2, field: Some(Field::Title) }
        );
        assert_eq!(parsed("sanction*"), Node::Prefix { prefix: "sanction".into(), field: None });
        assert_eq!(parsed("cease-fire"), word("cease-fire"));
    }

    #[test]
    fn mistakes_are_reported_where_they_are() {
        fails_at("peace OR", 8);
        fails_at("peace AND (talks", 10);
        fails_at("peace)", 5);
        fails_at("мир \"война", 4);
        fails_at("OR peace", 0);
        fails_at("AND OR NOT", 0);
        fails_at("-gaza", 0);
        fails_at("-a -b", 0);
        fails_at("author:smith", 0);
        fails_at("()", 1);
        fails_at("\"a b\"~x", 5);
    }

    #[test]
    fn hundred_thousand_parentheses_exhaust_nothing() {
        assert!(parse(&"(".repeat(100_000)).is_err());
        let deep = format!("{}a{}", "(".repeat(4_000), ")".repeat(4_000));
        assert!(parse(&deep).unwrap_err().message.contains("levels deep"));
        assert!(parse(&"-".repeat(8_000)).is_err());
    }

    #[test]
    fn lenient_reads_anything_as_words() {
        assert_eq!(
            parse_lenient("peace) AND"),
            Some(Node::Or { nodes: vec![word("peace"), word("AND")] })
        );
        assert_eq!(parse_lenient(" ((( -- "), None);
    }

    proptest! {
        #[test]
        fn never_panics_and_points_into_the_query(query in "[a-c()\"~*:+\\-! \u{e9}ANDORT]{0,60}") {
            if let Err(error) = parse(&query) {
                prop_assert!(error.at <= query.chars().count());
                let _ = error.pointer(&query);
            }
            let _ = parse_lenient(&query);
        }
    }
}
