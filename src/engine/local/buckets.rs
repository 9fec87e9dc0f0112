//! Counts matches by bucket, where a bucket is made of the values of a fast field: a level of a
//! facet, an outlet, a month.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::engine::Unit;

/// No bucket, or no document yet.
const NONE: u32 = u32::MAX;

/// Collects counts by bucket. An article, or passage, counts once in a bucket however many of its
/// values fall there.
pub struct BucketCounts<F> {
    /// Name of the fast field.
    pub field: &'static str,
    /// Whether to count articles or passages.
    pub unit: Unit,
    /// The bucket of a value; values of a facet come as `Europe/Ukraine`. `None` leaves it out.
    pub bucket_of: F,
}

/// Counts by bucket, and matches in no bucket.
#[derive(Debug, Default)]
pub struct Counted {
    /// Count by bucket.
    pub buckets: HashMap<String, u64>,
    /// Matches without any value that has a bucket.
    pub none: u64,
}

impl<F: Fn(&str) -> Option<String> + Send + Sync> Collector for BucketCounts<F> {
    type Fruit = Counted;
    type Child = SegmentBuckets;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentBuckets> {
        let column = reader.fast_fields().str(self.field)?;
        let mut names: Vec<String> = Vec::new();
        let mut bucket_of_ord = Vec::new();
        if let Some(column) = &column {
            let mut numbers: HashMap<String, u32> = HashMap::new();
            bucket_of_ord.reserve(column.num_terms());
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                let value = String::from_utf8_lossy(terms.key()).replace('\0', "/");
                let bucket = (self.bucket_of)(&value).map_or(NONE, |name| {
                    *numbers.entry(name).or_insert_with_key(|name| {
                        names.push(name.clone());
                        names.len() as u32 - 1
                    })
                });
                bucket_of_ord.push(bucket);
            }
        }
        Ok(SegmentBuckets {
            column,
            ordinals: reader.fast_fields().u64("ordinal")?,
            unit: self.unit,
            last: vec![NONE; names.len()],
            counts: vec![0; names.len()],
            names,
            bucket_of_ord,
            last_counted: NONE,
            units: 0,
            units_in_bucket: 0,
            last_in_bucket: NONE,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Counted>) -> tantivy::Result<Counted> {
        let mut all = Counted::default();
        for fruit in fruits {
            for (name, count) in fruit.buckets {
                *all.buckets.entry(name).or_default() += count;
            }
            all.none += fruit.none;
        }
        Ok(all)
    }
}

/// Counts of one segment.
pub struct SegmentBuckets {
    column: Option<StrColumn>,
    ordinals: Column<u64>,
    unit: Unit,
    /// Bucket of each value of the column.
    bucket_of_ord: Vec<u32>,
    names: Vec<String>,
    counts: Vec<u64>,
    /// The unit (head or passage) last counted in each bucket.
    last: Vec<u32>,
    last_counted: u32,
    units: u64,
    last_in_bucket: u32,
    units_in_bucket: u64,
}

impl SegmentCollector for SegmentBuckets {
    type Fruit = Counted;

    fn collect(&mut self, doc: DocId, _: Score) {
        let unit = match self.unit {
            Unit::Articles => doc.saturating_sub(self.ordinals.first(doc).unwrap_or(0) as u32),
            Unit::Passages | Unit::Quotes => doc,
        };
        if unit != self.last_counted {
            self.last_counted = unit;
            self.units += 1;
        }
        let Some(column) = &self.column else { return };
        for ord in column.ords().values_for_doc(doc) {
            let bucket = self.bucket_of_ord[ord as usize];
            if bucket == NONE {
                continue;
            }
            if self.last[bucket as usize] != unit {
                self.last[bucket as usize] = unit;
                self.counts[bucket as usize] += 1;
            }
            if self.last_in_bucket != unit {
                self.last_in_bucket = unit;
                self.units_in_bucket += 1;
            }
        }
    }

    fn harvest(self) -> Counted {
        let counted = self.names.into_iter().zip(self.counts).filter(|&(_, count)| count > 0);
        Counted { buckets: counted.collect(), none: self.units - self.units_in_bucket }
    }
}
