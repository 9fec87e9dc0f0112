//! The engine on this machine: Tantivy. Nothing outside this folder knows it.

mod analyzer;
mod buckets;
mod documents;
mod facets;
mod group;
mod lower;
mod names;
mod schema;
mod search;
mod snippet;
mod spelling;
mod timeline;
mod write;

use std::path::{Path, PathBuf};

use tantivy::directory::{Advice, MmapDirectory};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher};

pub use schema::{FIELD_ROWS, Fields, SCHEMA_VERSION, table as field_table};
pub use write::{Known, Manifest, Outcome, Prepared, Writer};

pub use documents::fingerprint;

use super::{
    Answer, Engine, EngineError, FacetCounts, FacetRequest, Stats, Timeline, TimelineRequest,
};
use crate::model::{ArticlePassages, Query};

/// An index in a folder, open for reading.
pub struct LocalIndex {
    folder: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    manifest: Option<Manifest>,
}

impl LocalIndex {
    /// Opens the index in `folder` by memory map; reads nothing that is not asked for.
    ///
    /// # Errors
    /// When there is none, when the folder holds something else, or when it was made with another
    /// layout or analysis of words.
    pub fn open(folder: &Path) -> Result<Self, EngineError> {
        let shown = folder.display();
        if !folder.exists() {
            return Err(EngineError::Index(format!(
                "there is no index at {shown}; make one with `dateline index PATH... --index {shown}`"
            )));
        }
        if !folder.join("meta.json").is_file() {
            return Err(EngineError::Index(format!("{shown} is not a dateline index")));
        }
        let index = Self::open_unchecked(folder)?;
        if index.manifest.is_none() && index.searcher()?.num_docs() > 0 {
            return Err(EngineError::Index(format!(
                "{shown} is a search index, but not one of dateline's"
            )));
        }
        Ok(index)
    }

    /// Opens the index in `folder`, or makes an empty one there; the folder may be missing or empty.
    fn open_or_create(folder: &Path) -> Result<Self, EngineError> {
        if folder.join("meta.json").is_file() {
            return Self::open(folder);
        }
        let occupied = match std::fs::read_dir(folder) {
            // What a killed first run leaves may stay: locks and files without a meta.json.
            Ok(mut entries) => entries.any(|entry| {
                entry.is_ok_and(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
            Err(error) => return Err(unusable(folder, &error)),
        };
        if occupied {
            return Err(EngineError::Index(format!(
                "{} is not a dateline index and not empty; name another folder with --index",
                folder.display()
            )));
        }
        std::fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
        let (schema, _) = schema::build();
        Index::create_in_dir(folder, schema)?;
        Self::open_unchecked(folder)
    }

    fn open_unchecked(folder: &Path) -> Result<Self, EngineError> {
        // Random: without it a cold query reads ahead tens of megabytes that it never looks at.
        let directory = MmapDirectory::open_with_madvice(folder, Advice::Random)
            .map_err(|error| unusable(folder, &error))?;
        let index = Index::open(directory).map_err(|error| unusable(folder, &error))?;
        let manifest = read_manifest(folder, &index)?;
        let (schema, fields) = schema::build();
        if index.schema() != schema {
            return Err(EngineError::Index(format!(
                "index {} has other fields than this dateline's; build it anew in an empty folder",
                folder.display()
            )));
        }
        index.tokenizers().register(analyzer::ANALYZER, analyzer::Analyzer::default());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { folder: folder.to_owned(), index, reader, fields, manifest })
    }

    fn searcher(&self) -> Result<Searcher, EngineError> {
        Ok(self.reader.searcher())
    }

    fn tantivy(&self) -> &Index {
        &self.index
    }

    fn fields(&self) -> &Fields {
        &self.fields
    }

    fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    fn bytes_on_disk(&self) -> u64 {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
    }

    /// Languages whose stemmers a query must try; one that only folds when nothing is known.
    fn languages(&self) -> Vec<&str> {
        match &self.manifest {
            Some(manifest) if !manifest.languages.is_empty() => {
                manifest.languages.iter().map(String::as_str).collect()
            }
            _ => vec![""],
        }
    }
}

impl Engine for LocalIndex {
    fn search(&self, query: &Query) -> Result<Answer, EngineError> {
        search::search(self, query)
    }

    fn facets(&self, request: &FacetRequest) -> Result<FacetCounts, EngineError> {
        facets::count(self, request)
    }

    fn timeline(&self, request: &TimelineRequest) -> Result<Timeline, EngineError> {
        timeline::count(self, request)
    }

    fn article(&self, id: &str) -> Result<Option<ArticlePassages>, EngineError> {
        search::article(self, id)
    }

    fn stats(&self) -> Result<Stats, EngineError> {
        facets::stats(self)
    }
}

fn read_manifest(folder: &Path, index: &Index) -> Result<Option<Manifest>, EngineError> {
    let Some(payload) = index.load_metas()?.payload else { return Ok(None) };
    let manifest: Manifest = serde_json::from_str(&payload).map_err(|_| {
        EngineError::Index(format!(
            "{} is a search index, but not one of dateline's",
            folder.display()
        ))
    })?;
    for (what, found, ours) in [
        ("layout", manifest.schema, SCHEMA_VERSION),
        ("word analysis", manifest.analyzer, analyzer::ANALYZER_VERSION),
    ] {
        if found != ours {
            return Err(EngineError::Index(format!(
                "index {} was made with {what} version {found}, this dateline has {ours}; build it anew in an empty folder",
                folder.display()
            )));
        }
    }
    Ok(Some(manifest))
}

fn unusable(folder: &Path, error: &dyn std::fmt::Display) -> EngineError {
    EngineError::Index(format!("index {} cannot be opened: {error}", folder.display()))
}

impl From<tantivy::TantivyError> for EngineError {
    fn from(error: tantivy::TantivyError) -> Self {
        match error {
            tantivy::TantivyError::DataCorruption(damage) => Self::Index(format!(
                "the index is damaged ({damage:?}); build it anew in an empty folder"
            )),
            error => Self::internal(error),
        }
    }
}
