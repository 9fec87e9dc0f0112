//! The best passage of each article, and the number of articles. The passages of an article stand
//! side by side, so one pass that remembers the article under way is enough.

use std::cmp::Ordering;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DateTime, DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::model::Sort;

/// Collects one page of articles, each by its best passage.
pub struct BestOfArticle {
    /// Articles to skip.
    pub offset: usize,
    /// Articles to return.
    pub limit: usize,
    /// Order of the articles.
    pub sort: Sort,
}

/// A passage and what it is ranked by.
#[derive(Clone, Copy, Debug)]
pub struct Ranked {
    /// Seconds of publication, turned so that more is better; 0 throughout when sorted by relevance.
    date: i64,
    score: Score,
    address: DocAddress,
}

/// Best first; of equals the earlier document.
fn best_first(a: &Ranked, b: &Ranked) -> Ordering {
    b.date
        .cmp(&a.date)
        .then_with(|| b.score.total_cmp(&a.score))
        .then_with(|| a.address.cmp(&b.address))
}

impl Collector for BestOfArticle {
    type Fruit = Vec<(Score, DocAddress)>;
    type Child = BestOfSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<BestOfSegment> {
        Ok(BestOfSegment {
            segment,
            ordinals: reader.fast_fields().u64("ordinal")?,
            published: reader.fast_fields().date("published")?,
            sort: self.sort,
            keep: self.offset.saturating_add(self.limit),
            under_way: None,
            best: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Vec<Ranked>>) -> tantivy::Result<Self::Fruit> {
        let mut all: Vec<Ranked> = fruits.into_iter().flatten().collect();
        all.sort_unstable_by(best_first);
        let page = all.into_iter().skip(self.offset).take(self.limit);
        Ok(page.map(|ranked| (ranked.score, ranked.address)).collect())
    }
}

/// The best passages of one segment.
pub struct BestOfSegment {
    segment: SegmentOrdinal,
    ordinals: Column<u64>,
    published: Column<DateTime>,
    sort: Sort,
    keep: usize,
    /// The head of the article under way, and its best passage so far.
    under_way: Option<(DocId, DocId, Score)>,
    best: Vec<Ranked>,
}

impl BestOfSegment {
    fn close_article(&mut self) {
        let Some((_, doc, score)) = self.under_way.take() else { return };
        let seconds = || self.published.first(doc).map(DateTime::into_timestamp_secs);
        let date = match self.sort {
            Sort::Relevance => 0,
            Sort::Newest => seconds().unwrap_or(i64::MIN),
            Sort::Oldest => seconds().map_or(i64::MIN, |at| -at),
        };
        self.best.push(Ranked { date, score, address: DocAddress::new(self.segment, doc) });
        // Twice the room means that pruning costs a constant an article.
        if self.best.len() >= self.keep.saturating_mul(2).max(64) {
            self.prune();
        }
    }

    fn prune(&mut self) {
        if self.best.len() > self.keep {
            self.best.select_nth_unstable_by(self.keep, best_first);
            self.best.truncate(self.keep);
        }
    }
}

impl SegmentCollector for BestOfSegment {
    type Fruit = Vec<Ranked>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let head = doc.saturating_sub(self.ordinals.first(doc).unwrap_or(0) as u32);
        match &mut self.under_way {
            Some((article, best, best_score)) if *article == head => {
                if score > *best_score {
                    (*best, *best_score) = (doc, score);
                }
            }
            _ => {
                self.close_article();
                self.under_way = Some((head, doc, score));
            }
        }
    }

    fn harvest(mut self) -> Vec<Ranked> {
        self.close_article();
        self.prune();
        self.best
    }
}

/// Counts the articles that have a match.
pub struct ArticleCount;

impl Collector for ArticleCount {
    type Fruit = usize;
    type Child = ArticleCountOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<ArticleCountOfSegment> {
        let ordinals = reader.fast_fields().u64("ordinal")?;
        Ok(ArticleCountOfSegment { ordinals, under_way: None, count: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, counts: Vec<usize>) -> tantivy::Result<usize> {
        Ok(counts.into_iter().sum())
    }
}

/// Articles of one segment.
pub struct ArticleCountOfSegment {
    ordinals: Column<u64>,
    under_way: Option<DocId>,
    count: usize,
}

impl SegmentCollector for ArticleCountOfSegment {
    type Fruit = usize;

    fn collect(&mut self, doc: DocId, _: Score) {
        let head = doc.saturating_sub(self.ordinals.first(doc).unwrap_or(0) as u32);
        if self.under_way != Some(head) {
            self.under_way = Some(head);
            self.count += 1;
        }
    }

    fn harvest(self) -> usize {
        self.count
    }
}
