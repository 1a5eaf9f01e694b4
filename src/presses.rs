//! Which presses are meant for the card on the screen. The second press of a double one, and one
//! that comes with the card's change, were meant for the card before.

use std::cell::Cell;

use web_sys::Event;

use crate::js::get;

/// So many milliseconds after a card has come, nobody has seen it yet and chosen where to press.
const UNSEEN: f64 = 400.0;

/// The last press, beside the last change of the card; in milliseconds of the page's life.
#[derive(Default)]
pub(crate) struct Presses {
    changed_at: Cell<f64>,
    pressed_at: Cell<f64>,
    /// How often a pointer went down since then.
    n_own: Cell<u16>,
    /// No press was meant for this card yet.
    is_new: Cell<bool>,
}

impl Presses {
    /// Another card is on the screen.
    pub(crate) fn card_changed(&self) {
        // An event says the time by the clock of all events.
        let now = Event::new("now").map_or(0.0, |event| event.time_stamp());
        self.changed_at.set(now);
        self.pressed_at.take();
        self.n_own.take();
        self.is_new.set(true);
    }

    /// A pointer went down.
    pub(crate) fn note(&self, pointerdown: &Event) {
        self.pressed_at.set(pointerdown.time_stamp());
        self.n_own.set(self.n_own.get().saturating_add(1));
    }

    /// Whether a click was meant for the card before. Keys, scripts and the tools of those who use
    /// neither mouse nor finger say that they count none: whoever types ahead means it.
    pub(crate) fn is_old(&self, click: &Event) -> bool {
        let count = get(click, "detail").as_f64().unwrap_or_default();
        if !self.is_new.get() || count < 1.0 {
            return false;
        }
        // A browser counts the presses of one gesture: where it counts more than there were on this
        // card, the gesture began on the one before.
        let (n_here, pressed_at) = match self.pressed_at.get() {
            // The pointer went down before the card came, or there are no such events.
            0.0 => (1, click.time_stamp()),
            at => (self.n_own.get(), at),
        };
        let is_old = count > f64::from(n_here) || pressed_at - self.changed_at.get() < UNSEEN;
        self.is_new.set(is_old);
        is_old
    }
}
