//! The names of a form's fields: places of a survey, as JSON pointers (RFC 6901) that also say which
//! steps are numbers, with a role behind where one value has several fields.

use sondage_author::problem::{Place, Step};

/// What stands between a place and a role: no pointer has it.
pub(crate) const ROLE: &str = "~:";

/// The name of a place: `/questions/score/prompt`; an item by its number is `/jump/[0]`.
pub(crate) fn pointer_name(place: &Place) -> String {
    let mut name = String::new();
    for step in place.steps() {
        name.push('/');
        match step {
            Step::Item(number) => name.push_str(&["[", &number.to_string(), "]"].concat()),
            Step::Key(key) => {
                let key = key.replace('~', "~0").replace('/', "~1");
                match key.strip_prefix('[') {
                    Some(rest) => {
                        name.push_str("~2");
                        name.push_str(rest);
                    }
                    None => name.push_str(&key),
                }
            }
        }
    }
    name
}

/// The place of a name, without its role; `None` where it is none.
pub(crate) fn pointer_place(name: &str) -> Option<Place> {
    let name = name.split_once(ROLE).map_or(name, |(place, _)| place);
    if name.is_empty() {
        return Some(Place::root());
    }
    let step = |step: &str| {
        if let Some(number) = step.strip_prefix('[') {
            return number.strip_suffix(']')?.parse().ok().map(Step::Item);
        }
        let key = step.replace("~2", "[").replace("~1", "/").replace("~0", "~");
        (!key.is_empty()).then_some(Step::Key(key))
    };
    name.strip_prefix('/')?.split('/').map(step).collect()
}

/// The name of a field with a role.
pub(crate) fn role_name(name: &str, role: &str) -> String {
    [name, ROLE, role].concat()
}

#[cfg(test)]
mod tests {
    use sondage_author::problem::Place;

    use super::{pointer_name, pointer_place, role_name};

    #[test]
    fn a_name_says_its_place_whatever_is_in_it() {
        let place = Place::root().key("translations").key("fr").key("[a]/b~c~1.d").item(3);
        let name = pointer_name(&place);
        assert_eq!(name, "/translations/fr/~2a]~1b~0c~01.d/[3]");
        assert_eq!(pointer_place(&name), Some(place.clone()));
        assert_eq!(pointer_place(&role_name(&name, "0.test")), Some(place));
        assert_eq!(pointer_place(""), Some(Place::root()));
        assert!(pointer_place("questions").is_none() && pointer_place("/a//b").is_none());
    }
}
