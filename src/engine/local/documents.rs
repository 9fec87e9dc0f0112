//! An article's passages as the documents of the index, and back.
//!
//! The documents of an article stand side by side in one segment, its head first: whoever holds one
//! finds the head `ordinal` documents before it, and counting articles needs no hash table. Tantivy
//! keeps documents of one batch together, and merges keep their order.

use tantivy::schema::{Facet as FacetValue, Value};
use tantivy::{DateTime, TantivyDocument};
use xxhash_rust::xxh3::xxh3_64;

use super::analyzer::{is_mark, language_mark, zone};
use super::schema::Fields;
use crate::engine::EngineError;
use crate::model::{Article, ArticlePassages, Passage, PassageKind};

/// How often a headline's and a heading's word counts. BM25F with whole-number weights: on news,
/// anything from 2 to 4 ranks within noise of the best.
const TITLE_WEIGHT: u8 = 3;
const HEADING_WEIGHT: u8 = 2;

/// Identity of an article in the index: a 64-bit hash of its id. Among a million articles the
/// chance of any collision is about one in 40 million.
pub fn article_key(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

/// Hash of a URL without scheme, `www.`, fragment and trailing slash, so that the same page is
/// recognised however it was linked.
pub fn url_key(url: &str) -> u64 {
    let url = url.split('#').next().unwrap_or(url);
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/');
    xxh3_64(url.as_bytes())
}

/// Hash of everything that extraction sees of an article, and of the extractor's version: when it
/// is unchanged, indexing again would change nothing.
pub fn fingerprint(article: &Article, extractor_version: u32) -> u64 {
    // The origin may change without the article: a file moved is no new article.
    let Article {
        id: _,
        url,
        title,
        standfirst,
        authors,
        outlet,
        published,
        language,
        dateline,
        text,
        blocks,
        origin: _,
    } = article;
    let head = serde_json::to_vec(&(
        extractor_version,
        url,
        title,
        standfirst,
        authors,
        outlet,
        published,
        language,
        dateline,
        blocks,
    ))
    .expect("plain data always serialises");
    xxh3_64(&head) ^ xxh3_64(text.as_bytes()).rotate_left(1)
}

/// The documents of one article, head first.
pub fn documents(
    fields: &Fields,
    mut story: ArticlePassages,
    fingerprint: u64,
) -> Result<Vec<TantivyDocument>, EngineError> {
    let article = &mut story.article;
    let body = std::mem::take(&mut article.text);
    article.blocks = Vec::new();
    let key = article_key(&article.id);
    let mark = language_mark(article.language.as_deref().unwrap_or(""));
    let mut documents = Vec::with_capacity(story.passages.len());
    for (ordinal, mut passage) in story.passages.into_iter().enumerate() {
        let mut document = TantivyDocument::new();
        add_words(&mut document, fields, article, &passage, mark);
        document.add_text(fields.kind, passage.kind.name());
        document.add_u64(fields.article, key);
        document.add_u64(fields.ordinal, ordinal as u64);
        add_article_facets(&mut document, fields, article);
        for place in &passage.places {
            add_path(&mut document, fields.place, place.trim_start_matches('/').split('/'));
        }
        for speaker in &passage.speakers {
            add_path(&mut document, fields.speaker, speaker.split('/'));
        }
        if let Some(quote) = &passage.quote {
            let hundredths = (quote.confidence.clamp(0.0, 1.0) * 100.0).round() as u64;
            document.add_u64(fields.confidence, hundredths);
        }
        if passage.kind == PassageKind::Article {
            document.add_u64(fields.fingerprint, fingerprint);
            if let Some(url) = &article.url {
                document.add_u64(fields.url, url_key(url));
            }
            let head = Head {
                article: &*article,
                filed_from: story.filed_from.as_deref(),
                places: &passage.places,
            };
            document.add_text(fields.record, to_json(&head)?);
            document.add_text(fields.body, &body);
        } else {
            // The words are a range of the head's text: stored once.
            passage.text = String::new();
            if let Some(quote) = &mut passage.quote {
                quote.text = String::new();
            }
            document.add_text(fields.record, to_json(&passage)?);
        }
        documents.push(document);
    }
    Ok(documents)
}

/// What is stored of a head beside the text.
#[derive(serde::Serialize)]
struct Head<'a> {
    article: &'a Article,
    #[serde(skip_serializing_if = "Option::is_none")]
    filed_from: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    places: &'a [String],
}

/// A head as it is read back.
#[derive(serde::Deserialize)]
pub struct StoredHead {
    /// The article; its text is read from the field beside.
    pub article: Article,
    /// Place of the dateline.
    pub filed_from: Option<String>,
    /// All places, most frequent first.
    #[serde(default)]
    pub places: Vec<String>,
}

impl StoredHead {
    /// Reads a head document.
    pub fn read(document: &TantivyDocument, fields: &Fields) -> Result<Self, EngineError> {
        let mut head: Self = from_json(document, fields)?;
        head.article.text = stored_text(document, fields.body)?.to_owned();
        Ok(head)
    }
}

/// Reads the passage of a document that is no head.
pub fn stored_passage(document: &TantivyDocument, fields: &Fields) -> Result<Passage, EngineError> {
    from_json(document, fields)
}

fn from_json<T: serde::de::DeserializeOwned>(
    document: &TantivyDocument,
    fields: &Fields,
) -> Result<T, EngineError> {
    serde_json::from_str(stored_text(document, fields.record)?).map_err(EngineError::internal)
}

fn stored_text(
    document: &TantivyDocument,
    field: tantivy::schema::Field,
) -> Result<&str, EngineError> {
    document.get_first(field).and_then(|value| value.as_str()).ok_or_else(|| {
        EngineError::Index(
            "a document lacks its record; the index is damaged, build it anew".into(),
        )
    })
}

fn to_json(value: &impl serde::Serialize) -> Result<String, EngineError> {
    serde_json::to_string(value).map_err(EngineError::internal)
}

fn add_words(
    document: &mut TantivyDocument,
    fields: &Fields,
    article: &Article,
    passage: &Passage,
    mark: char,
) {
    let marked = |weighted: &[(u8, &str)]| {
        let size: usize = weighted.iter().map(|(_, text)| text.len() + 8).sum();
        let mut value = String::with_capacity(size + 4);
        value.push(mark);
        for &(weight, text) in weighted {
            if !text.is_empty() {
                value.push(zone(weight));
                push_without_marks(&mut value, text);
            }
        }
        value
    };
    let heading = passage.heading.as_deref().unwrap_or("");
    match passage.kind {
        PassageKind::Quote => document.add_text(fields.quote, marked(&[(1, &passage.text)])),
        PassageKind::Article => {
            let standfirst = article.standfirst.as_deref().unwrap_or("");
            document
                .add_text(fields.text, marked(&[(TITLE_WEIGHT, &article.title), (1, standfirst)]));
            document.add_text(fields.title, marked(&[(1, &article.title)]));
        }
        PassageKind::Section => {
            let words = [
                (TITLE_WEIGHT, article.title.as_str()),
                (HEADING_WEIGHT, heading),
                (1, &passage.text),
            ];
            document.add_text(fields.text, marked(&words));
            document.add_text(fields.title, marked(&[(1, &article.title)]));
            document.add_text(fields.heading, marked(&[(1, heading)]));
        }
    }
}

fn push_without_marks(value: &mut String, text: &str) {
    // Private-use characters occur in damaged text only; the three bytes of one start with 0xEE.
    if memchr::memchr(0xEE, text.as_bytes()).is_none() {
        value.push_str(text);
    } else {
        value.extend(text.chars().filter(|&c| !is_mark(c)));
    }
}

fn add_article_facets(document: &mut TantivyDocument, fields: &Fields, article: &Article) {
    if let Some(published) = article.published {
        document.add_date(fields.published, DateTime::from_timestamp_secs(published.begins()));
        let path = published.path();
        add_path(document, fields.date, path.iter().map(String::as_str));
    }
    if let Some(outlet) = &article.outlet {
        document.add_text(fields.outlet, outlet);
    }
    if let Some(language) = &article.language {
        document.add_text(fields.language, language);
    }
}

/// Adds a facet of these steps. NUL separates levels inside Tantivy, so none may be in a step.
fn add_path<'a>(
    document: &mut TantivyDocument,
    field: tantivy::schema::Field,
    steps: impl Iterator<Item = &'a str>,
) {
    let clean: Vec<String> =
        steps.map(|step| step.replace('\0', "")).filter(|step| !step.is_empty()).collect();
    if !clean.is_empty() {
        document.add_facet(field, FacetValue::from_path(clean));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_page_has_one_key_however_linked() {
        let key = url_key("https://www.example.org/a/");
        assert_eq!(key, url_key("http://example.org/a"));
        assert_eq!(key, url_key("https://example.org/a#top"));
        assert_ne!(key, url_key("https://example.org/b"));
    }

    #[test]
    fn a_moved_file_keeps_its_fingerprint_and_an_edit_changes_it() {
        let article = Article { id: "1".into(), text: "They met.".into(), ..Article::default() };
        let mut moved = article.clone();
        moved.origin.file = "elsewhere.txt".into();
        let mut edited = article.clone();
        edited.text.push_str(" Twice.");
        assert_eq!(fingerprint(&article, 1), fingerprint(&moved, 1));
        assert_ne!(fingerprint(&article, 1), fingerprint(&edited, 1));
        assert_ne!(fingerprint(&article, 1), fingerprint(&article, 2));
    }
}
