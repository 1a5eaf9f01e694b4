//! Problems in English.

use super::words::{
    advice, always, css, did_you_mean, fixed, needed, never, shapes_of, stored, untranslated, what,
};
use super::{Code, Hides};

/// A sentence that says what is wrong, and mostly what to do about it.
#[must_use]
#[expect(clippy::too_many_lines, reason = "an arm a code: the compiler knows when one is missing")]
pub fn english(code: &Code) -> String {
    match code {
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
        Code::NotATarget => {
            "an address begins with https://, mailto:, tel: or the scheme of an app, and has no spaces, quotes or angle brackets".to_owned()
        }
        Code::SchemeRefused(scheme) => {
            format!("no address of a survey begins with {scheme}: (use https:// for pages)")
        }
        Code::SchemeNotNamed(scheme) => format!(
            "\"{scheme}:\" opens an app: name it at the top of the survey, as schemes = [\"{scheme}\"]"
        ),
        Code::NotAScheme(text) => format!(
            "\"{text}\" is no scheme: small letters, digits, + - and ., as myapp for myapp://orders"
        ),
        Code::NotALogo => {
            "not the address of a picture: https://, and percent-encoded where it is no letter or digit".to_owned()
        }
        Code::NoLanguageTag(tag) => format!("\"{tag}\" is no language tag like en or pt-BR"),
        Code::NotAColor(text) => {
            format!("\"{text}\" is no colour: write #rgb or #rrggbb, such as \"#4338ca\"")
        }
        Code::NotAFilm(platform) => {
            format!("a page of {platform}, and none of its films: give the address of the film")
        }
        Code::CaptionsOfPlatform(platform) => {
            format!("{platform} plays the film with captions of its own: leave them out here")
        }
        Code::Css(fault) => css(fault),
        Code::NotOfForm { given, example } => format!("\"{given}\" is not of the form {example}"),
        Code::NotAMoment => {
            "expected a date as 2026-12-31, or a time in UTC as 2026-12-31T18:00:00Z".to_owned()
        }
        Code::NotAnExtension(text) => format!("\"{text}\" is no file extension, like pdf"),
        Code::NotBetween { number, low, high } => {
            format!("{number} is not between {low} and {high}")
        }
        Code::NumberNotBetween { low, high } => {
            format!("the number is not between {} and {}", low.to_text(), high.to_text())
        }
        Code::NoneOf { given, known, near } => {
            format!("\"{given}\" is none of {}{}", known.join(", "), did_you_mean(*near))
        }
        Code::NoneOfOrTwice { given, known } => {
            format!("\"{given}\" is none of {}, or there twice", known.join(", "))
        }
        Code::StrangePoint(point) => {
            format!("the scale has no point {point}, or it is named twice")
        }
        Code::NotAPattern(why) => format!("no regular expression: {why}"),
        Code::TooManyOptions(most) => format!("a list has at most {most} options"),
        Code::TooManyQuestions(most) => {
            format!("a survey has at most {most} questions")
        }
        Code::TooManyHidden(most) => {
            format!("a survey has at most {most} hidden fields")
        }
        Code::RequiredIsNoField(name) => {
            format!("\"{name}\" is not among the \"fields\"")
        }
        Code::BuiltInTaken(id) => format!("an option has the id \"{id}\" already"),
        Code::VariableId(id) => format!("\"{id}\" is no id, or taken already"),
        Code::TakesTwo(test) => {
            format!("\"{test}\" has two numbers, the lower first")
        }
        Code::TakesNoList(test) => format!("\"{test}\" takes no list"),
        Code::TakesAList(test) => format!("\"{test}\" takes a list"),
        Code::FontCount(most) => format!("a list of fonts has 1 to {most} names"),
        Code::NotAFont(name) => {
            format!(
                "\"{name}\" is no name of a font: it has letters, digits, spaces and dashes"
            )
        }
        Code::OneTest(known) => {
            let message = "a condition has one test, or one of all, any, none; the tests are";
            format!("{message} {}", known.join(", "))
        }
        Code::OneChange(known) => {
            format!("one of {} says what is done", known.join(", "))
        }
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
        Code::OtherType { from, attribute, types: (here, there), elsewhere } => format!(
            "\"{from}\" writes the attribute \"{attribute}\" as {}, and {elsewhere} has it as {}: Braze keeps only one of them, so give this one another",
            stored(*here),
            stored(*there)
        ),
        Code::NameIsCut(most) => {
            format!("Braze keeps {most} bytes of the name: the rest of it is cut off there")
        }
        Code::SameName(id) => format!(
            "begins as the prompt of \"{id}\" does, further than Braze reads names: both answers go to one attribute, so give this one an \"attribute\" of its own"
        ),
        Code::LooksLikeDate(text) => format!(
            "Braze keeps \"{text}\" as a time, and texts that look like no date as strings: one attribute keeps only one of them, so write it another way, such as \"1 December 2026\""
        ),
        Code::NothingToTell(id) => {
            format!("there is no hidden field and no variable \"{id}\", and it is none of utm_…")
        }
        Code::VariableStays(one) => format!("the variable is {}, and stays one", what(*one)),
        Code::NoQuestion(id) => format!("there is no question \"{id}\""),
        Code::NoEnding(id) => format!("there is no ending \"{id}\""),
        Code::NoText { path, near } => {
            format!("the survey has no text \"{path}\"{}", did_you_mean(near.as_deref()))
        }
        Code::MovedColor { asked, hundredths, surface, tenths, used } => format!(
            "{asked} has a contrast of {}:1 with the surface {surface} and needs {}:1, so {used} is used",
            fixed(*hundredths),
            needed(*tenths)
        ),
        Code::NeverHolds(whose) => format!("never holds{}", never(whose)),
        Code::AlwaysHolds(whose) => format!("always holds{}", always(whose)),
        Code::NoPathBy(id) => {
            format!("no path comes by \"{id}\": let a jump lead to it, or take it out")
        }
        Code::AlwaysLeftOut(id) => {
            format!("\"{id}\" is always left out, since none of its options is ever offered")
        }
        Code::NeverCarried(id) => format!("the option \"{id}\" is never carried forward"),
        Code::RecallStands(id) => {
            format!("{{{id}}} is shown as it stands here: nothing is recalled in what is no markup")
        }
        Code::RecallsNothingBefore(id) => {
            format!("{{{id}}} recalls no question asked before, no hidden field and no variable")
        }
        Code::RecallsAHost(id) => format!(
            "{{{id}}} would decide whose page this leads to: write out the address up to the / behind its host"
        ),
        Code::MayBeUnknown(id) => {
            format!("{{{id}}} may be unknown here: say what to show instead, as {{{id}|…}}")
        }
        Code::LostInTranslation(id) => format!("{{{id}}} is lost in the translation"),
        Code::Untranslated { n, first } => untranslated(*n, first),
        Code::Overwritten { question, attribute } => format!(
            "\"{question}\" writes the attribute \"{attribute}\" too, and this answer replaces it: give one of them an \"attribute\" of its own"
        ),
        Code::SameLabel(id) => {
            format!("reads as the option \"{id}\" does: Braze could not tell them apart")
        }
        Code::TooManyElements(most) => format!(
            "Braze keeps {most} elements of an array, and this answer can have more: offer fewer, or set \"max\""
        ),
        Code::SlugUnderscore => "a survey's id has no underscores, so that its address is easy to read out".to_owned(),
        Code::NotAFontFile => "not the address of a font: https://, ending in .woff2 or .woff, and percent-encoded where it is no letter or digit".to_owned(),
        Code::NotAHash => "no hash of a password: make one with sondage password, so that the password itself is in no file".to_owned(),
        Code::EffortCount => "a scale of effort has 5 or 7 points".to_owned(),
        Code::FirstOfNumbers => "only a scale of numbers begins at 0".to_owned(),
        Code::NoMiddle => "a scale of an even number of points has no middle".to_owned(),
        Code::ElevenFromNought => "a scale of 11 points begins at 0: add \"first = 0\"".to_owned(),
        Code::NothingToTap => "\"auto_advance\" is for scales, yes_no, single_choice, and one of several pictures".to_owned(),
        Code::NoPlaceForPicture => "a list that opens has no place for an \"image\": use a single_choice".to_owned(),
        Code::PatternLooks => "a pattern matches the whole answer, and looks around nowhere: leave out \\b, and ^ and $ within".to_owned(),
        Code::PatternUnsaid => "say in \"error\" what the pattern asks for: nobody sees it".to_owned(),
        Code::PatternTooLarge => "a pattern this large takes too long: repeat less".to_owned(),
        Code::TooManyDecimals => "the lowest number has more \"decimals\" than are allowed".to_owned(),
        Code::NoRoomToMove => "a slider has room to move: let \"max\" be above \"min\"".to_owned(),
        Code::LatestBeforeEarliest => "the latest is before the earliest".to_owned(),
        Code::RowKeys => "a row has an id and a label, and if you like show_if and fixed".to_owned(),
        Code::ColumnKeys => "a column has an id and a label, and if you like score and exclusive".to_owned(),
        Code::NoPlaceForComment => "a list that opens has no place for a \"comment\": use a single_choice".to_owned(),
        Code::LabelIsCut => "Braze takes 255 characters: the rest of the label is cut off there".to_owned(),
        Code::AttributeForLiquid => "Liquid takes no name that holds braces, quotes, $ or |".to_owned(),
        Code::TwoSources => "a field comes from one of \"attribute\", \"profile\", \"event\", \"context\" and \"catalog\"".to_owned(),
        Code::CatalogName => "names in a catalogue are letters, digits, dashes and underscores, at most 250".to_owned(),
        Code::CatalogParts => "what comes from a catalogue has \"catalog\", \"item\" and \"field\"".to_owned(),
        Code::ItemField(name) => format!("\"{name}\" is no hidden field before this one that a message takes from its profile, event or context"),
        Code::VariableValue => "a variable begins as a number or a text".to_owned(),
        Code::NoNeighbours => "name questions that stand one after the other, each in one group only".to_owned(),
        Code::ClosesBeforeItOpens => "the survey closes before it opens".to_owned(),
        Code::OtherGaps(built_in) => format!("keep what stands in braces as often as in \"{built_in}\", and put nothing else of the kind there"),
        Code::HasClosed(since) => format!("the survey has been closed since {since}, and takes no answers: take this out, or let it close later"),
        Code::NobodyNamed => "with send = false no message or mail says who answers: \"once\" and access = \"signed\" hold for links with an external id or for one response".to_owned(),
        Code::OutcomesWithoutSending => {
            "with send = false nothing goes to Braze, so there are no events of outcomes".to_owned()
        }
        Code::EndingSaysNothing => "an ending has a \"text\" or a \"redirect\"".to_owned(),
        Code::OneSubject => "a condition tests one \"question\", \"hidden\" field or \"variable\"".to_owned(),
        Code::OwnLocale => "the survey's own locale needs no translation".to_owned(),
        Code::NoVariable => "there is no such variable: name it under [variables]".to_owned(),
        Code::JumpBack => "a jump goes forward: back there, the respondent would go round for ever".to_owned(),
        Code::CardIsApart(card) => {
            format!("the questions of the card \"{card}\" do not stand next to each other")
        }
        Code::CardInShuffle => "questions that share a card are not asked in random order".to_owned(),
        Code::NotLastOfCard(key) => {
            format!("a card is answered as a whole: \"{key}\" stands with its last question")
        }
        Code::JumpIntoCard => {
            "a jump leads to the first question of a card, not into its middle".to_owned()
        }
        Code::JumpInShuffle => "questions in random order are neither jumped to nor from".to_owned(),
        Code::NoSuchEnding => "there is no such ending".to_owned(),
        Code::FirstIsShuffled => "the first card of a message is the same for all: begin with a [prompt] or a [welcome], or leave the first question out".to_owned(),
        Code::NeverDark => "never seen: the mode is \"light\"".to_owned(),
        Code::JumpIsNeverTaken => "is never taken, since one of the jumps before it always is: move it up, or take it out".to_owned(),
        Code::NextIsNeverNeeded => "is never needed, since one of the jumps is always taken: leave it out".to_owned(),
        Code::JumpChangesNothing => "changes nothing: the path goes there anyway".to_owned(),
        Code::EndingIsNeverShown(Hides::NoWay) => "is never shown: give it an \"if\", or let a jump lead to it".to_owned(),
        Code::EndingIsNeverShown(Hides::Jumps) => "is never shown, since every path jumps to another ending: let a jump lead to this one, or take it out".to_owned(),
        Code::EndingIsNeverShown(Hides::Earlier) => "is never shown, since another ending always comes before it: move it up, or take it out".to_owned(),
        Code::HardlyAFilm => "does not end as a film does (.mp4, .webm): a browser may not be able to play it".to_owned(),
        Code::PictureLabelIsCut => "Braze takes 255 characters: the rest of it is cut off there".to_owned(),
    }
}
