//! The loop: events into the session, effects out into the page.

use std::cell::Cell;
use std::rc::Rc;

use sondage_survey::answer::Pairs;
use sondage_survey::profile::{EVENT, Origin};
use sondage_survey::record::{Entry, Json as _, Record};
use sondage_survey::session::{Effect, Event, Focus, Session, State, Submission};
use sondage_survey::survey::Survey;
use sondage_survey::text::concat;
use sondage_survey::view::{self, Close, Frame};
use sondage_survey::wire;
use wasm_bindgen::closure::Closure;

use crate::dom::{self, Date, Global, Node};
use crate::kept::{self, Place};
use crate::page::{Page, pairs};
use crate::relay::{self, Reply, Sender};
use crate::{Options, keyboard};

/// After so many milliseconds without a reply, a submission counts as failed: a stalled mobile
/// connection gives no error of its own. A late reply does no harm, as the relay stores once.
const REPLY_TIMEOUT: u32 = 15_000;

/// What is listened to: first on the survey's root, then on the window, to which the document's
/// own events bubble.
const EVENTS: [&str; 11] = [
    "submit",
    "click",
    "keydown",
    "pointerdown",
    "sondage-dismiss",
    "sondage-locale",
    "sondage-reply",
    "sondage-unmount",
    "pagehide",
    "visibilitychange",
    "online",
];
/// How many of them are on the root.
const ON_ROOT: usize = 8;

type Listener = Closure<dyn Fn(dom::Event)>;

/// A session and the page it runs in.
pub(crate) struct Shell {
    /// Taken out while it is used. It is never used while it is: what the page raises meanwhile
    /// waits its turn.
    session: Cell<Option<Box<Session>>>,
    page: Page,
    frame: Frame,
    options: Options,
    sender: Sender,
    queue: Cell<Vec<Event>>,
    is_running: Cell<bool>,
    /// One for all events and timers: each further closure is as much code again. It holds the
    /// shell, which so lives until it is unmounted.
    listener: Cell<Option<Listener>>,
    /// The timers of the next try, of the reply, and of the time limit.
    timers: [Cell<i32>; 3],
    kept: Place,
    /// The last thing that was used is the keyboard: there, choosing an option goes through all
    /// those before it, and is no answer yet.
    by_key: Cell<bool>,
}

impl Shell {
    /// Takes over the card in `root`, or draws the first one.
    pub(crate) fn start(root: Node, survey: Survey, options: Options) {
        let page = Page::new(root);
        let hidden = options.identity().map_or_else(|| page.hidden_fields(), |given| pairs(&given));
        let revision = options.revision();
        let close = match options.is_message() {
            true => Close::Link,
            false if revision < 0 => Close::Button,
            // The survey's own page, which has drawn a card.
            false => Close::Nothing,
        };
        let relay = options.relay();
        let frame = Frame { action: concat(&[&relay, "/s/", &survey.id]), hidden, close };
        let kept = Place::new(&survey.id, &frame.hidden);
        let earlier = kept.read(&options);
        let (response, pairs) = earlier.unwrap_or_else(|| (options.response(), Pairs::new()));
        let given = kept::given(&survey, &response, &frame.hidden, &pairs);
        let sender = Sender::new(&relay, &survey.id, response, &options);
        let is_published = i64::from(revision) == i64::from(survey.revision);
        if !options.is_message() && !survey.theme.is_empty() {
            options.style(&survey.theme);
        }
        for script in &survey.scripts {
            options.prepare(script);
        }
        let mut session = Session::new(survey, given);
        session.go_on_where_it_was_left();
        let is_current = is_published && page.shows(&session.card(), &sender.response);
        let shell = Rc::new(Self {
            session: Cell::new(Some(Box::new(session))),
            page,
            frame,
            options,
            sender,
            queue: Cell::default(),
            is_running: Cell::default(),
            listener: Cell::default(),
            timers: Default::default(),
            kept,
            by_key: Cell::default(),
        });
        if !is_current {
            shell.draw_sheet(false);
        }
        let listening = Rc::clone(&shell);
        shell.listener.set(Some(Closure::new(move |raised| {
            if let Some(event) = listening.read(&raised) {
                listening.dispatch(event);
            }
        })));
        shell.listen(true);
        shell.dispatch(Event::Shown);
    }

    /// Takes an event in. What happens while effects are carried out (a listener of the page that
    /// dismisses, say) waits its turn.
    fn dispatch(self: &Rc<Self>, event: Event) {
        let mut queue = self.queue.take();
        queue.push(event);
        self.queue.set(queue);
        if self.is_running.replace(true) {
            return;
        }
        loop {
            let events = self.queue.take();
            if events.is_empty() {
                break;
            }
            for event in events {
                let effects = self.with(|session| session.update(event));
                for effect in effects.unwrap_or_default() {
                    self.carry_out(effect);
                }
                self.keep();
            }
        }
        self.is_running.set(false);
    }

    /// Keeps what was answered, until there is nothing to go on with.
    fn keep(&self) {
        self.with(|session| {
            if session.state() == State::InProgress {
                self.kept.write(&self.options, &self.sender.response, session);
            } else {
                self.kept.forget(&self.options);
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Session) -> T) -> Option<T> {
        let mut session = self.session.take()?;
        let result = work(&mut session);
        self.session.set(Some(session));
        Some(result)
    }

    /// Takes the survey off the page.
    fn unmount(self: &Rc<Self>) {
        self.dispatch(Event::Left);
        self.listen(false);
        for timer in &self.timers {
            Global::clear_timeout(timer.get());
        }
        self.listener.take();
        self.page.root.set_text("");
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Draw => self.draw_card(),
            Effect::Focus(focus) => self.page.focus(focus),
            Effect::Announce(text) => self.page.set_text("[data-live]", &text),
            Effect::Status(text) => self.page.set_text("[data-status]", &text),
            Effect::Send(submission) => self.send(&submission),
            Effect::Wake(after_ms) => self.later(0, after_ms, "wake", 0),
            Effect::Limit(seconds) => self.later(2, seconds.saturating_mul(1_000), "limit", 0),
            Effect::Translate(locale) => self.options.translate(&locale),
            Effect::Redirect(address) if !self.is_message() => self.options.go(&address),
            Effect::Click(id) if self.is_message() => self.options.bridge("logClick", &id, ""),
            Effect::Notify(notice) => self.options.notify(notice.name(), &notice.detail()),
            Effect::Close => self.close(),
            Effect::Log { question, value, revision } if cfg!(feature = "full") => {
                let properties = self.with(|session| {
                    let origin = Origin {
                        response: &self.sender.response,
                        channel: &self.sender.channel,
                        locale: &session.survey().locale,
                    };
                    let event = session.event(&question, &value, origin, revision);
                    let entries: Vec<_> = event
                        .iter()
                        .map(|(name, value)| (name.as_str(), Entry::Datum(value)))
                        .collect();
                    Record(&entries).to_text()
                });
                self.options.bridge("logCustomEvent", EVENT, &properties.unwrap_or_default());
                // Sent at once, so that it can trigger in this session.
                self.options.bridge("requestImmediateDataFlush", "", "");
            }
            // A message stays, only a message has a bridge, and what the lean build does without
            // never comes.
            Effect::Redirect(_) | Effect::Click(_) | Effect::Log { .. } => {}
        }
    }

    /// Draws the surroundings and the card, with what is typed in it. What a message has around
    /// its card is the snippet's, unless it is `new`.
    fn draw_sheet(&self, new: bool) {
        let typed = self.page.form_pairs();
        if new || self.page.card().is_none() {
            let html = self.with(|session| session.survey().cards.sheet.clone());
            self.options.draw(&self.page.sheet_parent(), &html.unwrap_or_default());
        }
        self.draw_card();
        self.page.fill_in(&typed);
    }

    fn draw_card(&self) {
        if let Some(card) = self.page.card() {
            let html = self.with(|session| view::card(session, &self.frame));
            self.options.draw(&card, &html.unwrap_or_default());
        }
    }

    fn send(&self, submission: &Submission) {
        let number = submission.number;
        let body =
            self.with(|session| self.sender.body(submission, session.survey(), &self.frame.hidden));
        let body = body.unwrap_or_default();
        kept::unsent(&self.options, &self.sender.response, &self.sender.address, &body);
        self.later(1, REPLY_TIMEOUT, "late", number);
        self.options.post(number, &self.sender.address, &body);
    }

    fn replied(self: &Rc<Self>, number: u32, reply: Reply) {
        self.dispatch(match reply {
            Reply::Stored => Event::Sent { number },
            Reply::Refused { closed } => Event::SendRefused { number, closed },
            Reply::Failed => Event::SendFailed { number },
        });
        if self.with(|session| session.has_unsent()) == Some(false) {
            kept::unsent(&self.options, &self.sender.response, "", "");
        }
    }

    /// Sets a timer, in place of what it was set to before.
    fn later(&self, timer: usize, after_ms: u32, kind: &str, number: u32) {
        let listener = self.listener.take();
        if let (Some(timer), Some(listener)) = (self.timers.get(timer), &listener) {
            let event = Record(&[("type", Entry::Text(kind)), ("detail", Entry::Number(number))]);
            Global::clear_timeout(timer.get());
            timer.set(Global::set_timeout(
                listener.as_ref(),
                after_ms,
                &dom::parse(&event.to_text()),
            ));
        }
        self.listener.set(listener);
    }

    fn close(&self) {
        if self.is_message() {
            // The root is the message's body: without a bridge nothing of it may stay.
            self.page.root.set_hidden(true);
            self.options.bridge("closeMessage", "", "");
        } else {
            self.page.restore_focus();
            self.page.root.set_text("");
        }
    }

    fn is_message(&self) -> bool {
        self.frame.close == Close::Link
    }

    /// Begins to listen to the page, or stops.
    fn listen(&self, is_on: bool) {
        let listener = self.listener.take();
        if let Some(listener) = &listener {
            let window = Global::window();
            for (at, event) in EVENTS.into_iter().enumerate() {
                let target = if at < ON_ROOT { &self.page.root } else { &window };
                if is_on {
                    target.listen(event, listener.as_ref());
                } else {
                    target.ignore(event, listener.as_ref());
                }
            }
        }
        self.listener.set(listener);
    }

    fn submitted(&self) -> Event {
        Event::Submitted { form: self.page.submitted(), at: Date::new().to_text() }
    }

    /// What an event of the page, of the loader or of a timer means for the session.
    fn read(self: &Rc<Self>, raised: &dom::Event) -> Option<Event> {
        match raised.kind().as_str() {
            "submit" => {
                raised.prevent_default();
                Some(self.submitted())
            }
            "pointerdown" => {
                self.by_key.set(false);
                None
            }
            "click" => {
                self.page.note_button(raised);
                let target = raised.target();
                if let Some(link) = target.closest("[data-opens]") {
                    self.page.note_opened(&link);
                }
                if target.matches("[data-tap]") && !self.by_key.get() {
                    return Some(self.submitted());
                }
                target.closest("[data-close]")?;
                raised.prevent_default();
                Some(Event::Dismissed)
            }
            "keydown" => {
                self.by_key.set(true);
                // A page of its own has nothing behind it.
                keyboard::handle(&self.page, self.is_message(), raised)
                    .filter(|_| self.frame.close != Close::Nothing)
            }
            "sondage-locale" => {
                if let Ok(survey) = wire::decode(&raised.bytes()) {
                    self.with(|session| session.translate(survey));
                    self.draw_sheet(true);
                    self.page.focus(Focus::Title);
                }
                None
            }
            "sondage-reply" => {
                let reply = raised.number();
                self.replied(reply / 1_000, relay::reply(reply % 1_000));
                None
            }
            "limit" => Some(Event::TimeUp { form: self.page.form_pairs() }),
            "visibilitychange" if !self.page.document.hidden() => None,
            "visibilitychange" | "pagehide" => Some(Event::Left),
            "online" | "wake" => Some(Event::Woke),
            "late" => Some(Event::SendFailed { number: raised.number() }),
            "sondage-dismiss" => Some(Event::Dismissed),
            _ => {
                self.unmount();
                None
            }
        }
    }
}
