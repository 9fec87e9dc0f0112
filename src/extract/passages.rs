//! What was found in an article → the passages that the index holds.

use std::collections::HashMap;

use crate::model::{
    Annotation, Article, ArticlePassages, CharOffsets, Passage, PassageKind, PlaceMention, Quote,
    QuoteRecord, Section, Span,
};

/// Makes the passages of an article: head, sections, quotes.
pub fn build(mut article: Article, annotation: &Annotation) -> ArticlePassages {
    let offsets = CharOffsets::new(&article.text);
    let mut passages = Vec::with_capacity(1 + annotation.sections.len() + annotation.quotes.len());
    passages.push(head(&article, annotation));
    for section in &annotation.sections {
        passages.push(section_passage(&article, annotation, section, &offsets));
    }
    for quote in &annotation.quotes {
        passages.push(quote_passage(&article, annotation, quote, &offsets));
    }
    drop(offsets);
    article.language = annotation.language.clone();
    article.published = annotation.published;
    ArticlePassages { article, filed_from: annotation.filed_from.clone(), passages }
}

fn head(article: &Article, annotation: &Annotation) -> Passage {
    let text = match &article.standfirst {
        Some(standfirst) => format!("{}\n\n{standfirst}", article.title),
        None => article.title.clone(),
    };
    let whole = Span::new(0, article.text.len());
    Passage {
        kind: PassageKind::Article,
        heading: None,
        start: 0,
        end: 0,
        text,
        places: places_in(&annotation.places, whole),
        speakers: speakers_in(&annotation.quotes, whole),
        quote: None,
    }
}

fn section_passage(
    article: &Article,
    annotation: &Annotation,
    section: &Section,
    offsets: &CharOffsets<'_>,
) -> Passage {
    let (start, end) = offsets.char_span(section.body);
    Passage {
        kind: PassageKind::Section,
        heading: section.heading.clone(),
        start,
        end,
        text: section.body.of(&article.text).to_owned(),
        places: places_in(&annotation.places, section.span),
        speakers: speakers_in(&annotation.quotes, section.span),
        quote: None,
    }
}

fn quote_passage(
    article: &Article,
    annotation: &Annotation,
    quote: &Quote,
    offsets: &CharOffsets<'_>,
) -> Passage {
    let record = quote_record(&article.text, quote, offsets);
    let section = annotation.sections.iter().find(|section| section.span.contains(quote.span));
    Passage {
        kind: PassageKind::Quote,
        heading: section.and_then(|section| section.heading.clone()),
        start: record.start,
        end: record.end,
        text: record.text.clone(),
        places: places_in(&annotation.places, quote.context),
        speakers: quote.speaker.iter().cloned().collect(),
        quote: Some(record),
    }
}

/// A quote as scripts see it: offsets in characters, words cut out.
pub fn quote_record(text: &str, quote: &Quote, offsets: &CharOffsets<'_>) -> QuoteRecord {
    let (start, end) = offsets.char_span(quote.span);
    let (context_start, context_end) = offsets.char_span(quote.context);
    QuoteRecord {
        start,
        end,
        text: quote.text(text),
        parts: quote.parts.iter().map(|&part| offsets.char_span(part)).collect(),
        speaker: quote.speaker.clone(),
        mention: quote.mention.map(|mention| mention.of(text).to_owned()),
        mention_start: quote.mention.map(|mention| offsets.chars(mention.start)),
        mention_end: quote.mention.map(|mention| offsets.chars(mention.end)),
        role: quote.role.clone(),
        speaker_place: quote.speaker_place.clone(),
        cue: quote.cue.map(|cue| cue.of(text).to_owned()),
        kind: quote.kind,
        confidence: quote.confidence,
        said_on: quote.said_on,
        context_start,
        context_end,
    }
}

/// Distinct paths of the places mentioned in a span, most frequent first, then in order of mention.
fn places_in(places: &[PlaceMention], span: Span) -> Vec<String> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (order, place) in places.iter().filter(|place| span.contains(place.span)).enumerate() {
        counts.entry(&place.path).or_insert((0, order)).0 += 1;
    }
    let mut paths: Vec<(&str, (usize, usize))> = counts.into_iter().collect();
    paths.sort_by_key(|&(_, (count, order))| (std::cmp::Reverse(count), order));
    paths.into_iter().map(|(path, _)| path.to_owned()).collect()
}

/// Distinct speakers of the quotes that begin in a span, in order.
fn speakers_in(quotes: &[Quote], span: Span) -> Vec<String> {
    let mut speakers: Vec<String> = Vec::new();
    for quote in
        quotes.iter().filter(|quote| span.start <= quote.span.start && quote.span.start < span.end)
    {
        if let Some(speaker) = &quote.speaker {
            if !speakers.contains(speaker) {
                speakers.push(speaker.clone());
            }
        }
    }
    speakers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::QuoteKind;

    #[test]
    fn a_quote_is_what_its_offsets_say() {
        let text = "Zełenski said: “Так, ми готові.” Then he left.".to_owned();
        let start = text.find('Т').unwrap();
        let end = text.find('”').unwrap();
        let quote = Quote {
            span: Span::new(start, end),
            kind: QuoteKind::Direct,
            speaker: Some("Volodymyr Zelenskyy".into()),
            mention: Some(Span::new(0, "Zełenski".len())),
            context: Span::new(0, end + '”'.len_utf8()),
            ..Quote::default()
        };
        let article = Article { text: text.clone(), ..Article::default() };
        let annotation = Annotation { quotes: vec![quote], ..Annotation::default() };
        let story = build(article, &annotation);
        let record = story.passages[1].quote.as_ref().unwrap();
        let cut: String = text.chars().skip(record.start).take(record.end - record.start).collect();
        assert_eq!(cut, "Так, ми готові.");
        assert_eq!(record.text, cut);
        assert_eq!(record.mention.as_deref(), Some("Zełenski"));
        assert_eq!(story.passages[0].speakers, ["Volodymyr Zelenskyy"]);
    }
}
