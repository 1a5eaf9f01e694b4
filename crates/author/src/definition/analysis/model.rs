//! A survey as the analysis walks through it: by the real path, with chance made into something
//! given.

use super::claim::n_tests;
use sondage_survey::ask::{Ask, Count, Options};
use sondage_survey::condition::{Condition, Operand, Test};
use sondage_survey::survey::{HiddenField, Operation, Question, Shuffle, Survey};

/// The most ways in which the questions of a group are drawn that are tried one by one.
const DRAWS: usize = 100;

/// A survey without chance: which questions of a group are drawn comes as a hidden field, all
/// options are offered where some are drawn, and the order of questions is the author's.
#[derive(Debug)]
pub(super) struct Model {
    survey: Survey,
    /// Stands behind the last question that is walked: it is asked where the path comes by.
    marker: Question,
    /// The draws: the place of the hidden field, and what it can be.
    pub(super) draws: Vec<Draw>,
    /// The variables that depend on the order of questions in random order.
    pub(super) open: Vec<u16>,
}

/// How the questions of a group can be drawn.
#[derive(Debug)]
pub(super) struct Draw {
    /// The place of the hidden field that says which are drawn.
    pub(super) hidden: usize,
    /// Its values.
    pub(super) values: Vec<String>,
    /// There are no others.
    pub(super) is_whole: bool,
}

impl Model {
    /// The model of a survey that has at least one question.
    pub(super) fn new(mut survey: Survey) -> Option<Self> {
        let mut marker = survey.questions.first()?.clone();
        marker.id.clear();
        marker.ask = Ask::Nothing;
        (marker.show_if, marker.require_if, marker.required) = (None, None, false);
        marker.set.clear();
        marker.jumps.clear();
        marker.card = u16::MAX;
        let n_questions = u16::try_from(survey.questions.len()).ok()?;
        for question in &mut survey.questions {
            without_chance(&mut question.ask);
            // The marker comes between the questions and the endings.
            for jump in question.jumps.iter_mut().filter(|jump| jump.to >= n_questions) {
                jump.to += 1;
            }
        }
        survey.quotas.clear();
        let shuffles = std::mem::take(&mut survey.shuffles);
        let open = shuffles.iter().flat_map(|shuffle| assigned(&survey, *shuffle)).collect();
        let draws = shuffles.iter().filter_map(|shuffle| draw(&mut survey, *shuffle)).collect();
        Some(Self { survey, marker, draws, open })
    }

    /// How much there is to look at on one way: questions, options and tests, those of
    /// the endings and quotas among them.
    pub(super) fn size(&self) -> usize {
        let size = |question: &Question| {
            let jumps = question.jumps.iter().filter_map(|jump| jump.condition.as_ref());
            let tests = conditions(question).chain(jumps).map(n_tests).sum::<usize>();
            1 + question.ask.items().len() + tests
        };
        let ends = self.survey.endings.iter().filter_map(|ending| ending.condition.as_ref());
        let quotas = self.survey.quotas.iter().map(|quota| &quota.condition);
        let at_the_end = ends.chain(quotas).map(n_tests).sum::<usize>();
        self.survey.questions.iter().map(size).sum::<usize>() + at_the_end
    }

    /// All questions, whichever are asked.
    pub(super) fn questions(&self) -> &[Question] {
        &self.survey.questions
    }

    /// The survey without its cut.
    pub(super) fn survey(&self) -> &Survey {
        &self.survey
    }

    /// Looks at the survey as far as its first `n` questions, with the marker behind them.
    pub(super) fn cut<T>(&mut self, n: usize, look: impl FnOnce(&Survey) -> T) -> T {
        let rest = self.survey.questions.split_off(n.min(self.survey.questions.len()));
        self.survey.questions.push(self.marker.clone());
        let found = look(&self.survey);
        self.survey.questions.pop();
        self.survey.questions.extend(rest);
        found
    }
}

/// All options are offered, in the author's order; but no more of them can be chosen than are
/// drawn.
fn without_chance(ask: &mut Ask) {
    match ask {
        Ask::Choices(options, count) => {
            *count = Count { max: count.max.min(offered(options)), ..*count };
            (options.shuffle, options.pick) = (false, 0);
        }
        Ask::Choice(options) | Ask::Rank(options, _) => {
            (options.shuffle, options.pick) = (false, 0);
        }
        Ask::Parts(parts) => parts.shuffle = false,
        _ => {}
    }
}

/// How many options are offered at most.
fn offered(options: &Options) -> u16 {
    let free = options.items.iter().filter(|item| !item.fixed).count();
    let drawn = if options.pick == 0 { free } else { free.min(options.pick.into()) };
    let n = options.items.len() - free + drawn + usize::from(options.other);
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn members(shuffle: Shuffle) -> std::ops::Range<usize> {
    usize::from(shuffle.first)..usize::from(shuffle.first) + usize::from(shuffle.count)
}

/// The variables that a group in random order changes in a way that depends on the order, or
/// that it looks at on the way.
fn assigned(survey: &Survey, shuffle: Shuffle) -> Vec<u16> {
    let members = survey.questions.get(members(shuffle)).unwrap_or_default();
    let is_looked_at = |variable: u16| {
        let is_it = |operand: &Operand| *operand == Operand::Variable(variable);
        let looks =
            |question: &Question| conditions(question).any(|condition| condition.mentions(&is_it));
        members.iter().any(looks)
    };
    let sets = members.iter().flat_map(|question| &question.set);
    let is_ordered = sets.filter(|set| {
        let is_sum = matches!(set.operation, Operation::Add | Operation::Subtract);
        !is_sum || matches!(set.operand, Operand::Variable(_)) || is_looked_at(set.variable)
    });
    is_ordered.map(|set| set.variable).collect()
}

/// Every condition of a question.
fn conditions(question: &Question) -> impl Iterator<Item = &Condition> {
    let own = question.show_if.iter().chain(&question.require_if);
    let options = question.ask.bound().map(|(_, condition)| condition);
    let sets = question.set.iter().filter_map(|set| set.condition.as_ref());
    own.chain(options).chain(sets)
}

/// Makes a hidden field of which questions of a group are drawn.
fn draw(survey: &mut Survey, shuffle: Shuffle) -> Option<Draw> {
    if shuffle.pick == 0 || shuffle.pick >= shuffle.count {
        return None;
    }
    let hidden = survey.hidden.len();
    let field = u16::try_from(hidden).ok()?;
    survey.hidden.push(HiddenField { id: String::new(), is_number: false });
    for place in members(shuffle) {
        let question = survey.questions.get_mut(place)?;
        let name = vec![Operand::Text(format!(",{place},"))];
        let mut both = vec![Condition::Test(Operand::Hidden(field), Test::Contains, name)];
        both.extend(question.show_if.take());
        question.show_if = Some(Condition::All(both));
    }
    let mut values = Vec::new();
    let is_whole = choose(members(shuffle), shuffle.pick.into(), ",", &mut values);
    Some(Draw { hidden, values, is_whole })
}

/// Adds every way to choose `n` of some places; says whether there was room for all.
fn choose(mut of: std::ops::Range<usize>, n: usize, before: &str, ways: &mut Vec<String>) -> bool {
    if ways.len() >= DRAWS {
        return false;
    }
    if n == 0 {
        ways.push(before.to_owned());
        return true;
    }
    let mut is_whole = true;
    while of.len() >= n {
        let Some(place) = of.next() else { break };
        is_whole &= choose(of.clone(), n - 1, &format!("{before}{place},"), ways);
    }
    is_whole
}
