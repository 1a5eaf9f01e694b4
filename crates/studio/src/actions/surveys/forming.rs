//! A survey edited by forms: what a form that was sent changes is made to the draft as it is now.

use sondage_author::editing::{Edit, Operation, named_place, renaming, tree_at};
use sondage_author::problem::{Place, Step};
use sondage_author::source::node::{Node, Tree};
use sondage_intake::Language;

use super::checking::{Finding, check_draft};
use super::drafting::{self, Wish, edit_by, read, stale};
use super::edits::EditBody;
use super::history::{Version, version};
use super::view::DraftView;
use crate::actor::{Actor, Right};
use crate::form::cards::{Chosen, LANGUAGES};
use crate::form::changes::{form_operations, has_field, renamed};
use crate::form::deeds::{Deed, Verb, kind_change, neighbour};
use crate::form::fields::FormField;
use crate::form::language::{language_fields, own_texts};
use crate::form::names::Names;
use crate::form::pointer::pointer_name;
use crate::form::posted::Posted;
use crate::refusal::{Refusal, RefusalKind};
use crate::shelf::Pressed;
use crate::state::Studio;
use crate::words::{self, Said};

/// A form that was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormSent {
    /// The state of the draft that it was made of.
    pub(crate) from: String,
    /// What is chosen.
    pub(crate) card: String,
    /// The fields.
    pub(crate) posted: Posted,
    /// The button that was pressed.
    pub(crate) deed: Option<Deed>,
    /// What takes edits back, instead of the fields.
    pub(crate) edits: Vec<EditBody>,
    /// What tells it from all others, where it may be sent again; empty where nothing does.
    pub(crate) press: String,
}

/// A draft after a form.
#[derive(Clone, Debug)]
pub(crate) struct FormDone {
    pub(crate) draft: DraftView,
    /// What takes it back; nothing, where nothing has changed.
    pub(crate) undo: Vec<Edit>,
    pub(crate) findings: Vec<Finding>,
    /// What is chosen now.
    pub(crate) card: String,
}

/// What a form comes to.
struct Plan {
    operations: Vec<Operation>,
    card: String,
}

/// Makes what a form says to the draft. Where others have changed the same since, nothing is done.
///
/// # Errors
/// Where they may not, where something else stands there by now, or where the text cannot be read.
pub(crate) async fn send_form(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    sent: &FormSent,
) -> Result<FormDone, Refusal> {
    actor.may(Right::EditSurveys)?;
    // A form whose reply was lost is sent again, and not done again.
    let press = format!("{}\n{id}\n{}", actor.name, sent.press);
    if !sent.press.is_empty()
        && let Some(Pressed { undo, card }) = studio.shelf.pressed(&press)
    {
        let draft = read(studio, actor, id).await?;
        let findings = check_draft(studio, actor, &draft).await?;
        return Ok(FormDone { draft, undo, findings, card });
    }
    let done = make_form(studio, actor, id, sent).await?;
    if !sent.press.is_empty() {
        let (undo, card) = (done.undo.clone(), done.card.clone());
        studio.shelf.note_pressed(press, Pressed { undo, card });
    }
    Ok(done)
}

async fn make_form(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    sent: &FormSent,
) -> Result<FormDone, Refusal> {
    if !sent.edits.is_empty() {
        let edited = drafting::edit(studio, actor, id, sent.edits.clone()).await?;
        let drafting::Edited { draft, undo, findings } = edited;
        return Ok(FormDone { draft, undo, findings, card: sent.card.clone() });
    }
    let before = read(studio, actor, id).await?;
    let (language, text) = base_text(studio, actor, &before, sent).await?;
    let own = sent.clone();
    let plan = studio.shelf.off_the_way(move || planned(language, &text, &own)).await??;
    if plan.operations.is_empty() {
        let findings = check_draft(studio, actor, &before).await?;
        return Ok(FormDone { draft: before, undo: Vec::new(), findings, card: plan.card });
    }
    let edits = plan.operations.into_iter().map(Wish::Own).collect();
    let drafting::Edited { draft, undo, findings } = edit_by(studio, actor, id, edits).await?;
    Ok(FormDone { draft, undo, findings, card: plan.card })
}

/// The survey with what a form says in the place of whatever stands there by now: what its author sees
/// where others have changed the same.
///
/// # Errors
/// Where they may not see it, or the text cannot be read.
pub(crate) async fn with_own_words(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    sent: &FormSent,
) -> Result<(DraftView, Tree), Refusal> {
    let now = read(studio, actor, id).await?;
    let (language, text) = base_text(studio, actor, &now, sent).await?;
    let (own, theirs) = (sent.clone(), now.clone());
    let make = move || {
        let plan = planned(language, &text, &own)?;
        let mut tree = read_tree(theirs.text_language(), &theirs.text)?;
        for operation in plan.operations {
            if let Operation::Set { at, new, .. } = operation {
                let old = tree_at(&tree, &at).cloned();
                if let Ok((changed, _)) = (Operation::Set { at, old, new }).apply_tree(&tree) {
                    tree = changed;
                }
            }
        }
        Ok::<_, Refusal>(tree)
    };
    let tree = studio.shelf.off_the_way(make).await??;
    Ok((now, tree))
}

/// The text of a survey as a tree.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read_tree(language: Language, text: &str) -> Result<Tree, Refusal> {
    Node::parse(text, language).map(|node| node.tree).map_err(|problems| {
        let line = problems.first().map_or(1, |problem| problem.line);
        let said = Said::new(words::TEXT_UNREADABLE).with("line", line);
        Refusal::new(RefusalKind::Conflict, said)
    })
}

/// The text that a form was made of: of now, or of an earlier state. Where the form says itself what its
/// fields were, that goes before; what a button does is done to what is there.
async fn base_text(
    studio: &Studio,
    actor: &Actor,
    now: &DraftView,
    sent: &FormSent,
) -> Result<(Language, String), Refusal> {
    let from = sent.from.as_str();
    let is_button = sent.posted.places().next().is_none();
    if now.base() == from || is_button || sent.posted.before().is_some() {
        return Ok((now.text_language(), now.text.clone()));
    }
    let number = |text: &str| text.parse().ok();
    let which = match from.split_once('-') {
        Some(("draft", revision)) => number(revision).map(Version::Draft),
        Some(("published", revision)) => number(revision).map(Version::Published),
        _ => None,
    };
    let which = which.ok_or_else(|| stale(now))?;
    // It may be older than what is kept.
    version(studio, actor, &now.id, which).await.map_err(|_| stale(now))
}

fn planned(language: Language, text: &str, sent: &FormSent) -> Result<Plan, Refusal> {
    let mut base = read_tree(language, text)?;
    if let Some(before) = sent.posted.before() {
        let (fields, names) = (fields_of(&base, sent)?, Names::of_survey(&base));
        for operation in form_operations(&base, &fields, &before, &names) {
            let (was, _) =
                operation.apply_tree(&base).map_err(|refusal| drafting::refused(&refusal))?;
            base = was;
        }
    }
    let names = Names::of_survey(&base);
    let fields = fields_of(&base, sent)?;
    let chosen = Chosen::of_address(&base, &sent.card);
    let mut plan = Making { now: base.clone(), operations: Vec::new() };
    let ids = renamed(&fields, &sent.posted);
    let is_id = |at: &Place| ids.iter().any(|(item, _)| item.key("id") == *at);
    for operation in form_operations(&base, &fields, &sent.posted, &names) {
        match &operation {
            Operation::Set { at, .. } if is_id(at) => {}
            Operation::Set { at, .. } if is_kind(at) => {
                let item = at.split_last().map(|(item, _)| item).unwrap_or_default();
                plan.make(operation)?;
                for operation in kind_change(&plan.now, &item) {
                    plan.make(operation)?;
                }
            }
            _ => plan.make(operation)?,
        }
    }
    let mut card = match &chosen {
        Chosen::Table { place, .. } => Some(place.clone()),
        _ => None,
    };
    let mut deed = sent.deed.clone();
    for (item, new) in ids {
        let to = plan.rename(&item, &new)?;
        card = card.map(|place| moved(&place, &item, &to));
        deed = deed.map(|deed| Deed { at: moved(&deed.at, &item, &to), ..deed });
    }
    let address = card.as_ref().map_or_else(|| chosen.address(), pointer_name);
    let card = match deed {
        Some(deed) => plan.act(&deed, card.as_ref(), address)?,
        None => match (&chosen, added_language(&plan.operations)) {
            (Chosen::Languages(_), Some(new)) => [LANGUAGES, &new].concat(),
            _ => address,
        },
    };
    Ok(Plan { operations: plan.operations, card })
}

/// The fields of what is chosen. One that has come and is not there any more is refused, since what was
/// typed into it would be lost.
fn fields_of(survey: &Tree, sent: &FormSent) -> Result<Vec<FormField>, Refusal> {
    let chosen = Chosen::of_address(survey, &sent.card);
    let fields = match &chosen {
        Chosen::Languages(locales) => translation_fields(survey, locales),
        other => other.fields(survey, &Names::of_survey(survey)),
    };
    match sent.posted.places().find(|name| !has_field(&fields, name)) {
        Some(name) => {
            let gone = Refusal::new(RefusalKind::Conflict, words::EDIT_CONFLICTS);
            Err(gone.at(name, words::EDIT_GONE))
        }
        None => Ok(fields),
    }
}

/// The fields of these languages, and that of a new one.
fn translation_fields(survey: &Tree, locales: &[String]) -> Vec<FormField> {
    let list = Chosen::Settings("languages", &["translations"]);
    let mut fields = list.fields(survey, &Names::of_survey(survey));
    let texts = own_texts(survey);
    fields.extend(locales.iter().flat_map(|locale| language_fields(survey, &texts, locale)));
    fields
}

/// The language that a form adds.
fn added_language(operations: &[Operation]) -> Option<String> {
    operations.iter().find_map(|operation| match operation {
        Operation::Set { at, old: None, new: Some(Tree::Table(_)) } => match at.steps() {
            [Step::Key(table), Step::Key(locale)] if table == "translations" => {
                Some(locale.clone())
            }
            _ => None,
        },
        _ => None,
    })
}

/// Whether it is what a question asks for.
fn is_kind(at: &Place) -> bool {
    let steps = at.steps();
    steps.len() == 3
        && steps.first() == Some(&Step::Key("questions".to_owned()))
        && steps.last() == Some(&Step::Key("type".to_owned()))
}

/// A place that is in another one, once that one has another name.
fn moved(place: &Place, from: &Place, to: &Place) -> Place {
    match place.steps().strip_prefix(from.steps()) {
        Some(rest) => to.steps().iter().chain(rest).cloned().collect(),
        None => place.clone(),
    }
}

/// Operations in the making, and the survey as they leave it.
struct Making {
    now: Tree,
    operations: Vec<Operation>,
}

impl Making {
    fn make(&mut self, operation: Operation) -> Result<(), Refusal> {
        let (now, _) =
            operation.apply_tree(&self.now).map_err(|refusal| drafting::refused(&refusal))?;
        self.now = now;
        self.operations.push(operation);
        Ok(())
    }

    /// Gives something another id, and says where it is then. One that cannot be is written all the
    /// same, and marked.
    fn rename(&mut self, item: &Place, new: &str) -> Result<Place, Refusal> {
        let own = item.split_last().map(|(list, _)| list.key(new)).unwrap_or_default();
        if let Ok(operation) = renaming(&self.now, item, new) {
            self.make(operation)?;
            return Ok(own);
        }
        let at = item.key("id");
        if let Some(old) = tree_at(&self.now, &at).cloned() {
            let number = self.number_of(item);
            let new = Some(Tree::Text(new.to_owned()));
            self.make(Operation::Set { at, old: Some(old), new })?;
            return Ok(number.map_or(own, |place| named_place(&self.now, &place)));
        }
        // A variable of this name is there already.
        Ok(item.clone())
    }

    fn number_of(&self, item: &Place) -> Option<Place> {
        let (list, _) = item.split_last()?;
        let n = tree_at(&self.now, &list)?.items().len();
        (0..n).map(|at| list.item(at)).find(|at| named_place(&self.now, at) == *item)
    }

    /// Does what a button does; what is chosen then.
    fn act(
        &mut self,
        deed: &Deed,
        card: Option<&Place>,
        address: String,
    ) -> Result<String, Refusal> {
        let next = neighbour(&self.now, &deed.at);
        let (operation, chosen) =
            deed.operation(&self.now, card).map_err(|refusal| drafting::refused(&refusal))?;
        self.make(operation)?;
        let is_gone = card == Some(&deed.at) && deed.verb == Verb::Delete;
        let is_card = |place: &Place| {
            let list = place.steps().first();
            let of = |name: &str| list == Some(&Step::Key(name.to_owned()));
            place.steps().len() == 2 && (of("questions") || of("endings"))
        };
        Ok(match chosen {
            _ if is_gone => next.unwrap_or_default(),
            Some(place)
                if matches!(deed.verb, Verb::Add(_) | Verb::Copy | Verb::Make)
                    && (is_card(&place) || deed.verb == Verb::Make) =>
            {
                pointer_name(&place)
            }
            _ => address,
        })
    }
}
