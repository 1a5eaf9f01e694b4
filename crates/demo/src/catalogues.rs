//! Catalogues, as Braze's Liquid looks into them: a small one, and the tag.

use liquid::model::{Array, Object};
use liquid_core::{
    Display_filter, Expression, Filter, FilterParameters, FilterReflection, FromFilterParameters,
    ParseFilter, Runtime, Value, ValueView,
};

/// The only catalogue, an item a line: its id, title and price.
const GAMES: [[&str; 3]; 3] = [
    ["1234", "Tales", "7.49"],
    ["1235", "Regeneration", "22.49"],
    ["1236", "<b>Tom & \"Jerry\"</b>", "0.99"],
];
/// What the catalogue and the fields of its items are called.
const NAME: &str = "games";
const FIELDS: [&str; 3] = ["id", "title", "price"];
/// The most items of one tag.
const ITEMS: usize = 3;

/// The text with each `{% catalog_items games 1, {{id}} %}` said by a filter, as no engine but
/// Braze's has the tag. The filter is told which fields are asked for, as Braze renders nothing for
/// what the engine here refuses.
pub(super) fn as_filters(snippet: &str) -> String {
    const OPEN: &str = "{% catalog_items ";
    let asked = asked_for(snippet).join(",");
    let mut pieces = snippet.split(OPEN);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (tag, after) = piece.split_once("%}").unwrap_or((piece, ""));
        let (name, ids) = tag.trim().split_once(' ').unwrap_or((tag, ""));
        text = text
            + "{% capture item_ids %}"
            + ids
            + "{% endcapture %}"
            + "{% assign items = item_ids | catalog_items: \""
            + name
            + "\", \""
            + &asked
            + "\" %}"
            + after;
    }
    text
}

/// The fields that are asked for of items.
fn asked_for(snippet: &str) -> Vec<&str> {
    let after = snippet.split("items[0].").skip(1);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    after.map(|text| text.split(|c: char| !is_name(c)).next().unwrap_or_default()).collect()
}

#[derive(Debug, FilterParameters)]
struct Wanted {
    #[parameter(description = "The catalogue.", arg_type = "str")]
    catalogue: Expression,
    #[parameter(description = "The fields that are asked for.", arg_type = "str")]
    fields: Expression,
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "catalog_items",
    description = "The items of these ids.",
    parameters(Wanted),
    parsed(CatalogItemsFilter)
)]
pub(super) struct CatalogItems;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "catalog_items"]
struct CatalogItemsFilter {
    #[parameters]
    args: Wanted,
}

impl Filter for CatalogItemsFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> liquid_core::Result<Value> {
        let args = self.args.evaluate(runtime)?;
        let ids = input.to_kstr();
        let ids = ids.split(',').map(str::trim).take(ITEMS);
        let items = ids.map(|id| Value::Object(item(&args.catalogue, id, &args.fields)));
        Ok(Value::Array(items.collect::<Array>()))
    }
}

/// An item with these fields, which are nothing where it is not there.
fn item(catalogue: &str, id: &str, asked: &str) -> Object {
    let known = GAMES.iter().find(|[known, ..]| catalogue == NAME && *known == id);
    let value = |field: &str| {
        let (_, text) = FIELDS.iter().zip(known?).find(|(name, _)| **name == field)?;
        Some(Value::scalar((*text).to_owned()))
    };
    let fields =
        asked.split(',').map(|field| (field.to_owned().into(), value(field).unwrap_or(Value::Nil)));
    fields.collect()
}

#[derive(Debug, FilterParameters)]
struct Between {
    #[parameter(description = "What stands between.", arg_type = "str")]
    separator: Expression,
}

/// As Braze's engine has it, which takes what is no list for a list of itself.
#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "join",
    description = "The parts of a list as one text.",
    parameters(Between),
    parsed(JoinFilter)
)]
pub(super) struct Join;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "join"]
struct JoinFilter {
    #[parameters]
    args: Between,
}

impl Filter for JoinFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> liquid_core::Result<Value> {
        let separator = self.args.evaluate(runtime)?.separator;
        let Some(list) = input.as_array() else {
            return Ok(Value::scalar(input.to_kstr().into_owned()));
        };
        let parts: Vec<String> = list.values().map(|one| one.to_kstr().to_string()).collect();
        Ok(Value::scalar(parts.join(&separator)))
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::fill;
    use crate::people::{Person, person};

    #[test]
    fn a_catalogue_gives_at_most_three_items_and_nothing_of_those_that_it_has_not() {
        let ada = person(None);
        let filled = |text: &str| fill(text, &ada, None).unwrap();
        let title = "{{items[0].title}}";
        assert_eq!(filled(&format!("{{% catalog_items games 1234 %}}{title}")), "Tales");
        assert_eq!(filled(&format!("{{% catalog_items games 9 %}}[{title}]")), "[]");
        assert_eq!(filled(&format!("{{% catalog_items shoes 1234 %}}[{title}]")), "[]");
        let favourite = "{{custom_attribute.${favourite_game}}}";
        assert_eq!(filled(&format!("{{% catalog_items games {favourite} %}}{title}")), "Tales");
        let many =
            "{% catalog_items games 1234, 1235, 1236, 1234 %}{{items | size}} {{items[1].price}}";
        assert_eq!(
            filled(&format!("{many}{{% comment %}}items[0].price{{% endcomment %}}")),
            "3 22.49"
        );
    }

    #[test]
    fn a_text_is_its_own_only_part() {
        let person = Person { attributes: &[("a", "x,y")], ..person(None) };
        let text =
            "{% assign b = {{custom_attribute.${a}}} | join: \",\" | split: \",\" | first %}{{b}}";
        assert_eq!(fill(text, &person, None).unwrap(), "x");
    }
}
