//! The first question as mail: markup that mail programs draw, and plain text.
//!
//! Each answer is a link to the survey's page. An opened link only proposes its answer, since mail
//! programs open links by themselves; the page asks before it takes one.
//!
//! Mail programs know little of HTML: Outlook for Windows draws with the engine of Word, and Gmail
//! drops style sheets that stand in a mail's body. So all that matters is in tables and in styles
//! on the elements, and a style sheet only adds what a dark device may have better.

mod draw;
mod plain;

use maud::Markup;

use crate::definition::Definition;
use crate::definition::compiler::Compiler;
use crate::question::Asked;
use crate::question::proposal::{Line, Proposals};
use sondage_survey::condition::Operand;
use sondage_survey::path::{Given, Walk};
use sondage_survey::template::{Fill, Gap, When, render};
use sondage_survey::text::percent;

/// The most answers in a list that are linked to one by one.
const LINES: usize = 10;

/// A survey's first question in one locale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The BCP 47 tag of the texts.
    pub locale: String,
    /// The markup, to stand anywhere in a mail's body. No script, no form.
    pub html: String,
    /// The rules for a dark device, without which the mail stands too; empty where it looks the
    /// same there. They are the same in every locale.
    pub css: String,
    /// The same in plain text.
    pub text: String,
    /// The question's id.
    pub question: String,
    /// Its answers are linked to one by one.
    pub has_answers: bool,
}

impl Definition {
    /// The first question as mail, in the locale closest to `wanted`; `address` is a link survey's,
    /// with its query so far and everything in it as an attribute's value has it.
    #[must_use]
    pub fn mail(&self, wanted: &str, address: &str) -> Mail {
        mail(self, wanted, address)
    }
}

fn mail(definition: &Definition, wanted: &str, address: &str) -> Mail {
    let parts = definition.parts_for(wanted);
    let compiler = Compiler::new(definition, &parts, wanted);
    let pen = compiler.pen();
    let survey = definition.survey(wanted, 0);
    let given = Given::default();
    let walk = Walk::new(&survey, &given);
    // Where nothing is asked of somebody of whom nothing is known, the first one stands for all.
    let place = walk.next(None).unwrap_or_default();
    let questions = compiler.questions();
    let (Some(asked), Some(question)) = (questions.get(place), survey.questions.get(place)) else {
        return Mail::empty(pen.locale());
    };
    let field = compiler.field(asked, &question.ask);
    let shown = walk.shown(place);
    let is_shown = |line: &Line| {
        let item = question.ask.items().iter().position(|item| item.id == line.value);
        item.is_none_or(|item| shown.iter().any(|place| usize::from(*place) == item))
    };
    let proposals = match asked.kind.proposals(&field) {
        Proposals::Lines(lines) => {
            let lines: Vec<Line> = lines.into_iter().filter(is_shown).collect();
            if lines.len() > LINES { Proposals::None } else { Proposals::Lines(lines) }
        }
        proposals => proposals,
    };
    let letter = Letter { compiler: &compiler, asked, proposals, walk: &walk, address };
    Mail {
        locale: pen.locale().to_owned(),
        html: letter.draw(),
        css: draw::dark(&compiler.cards().ink),
        text: letter.write(),
        question: asked.id.clone(),
        has_answers: !matches!(letter.proposals, Proposals::None),
    }
}

impl Mail {
    fn empty(locale: &str) -> Self {
        let [html, css, text, question] = [const { String::new() }; 4];
        Self { locale: locale.to_owned(), html, css, text, question, has_answers: false }
    }
}

/// A mail in the making.
struct Letter<'a> {
    compiler: &'a Compiler<'a>,
    asked: &'a Asked,
    proposals: Proposals,
    walk: &'a Walk<'a>,
    address: &'a str,
}

impl Letter<'_> {
    /// Markup with its gaps filled in: what is recalled is not known yet, but for where variables
    /// begin.
    fn filled(&self, markup: &Markup) -> String {
        let mut html = String::new();
        render(&self.compiler.pen().slots().template(markup), self, &mut html);
        html
    }

    /// The part of a link that proposes an answer.
    fn proposal(&self, value: &str) -> String {
        let mut proposal = format!("q.{}=", self.asked.id);
        percent(value, &mut proposal);
        proposal
    }
}

impl Fill for Letter<'_> {
    fn words(&self, operand: &Operand) -> String {
        self.walk.shown_words(operand)
    }

    fn pairs(&self) -> &[(String, String)] {
        &[]
    }

    fn shown(&self) -> &[u16] {
        &[]
    }

    fn is(&self, _: When) -> bool {
        false
    }

    fn fill(&self, gap: Gap, html: &mut String) {
        if gap == Gap::Action {
            html.push_str(self.address);
        }
    }
}
