//! Where a survey is put together: what the importers of all formats share.

mod texts;

pub(crate) use texts::{is_tag, tag};

use sondage_author::source::{
    Assignment, Change, Condition, End, EndButton, Ending, Film, HIDDEN, Hidden, Image, Kind,
    Operand, QUESTIONS, Question, Source, Subject, Video, Welcome,
};

use crate::condition::always;
use crate::goal::Goals;
use crate::ids::{self, Ids};
use crate::reader::Object;
use crate::report::{Report, quote};
use crate::scope::{Scope, Shape};
use crate::text::{Markup, Recall, convert, https};
use crate::words::{Said, Words};

/// A survey in the making.
#[derive(Debug)]
pub(crate) struct Build<'a> {
    pub(crate) report: &'a Report,
    pub(crate) source: Source,
    pub(crate) welcome: Option<Card>,
    pub(crate) end: Card,
    pub(crate) scope: Scope,
    /// Of questions, hidden fields and variables.
    pub(crate) ids: Ids,
    pub(crate) ending_ids: Ids,
    pub(crate) goals: Goals,
    /// The language of its own texts.
    pub(crate) locale: String,
    recall: Recall,
    /// The language of texts marked `default`, where it is not the survey's own.
    pub(crate) default_locale: Option<&'static str>,
    /// Languages that are switched off.
    pub(crate) muted: Vec<String>,
}

/// A question in the making.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) question: Question,
    pub(crate) said: Said,
}

/// A card that is no question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Card {
    pub(crate) title: Option<Words>,
    pub(crate) text: Option<Words>,
    pub(crate) description: Option<Words>,
    pub(crate) button: Option<Words>,
    /// Where the button leads.
    pub(crate) url: Option<String>,
    /// Where people are sent instead.
    pub(crate) redirect: Option<String>,
    pub(crate) minutes: Option<u32>,
    pub(crate) image: Option<(String, Words)>,
}

impl Asked {
    /// Sets what is asked.
    pub(crate) fn prompt(&mut self, words: Words) {
        self.question.prompt = self.said.put("prompt", words);
    }

    /// Sets the smaller text.
    pub(crate) fn describe(&mut self, words: Option<Words>) {
        self.question.description = self.said.maybe("description", words);
    }

    /// Sets the picture.
    pub(crate) fn picture(&mut self, picture: Option<(String, Words)>) {
        self.question.image = picture.map(|picture| image(picture, &mut self.said));
    }

    /// Sets the film under a key, called by these words.
    pub(crate) fn film<'a>(&mut self, from: &mut Object<'a>, key: &'a str, words: Option<&Words>) {
        let Some(src) = from.text(key).filter(|src| !src.trim().is_empty()) else { return };
        let Some(src) = https(src).filter(|src| plays(src)) else {
            let what = "is no film of YouTube or Vimeo, and no file over https; left out";
            return from.note(key, format!("{} {what}", quote(src)));
        };
        let mut title = words.cloned().unwrap_or_default().or_plain("Video");
        title.forget();
        let title = self.said.put("video", title);
        self.question.video = Some(Video { src, title, captions: None });
    }

    /// Whether there is only something to read.
    pub(crate) fn is_statement(&self) -> bool {
        matches!(self.question.kind, Kind::Statement(_))
    }
}

/// Whether a film stands at an address.
fn plays(src: &str) -> bool {
    matches!(Film::at(src), Film::Frame(_) | Film::File { is_named: true })
}

fn image((src, alt): (String, Words), said: &mut Said) -> Image {
    Image { src, alt: said.put("image", alt) }
}

impl Card {
    fn ending(self, id: &str, said: &mut Said) -> Ending {
        let button = self.button.zip(self.url);
        Ending {
            id: id.to_owned(),
            condition: None,
            text: said.maybe("text", self.text),
            description: said.maybe("description", self.description),
            image: self.image.map(|picture| image(picture, said)),
            button: button.map(|(label, url)| EndButton { label: said.put("button", label), url }),
            redirect: self.redirect,
        }
    }

    fn welcome(self, said: &mut Said) -> Welcome {
        Welcome {
            title: said.put("title", self.title.unwrap_or_default()),
            text: said.maybe("text", self.text),
            button: said.maybe("button", self.button),
            minutes: self.minutes,
            image: self.image.map(|picture| image(picture, said)),
        }
    }
}

impl<'a> Build<'a> {
    pub(crate) fn new(report: &'a Report, recall: Recall) -> Self {
        Self {
            report,
            source: Source::default(),
            welcome: None,
            end: Card::default(),
            locale: "en".to_owned(),
            scope: Scope::default(),
            ids: Ids::default(),
            ending_ids: Ids::with(&["end"]),
            goals: Goals::default(),
            recall,
            default_locale: None,
            muted: Vec::new(),
        }
    }

    /// Names the survey: by its own id and the title under a key, or else by `spare`.
    pub(crate) fn call_as(&mut self, survey: &mut Object<'a>, key: &'a str, spare: &str) {
        let id = survey.text("id").unwrap_or_default();
        let title = survey.text(key).filter(|title| !title.trim().is_empty()).map(str::to_owned);
        self.call(id, title, spare);
    }

    /// Names the survey: by its title, or else by `spare`.
    pub(crate) fn call(&mut self, id: &str, title: Option<String>, spare: &str) {
        let name = title.unwrap_or_else(|| {
            self.report.note(0, "", format!("it has no name; called {}", quote(spare)));
            spare.to_owned()
        });
        // A name is one line, and recalls nothing.
        let name = convert(&name, Markup::Literal, false, Recall::Never, &self.scope);
        for note in name.notes {
            self.report.note(0, "", note);
        }
        self.source.name = name.text.split_whitespace().collect::<Vec<_>>().join(" ").into();
        self.source.id = ids::of_survey(id, &self.source.name.text);
    }

    /// Words in the place of built-in ones of this name; where they are not `is_own`, in other
    /// languages only.
    pub(crate) fn word(&mut self, name: &str, mut words: Words, is_own: bool) {
        // They recall nothing: braces mean something else there.
        words.forget();
        let mut said = Said::default();
        let text = said.put(name, words);
        if is_own {
            self.source.words.set_named(name, text);
        }
        said.settle("words", &mut self.source.translations);
    }

    /// A field given from outside; texts and conditions know it by `key`. `None`, and a note,
    /// where there are too many.
    pub(crate) fn hide(
        &mut self,
        key: &str,
        name: &str,
        (at, path): (u32, &str),
    ) -> Option<String> {
        if self.source.hidden.len() == HIDDEN {
            let reason = format!("more than {HIDDEN} hidden fields; {} is left out", quote(name));
            self.report.note(at, path, reason);
            self.scope.leave_out(key);
            return None;
        }
        let id = self.ids.make(&[name], "", "hidden");
        self.scope.add(key, Subject::Hidden(id.clone()), Shape::Text);
        self.source.hidden.push(Hidden { id: id.clone(), ..Hidden::default() });
        if id != name {
            let what =
                format!("{} is the hidden field \"{id}\" here; links name it so", quote(name));
            self.report.note(at, path, what);
        }
        Some(id)
    }

    /// A variable; texts and conditions know it by `key`.
    pub(crate) fn vary(&mut self, key: &str, name: &str, start: Operand) -> String {
        let id = self.ids.make(&[name], "", "variable");
        let shape = if matches!(start, Operand::Number(_)) { Shape::Number } else { Shape::Text };
        self.scope.add(key, Subject::variable(&id), shape);
        self.source.variables.0.push((id.clone(), start));
        id
    }

    /// What a variable begins as; 0 where the number is too large.
    pub(crate) fn start(&self, name: &str, number: f64) -> Operand {
        let known = crate::number::decimal(number).unwrap_or_else(|| {
            let what = format!("the variable \"{name}\" begins with 0: {number} is too large");
            self.report.note(0, "", what);
            sondage_author::Decimal::ZERO
        });
        Operand::Number(known)
    }

    /// A change of a variable after the question at this place. Without a condition it is done
    /// whether the question has been answered or not.
    pub(crate) fn change(
        &mut self,
        place: usize,
        variable: String,
        change: Change,
        condition: Option<Condition>,
    ) {
        let condition = Some(condition.unwrap_or_else(|| always(&variable)));
        if let Some(question) = self.source.questions.get_mut(place) {
            question.set.push(Assignment { variable, change, condition });
        }
    }

    /// The id of a question by the first of its names that gives one, or else by its prompt; noted
    /// under a key, where it is not the name that stands there.
    pub(crate) fn question_id(
        &mut self,
        from: &Object<'_>,
        key: &str,
        names: &[&str],
        prompt: &str,
    ) -> String {
        let start: String = prompt.chars().take(40).collect();
        let id = self.ids.make(names, &start, "question");
        let name = names.first().copied().unwrap_or_default();
        if id != name && !name.is_empty() {
            from.note(key, format!("{} is the question \"{id}\" here", quote(name)));
        }
        id
    }

    /// A question. From here on it can be referred to by its name. `false`, and a note, where
    /// there are too many.
    pub(crate) fn ask(
        &mut self,
        from: &Object<'_>,
        name: &str,
        asked: Asked,
        shape: Shape,
    ) -> bool {
        if self.source.questions.len() == QUESTIONS {
            from.note("", format!("more than {QUESTIONS} questions; {} is left out", quote(name)));
            self.scope.leave_out(name);
            return false;
        }
        let Asked { question, said } = asked;
        said.settle(&format!("questions.{}", question.id), &mut self.source.translations);
        self.scope.add(name, Subject::question(&question.id), shape);
        self.source.questions.push(question);
        true
    }

    /// The place of the question that something is an answer to.
    pub(crate) fn place_of(&self, subject: &Subject) -> Option<usize> {
        let Subject::Question(id) = subject else { return None };
        let id = id.split('.').next()?;
        self.source.questions.iter().position(|question| question.id == id)
    }

    /// An ending besides the last card.
    pub(crate) fn add_ending(&mut self, id: &str, card: Card, condition: Option<Condition>) {
        let mut said = Said::default();
        let ending = Ending { condition, ..card.ending(id, &mut said) };
        said.settle(&format!("endings.{id}"), &mut self.source.translations);
        self.source.endings.push(ending);
    }

    /// Puts the first and the last card into the survey.
    pub(crate) fn close(mut self) -> (Source, Goals) {
        let mut said = Said::default();
        self.source.welcome = self.welcome.map(|card| card.welcome(&mut said));
        said.settle("welcome", &mut self.source.translations);
        let mut said = Said::default();
        let card =
            Card { text: self.end.text.clone().or_else(|| Some(thanks(self.report))), ..self.end };
        let Ending { text, description, image, button, redirect, .. } = card.ending("", &mut said);
        said.settle("end", &mut self.source.translations);
        let text = text.unwrap_or_default();
        self.source.end = End { text, description, image, button, redirect };
        self.source.locale = Some(self.locale);
        (self.source, self.goals)
    }
}

/// There is always a last card.
fn thanks(report: &Report) -> Words {
    report.note(0, "", "there are no words for the last card; \"Thank you!\" stands in");
    Words::plain("Thank you!")
}
