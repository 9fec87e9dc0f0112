//! The fields of the index: which, how each is analysed, and what it means. `schema/fields.md` is
//! generated from here.

use tantivy::schema::{
    DateOptions, FAST, FacetOptions, Field, INDEXED, IndexRecordOption, NumericOptions, STORED,
    STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::analyzer::ANALYZER;

/// Version of the layout. An index of another version is refused, never mixed.
pub const SCHEMA_VERSION: u32 = 1;

/// Handles to the fields, in the order of the schema.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Words of heads and sections: headline and heading weigh more by counting more often.
    pub text: Field,
    /// Words of quotes, apart from `text`, so that searching quotes needs no filter.
    pub quote: Field,
    /// Headline alone, for `title:` scopes.
    pub title: Field,
    /// Section heading alone, for `heading:` scopes.
    pub heading: Field,
    /// Kind of passage.
    pub kind: Field,
    /// Facet of the canonical speaker.
    pub speaker: Field,
    /// Facet of place, broad to narrow.
    pub place: Field,
    /// Facet of publication date, broad to narrow.
    pub date: Field,
    /// Second at which the publication date begins.
    pub published: Field,
    /// Outlet, as written.
    pub outlet: Field,
    /// Language code.
    pub language: Field,
    /// Hash of the article's id: what deletes and looks up.
    pub article: Field,
    /// Hash of the article's URL, on heads.
    pub url: Field,
    /// Hash of the article's content and the extractor's version, on heads.
    pub fingerprint: Field,
    /// Number of the passage within its article; the head is 0.
    pub ordinal: Field,
    /// Confidence of the attribution in hundredths, on quotes.
    pub confidence: Field,
    /// The record as JSON: article on heads, passage elsewhere.
    pub record: Field,
    /// The article's text, on heads.
    pub body: Field,
}

/// One row of the table of fields.
pub struct FieldRow {
    /// Name in the index.
    pub name: &'static str,
    /// What it holds.
    pub meaning: &'static str,
}

/// Meaning of every field, in the order of the schema.
pub const FIELD_ROWS: [FieldRow; 18] = [
    FieldRow {
        name: "text",
        meaning: "words of heads and sections; a headline's word counts three times, a heading's twice",
    },
    FieldRow { name: "quote", meaning: "words of quotes" },
    FieldRow { name: "title", meaning: "words of the headline, for `title:`" },
    FieldRow { name: "heading", meaning: "words of the section heading, for `heading:`" },
    FieldRow { name: "kind", meaning: "`article` (head), `section` or `quote`" },
    FieldRow {
        name: "speaker",
        meaning: "canonical name of who is quoted: `/Volodymyr Zelenskyy`",
    },
    FieldRow {
        name: "place",
        meaning: "places mentioned, broad to narrow: `/Europe/Ukraine/Kyiv`",
    },
    FieldRow { name: "date", meaning: "publication date: `/2025/08/15`" },
    FieldRow { name: "published", meaning: "second at which the publication date begins, UTC" },
    FieldRow { name: "outlet", meaning: "newspaper, agency or site, as written" },
    FieldRow { name: "language", meaning: "ISO 639-1 code of the article's language" },
    FieldRow { name: "article", meaning: "64-bit hash of the article's id" },
    FieldRow { name: "url", meaning: "64-bit hash of the article's URL; heads only" },
    FieldRow {
        name: "fingerprint",
        meaning: "64-bit hash of content and extractor version; heads only",
    },
    FieldRow {
        name: "ordinal",
        meaning: "number of the passage within its article; the head is 0",
    },
    FieldRow {
        name: "confidence",
        meaning: "confidence of the attribution in hundredths; quotes only",
    },
    FieldRow {
        name: "record",
        meaning: "the article (heads) or passage as JSON, without its text",
    },
    FieldRow { name: "body", meaning: "the article's text; heads only, passages are ranges of it" },
];

/// Builds the schema and the handles to its fields.
pub fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let analysed = |record| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(ANALYZER).set_index_option(record);
        TextOptions::default().set_indexing_options(indexing)
    };
    let positions = || analysed(IndexRecordOption::WithFreqsAndPositions);
    let number = || NumericOptions::default().set_fast();
    let fields = Fields {
        text: schema.add_text_field("text", positions()),
        quote: schema.add_text_field("quote", positions()),
        title: schema.add_text_field("title", positions()),
        heading: schema.add_text_field("heading", positions()),
        kind: schema.add_text_field("kind", STRING | FAST),
        speaker: schema.add_facet_field("speaker", FacetOptions::default()),
        place: schema.add_facet_field("place", FacetOptions::default()),
        date: schema.add_facet_field("date", FacetOptions::default()),
        published: schema.add_date_field("published", DateOptions::default().set_fast()),
        outlet: schema.add_text_field("outlet", STRING | FAST),
        language: schema.add_text_field("language", STRING | FAST),
        article: schema.add_u64_field("article", INDEXED | FAST),
        url: schema.add_u64_field("url", INDEXED | FAST),
        fingerprint: schema.add_u64_field("fingerprint", number()),
        ordinal: schema.add_u64_field("ordinal", number()),
        confidence: schema.add_u64_field("confidence", number()),
        record: schema.add_text_field("record", STORED),
        body: schema.add_text_field("body", STORED),
    };
    (schema.build(), fields)
}

/// The table of fields as Markdown: name, type, stored, indexed, fast, analyser, meaning.
pub fn table() -> String {
    let (schema, _) = build();
    let mut table = format!(
        "# Fields of the index\n\nLayout version {SCHEMA_VERSION}. Generated from the code; a test keeps it true.\n\n\
         | field | type | stored | indexed | fast | analyser | meaning |\n|---|---|---|---|---|---|---|\n"
    );
    for ((_, entry), row) in schema.fields().zip(&FIELD_ROWS) {
        debug_assert_eq!(entry.name(), row.name, "FIELD_ROWS follows the order of the schema");
        let kind = entry.field_type();
        let analyser =
            kind.get_index_record_option().zip(analyser_of(kind)).map_or("", |(_, name)| name);
        let yes = |flag: bool| if flag { "yes" } else { "" };
        table.push_str(&format!(
            "| `{}` | {} | {} | {} | {} | {} | {} |\n",
            entry.name(),
            format!("{:?}", kind.value_type()).to_lowercase(),
            yes(entry.is_stored()),
            yes(entry.is_indexed()),
            yes(entry.is_fast()),
            analyser,
            row.meaning
        ));
    }
    table
}

fn analyser_of(kind: &tantivy::schema::FieldType) -> Option<&'static str> {
    match kind {
        tantivy::schema::FieldType::Str(options) => {
            match options.get_indexing_options()?.tokenizer() {
                ANALYZER => Some(ANALYZER),
                _ => Some("raw"),
            }
        }
        _ => None,
    }
}
