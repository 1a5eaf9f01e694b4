//! Templates as they are made: markup in which a few private-use characters stand for each gap.

use std::cell::RefCell;

use maud::{Markup, PreEscaped};

use sondage_survey::template::{Gap, Piece, Template, When};

/// Opens a gap; its number follows. Author's texts cannot hold these characters: the reader of
/// definitions refuses them.
const OPEN: char = '\u{f0000}';
/// Closes a gap.
const CLOSE: char = '\u{f0001}';
/// What a tag takes a gap in: an attribute, which is taken off again.
const ATTRIBUTE: &str = " data-slot=\"";

/// Whether a text holds a character that gaps are made of.
pub(crate) fn is_private(text: &str) -> bool {
    n_private(text) > 0
}

/// How many of these characters a text holds.
pub(crate) fn n_private(text: &str) -> usize {
    text.matches([OPEN, CLOSE]).count()
}

/// The gaps of the markup that is being made.
#[derive(Debug, Default)]
pub(crate) struct Slots(RefCell<Vec<Piece>>);

impl Slots {
    /// A gap in an element. In a tag it is written `data-slot=(slots.piece(…))`.
    pub(crate) fn piece(&self, piece: Piece) -> Markup {
        let mut pieces = self.0.borrow_mut();
        pieces.push(piece);
        PreEscaped(format!("{OPEN}{}{CLOSE}", pieces.len() - 1))
    }

    /// Something of the surroundings.
    pub(crate) fn gap(&self, gap: Gap) -> Markup {
        self.piece(Piece::Gap(gap))
    }

    /// In a tag: the attribute, where the form has this value under this name.
    pub(crate) fn mark(&self, attribute: &str, name: &str, value: &str) -> Markup {
        self.piece(Piece::Mark(attribute.to_owned(), name.to_owned(), value.to_owned()))
    }

    /// In a tag: the attribute `value`, where the form has one under this name.
    pub(crate) fn value(&self, name: &str) -> Markup {
        self.piece(Piece::Value(name.to_owned()))
    }

    /// Only where this is so.
    pub(crate) fn when(&self, when: When, inner: &Markup) -> Markup {
        self.piece(Piece::If(when, self.template(inner)))
    }

    /// Only where this is not so.
    pub(crate) fn unless(&self, when: When, inner: &Markup) -> Markup {
        self.piece(Piece::Unless(when, self.template(inner)))
    }

    /// [`Self::when`] for a text in an attribute's value, or for attributes in a tag (as `data-slot`),
    /// which begin with a space.
    pub(crate) fn when_text(&self, when: When, inner: &str) -> Markup {
        self.when(when, &PreEscaped(inner.to_owned()))
    }

    /// [`Self::unless`] for such a text.
    pub(crate) fn unless_text(&self, when: When, inner: &str) -> Markup {
        self.unless(when, &PreEscaped(inner.to_owned()))
    }

    /// One for each option or part, in the order of the response.
    pub(crate) fn items(&self, items: &[Markup]) -> Markup {
        self.piece(Piece::Items(items.iter().map(|item| self.template(item)).collect()))
    }

    /// The template that markup with gaps stands for.
    pub(crate) fn template(&self, markup: &Markup) -> Template {
        let mut template = Template::new();
        let mut rest = markup.0.as_str();
        while let Some((before, after)) = rest.split_once(OPEN) {
            let Some((number, after)) = after.split_once(CLOSE) else { break };
            let (before, after) = match (before.strip_suffix(ATTRIBUTE), after.strip_prefix('"')) {
                (Some(before), Some(after)) => (before, after),
                _ => (before, after),
            };
            push(&mut template, before);
            let pieces = self.0.borrow();
            template.extend(number.parse().ok().and_then(|at: usize| pieces.get(at)).cloned());
            rest = after;
        }
        push(&mut template, rest);
        template
    }
}

fn push(template: &mut Template, html: &str) {
    if html.is_empty() {
        return;
    }
    if let Some(Piece::Html(before)) = template.last_mut() {
        before.push_str(html);
    } else {
        template.push(Piece::Html(html.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::Slots;
    use sondage_survey::template::{Piece, When};

    #[test]
    fn gaps_in_tags_attributes_and_elements_are_read_back() {
        let slots = Slots::default();
        let markup = html! {
            input name="a" data-slot=(slots.mark("checked", "a", "1")) data-slot=(slots.value("a"));
            p class={ "x" (slots.when_text(When::Wrong, " y")) } { "1 < 2" }
        };
        let html = |text: &str| Piece::Html(text.to_owned());
        assert_eq!(
            slots.template(&markup),
            [
                html("<input name=\"a\""),
                Piece::Mark("checked".into(), "a".into(), "1".into()),
                Piece::Value("a".into()),
                html("><p class=\"x"),
                Piece::If(When::Wrong, vec![html(" y")]),
                html("\">1 &lt; 2</p>"),
            ]
        );
    }
}
