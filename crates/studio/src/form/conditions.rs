//! A condition as rows of a form, and the condition that rows come to.
//!
//! A row is a test, or a group with rows of its own; the last row of each group is blank, and becomes
//! one of these when something is picked in it. A row in which nothing is picked any more is gone.

use sondage_author::source::Test;
use sondage_author::source::node::{Node, Tree};
use sondage_survey::answer::Decimal;

use super::names::{Names, Pick};
use super::pointer::role_name;
use super::posted::{NewValue, Posted};

/// How groups join what is in them.
pub(crate) const GROUPS: [&str; 3] = ["all", "any", "none"];
/// What is tested.
const SUBJECTS: [&str; 3] = ["question", "hidden", "variable"];
/// Tests that take several values.
const MANY: [&str; 4] = ["one_of", "none_of", "all_of", "between"];
/// Tests that take an option.
const OF_OPTIONS: [&str; 6] = ["is", "is_not", "one_of", "none_of", "all_of", "first"];
/// The most rows of a group, and the most groups in each other: no author has as many by far.
const MOST: usize = 200;
const DEEPEST: usize = 8;

/// A condition as a form has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ConditionForm {
    /// How the outermost group joins its rows.
    pub(crate) mode: &'static str,
    /// Its rows, each before those within it.
    pub(crate) rows: Vec<ConditionRow>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ConditionRow {
    /// The numbers on the way to it, with points between.
    pub(crate) address: String,
    /// In how many groups it is.
    pub(crate) depth: usize,
    /// What is picked: a group, `question:score`, or nothing.
    pub(crate) subject: String,
    /// The test; empty for a group, and where nothing is picked.
    pub(crate) test: String,
    /// What it is compared with.
    pub(crate) values: Vec<String>,
    /// How its values are given.
    pub(crate) given: Given,
}

/// How the values of a test are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// There is none.
    Nothing,
    /// Yes or no.
    Flag,
    /// One of these.
    One(Vec<Pick>),
    /// Some of these.
    Some(Vec<Pick>),
    /// One is typed.
    Typed,
    /// Several are typed, a line each.
    Lines,
}

impl ConditionForm {
    /// The rows of a condition; `None` where it is written in a way that no rows say.
    pub(crate) fn of_tree(tree: Option<&Tree>, names: &Names) -> Option<Self> {
        let mut rows = Vec::new();
        let Some(tree) = tree else {
            rows.push(blank("0".to_owned(), 0));
            return Some(Self { mode: "all", rows });
        };
        let (mode, inner) = match group_of(tree) {
            Some((mode, inner)) => (mode, inner.iter().map(|node| &node.tree).collect()),
            None => ("all", vec![tree]),
        };
        push_rows(&inner, "", 0, names, &mut rows)?;
        Some(Self { mode, rows })
    }

    /// The condition that a form has sent under a name; `None` where nothing of it was sent. `old` is what was there, which stays as it is where it says the same.
    pub(crate) fn posted(
        name: &str,
        old: Option<&Tree>,
        posted: &Posted,
        names: &Names,
    ) -> Option<NewValue> {
        let mode = posted.last(&role_name(name, "mode"))?;
        if Self::of_tree(old, names).is_some_and(|drawn| drawn.is_as_posted(name, posted)) {
            return Some(NewValue(old.cloned()));
        }
        let mode = GROUPS.into_iter().find(|group| *group == mode).unwrap_or("all");
        let mut inner = posted_rows(name, "", 0, posted, names);
        let new = match (mode, inner.len()) {
            (_, 0) => None,
            ("all", 1) => inner.pop().map(|node| node.tree),
            _ => Some(Tree::Table(vec![(mode.to_owned(), Tree::List(inner).into())])),
        };
        Some(NewValue(new))
    }

    /// Whether nobody has changed anything in it.
    fn is_as_posted(&self, name: &str, posted: &Posted) -> bool {
        let is_row = |row: &ConditionRow| {
            let role = |what: &str| role_name(name, &format!("{}.{what}", row.address));
            let has =
                |what: &str, value: &str| posted.last(&role(what)).unwrap_or_default() == value;
            let values = role("value");
            let given = posted.each(&values).flat_map(str::lines).filter(|value| !value.is_empty());
            has("subject", &row.subject) && has("test", &row.test) && given.eq(row.values.iter())
        };
        posted.last(&role_name(name, "mode")) == Some(self.mode) && self.rows.iter().all(is_row)
    }
}

fn group_of(tree: &Tree) -> Option<(&'static str, &[Node])> {
    let Tree::Table(entries) = tree else { return None };
    let [(key, node)] = entries.as_slice() else { return None };
    let group = GROUPS.into_iter().find(|group| group == key)?;
    match &node.tree {
        Tree::List(items) => Some((group, items)),
        _ => None,
    }
}

fn blank(address: String, depth: usize) -> ConditionRow {
    ConditionRow {
        address,
        depth,
        subject: String::new(),
        test: String::new(),
        values: Vec::new(),
        given: Given::Nothing,
    }
}

/// The address of a row in the group at another.
fn within(address: &str, at: usize) -> String {
    if address.is_empty() { at.to_string() } else { format!("{address}.{at}") }
}

fn push_rows(
    inner: &[&Tree],
    address: &str,
    depth: usize,
    names: &Names,
    rows: &mut Vec<ConditionRow>,
) -> Option<()> {
    if depth > DEEPEST || inner.len() > MOST {
        return None;
    }
    for (at, tree) in inner.iter().enumerate() {
        let address = within(address, at);
        if let Some((group, inner)) = group_of(tree) {
            rows.push(ConditionRow { subject: group.to_owned(), ..blank(address.clone(), depth) });
            let inner: Vec<_> = inner.iter().map(|node| &node.tree).collect();
            push_rows(&inner, &address, depth + 1, names, rows)?;
        } else {
            rows.push(test_row(tree, address, depth, names)?);
        }
    }
    rows.push(blank(within(address, inner.len()), depth));
    Some(())
}

fn test_row(tree: &Tree, address: String, depth: usize, names: &Names) -> Option<ConditionRow> {
    let Tree::Table(entries) = tree else { return None };
    let [(one, first), (other, second)] = entries.as_slice() else { return None };
    let is_subject = |key: &String| SUBJECTS.contains(&key.as_str());
    let ((subject, name), (test, value)) = match (is_subject(one), is_subject(other)) {
        (true, false) => ((one, first), (other, second)),
        (false, true) => ((other, second), (one, first)),
        _ => return None,
    };
    let Tree::Text(name) = &name.tree else { return None };
    let test = Test::NAMES.iter().find(|known| *known == test)?;
    let values = match &value.tree {
        Tree::List(items) => items.iter().map(|node| operand_text(&node.tree)).collect(),
        other => operand_text(other).map(|one| vec![one]),
    }?;
    let subject = format!("{subject}:{}", name.trim());
    let given = given_for(&subject, test, &values, names);
    Some(ConditionRow { address, depth, subject, test: (*test).to_owned(), values, given })
}

/// What an operand is in a field; another subject is `{question:score}`.
pub(crate) fn operand_text(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Text(text) => Some(text.trim().to_owned()),
        Tree::Flag(flag) => Some(if *flag { "true" } else { "false" }.to_owned()),
        Tree::Table(entries) => match entries.as_slice() {
            [(kind, node)] if SUBJECTS.contains(&kind.as_str()) => match &node.tree {
                Tree::Text(name) => Some(format!("{{{kind}:{}}}", name.trim())),
                _ => None,
            },
            _ => None,
        },
        other => other.to_decimal().map(Decimal::to_text),
    }
}

/// The operand of what is in a field.
pub(crate) fn operand_tree(text: &str, is_number: bool) -> Tree {
    let text = text.trim();
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    if let Some((kind, name)) = inner.and_then(|inner| inner.split_once(':'))
        && SUBJECTS.contains(&kind)
        && !name.trim().is_empty()
    {
        return Tree::Table(vec![(kind.to_owned(), Tree::Text(name.trim().to_owned()).into())]);
    }
    let number = is_number.then(|| Decimal::parse(text)).flatten();
    number.map_or_else(|| Tree::Text(text.to_owned()), Tree::number)
}

fn given_for(subject: &str, test: &str, values: &[String], names: &Names) -> Given {
    if test.is_empty() {
        return Given::Nothing;
    }
    let (kind, name) = subject.split_once(':').unwrap_or(("", subject));
    let question = names.question(name).filter(|_| kind == "question");
    let kind = question.map_or("", |question| question.kind.as_str());
    let is_option = OF_OPTIONS.contains(&test);
    if test == "answered" || (is_option && matches!(kind, "yes_no" | "consent")) {
        return Given::Flag;
    }
    let is_many = MANY.contains(&test);
    let options = question.map_or(&[][..], |question| &question.options);
    let is_listed = |value: &String| options.iter().any(|pick| pick.value == *value);
    if is_option && !options.is_empty() && values.iter().all(is_listed) {
        return if is_many { Given::Some(options.to_vec()) } else { Given::One(options.to_vec()) };
    }
    if is_many { Given::Lines } else { Given::Typed }
}

fn posted_rows(
    name: &str,
    address: &str,
    depth: usize,
    posted: &Posted,
    names: &Names,
) -> Vec<Node> {
    let mut found = Vec::new();
    for at in 0..if depth > DEEPEST { 0 } else { MOST } {
        let address = within(address, at);
        let role = |what: &str| role_name(name, &format!("{address}.{what}"));
        let Some(subject) = posted.last(&role("subject")) else { break };
        if subject.is_empty() {
            continue;
        }
        if GROUPS.contains(&subject) {
            let inner = posted_rows(name, &address, depth + 1, posted, names);
            found.push(Tree::Table(vec![(subject.to_owned(), Tree::List(inner).into())]).into());
            continue;
        }
        let test = posted.last(&role("test")).unwrap_or_default();
        let value = role("value");
        let values: Vec<&str> = posted.each(&value).flat_map(str::lines).collect();
        if let Some(tree) = test_tree(subject, test, &values, names) {
            found.push(tree.into());
        }
    }
    found
}

fn test_tree(subject: &str, test: &str, values: &[&str], names: &Names) -> Option<Tree> {
    let (kind, name) = subject.split_once(':')?;
    let kind = SUBJECTS.into_iter().find(|known| *known == kind)?;
    let test = Test::NAMES.iter().copied().find(|known| *known == test).unwrap_or("answered");
    let question = names.question(name).filter(|_| kind == "question");
    let options = question.map_or(&[][..], |question| &question.options);
    let values: Vec<&str> =
        values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    let is_flagged =
        question.is_some_and(|question| question.kind == "yes_no" || question.kind == "consent");
    let is_number = names.is_number(kind, name) || test.starts_with("chosen_");
    let operand = |value: &str| match value {
        "true" | "false" if is_flagged => Tree::Flag(value == "true"),
        value => operand_tree(value, is_number),
    };
    let value = if test == "answered" {
        Tree::Flag(values.first() != Some(&"false"))
    } else if MANY.contains(&test) {
        Tree::List(values.into_iter().map(|value| operand(value).into()).collect())
    } else {
        let first = options.first().map(|pick| pick.value.as_str());
        let first = first.filter(|_| OF_OPTIONS.contains(&test));
        let first = first.or_else(|| is_flagged.then_some("true"));
        operand(values.first().copied().or(first).unwrap_or_default())
    };
    let entry = |key: &str, tree: Tree| (key.to_owned(), Node::from(tree));
    Some(Tree::Table(vec![entry(kind, Tree::Text(name.to_owned())), entry(test, value)]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sondage_author::editing::tree_of;

    use super::{ConditionForm, ConditionRow};
    use crate::form::names::Names;
    use crate::form::pointer::role_name;
    use crate::form::posted::Posted;

    /// What a browser sends for these rows.
    fn sent(form: &ConditionForm) -> Vec<(String, String)> {
        let mut fields = vec![(role_name("/c", "mode"), form.mode.to_owned())];
        for row in &form.rows {
            let role = |what: &str| role_name("/c", &format!("{}.{what}", row.address));
            fields.push((role("subject"), row.subject.clone()));
            fields.push((role("test"), row.test.clone()));
            fields.extend(row.values.iter().map(|value| (role("value"), value.clone())));
        }
        fields
    }

    fn names() -> Names {
        Names::of_survey(&tree_of(&json!({
            "questions": [
                { "id": "score", "type": "nps" },
                { "id": "plan", "type": "single_choice", "options": [{ "id": "7", "label": "Free" }, { "id": "pro" }] },
                { "id": "why", "type": "long_text" },
                { "id": "sure", "type": "yes_no" },
            ],
            "variables": { "total": 0, "word": "x" },
        })))
    }

    #[test]
    fn what_rows_show_is_what_they_come_to() {
        let names = names();
        for condition in [
            json!({ "question": "score", "at_most": 6 }),
            json!({ "question": "plan", "is": "7" }),
            json!({ "question": "plan", "one_of": ["7", "pro"] }),
            json!({ "question": "why", "is": "7" }),
            json!({ "question": "sure", "is": true }),
            json!({ "question": "score", "answered": false }),
            json!({ "question": "score", "between": [2, 5] }),
            json!({ "variable": "total", "above": { "question": "score" } }),
            json!({ "any": [{ "variable": "word", "is": "5" }, { "none": [
                { "question": "score", "above": 1.5 }, { "all": [{ "question": "why", "contains": "x" }] },
            ] }] }),
        ] {
            let tree = tree_of(&condition);
            let form = ConditionForm::of_tree(Some(&tree), &names).unwrap();
            // Not compared with what was there, so that it has to come of the rows alone.
            let posted = Posted::new(sent(&form));
            let came = ConditionForm::posted("/c", None, &posted, &names).unwrap().0.unwrap();
            assert!(came.says(&tree), "{condition}: {came:?}");
        }
    }

    #[test]
    fn a_blank_row_becomes_a_test_and_a_row_without_a_subject_goes() {
        let names = names();
        let mut form = ConditionForm::of_tree(None, &names).unwrap();
        let [row] = form.rows.as_mut_slice() else { panic!("{form:?}") };
        *row = ConditionRow { subject: "question:plan".into(), test: "is".into(), ..row.clone() };
        let posted = Posted::new(sent(&form));
        let came = ConditionForm::posted("/c", None, &posted, &names).unwrap().0.unwrap();
        assert!(came.says(&tree_of(&json!({ "question": "plan", "is": "7" }))), "{came:?}");
        let mut form = ConditionForm::of_tree(Some(&came), &names).unwrap();
        for row in &mut form.rows {
            row.subject.clear();
        }
        let posted = Posted::new(sent(&form));
        assert!(ConditionForm::posted("/c", Some(&came), &posted, &names).unwrap().0.is_none());
    }
}
