//! What questions, conditions and texts can speak of beside the questions: hidden fields and
//! variables, and which questions are asked in random order together.

use sondage_survey::survey::HiddenField;

use super::{CatalogItem, HiddenFrom};
use crate::problem::{Code, Found, Place};
use crate::question::scope::{Scope, Variable};
use crate::question::{Asked, condition, take_id};
use crate::source::{Hidden, HiddenKind, Source, Word as _};

/// The names of a survey.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) hidden: Vec<HiddenField>,
    pub(crate) sources: Vec<HiddenFrom>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) shuffled: Vec<Vec<String>>,
}

/// Where a message takes a field from, if not from a catalogue.
fn source_of(field: &Hidden) -> HiddenFrom {
    let attribute = field.attribute.clone().map(HiddenFrom::Attribute);
    let profile = field.profile.map(|one| HiddenFrom::Profile(one.name().to_owned()));
    let event = field.event.clone().map(HiddenFrom::Event);
    let context = field.context.clone().map(HiddenFrom::Context);
    attribute.or(profile).or(event).or(context).unwrap_or(HiddenFrom::Given)
}

impl Names {
    /// What a survey names, and where it names something twice.
    pub(super) fn resolve(source: &Source, found: &mut Found) -> Self {
        let mut names = Self::default();
        let mut ids = Vec::new();
        let list = Place::root().key("hidden");
        for (place, field) in source.hidden.iter().enumerate() {
            if take_id(&field.id, &mut ids, &list.item(place), found) {
                let is_number = field.kind == Some(HiddenKind::Number);
                let from = names.catalog_of(field, &list.item(place), found);
                names.hidden.push(HiddenField { id: field.id.clone(), is_number });
                names.sources.push(from.unwrap_or_else(|| source_of(field)));
            }
        }
        let table = Place::root().key("variables");
        for (id, initial) in &source.variables.0 {
            let scope = names.scope(&[]);
            let initial = condition::operand(initial, &scope, &table.key(id), found);
            if ids.contains(id) {
                found.error(table.key(id), Code::VariableId(id.clone()));
            } else if let Some(initial) = initial {
                ids.push(id.clone());
                names.variables.push(Variable { id: id.clone(), initial });
            }
        }
        names.shuffled = source.shuffle.iter().map(|one| one.questions.clone()).collect();
        names
    }

    /// The catalogue that a field is taken from, where it is. The item's id may come from a field
    /// before it, but not out of another catalogue: Braze does not look into two for one text.
    fn catalog_of(&self, field: &Hidden, place: &Place, found: &mut Found) -> Option<HiddenFrom> {
        let (catalog, item) = field.catalog.clone().zip(field.item.clone())?;
        let from = field.item_field().map(|id| {
            let at = self.hidden.iter().position(|before| before.id == id);
            let from = at.and_then(|at| self.sources.get(at));
            let can_say = |from: &&HiddenFrom| {
                !matches!(from, HiddenFrom::Given | HiddenFrom::Catalog { .. })
            };
            from.filter(can_say).cloned().unwrap_or_else(|| {
                found.error(place.key("item"), Code::ItemField(id.to_owned()));
                HiddenFrom::Given
            })
        });
        let item = from.map_or(CatalogItem::Id(item), |from| CatalogItem::From(Box::new(from)));
        Some(HiddenFrom::Catalog { catalog, item, field: field.field.clone()? })
    }

    /// The names that questions cannot have.
    pub(super) fn ids(&self) -> Vec<String> {
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
}
