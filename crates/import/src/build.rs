//! Where a survey is put together: what the importers of all formats share.

use super::compare::FAR;
use super::draft::{Condition, Hidden, Picture, Question, Subject, Survey, Text, Value};
use super::fit::fit;
use super::goal::Goals;
use super::ids::{self, Ids};
use super::reader::Object;
use super::report::{Report, quote};
use super::scope::{Scope, Shape};
use super::source::{Node, Value as Source};
use super::text::{Markup, Recall, convert, https, picture};

/// A survey in the making.
#[derive(Debug)]
pub(super) struct Build<'a> {
    pub(super) report: &'a Report,
    pub(super) survey: Survey,
    pub(super) scope: Scope,
    /// Of questions, hidden fields and variables.
    pub(super) ids: Ids,
    pub(super) ending_ids: Ids,
    pub(super) goals: Goals,
    recall: Recall,
    /// The language of texts marked `default`, where it is not the survey's own.
    pub(super) default_locale: Option<&'static str>,
    /// Languages that are switched off.
    pub(super) muted: Vec<String>,
}

/// The most questions of a survey, and the most hidden fields.
const QUESTIONS: usize = 90;
const HIDDEN: usize = 30;

/// The deepest nesting of a condition: files of ours are read with a limit too.
const DEPTH: usize = 12;

impl<'a> Build<'a> {
    pub(super) fn new(report: &'a Report, recall: Recall) -> Self {
        Self {
            report,
            survey: Survey::default(),
            scope: Scope::default(),
            ids: Ids::default(),
            ending_ids: Ids::with(&["end"]),
            goals: Goals::default(),
            recall,
            default_locale: None,
            muted: Vec::new(),
        }
    }

    /// Names the survey: by its title, or else by `spare`.
    pub(super) fn call(&mut self, id: &str, title: Option<String>, spare: &str) {
        let name = title.unwrap_or_else(|| {
            self.report.note(0, "", format!("it has no name; called {}", quote(spare)));
            spare.to_owned()
        });
        // A name is one line, and recalls nothing.
        let name = convert(&name, Markup::Literal, false, Recall::Never, &self.scope);
        for note in name.notes {
            self.report.note(0, "", note);
        }
        self.survey.name = name.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.survey.id = ids::of_survey(id, &self.survey.name);
    }

    /// What respondents read under a key, on a card: with bold, italic and links.
    pub(super) fn rich(&self, from: &mut Object<'a>, key: &'a str, markup: Markup) -> Option<Text> {
        let node = from.node(key)?;
        self.text(node, &from.below(key), markup, true)
    }

    /// What respondents read under a key, on a control: without any of it.
    pub(super) fn label(
        &self,
        from: &mut Object<'a>,
        key: &'a str,
        markup: Markup,
    ) -> Option<Text> {
        let node = from.node(key)?;
        self.text(node, &from.below(key), markup, false)
    }

    /// A text, or one in several languages; `None` where it is empty.
    pub(super) fn text(
        &self,
        node: &Node,
        path: &str,
        markup: Markup,
        is_rich: bool,
    ) -> Option<Text> {
        let of = |node: &Node, path: &str| self.converted(node, path, markup, is_rich);
        let Source::Object(entries) = &node.value else { return of(node, path).map(Text::plain) };
        let is_own = |key: &str| key != "default" && tag(key) == self.survey.locale;
        let own = entries.iter().find(|(key, node)| is_own(key) && !node.is_nothing());
        let (own, default) = (own.map(|(_, node)| node), node.get("default"));
        // The one tool means its own language by the default, the others English.
        let own = if self.recall == Recall::Hashes { default.or(own) } else { own.or(default) };
        let mut text = Text::plain(String::new());
        for (key, node) in entries {
            let Some(words) = of(node, &format!("{path}.{key}")) else { continue };
            let locale =
                if key == "default" { self.default_locale.unwrap_or_default() } else { key };
            if own.is_some_and(|own| own.at == node.at) {
                text.own = words;
            } else if let Some(locale) = self.translation(locale, node, path) {
                text.others.push((locale, words));
            }
        }
        if text.own.is_empty() && !text.others.is_empty() {
            let (locale, words) = text.others.remove(0);
            let reason =
                format!("no text in the survey's own language; the one in {locale} stands in");
            self.report.note(node.at, path, reason);
            text.own = words;
        }
        (!text.own.is_empty()).then_some(text)
    }

    /// A name as a text, where there is no other.
    pub(super) fn name(&self, from: &Object<'a>, name: &str) -> Text {
        let converted = convert(name, Markup::Literal, false, Recall::Never, &self.scope);
        for note in converted.notes {
            from.note("name", note);
        }
        Text::plain(converted.text)
    }

    /// The tag of a language that a text is given in; `None`, and a note, where it is none.
    fn translation(&self, key: &str, node: &Node, path: &str) -> Option<String> {
        let locale = tag(key);
        if self.muted.contains(&locale) {
            return None;
        }
        if locale == self.survey.locale {
            self.report.note(node.at, path, "given twice in the survey's own language; left out");
            return None;
        }
        if !is_tag(&locale) {
            let reason = format!("{} is no language; the text is left out", quote(key));
            self.report.note(node.at, path, reason);
            return None;
        }
        Some(locale)
    }

    fn converted(&self, node: &Node, path: &str, markup: Markup, is_rich: bool) -> Option<String> {
        let Some(text) = node.text() else {
            if !node.is_nothing() {
                let reason = format!("expected a text, found {}; left out", node.what());
                self.report.note(node.at, path, reason);
            }
            return None;
        };
        self.words(text, (node.at, path), markup, is_rich)
    }

    /// A text that is a part of what stands at a place in the file.
    pub(super) fn words(
        &self,
        text: &str,
        (at, path): (u32, &str),
        markup: Markup,
        is_rich: bool,
    ) -> Option<String> {
        let converted = convert(text, markup, is_rich, self.recall, &self.scope);
        for note in converted.notes {
            self.report.note(at, path, note);
        }
        (!converted.text.is_empty()).then_some(converted.text)
    }

    /// A picture, by its address.
    pub(super) fn picture(from: &mut Object<'a>, key: &'a str, alt: Text) -> Option<Picture> {
        let src = from.text(key)?;
        let safe = picture(src);
        if safe.is_none() && !src.trim().is_empty() {
            from.note(key, format!("{} is no picture over https; left out", quote(src)));
        }
        safe.map(|src| Picture { src, alt })
    }

    /// An address that people are sent to, in which answers may be recalled.
    pub(super) fn address(&self, from: &mut Object<'a>, key: &'a str) -> Option<String> {
        let node = from.node(key)?;
        let address = self.converted(node, &from.below(key), Markup::Literal, false)?;
        let safe = https(&address);
        if safe.is_none() {
            from.note(key, format!("{} is no address over https; left out", quote(&address)));
        }
        safe
    }

    /// A field given from outside; texts and conditions know it by `key`. `None`, and a note,
    /// where there are too many.
    pub(super) fn hide(
        &mut self,
        key: &str,
        name: &str,
        (at, path): (u32, &str),
    ) -> Option<String> {
        if self.survey.hidden.len() == HIDDEN {
            let reason = format!("more than {HIDDEN} hidden fields; {} is left out", quote(name));
            self.report.note(at, path, reason);
            self.scope.leave_out(key);
            return None;
        }
        let id = self.ids.make(&[name], "", "hidden");
        self.scope.add(key, Subject::Hidden(id.clone()), Shape::Text);
        self.survey.hidden.push(Hidden { id: id.clone(), is_number: false });
        if id != name {
            let what =
                format!("{} is the hidden field \"{id}\" here; links name it so", quote(name));
            self.report.note(at, path, what);
        }
        Some(id)
    }

    /// A variable; texts and conditions know it by `key`.
    pub(super) fn vary(&mut self, key: &str, name: &str, value: Value) -> String {
        let id = self.ids.make(&[name], "", "variable");
        let shape = if matches!(value, Value::Number(_)) { Shape::Number } else { Shape::Text };
        let value = match value {
            Value::Number(number) if number.abs() >= FAR => {
                let what = format!("the variable \"{id}\" begins with 0: {number} is too large");
                self.report.note(0, "", what);
                Value::Number(0.0)
            }
            value => value,
        };
        self.scope.add(key, Subject::Variable(id.clone()), shape);
        self.survey.variables.push((id.clone(), value));
        id
    }

    /// A question. From here on it can be referred to by its name. `false`, and a note, where
    /// there are too many.
    pub(super) fn ask(
        &mut self,
        from: &Object<'_>,
        name: &str,
        mut question: Question,
        shape: Shape,
    ) -> bool {
        if self.survey.questions.len() == QUESTIONS {
            from.note("", format!("more than {QUESTIONS} questions; {} is left out", quote(name)));
            self.scope.leave_out(name);
            return false;
        }
        fit(&mut question, &|note| from.note("", note));
        self.scope.add(name, Subject::Question(question.id.clone()), shape);
        self.survey.questions.push(question);
        true
    }

    /// A condition, unless it is nested too deep.
    pub(super) fn checked(condition: Condition) -> Result<Condition, String> {
        if condition.depth() <= DEPTH { Ok(condition) } else { Err("it is nested too deep".into()) }
    }
}

/// A language tag as we write it: `pt-br` and `pt_BR` are `pt-BR`.
pub(super) fn tag(text: &str) -> String {
    let parts = text.trim().split(['-', '_']).enumerate().map(|(at, part)| match part.len() {
        2 if at > 0 => part.to_ascii_uppercase(),
        _ if at == 0 => part.to_ascii_lowercase(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("-")
}

/// Whether a text has the shape of a language tag.
pub(super) fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_language =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_lowercase());
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(is_language) && parts.all(is_subtag)
}
