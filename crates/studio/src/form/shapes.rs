//! The shapes of a survey's tables, by their place.

use std::sync::LazyLock;

use sondage_author::problem::{Place, Step};
use sondage_author::source::node::Tree;
use sondage_author::source::{KeyShape, Shape, Source, TableShape};

/// A survey.
pub(crate) static SURVEY: LazyLock<TableShape> = LazyLock::new(TableShape::of_table::<Source>);

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PlaceShape<'a> {
    /// A table.
    Table(&'a TableShape),
    /// A list of tables; a shape a kind.
    Tables(&'a [TableShape]),
    /// Another value, by its key.
    Value(&'a KeyShape),
    /// Something within a value that has no fixed keys.
    Within(&'a KeyShape),
}

/// What can stand at a place of a survey; `None` where nothing can.
pub(crate) fn shape_at(tree: &Tree, place: &Place) -> Option<PlaceShape<'static>> {
    let mut shape = PlaceShape::Table(&SURVEY);
    let mut now = Some(tree);
    for step in place.steps() {
        now =
            now.and_then(|tree| sondage_author::editing::tree_at(tree, &Place::root().step(step)));
        shape = match (shape, step) {
            (PlaceShape::Table(table), Step::Key(name)) => {
                let key = table.keys.iter().find(|key| key.name == name)?;
                match &key.shape {
                    Shape::Table(table) => PlaceShape::Table(table),
                    Shape::Tables(kinds, _) => PlaceShape::Tables(kinds),
                    _ => PlaceShape::Value(key),
                }
            }
            (PlaceShape::Tables(kinds), _) => PlaceShape::Table(kind_shape(kinds, now)?),
            (PlaceShape::Value(key) | PlaceShape::Within(key), _) => PlaceShape::Within(key),
            (PlaceShape::Table(_), Step::Item(_)) => return None,
        };
    }
    Some(shape)
}

/// The shape of a table among several kinds, by its type; the first where it says none that there is.
pub(crate) fn kind_shape<'a>(
    kinds: &'a [TableShape],
    tree: Option<&Tree>,
) -> Option<&'a TableShape> {
    let named = match tree.and_then(|tree| tree.get("type")) {
        Some(Tree::Text(name)) => kind_named(kinds, name.trim()),
        _ => None,
    };
    named.or_else(|| kinds.first())
}

/// The shape of a kind.
pub(crate) fn kind_named<'a>(kinds: &'a [TableShape], name: &str) -> Option<&'a TableShape> {
    kinds.iter().find(|kind| kind_name(kind) == Some(name))
}

/// The name of the kind that a table is of, where there are several.
pub(crate) fn kind_name(table: &TableShape) -> Option<&'static str> {
    table.keys.iter().find_map(|key| match key.shape {
        Shape::Kind(name) => Some(name),
        _ => None,
    })
}

/// The names of the kinds of question.
pub(crate) fn kind_names() -> impl Iterator<Item = &'static str> {
    let questions = SURVEY.keys.iter().find(|key| key.name == "questions");
    let kinds = match questions.map(|key| &key.shape) {
        Some(Shape::Tables(kinds, _)) => kinds.as_slice(),
        _ => &[],
    };
    kinds.iter().filter_map(kind_name)
}
