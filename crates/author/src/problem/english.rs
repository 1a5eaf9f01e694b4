//! Problems in English.

use super::{Code, Shapes, StoredType, What};

/// A sentence that says what is wrong, and mostly what to do about it.
#[must_use]
pub fn english(code: &Code) -> String {
    of_shapes(code).or_else(|| of_sense(code)).or_else(|| of_names(code)).unwrap_or_default()
}

/// What is wrong with one value by itself.
fn of_shapes(code: &Code) -> Option<String> {
    let between =
        |number: &str, low: &str, high: &str| format!("{number} is not between {low} and {high}");
    Some(match code {
        Code::NotToml(why) => format!("not TOML: {why}"),
        Code::NotJson(why) => format!("not JSON: {why}"),
        Code::JsonIsEmpty => "not JSON: the file is empty".to_owned(),
        Code::Expected { expected, found } => {
            format!("expected {}, found {}", what(*expected), what(*found))
        }
        Code::Missing(key) => format!("\"{key}\" is missing"),
        Code::UnknownKey { key, near } => {
            format!("unknown key \"{key}\"{}", did_you_mean(near.as_deref()))
        }
        Code::EmptyText => "the text is empty".to_owned(),
        Code::TextTooLong(most) => format!("the text is longer than {most} characters"),
        Code::PrivateCharacter => {
            "the text holds a character of no script, from the private use planes".to_owned()
        }
        Code::PrivateInTranslation => "the text holds a character of no script".to_owned(),
        Code::EmptyList => "the list is empty".to_owned(),
        Code::NotAnId(id) => format!(
            "\"{id}\" is no id: an id begins with a letter or a digit and holds letters, digits, dashes and underscores, at most 64"
        ),
        Code::IdTaken(id) => format!("the id \"{id}\" is taken already"),
        Code::NotAnAddress => {
            "an address begins with https:// and has no spaces, quotes or angle brackets".to_owned()
        }
        Code::NotALogo => {
            "not the address of a picture: https://, and percent-encoded where it is no letter or digit".to_owned()
        }
        Code::NoLanguageTag(tag) => format!("\"{tag}\" is no language tag like en or pt-BR"),
        Code::NotAColor(text) => {
            format!("\"{text}\" is no colour: write #rgb or #rrggbb, such as \"#4338ca\"")
        }
        Code::Css(why) => why.clone(),
        Code::NotOfForm { given, example } => format!("\"{given}\" is not of the form {example}"),
        Code::NotAMoment => {
            "expected a date as 2026-12-31, or a time in UTC as 2026-12-31T18:00:00Z".to_owned()
        }
        Code::NotAnExtension(text) => format!("\"{text}\" is no file extension, like pdf"),
        Code::NotBetween { number, low, high } => {
            between(&number.to_string(), &low.to_string(), &high.to_string())
        }
        Code::NumberNotBetween { low, high } => {
            between("the number", &low.to_text(), &high.to_text())
        }
        Code::NoneOf { given, known, near } => {
            format!("\"{given}\" is none of {}{}", known.join(", "), did_you_mean(*near))
        }
        Code::NoneOfOrTwice { given, known } => {
            format!("\"{given}\" is none of {}, or there twice", known.join(", "))
        }
        _ => return None,
    })
}

/// What does not fit with what is said elsewhere.
fn of_sense(code: &Code) -> Option<String> {
    let words = match code {
        Code::TooManyOptions(most) => return Some(format!("a list has at most {most} options")),
        Code::TooManyQuestions(most) => {
            return Some(format!("a survey has at most {most} questions"));
        }
        Code::TooManyHidden(most) => {
            return Some(format!("a survey has at most {most} hidden fields"));
        }
        Code::RequiredIsNoField(name) => {
            return Some(format!("\"{name}\" is not among the \"fields\""));
        }
        Code::BuiltInTaken(id) => return Some(format!("an option has the id \"{id}\" already")),
        Code::VariableId(id) => return Some(format!("\"{id}\" is no id, or taken already")),
        Code::TakesTwo(test) => {
            return Some(format!("\"{test}\" has two numbers, the lower first"));
        }
        Code::TakesNoList(test) => return Some(format!("\"{test}\" takes no list")),
        Code::TakesAList(test) => return Some(format!("\"{test}\" takes a list")),
        Code::FontCount(most) => return Some(format!("a list of fonts has 1 to {most} names")),
        Code::NotAFont(name) => {
            return Some(format!(
                "\"{name}\" is no name of a font: it has letters, digits, spaces and dashes"
            ));
        }
        Code::OneTest(known) => {
            let message = "a condition has one test, or one of all, any, none; the tests are";
            return Some(format!("{message} {}", known.join(", ")));
        }
        Code::OneChange(known) => {
            return Some(format!("one of {} says what is done", known.join(", ")));
        }
        other => of_rules(other).or_else(|| of_paths(other))?,
    };
    Some(words.to_owned())
}

/// What speaks of something that is not there, or not so.
fn of_names(code: &Code) -> Option<String> {
    let advice = |is_given: bool| {
        if is_given { "" } else { ", give the question an \"attribute\" of its own" }
    };
    Some(match code {
        Code::NoQuestionBefore(id) => format!("no question \"{id}\" is asked before this one"),
        Code::NoSuch { what, name } => format!("there is no {what} \"{name}\""),
        Code::TestIsFor { test, shapes } => format!("\"{test}\" is for {}", shapes_of(*shapes)),
        Code::NoOption(id) => format!("the question has no option \"{id}\""),
        Code::NeverIs(one) => format!("the answer is never {}", what(*one)),
        Code::RecallsNothing(id) => format!(
            "{{{id}}} recalls no question asked before this one, no hidden field and no variable"
        ),
        Code::NothingToCarry(id) => format!("\"{id}\" has no options to carry forward"),
        Code::NoAttribute { name, is_given } => format!(
            "Braze takes no attribute \"{name}\": 1 to 255 characters, not beginning with ${}",
            advice(*is_given)
        ),
        Code::ReservedAttribute { name, is_given } => format!(
            "\"{name}\" is a field of Braze's own and no custom attribute{}",
            advice(*is_given)
        ),
        Code::TwoTypes { questions: (one, two), attribute, types: (first, second) } => format!(
            "\"{one}\" and \"{two}\" write the attribute \"{attribute}\" with different types, {} and {}: Braze keeps only one of them, so give each its own",
            stored(*first),
            stored(*second)
        ),
        Code::VariableStays(one) => format!("the variable is {}, and stays one", what(*one)),
        Code::NoQuestion(id) => format!("there is no question \"{id}\""),
        Code::NoEnding(id) => format!("there is no ending \"{id}\""),
        Code::NoText { path, near } => {
            format!("the survey has no text \"{path}\"{}", did_you_mean(near.as_deref()))
        }
        Code::MovedColor { asked, hundredths, surface, tenths, used } => {
            let (ratio, part) = (hundredths / 100, hundredths % 100);
            let needed = if tenths % 10 == 0 {
                (tenths / 10).to_string()
            } else {
                format!("{}.{}", tenths / 10, tenths % 10)
            };
            format!(
                "{asked} has a contrast of {ratio}.{part:02}:1 with the surface {surface} and needs {needed}:1, so {used} is used"
            )
        }
        Code::Finding(message) => message.clone(),
        _ => return None,
    })
}

fn shapes_of(shapes: Shapes) -> &'static str {
    match shapes {
        Shapes::All => "anything",
        Shapes::Numbers => "numbers",
        Shapes::Texts => "texts, dates and times",
        Shapes::Options => "choices",
    }
}

fn stored(stored: StoredType) -> &'static str {
    match stored {
        StoredType::Nothing => "nothing",
        StoredType::Number => "a number",
        StoredType::Text => "a string",
        StoredType::List => "an array",
        StoredType::Flag => "a boolean",
        StoredType::Object => "an object",
    }
}

/// What breaks a rule that has no arguments.
fn of_rules(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::SlugUnderscore => {
            "a survey's id has no underscores, so that its address is easy to read out"
        }
        Code::NotAHash => {
            "no hash of a password: make one with sondage password, so that the password itself is in no file"
        }
        Code::EffortCount => "a scale of effort has 5 or 7 points",
        Code::FirstOfNumbers => "only a scale of numbers begins at 0",
        Code::TooManyDecimals => "the lowest number has more \"decimals\" than are allowed",
        Code::NoRoomToMove => "a slider has room to move: let \"max\" be above \"min\"",
        Code::LatestBeforeEarliest => "the latest is before the earliest",
        Code::RowKeys => "a row has an id and a label, and if you like show_if and fixed",
        Code::ColumnKeys => "a column has an id and a label, and if you like score and exclusive",
        Code::NoPlaceForComment => {
            "a list that opens has no place for a \"comment\": use a single_choice"
        }
        Code::LabelIsCut => "Braze takes 255 characters: the rest of the label is cut off there",
        Code::AttributeForLiquid => {
            "Liquid takes no attribute whose name holds braces, quotes, $ or |"
        }
        Code::TwoSources => "a field comes from an \"attribute\" or from the \"profile\", not both",
        Code::VariableValue => "a variable begins as a number or a text",
        Code::NoNeighbours => {
            "name questions that stand one after the other, each in one group only"
        }
        Code::ClosesBeforeItOpens => "the survey closes before it opens",
        Code::EndingSaysNothing => "an ending has a \"text\" or a \"redirect\"",
        Code::OneSubject => "a condition tests one \"question\", \"hidden\" field or \"variable\"",
        Code::OwnLocale => "the survey's own locale needs no translation",
        _ => return None,
    })
}

/// The same for rules of the path.
fn of_paths(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::NoVariable => "there is no such variable: name it under [variables]",
        Code::JumpBack => "a jump goes forward: back there, the respondent would go round for ever",
        Code::JumpInShuffle => "questions in random order are neither jumped to nor from",
        Code::NoSuchEnding => "there is no such ending",
        Code::FirstIsShuffled => {
            "the first card of a message is the same for all: begin with a [prompt] or a [welcome], or leave the first question out"
        }
        Code::NeverDark => "never seen: the mode is \"light\"",
        _ => return None,
    })
}

/// What a reader calls this.
fn what(what: What) -> &'static str {
    match what {
        What::Text => "a text",
        What::Number => "a number",
        What::WholeNumber => "a whole number",
        What::Flag => "true or false",
        What::List => "a list",
        What::Table => "a table",
        What::NumberOrText => "a number or a text",
        What::FontName => "the name of a font",
        What::Null => "null",
        What::NumberBeyond => "a number beyond 64 bits",
        What::NumberTooFine => "a number with too many digits",
    }
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!(", did you mean \"{near}\"?")).unwrap_or_default()
}
