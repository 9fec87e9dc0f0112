//! Sections by heading.

use crate::model::{Article, BlockKind, Section, Span};

/// Splits an article into sections: one before the first heading, if anything stands there, and one
/// for each heading.
pub fn find(article: &Article) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for block in &article.blocks {
        match block.kind {
            BlockKind::Heading(level) => sections.push(Section {
                heading: Some(block.span.of(&article.text).to_owned()),
                level,
                span: block.span,
                body: Span::new(block.span.end, block.span.end),
            }),
            _ => match sections.last_mut() {
                Some(section) => {
                    section.span.end = block.span.end;
                    let start =
                        if section.body.is_empty() { block.span.start } else { section.body.start };
                    section.body = Span::new(start, block.span.end);
                }
                None => {
                    sections.push(Section {
                        heading: None,
                        level: 0,
                        span: block.span,
                        body: block.span,
                    });
                }
            },
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TextBuilder;

    #[test]
    fn the_lead_is_a_section_without_heading() {
        let mut builder = TextBuilder::default();
        builder.push(BlockKind::Paragraph, "They met.");
        builder.push(BlockKind::Heading(2), "Talks");
        builder.push(BlockKind::Paragraph, "They spoke.");
        builder.push(BlockKind::ListItem, "Of peace");
        builder.push(BlockKind::Heading(2), "Nothing");
        let (text, blocks) = builder.finish();
        let article = Article { text, blocks, ..Article::default() };
        let sections = find(&article);
        let bodies: Vec<&str> =
            sections.iter().map(|section| section.body.of(&article.text)).collect();
        assert_eq!(bodies, ["They met.", "They spoke.\n\nOf peace", ""]);
        assert_eq!(sections[1].heading.as_deref(), Some("Talks"));
        assert_eq!(sections[1].span.of(&article.text), "Talks\n\nThey spoke.\n\nOf peace");
    }
}
