//! Reads what decides the path: hidden fields, variables, jumps, quotas, limits.

use super::Source;
use super::cards::Around;
use super::condition;
use super::node::Tree;
use super::question::Asked;
use super::reader::Table;
use super::scope::{Scope, Variable};
use sondage_survey::condition::Operand;
use sondage_survey::survey::{Assignment, HiddenField, Jump, Operation, Quota, Shuffle};

/// The most hidden fields: they travel with each submission.
const HIDDEN: usize = 30;
/// How long a date is: `2026-12-31`.
const DATE_LENGTH: usize = 10;
/// The fields of Braze's profile that Liquid gives in a message.
const PROFILE: &[&str] = &[
    "first_name",
    "last_name",
    "email_address",
    "phone_number",
    "language",
    "country",
    "city",
    "gender",
    "date_of_birth",
    "time_zone",
];

/// What decides the path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Logic {
    pub(crate) hidden: Vec<HiddenField>,
    pub(crate) sources: Vec<Source>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) limits: Limits,
    pub(crate) quotas: Vec<Quota>,
    pub(crate) quota_ids: Vec<String>,
    pub(crate) quota_limits: Vec<u32>,
    pub(crate) shuffles: Vec<Shuffle>,
    shuffled: Vec<Vec<String>>,
    /// For each question.
    pub(crate) set: Vec<Vec<Assignment>>,
    /// For each question.
    pub(crate) jumps: Vec<Vec<Jump>>,
}

/// What limits a survey as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// When it opens: a time in UTC, as RFC 3339 has it, or a date for the beginning of that day.
    pub opens: Option<String>,
    /// When it closes, in the same forms; a date for the end of that day.
    pub closes: Option<String>,
    /// How many completed responses it takes.
    pub responses: Option<u32>,
}

impl Logic {
    /// The names first, since questions speak of them.
    pub(super) fn read_names(table: &mut Table<'_>) -> Self {
        let mut logic = Self::default();
        let mut ids = Vec::new();
        let hidden = table.tables("hidden", |table| read_hidden(table, &mut ids));
        if hidden.len() > HIDDEN {
            table.problem("hidden", &format!("a survey has at most {HIDDEN} hidden fields"));
        }
        (logic.hidden, logic.sources) = hidden.into_iter().unzip();
        table.table("variables", |table| {
            for (id, node) in table.entries() {
                let initial = match &node.tree {
                    Tree::Integer(_) | Tree::Fraction(_) | Tree::Text(_) => {
                        let scope = logic.scope(&[]);
                        condition::operand(table, id, node, &scope)
                    }
                    _ => None,
                };
                match initial {
                    _ if !crate::recall::is_id(id) || ids.contains(id) => {
                        table.problem(id, &format!("\"{id}\" is no id, or taken already"));
                    }
                    None => table.problem(id, "a variable begins as a number or a text"),
                    Some(initial) => {
                        ids.push(id.clone());
                        logic.variables.push(Variable { id: id.clone(), initial });
                    }
                }
            }
            table.claim_all();
        });
        logic.shuffled = table.tables_again("shuffle", |table| table.texts("questions"));
        logic
    }

    /// The names that questions cannot have.
    pub(super) fn names(&self) -> Vec<String> {
        let hidden = self.hidden.iter().map(|field| field.id.clone());
        hidden.chain(self.variables.iter().map(|variable| variable.id.clone())).collect()
    }

    /// What is known after these questions.
    pub(crate) fn scope<'a>(&'a self, before: &'a [Asked]) -> Scope<'a> {
        Scope {
            before,
            hidden: &self.hidden,
            variables: &self.variables,
            shuffles: &self.shuffled,
            unknown_from: usize::MAX,
        }
    }

    /// The rest, once the questions are known.
    pub(super) fn read_rest(&mut self, table: &mut Table<'_>, asked: &[Asked], around: &Around) {
        self.read_shuffles(table, asked, around);
        let mut at = 0;
        let all = table.tables_again("questions", |table| {
            let id = table.text("id")?;
            at = asked.iter().position(|one| one.id == id)?;
            let before = asked.get(..=at).unwrap_or_default();
            let set = table.tables("set", |table| self.read_assignment(table, before));
            let jumps = self.read_jumps(table, at, asked, around);
            Some((at, set, jumps))
        });
        self.set = vec![Vec::new(); asked.len()];
        self.jumps = vec![Vec::new(); asked.len()];
        for (at, set, jumps) in all {
            if let (Some(own), Some(own_jumps)) = (self.set.get_mut(at), self.jumps.get_mut(at)) {
                *own = set;
                *own_jumps = jumps;
            }
        }
        let mut ids = Vec::new();
        let quotas =
            table.tables("quotas", |table| self.read_quota(table, &mut ids, asked, around));
        let limits: Vec<_>;
        (self.quotas, limits) = quotas.into_iter().unzip();
        (self.quota_ids, self.quota_limits) = limits.into_iter().unzip();
        self.limits = table.table("limits", read_limits).unwrap_or_default();
    }

    fn read_assignment(&self, table: &mut Table<'_>, before: &[Asked]) -> Option<Assignment> {
        const OPERATIONS: [(&str, Operation); 6] = [
            ("to", Operation::To),
            ("add", Operation::Add),
            ("subtract", Operation::Subtract),
            ("multiply", Operation::Multiply),
            ("divide", Operation::Divide),
            ("append", Operation::Append),
        ];
        let scope = self.scope(before);
        let name = table.required_text("variable");
        let condition = table.table("if", |table| condition::read(table, &scope)).flatten();
        let given: Vec<_> = OPERATIONS.iter().filter(|(key, _)| table.has(key)).collect();
        let [(key, operation)] = given.as_slice() else {
            table.claim(&OPERATIONS.map(|(key, _)| key));
            table.problem(
                "",
                "one of to, add, subtract, multiply, divide, append says what is done",
            );
            return None;
        };
        let node = table.node(key)?;
        let operand = condition::operand(table, key, node, &scope)?;
        let place = self.variables.iter().position(|variable| Some(&variable.id) == name.as_ref());
        let Some(place) = place else {
            table.problem("variable", "there is no such variable: name it under [variables]");
            return None;
        };
        let is_number = matches!(self.variables.get(place)?.initial, Operand::Number(_));
        let fits = match (*operation, &operand) {
            (Operation::Append, _) | (Operation::To, Operand::Text(_)) => !is_number,
            (_, Operand::Text(_) | Operand::Flag(_)) => false,
            // What is known becomes a number or words, as the variable is.
            (
                Operation::To,
                Operand::Answer(_) | Operand::Part(..) | Operand::Hidden(_) | Operand::Variable(_),
            ) => true,
            _ => is_number,
        };
        if !fits {
            let what = if is_number { "a number" } else { "a text" };
            table.problem(key, &format!("the variable is {what}, and stays one"));
        }
        let variable = u16::try_from(place).ok()?;
        Some(Assignment { variable, operation: *operation, operand, condition })
    }

    fn read_jumps(
        &self,
        table: &mut Table<'_>,
        at: usize,
        asked: &[Asked],
        around: &Around,
    ) -> Vec<Jump> {
        let scope = self.scope(asked.get(..=at).unwrap_or_default());
        let mut jumps = table.tables("jump", |table| {
            let condition = table.table("if", |table| condition::read(table, &scope)).flatten();
            table.require("if");
            let to = self.goal(table, "to", at, asked, around);
            table.require("to");
            Some(Jump { condition: Some(condition?), to: to? })
        });
        if table.has("next") {
            let to = self.goal(table, "next", at, asked, around);
            jumps.extend(to.map(|to| Jump { condition: None, to }));
        }
        jumps
    }

    /// Where a jump from the question at a place leads.
    fn goal(
        &self,
        table: &mut Table<'_>,
        key: &'static str,
        at: usize,
        asked: &[Asked],
        around: &Around,
    ) -> Option<u16> {
        let name = table.text(key)?;
        let group = |id: &String| self.shuffled.iter().find(|group| group.contains(id));
        let from = asked.get(at).and_then(|one| group(&one.id));
        let problem = |message: &str| {
            table.problem(key, message);
            None
        };
        if name == "end" || name.starts_with("end:") {
            let ending = around.ending(name.strip_prefix("end:").unwrap_or_default());
            let Some(ending) = ending else { return problem("there is no such ending") };
            return u16::try_from(asked.len() + ending).ok();
        }
        match asked.iter().position(|one| one.id == name) {
            None => problem(&format!("there is no question \"{name}\"")),
            Some(to) if to <= at => {
                problem("a jump goes forward: back there, the respondent would go round for ever")
            }
            Some(_) if group(&name).is_some() || from.is_some() => {
                problem("questions in random order are neither jumped to nor from")
            }
            Some(to) => u16::try_from(to).ok(),
        }
    }

    fn read_quota(
        &self,
        table: &mut Table<'_>,
        ids: &mut Vec<String>,
        asked: &[Asked],
        around: &Around,
    ) -> Option<(Quota, (String, u32))> {
        let id = table.id("id", ids);
        let scope = self.scope(asked);
        let condition = table.table("if", |table| condition::read(table, &scope)).flatten();
        table.require("if");
        let limit = table.number("limit", 1, i32::MAX);
        table.require("limit");
        let name = table.text("end").unwrap_or_default();
        let Some(end) = around.ending(&name) else {
            table.problem("end", &format!("there is no ending \"{name}\""));
            return None;
        };
        let quota = Quota { condition: condition?, end: u16::try_from(end).ok()?, is_full: false };
        Some((quota, (id?, u32::try_from(limit?).ok()?)))
    }

    fn read_shuffles(&mut self, table: &mut Table<'_>, asked: &[Asked], around: &Around) {
        let mut taken: Vec<String> = Vec::new();
        let shuffles = table.tables("shuffle", |table| {
            table.require("questions");
            table.claim(&["pick"]);
            let ids = table.texts("questions")?;
            let most = i32::try_from(ids.len()).unwrap_or(i32::MAX).max(1);
            let pick = table.number("pick", 1, most).unwrap_or(0);
            let place = |id: &String| asked.iter().position(|one| one.id == *id);
            let mut places: Vec<usize> = ids.iter().filter_map(place).collect();
            places.sort_unstable();
            let first = places.first().copied().unwrap_or_default();
            let are_neighbours = places.iter().enumerate().all(|(n, at)| first + n == *at);
            if places.is_empty() || places.len() != ids.len() || !are_neighbours || ids.iter().any(|id| taken.contains(id)) {
                table.problem("questions", "name questions that stand one after the other, each in one group only");
            } else if first == 0 && !around.has_card_before() {
                table.problem("questions", "the first card of a message is the same for all: begin with a [prompt] or a [welcome], or leave the first question out");
            }
            taken.extend(ids);
            Some(Shuffle {
                first: u16::try_from(first).ok()?,
                count: u16::try_from(places.len()).ok()?,
                pick: u16::try_from(pick).ok()?,
            })
        });
        self.shuffles = shuffles;
    }
}

fn read_hidden(table: &mut Table<'_>, ids: &mut Vec<String>) -> Option<(HiddenField, Source)> {
    let id = table.id("id", ids);
    let is_number = table.one_of("type", &[("text", false), ("number", true)]).unwrap_or(false);
    let attribute = table.text("attribute");
    let profile = table.text("profile");
    let is_quoted = |name: &String| name.contains(['{', '}', '$', '"', '\'', '|']);
    if attribute.as_ref().is_some_and(is_quoted) {
        table.problem(
            "attribute",
            "Liquid takes no attribute whose name holds braces, quotes, $ or |",
        );
    }
    if let Some(field) = profile.as_ref().filter(|field| !PROFILE.contains(&field.as_str())) {
        let known = PROFILE.join(", ");
        table.problem("profile", &format!("\"{field}\" is none of {known}"));
    }
    let source = match (attribute, profile) {
        (Some(name), None) => Source::Attribute(name),
        (None, Some(name)) => Source::Profile(name),
        (None, None) => Source::Given,
        _ => {
            table.problem(
                "profile",
                "a field comes from an \"attribute\" or from the \"profile\", not both",
            );
            Source::Given
        }
    };
    Some((HiddenField { id: id?, is_number }, source))
}

fn read_limits(table: &mut Table<'_>) -> Limits {
    let opens = read_moment(table, "opens");
    let closes = read_moment(table, "closes");
    if let (Some(opens), Some(closes)) = (&opens, &closes) {
        // A date is open until its end, so that a survey can open and close on one day.
        let is_day = closes.len() == DATE_LENGTH;
        let opens = if is_day { opens.get(..DATE_LENGTH).unwrap_or(opens) } else { opens };
        if closes.as_str() < opens || (!is_day && closes == opens) {
            table.problem("closes", "the survey closes before it opens");
        }
    }
    let responses = table.number("responses", 1, i32::MAX).and_then(|n| u32::try_from(n).ok());
    Limits { opens, closes, responses }
}

/// A date, or a time in UTC.
fn read_moment(table: &mut Table<'_>, key: &'static str) -> Option<String> {
    let text = table.text(key)?;
    let date = text.get(..DATE_LENGTH).unwrap_or(&text);
    let is_date = sondage_survey::ask::Format::Date.refusal(date).is_none();
    let time = text.get(DATE_LENGTH..).unwrap_or_default();
    let clock = time.strip_prefix('T').and_then(|time| time.strip_suffix('Z'));
    let is_time = clock.is_some_and(|clock| {
        let (minutes, seconds) = clock.split_at_checked(5).unwrap_or((clock, ""));
        let is_second =
            |two: &str| two.len() == 2 && two < "60" && two.bytes().all(|c| c.is_ascii_digit());
        sondage_survey::ask::Format::Time.refusal(minutes).is_none()
            && (seconds.is_empty() || seconds.strip_prefix(':').is_some_and(is_second))
    });
    if is_date && (time.is_empty() || is_time) {
        return Some(text);
    }
    table.problem(key, "expected a date as 2026-12-31, or a time in UTC as 2026-12-31T18:00:00Z");
    None
}
