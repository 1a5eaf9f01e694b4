//! The survey onto the page: its surroundings, and one card in the place of another.

use sondage_survey::answer::Pairs;
use sondage_survey::session::Focus;
use sondage_survey::view;
use sondage_survey::wire;
use web_sys::Element;

use super::Shell;

impl Shell {
    /// Shows the first card, unless it is the `current` one, with what was `typed` before a reload;
    /// what is typed already is newer.
    pub(super) fn show(&self, is_current: bool, typed: &Pairs) {
        let is_untouched = self.page.typed().is_empty();
        if is_current {
            self.enliven(&self.page.root);
        } else {
            self.draw_sheet(false);
        }
        if is_untouched {
            self.page.fill_in(typed);
        }
    }

    /// Draws the surroundings and the card, with what is typed in it. What a message has around
    /// its card is the snippet's, unless it is `new`.
    pub(super) fn draw_sheet(&self, new: bool) {
        let typed = self.page.form_pairs();
        if new || self.page.card().is_none() {
            let html = self.with(|session| session.survey().cards.sheet.clone());
            self.draw(&self.page.sheet_parent(), &html.unwrap_or_default());
        }
        self.draw_card();
        self.page.fill_in(&typed);
    }

    /// Another card in the place of one that somebody has pressed something on.
    pub(super) fn turn_card(&self) {
        self.draw_card();
        self.page.mark_turned();
        self.presses.card_changed();
    }

    fn draw_card(&self) {
        if let Some(card) = self.page.card() {
            let html = self.with(|session| view::card(session, &self.frame));
            self.draw(&card, &html.unwrap_or_default());
        }
    }

    fn draw(&self, element: &Element, html: &str) {
        self.page.markup.draw(element, html);
        self.enliven(element);
    }

    pub(super) fn enliven(&self, element: &Element) {
        self.options.enliven(element, &self.source.response);
    }

    /// The loader brings the survey in another locale.
    pub(super) fn translated(&self, bytes: &[u8]) {
        if let Ok(survey) = wire::decode(bytes) {
            self.with(|session| session.translate(survey));
            self.draw_sheet(true);
            self.page.focus(Focus::Title);
        }
    }
}
