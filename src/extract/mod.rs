//! Article → passages. This file is the chain: language, date, sections, people, places, quotes.

pub mod language;
pub mod passages;
pub mod sections;

use crate::model::{Annotation, Article, ArticlePassages};

/// Changes whenever the same article would give other passages; part of an article's fingerprint,
/// so that indexing again with a better extractor replaces what a worse one found.
pub const EXTRACTOR_VERSION: u32 = 1;

/// Everything that can be found in an article.
pub fn annotate(article: &Article) -> Annotation {
    let language = language::detect(article);
    Annotation {
        language,
        published: article.published,
        sections: sections::find(article),
        ..Annotation::default()
    }
}

/// The article with what extraction found filled in, and its passages.
pub fn extract(article: Article) -> ArticlePassages {
    let annotation = annotate(&article);
    passages::build(article, &annotation)
}
