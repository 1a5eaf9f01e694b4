//! Finds out whether there is a way on which a claim is so: first among some ways at random, then
//! among all that can make a difference to it.

use std::ops::Range;

use super::claim::{Claim, Verdict, n_tests};
use super::model::Model;
use super::slice::Slice;
use super::values::{self, Values};
use sondage_survey::answer::Value;
use sondage_survey::condition::Condition;
use sondage_survey::lot::Seed;
use sondage_survey::path::{Given, Walk};
use sondage_survey::survey::Survey;

/// How many ways are taken at random. Most claims are met on one of the first few; after those it
/// is quicker to try everything, where that is not much.
const SAMPLES: usize = 100;
const FIRST: usize = 10;
const FEW: usize = 300;
/// The most steps to try for one claim.
const STEPS: usize = 20_000;
/// The same where nothing can be proven by them, but a way may turn up.
const STEPS_IN_VAIN: usize = 1_000;
/// The most work for one survey, in questions, options and tests that are looked at: a second's.
/// A usual survey takes a hundredth of it.
const WORK: usize = 10_000_000;

/// Looks for ways through a survey.
#[derive(Debug)]
pub(super) struct Search {
    model: Model,
    samples: Vec<Given>,
    /// How much work may still be done.
    left: usize,
    /// How much work one step is.
    size: usize,
}

/// What can be given at each place that matters.
struct Choices {
    hidden: Vec<(usize, Values<String>)>,
    answers: Vec<Option<Values<Option<Value>>>>,
}

impl Search {
    /// A search through a survey; `others` are its conditions that are no question's.
    pub(super) fn new<'a>(model: Model, others: impl Iterator<Item = &'a Condition>) -> Self {
        let size = model.size();
        let mut search = Self { model, samples: Vec::new(), left: WORK, size };
        let slice = Slice::whole(&search.model, others);
        search.spend(slice.work);
        let choices = search.choices(&slice);
        let n_questions = search.model.questions().len();
        // Some samples are put right several times over.
        let affordable = search.left / 10 / size.max(1);
        let seeds = (0..SAMPLES.min(affordable)).map(|n| Seed::of_response(&n.to_string()));
        let samples = |survey: &Survey| {
            let mut steps = affordable;
            seeds.filter_map(|seed| choices.sample(survey, seed, &mut steps)).collect()
        };
        search.samples = search.model.cut(n_questions, samples);
        search
    }

    /// Whether there is a way on which the claim is so.
    pub(super) fn verdict(&mut self, claim: &Claim) -> Verdict {
        if self.left == 0 {
            return Verdict::Unknown;
        }
        if self.is_sampled(claim, 0..FIRST) {
            return Verdict::Possible;
        }
        let slice = Slice::of(&self.model, claim);
        self.spend(slice.work);
        let choices = self.choices(&slice);
        if choices.n_ways() > FEW && self.is_sampled(claim, FIRST..SAMPLES) {
            return Verdict::Possible;
        }
        if slice.is_open {
            return Verdict::Unknown;
        }
        self.tried(claim, &choices)
    }

    fn spend(&mut self, work: usize) {
        self.left = self.left.saturating_sub(work);
    }

    /// What can be given where it matters.
    fn choices(&mut self, slice: &Slice) -> Choices {
        let work = slice.questions.iter().map(|place| {
            let items =
                self.model.questions().get(*place).map_or(0, |question| question.ask.items().len());
            (1 + items) * (1 + slice.tests_at(*place).count())
        });
        self.spend(work.sum());
        Choices::new(&self.model, slice)
    }

    /// Whether it is so on one of these ways.
    fn is_sampled(&mut self, claim: &Claim, which: Range<usize>) -> bool {
        let samples = self.samples.iter().skip(which.start).take(which.len());
        let mut n_steps = 0;
        let is_met = |survey: &Survey| {
            let mut walks = samples.map(|given| Walk::new(survey, given)).inspect(|_| n_steps += 1);
            walks.any(|walk| claim.is_met(&walk))
        };
        let is_met = self.model.cut(claim.upto, is_met);
        self.spend(n_steps * (self.size + n_tests(&claim.condition)));
        is_met
    }

    /// What comes of trying everything that can make a difference.
    fn tried(&mut self, claim: &Claim, choices: &Choices) -> Verdict {
        let n_questions = self.model.questions().len();
        let is_whole = choices.are_whole();
        let most = if is_whole { STEPS } else { STEPS_IN_VAIN };
        let size = self.size + n_tests(&claim.condition);
        let most = most.min(self.left / size.max(1));
        let (is_found, steps) = self.model.cut(claim.upto, |survey| {
            let mut given = Given::default();
            given.fit(survey);
            let is_end = claim.upto == n_questions && claim.at != n_questions.checked_sub(1);
            // Who is out of time may finish without the rest.
            let may_stop = is_end && survey.flow.time_limit > 0;
            let mut descent = Descent { survey, claim, choices, may_stop, steps: most };
            (descent.hidden(&mut given, 0), descent.steps)
        });
        self.spend((most - steps) * size);
        match is_found {
            true => Verdict::Possible,
            false if steps > 0 && is_whole => Verdict::Impossible,
            false => Verdict::Unknown,
        }
    }

    pub(super) fn is_possible(&mut self, claim: &Claim) -> bool {
        self.verdict(claim) == Verdict::Possible
    }

    pub(super) fn is_impossible(&mut self, claim: &Claim) -> bool {
        self.verdict(claim) == Verdict::Impossible
    }
}

impl Choices {
    fn new(model: &Model, slice: &Slice) -> Self {
        let hidden = slice.hidden.iter().map(|place| (*place, values::given(model, *place, slice)));
        let matters = |place: usize| slice.questions.contains(&place);
        let answers = (0..model.questions().len())
            .map(|place| matters(place).then(|| values::answers(model, place, slice)));
        Self { hidden: hidden.collect(), answers: answers.collect() }
    }

    /// Whether nothing else makes a difference.
    fn are_whole(&self) -> bool {
        self.hidden.iter().all(|(_, values)| values.is_whole)
            && self.answers.iter().flatten().all(|values| values.is_whole)
    }

    /// How many ways there are to give it all, at most.
    fn n_ways(&self) -> usize {
        let hidden = self.hidden.iter().map(|(_, values)| values.all.len());
        let answers = self.answers.iter().flatten().map(|values| values.all.len());
        hidden.chain(answers).fold(1, usize::saturating_mul)
    }

    fn answers(&self, place: usize) -> &[Option<Value>] {
        self.answers.get(place).and_then(Option::as_ref).map_or(&[], |values| &values.all)
    }

    /// What one respondent at random might give; `None` where that leads nowhere, or takes too
    /// many steps.
    fn sample(&self, survey: &Survey, seed: Seed, steps: &mut usize) -> Option<Given> {
        let mut given = Given::default();
        given.fit(survey);
        for (place, values) in &self.hidden {
            let at = drawn(seed, &format!("hidden {place}"), values.all.len())?;
            given.hidden.get_mut(*place)?.clone_from(values.all.get(at)?);
        }
        for place in 0..self.answers.len() {
            let answers = self.answers(place);
            let at = drawn(seed, &place.to_string(), answers.len());
            *given.answers.get_mut(place)? = at.and_then(|at| answers.get(at)?.clone());
        }
        // What was drawn may not be possible there; and what is, depends on what was before.
        while *steps > 0 {
            *steps -= 1;
            let walk = Walk::new(survey, &given);
            let is_wrong = |place: &usize| walk.check(*place, given.answer(*place), true).is_err();
            let Some(wrong) = walk.asked.iter().copied().find(is_wrong) else { return Some(given) };
            let possible = possible(survey, &walk, wrong, self.answers(wrong));
            let at = drawn(seed, &wrong.to_string(), possible.len())?;
            given.answers.get_mut(wrong)?.clone_from(possible.get(at)?);
        }
        None
    }
}

/// One of so many, by lot.
fn drawn(seed: Seed, name: &str, n: usize) -> Option<usize> {
    seed.shuffled(name, n).first().copied()
}

/// Those answers that are possible at a place of a path.
fn possible(
    survey: &Survey,
    walk: &Walk<'_>,
    place: usize,
    answers: &[Option<Value>],
) -> Vec<Option<Value>> {
    let Some(question) = survey.questions.get(place) else { return Vec::new() };
    let shown = walk.shown(place);
    let fitting = answers.iter().map(|answer| values::fit(answer.as_ref(), question, &shown));
    fitting.filter(|answer| walk.check(place, answer.as_ref(), true).is_ok()).collect()
}

/// Tries everything, question by question.
struct Descent<'a> {
    survey: &'a Survey,
    claim: &'a Claim,
    choices: &'a Choices,
    /// Any question can be left without an answer.
    may_stop: bool,
    steps: usize,
}

impl Descent<'_> {
    fn hidden(&mut self, given: &mut Given, at: usize) -> bool {
        let Some((place, values)) = self.choices.hidden.get(at) else {
            return self.question(given, 0);
        };
        values.all.iter().any(|value| {
            if let Some(slot) = given.hidden.get_mut(*place) {
                slot.clone_from(value);
            }
            self.hidden(given, at + 1)
        })
    }

    /// Tries the answers from this place on; what is before it is settled.
    fn question(&mut self, given: &mut Given, from: usize) -> bool {
        if self.steps == 0 {
            return false;
        }
        self.steps -= 1;
        let walk = Walk::new(self.survey, given);
        let matters = |place: &&usize| **place >= from && !self.choices.answers(**place).is_empty();
        let Some(place) = walk.asked.iter().find(matters).copied() else {
            return self.claim.is_met(&walk);
        };
        let mut answers = possible(self.survey, &walk, place, self.choices.answers(place));
        if self.may_stop && !answers.contains(&None) {
            answers.push(None);
        }
        for answer in answers {
            if let Some(slot) = given.answers.get_mut(place) {
                *slot = answer;
            }
            if self.question(given, place + 1) {
                return true;
            }
        }
        if let Some(slot) = given.answers.get_mut(place) {
            *slot = None;
        }
        false
    }
}
