//! Ranks passages and turns them into hits.

use std::collections::HashMap;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::Query as TantivyQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Order, Searcher, TantivyDocument, Term};

use super::LocalIndex;
use super::analyzer::Analyzer;
use super::documents::{StoredHead, article_key, stored_passage};
use super::group::{ArticleCount, BestOfArticle};
use super::lower::{Highlights, Lowering};
use super::names;
use super::snippet::snippet;
use crate::engine::{Answer, EngineError};
use crate::limits::PAGE_HITS;
use crate::model::{
    ArticlePassages, CharOffsets, Filters, Hit, Node, Passage, PassageKind, Query, QuoteRecord,
    Sort,
};

/// Answers a query.
pub fn search(index: &LocalIndex, query: &Query) -> Result<Answer, EngineError> {
    let searcher = index.searcher()?;
    let lowering = Lowering::new(index, &query.filters.kinds);
    let (resolved, mut notes) = names::resolve(index, &query.filters)?;
    let lowered = lowering.query(query.root.as_ref(), &query.filters, &resolved)?;
    let addresses = rank(&searcher, &*lowered, query)?;
    let highlights = lowering.highlight_terms(query.root.as_ref());
    let hits = Renderer::new(index, &searcher, highlights).hits(&addresses, query.offset)?;
    let total = match (query.count_total, query.group_by_article) {
        (false, _) => None,
        (true, false) => Some(searcher.search(&*lowered, &Count)?),
        (true, true) => Some(searcher.search(&*lowered, &ArticleCount)?),
    };
    if hits.is_empty() && query.offset == 0 && query.limit > 0 {
        notes.extend(advice(index, &searcher, query)?);
    }
    Ok(Answer { hits, total, notes })
}

/// Addresses of one page with their scores.
fn rank(
    searcher: &Searcher,
    lowered: &dyn TantivyQuery,
    query: &Query,
) -> Result<Vec<(f32, DocAddress)>, EngineError> {
    let offset = query.offset.min(PAGE_HITS);
    let limit = query.limit.min(PAGE_HITS - offset);
    if limit == 0 {
        return Ok(Vec::new());
    }
    if query.group_by_article {
        return Ok(searcher.search(lowered, &BestOfArticle { offset, limit, sort: query.sort })?);
    }
    let top = TopDocs::with_limit(limit).and_offset(offset);
    let order = match query.sort {
        Sort::Relevance => return Ok(searcher.search(lowered, &top.order_by_score())?),
        Sort::Newest => Order::Desc,
        Sort::Oldest => Order::Asc,
    };
    let by_date = top.order_by_fast_field::<tantivy::DateTime>("published", order);
    let found = searcher.search(lowered, &by_date)?;
    Ok(found.into_iter().map(|(_, address)| (0.0, address)).collect())
}

/// One article with its passages.
pub fn article(index: &LocalIndex, id: &str) -> Result<Option<ArticlePassages>, EngineError> {
    let searcher = index.searcher()?;
    let term = Term::from_field_u64(index.fields().article, article_key(id));
    let query = tantivy::query::TermQuery::new(term, IndexRecordOption::Basic);
    let mut addresses: Vec<DocAddress> =
        searcher.search(&query, &tantivy::collector::DocSetCollector)?.into_iter().collect();
    addresses.sort_unstable();
    let mut renderer = Renderer::new(index, &searcher, Highlights::default());
    let Some(&first) = addresses.first() else { return Ok(None) };
    let head = renderer.head(first)?;
    let mut passages = vec![Passage {
        kind: PassageKind::Article,
        heading: None,
        start: 0,
        end: 0,
        text: head.article.title.clone(),
        places: head.places.clone(),
        speakers: Vec::new(),
        quote: None,
    }];
    let article = head.article.clone();
    let filed_from = head.filed_from.clone();
    let offsets = CharOffsets::new(&article.text);
    for &address in &addresses[1..] {
        let document: TantivyDocument = searcher.doc(address)?;
        let mut passage = stored_passage(&document, index.fields())?;
        passage.text = words_of(&article.text, &offsets, &passage);
        passages.push(passage);
    }
    drop(offsets);
    Ok(Some(ArticlePassages { article, filed_from, passages }))
}

/// The passage's own words, cut from the article's text.
fn words_of(text: &str, offsets: &CharOffsets<'_>, passage: &Passage) -> String {
    let cut = |start: usize, end: usize| &text[offsets.bytes(start)..offsets.bytes(end)];
    match &passage.quote {
        Some(quote) if !quote.parts.is_empty() => {
            let pieces: Vec<&str> =
                quote.parts.iter().map(|&(start, end)| cut(start, end)).collect();
            pieces.join(" ")
        }
        _ => cut(passage.start, passage.end).to_owned(),
    }
}

/// Reads documents and makes hits of them; keeps the heads it has read.
struct Renderer<'a> {
    index: &'a LocalIndex,
    searcher: &'a Searcher,
    highlights: Highlights,
    heads: HashMap<DocAddress, StoredHead>,
    analyzer: Analyzer,
}

impl<'a> Renderer<'a> {
    fn new(index: &'a LocalIndex, searcher: &'a Searcher, highlights: Highlights) -> Self {
        Self { index, searcher, highlights, heads: HashMap::new(), analyzer: Analyzer::default() }
    }

    fn hits(
        &mut self,
        ranked: &[(f32, DocAddress)],
        offset: usize,
    ) -> Result<Vec<Hit>, EngineError> {
        let mut hits = Vec::with_capacity(ranked.len());
        for (number, &(score, address)) in ranked.iter().enumerate() {
            hits.push(self.hit(offset + number + 1, score, address)?);
        }
        Ok(hits)
    }

    fn ordinal(&self, address: DocAddress) -> Result<u32, EngineError> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        let ordinal = segment.fast_fields().u64("ordinal")?.first(address.doc_id).unwrap_or(0);
        Ok(ordinal as u32)
    }

    fn head(&mut self, address: DocAddress) -> Result<&StoredHead, EngineError> {
        let ordinal = self.ordinal(address)?;
        let head = DocAddress::new(address.segment_ord, address.doc_id.saturating_sub(ordinal));
        if !self.heads.contains_key(&head) {
            let document: TantivyDocument = self.searcher.doc(head)?;
            self.heads.insert(head, StoredHead::read(&document, self.index.fields())?);
        }
        Ok(&self.heads[&head])
    }

    fn hit(&mut self, rank: usize, score: f32, address: DocAddress) -> Result<Hit, EngineError> {
        let is_head = self.ordinal(address)? == 0;
        let passage = if is_head {
            None
        } else {
            let document: TantivyDocument = self.searcher.doc(address)?;
            Some(stored_passage(&document, self.index.fields())?)
        };
        let mut analyzer = std::mem::take(&mut self.analyzer);
        let highlights = std::mem::take(&mut self.highlights);
        let head = self.head(address)?;
        let language = head.article.language.as_deref().unwrap_or("");
        let (text, context) = match &passage {
            None => (head_text(head), None),
            Some(passage) => {
                let offsets = CharOffsets::new(&head.article.text);
                let text = words_of(&head.article.text, &offsets, passage);
                let context = passage.quote.as_ref().map(|quote| {
                    let (start, end) = (quote.context_start, quote.context_end);
                    head.article.text[offsets.bytes(start)..offsets.bytes(end)].to_owned()
                });
                (text, context)
            }
        };
        let shown = context.as_deref().unwrap_or(&text);
        let snippet = snippet(shown, language, &highlights, &mut analyzer);
        let quote = passage.as_ref().and_then(|passage| passage.quote.as_ref());
        let hit = Hit {
            rank,
            score,
            kind: passage.as_ref().map_or(PassageKind::Article, |passage| passage.kind),
            article: head.article.id.clone(),
            title: head.article.title.clone(),
            url: head.article.url.clone(),
            outlet: head.article.outlet.clone(),
            authors: head.article.authors.clone(),
            published: head.article.published,
            heading: passage.as_ref().and_then(|passage| passage.heading.clone()),
            text,
            start: passage.as_ref().map_or(0, |passage| passage.start),
            end: passage.as_ref().map_or(0, |passage| passage.end),
            speaker: quote.and_then(|quote| quote.speaker.clone()),
            mention: quote.and_then(|quote: &QuoteRecord| quote.mention.clone()),
            role: quote.and_then(|quote| quote.role.clone()),
            cue: quote.and_then(|quote| quote.cue.clone()),
            quote_kind: quote.map(|quote| quote.kind),
            confidence: quote.map(|quote| quote.confidence),
            said_on: quote.and_then(|quote| quote.said_on),
            places: passage
                .as_ref()
                .map_or_else(|| head.places.clone(), |passage| passage.places.clone()),
            language: head.article.language.clone(),
            snippet,
        };
        self.analyzer = analyzer;
        self.highlights = highlights;
        Ok(hit)
    }
}

fn head_text(head: &StoredHead) -> String {
    match &head.article.standfirst {
        Some(standfirst) => format!("{}\n\n{standfirst}", head.article.title),
        None => head.article.title.clone(),
    }
}

/// Why nothing was found: the filter whose removal would find something, the word that occurs
/// nowhere.
fn advice(
    index: &LocalIndex,
    searcher: &Searcher,
    query: &Query,
) -> Result<Vec<String>, EngineError> {
    let mut notes = Vec::new();
    if searcher.num_docs() == 0 {
        notes.push("the index is empty".to_owned());
        return Ok(notes);
    }
    let lowering = Lowering::new(index, &query.filters.kinds);
    let count = |root: Option<&Node>, filters: &Filters| -> Result<usize, EngineError> {
        let (resolved, _) = names::resolve(index, filters)?;
        Ok(searcher.search(&*lowering.query(root, filters, &resolved)?, &Count)?)
    };
    for (name, without) in without_each(&query.filters) {
        let found = count(query.root.as_ref(), &without)?;
        if found > 0 {
            notes.push(format!("without {name} there would be {found} hits"));
        }
    }
    let free = Filters { kinds: query.filters.kinds.clone(), ..Filters::default() };
    for word in words_of_tree(query.root.as_ref()) {
        let node = Node::Word { word: word.clone(), field: None };
        if count(Some(&node), &free)? == 0 {
            let near = super::spelling::nearest(index, &lowering, &word)?;
            notes.push(match near {
                Some(near) => format!("nothing contains {word:?}; did you mean {near:?}?"),
                None => format!("nothing contains {word:?}"),
            });
        }
    }
    if notes.is_empty() && query.root.is_some() {
        notes.push(
            "no passage has all of these words together; try OR between them, or --lenient"
                .to_owned(),
        );
    }
    Ok(notes)
}

/// Each filter that is set, by its option, with the filters that remain without it.
fn without_each(filters: &Filters) -> Vec<(&'static str, Filters)> {
    let mut each = Vec::new();
    let mut without = |name, set: bool, clear: &dyn Fn(&mut Filters)| {
        if set {
            let mut rest = filters.clone();
            clear(&mut rest);
            each.push((name, rest));
        }
    };
    without("--speaker", !filters.speakers.is_empty(), &|rest| rest.speakers.clear());
    without("--place", !filters.places.is_empty(), &|rest| rest.places.clear());
    without("--outlet", !filters.outlets.is_empty(), &|rest| rest.outlets.clear());
    without("--language", !filters.languages.is_empty(), &|rest| rest.languages.clear());
    without("the dates", !filters.published.is_open(), &|rest| rest.published = Default::default());
    without("--min-confidence", filters.min_confidence.is_some(), &|rest| {
        rest.min_confidence = None
    });
    each
}

fn words_of_tree(root: Option<&Node>) -> Vec<String> {
    let mut words = Vec::new();
    let mut open: Vec<&Node> = root.into_iter().collect();
    while let Some(node) = open.pop() {
        match node {
            Node::Word { word, .. } => words.push(word.clone()),
            Node::And { nodes } | Node::Or { nodes } => open.extend(nodes.iter().rev()),
            Node::Phrase { .. } | Node::Prefix { .. } | Node::Not { .. } => {}
        }
    }
    words
}
