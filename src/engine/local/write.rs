//! Writing: what is new is added, what changed replaced, the rest left alone; a commit is all or
//! nothing.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, UserOperation};
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::LocalIndex;
use super::analyzer::ANALYZER_VERSION;
use super::documents::{article_key, documents, fingerprint, url_key};
use super::schema::{Fields, SCHEMA_VERSION};
use crate::engine::EngineError;
use crate::model::{Article, ArticlePassages, Origin};

/// Memory of one of Tantivy's workers before it writes a segment, in bytes. Larger segments mean
/// fewer merges; two workers of this size keep a whole run below 600 MB.
const WORKER_MEMORY: usize = 96 << 20;

/// Share of deleted documents above which a segment is rewritten.
const DELETED_SHARE: f32 = 0.2;

/// What every commit records about how the index was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of the fields.
    pub schema: u32,
    /// Analysis of words.
    pub analyzer: u32,
    /// Languages of the articles ever added: which stemmers a query must try.
    pub languages: BTreeSet<String>,
}

impl Manifest {
    fn current() -> Self {
        Self { schema: SCHEMA_VERSION, analyzer: ANALYZER_VERSION, languages: BTreeSet::new() }
    }
}

/// What became of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there before.
    Added,
    /// It took the place of an older version.
    Replaced,
    /// It is there already, to the letter.
    Unchanged,
    /// An article of this id, or URL, came earlier in the same run, with other content.
    Duplicate {
        /// Where the earlier one began.
        first: Origin,
    },
}

/// The articles an index holds: key → fingerprint, and URL → key.
#[derive(Default)]
pub struct Known {
    fingerprints: HashMap<u64, u64>,
    urls: HashMap<u64, u64>,
}

impl Known {
    /// Whether this very article, extracted by this version, is in the index.
    pub fn holds(&self, article: &Article, extractor_version: u32) -> bool {
        self.fingerprints.get(&article_key(&article.id))
            == Some(&fingerprint(article, extractor_version))
    }

    fn read(index: &LocalIndex) -> Result<Self, EngineError> {
        let mut known = Self::default();
        for segment in index.searcher()?.segment_readers() {
            let fast = segment.fast_fields();
            let articles = fast.u64("article")?;
            let prints = fast.u64("fingerprint")?;
            let urls = fast.u64("url")?;
            for doc in segment.doc_ids_alive() {
                // Only heads have a fingerprint.
                if let (Some(key), Some(print)) = (articles.first(doc), prints.first(doc)) {
                    known.fingerprints.insert(key, print);
                    if let Some(url) = urls.first(doc) {
                        known.urls.insert(url, key);
                    }
                }
            }
        }
        Ok(known)
    }
}

/// An article ready to be written: made in parallel, put in order.
pub struct Prepared {
    key: u64,
    url: Option<u64>,
    fingerprint: u64,
    language: Option<String>,
    origin: Origin,
    /// Empty when the article is known to be unchanged.
    documents: Vec<TantivyDocument>,
}

impl Prepared {
    /// An article that the index is known to hold; putting it only marks it as seen.
    pub fn unchanged(article: &Article, extractor_version: u32) -> Self {
        Self {
            key: article_key(&article.id),
            url: article.url.as_deref().map(url_key),
            fingerprint: fingerprint(article, extractor_version),
            language: None,
            origin: article.origin.clone(),
            documents: Vec::new(),
        }
    }

    /// The documents of an article. `fingerprint` is that of the article as it was read.
    pub fn new(
        fields: &Fields,
        story: ArticlePassages,
        fingerprint: u64,
    ) -> Result<Self, EngineError> {
        Ok(Self {
            key: article_key(&story.article.id),
            url: story.article.url.as_deref().map(url_key),
            fingerprint,
            language: story.article.language.clone(),
            origin: story.article.origin.clone(),
            documents: documents(fields, story, fingerprint)?,
        })
    }
}

/// The one writer of an index.
pub struct Writer {
    writer: IndexWriter,
    fields: Fields,
    known: std::sync::Arc<Known>,
    /// Articles of this run: fingerprint and where they began.
    seen: HashMap<u64, (u64, Origin)>,
    seen_urls: HashMap<u64, u64>,
    manifest: Manifest,
    dirty: bool,
}

impl Writer {
    /// Opens the index in `folder` for writing, or makes one there.
    ///
    /// # Errors
    /// When the folder holds something else, an index of another version, or one that another
    /// process is writing to.
    pub fn open(folder: &Path, threads: usize) -> Result<Self, EngineError> {
        let index = LocalIndex::open_or_create(folder)?;
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads.max(1))
            .memory_budget_per_thread(WORKER_MEMORY)
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter =
            index.tantivy().writer_with_options(options).map_err(|error| match error {
                tantivy::TantivyError::LockFailure(..) => EngineError::Index(format!(
                    "index {} is being written by another process; wait until it is done",
                    folder.display()
                )),
                error => error.into(),
            })?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED_SHARE);
        writer.set_merge_policy(Box::new(policy));
        let known = std::sync::Arc::new(Known::read(&index)?);
        let manifest = index.manifest().cloned().unwrap_or_else(Manifest::current);
        let fields = index.fields().clone();
        let fresh = index.manifest().is_none();
        let mut writer = Self {
            writer,
            fields,
            known,
            seen: HashMap::new(),
            seen_urls: HashMap::new(),
            manifest,
            dirty: fresh,
        };
        // A new index says from the first moment what it is, so that a killed first run leaves one
        // that opens.
        writer.commit()?;
        Ok(writer)
    }

    /// The fields, for preparing documents.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What the index held when it was opened.
    pub fn known(&self) -> std::sync::Arc<Known> {
        self.known.clone()
    }

    /// Writes an article, unless it is there or an earlier one of this run has its id or URL.
    pub fn put(&mut self, prepared: Prepared) -> Result<Outcome, EngineError> {
        let Prepared { key, url, fingerprint, language, origin, documents } = prepared;
        let twin = self.seen.get(&key).or_else(|| {
            let twin = self.seen_urls.get(&url?)?;
            self.seen.get(twin)
        });
        if let Some((earlier, first)) = twin {
            if *earlier == fingerprint {
                return Ok(Outcome::Unchanged);
            }
            return Ok(Outcome::Duplicate { first: first.clone() });
        }
        self.seen.insert(key, (fingerprint, origin));
        if let Some(url) = url {
            self.seen_urls.insert(url, key);
        }
        if documents.is_empty() {
            return Ok(Outcome::Unchanged);
        }
        let mut operations = Vec::with_capacity(documents.len() + 2);
        let mut outcome = Outcome::Added;
        let same_url = url.and_then(|url| self.known.urls.get(&url)).copied();
        let same_id = self.known.fingerprints.contains_key(&key).then_some(key);
        for old in [same_id, same_url.filter(|&old| old != key)].into_iter().flatten() {
            operations.push(UserOperation::Delete(Term::from_field_u64(self.fields.article, old)));
            outcome = Outcome::Replaced;
        }
        operations.extend(documents.into_iter().map(UserOperation::Add));
        self.writer.run(operations)?;
        self.manifest.languages.extend(language);
        self.dirty = true;
        Ok(outcome)
    }

    /// Removes articles by id; returns which of them the index did not hold.
    pub fn delete(&mut self, ids: &[String]) -> Result<Vec<String>, EngineError> {
        let mut missing = Vec::new();
        for id in ids {
            let key = article_key(id);
            if self.known.fingerprints.contains_key(&key) {
                self.writer.delete_term(Term::from_field_u64(self.fields.article, key));
                self.dirty = true;
            } else {
                missing.push(id.clone());
            }
        }
        Ok(missing)
    }

    /// Makes everything put so far searchable, all or nothing.
    pub fn commit(&mut self) -> Result<(), EngineError> {
        if self.dirty {
            let payload = serde_json::to_string(&self.manifest).map_err(EngineError::internal)?;
            let mut commit = self.writer.prepare_commit()?;
            commit.set_payload(&payload);
            commit.commit()?;
            self.dirty = false;
        }
        Ok(())
    }

    /// Commits, and waits until running merges are done.
    pub fn finish(mut self) -> Result<(), EngineError> {
        self.commit()?;
        self.writer.wait_merging_threads()?;
        Ok(())
    }
}
