//! Everything that can be wrong with a survey, or hardly meant.

use sondage_survey::answer::Decimal;

use super::args::{Shapes, StoredType, What};
use super::css::CssProblem;

/// Whose condition it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Whether this question is asked.
    Question(String),
    /// Whether this option is offered.
    Option(String),
    /// Whether this row is there.
    Row(String),
    /// Whether an answer is required.
    Requirement,
    /// Whether a variable is changed.
    Change,
    /// Whether a jump is taken.
    Jump,
    /// Whether this is the end.
    Ending,
    /// Whether a quota counts somebody.
    Quota,
}

/// Why nobody comes to an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hides {
    /// It has no condition, and no jump leads there.
    NoWay,
    /// Every path jumps to another.
    Jumps,
    /// Another always comes before it.
    Earlier,
}

/// What is wrong, or hardly meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// It is no TOML; what the parser says.
    NotToml(String),
    /// It is no JSON; what the parser says.
    NotJson(String),
    /// It is no JSON: there is nothing.
    JsonIsEmpty,
    /// Something of another type.
    Expected {
        /// What should be there.
        expected: What,
        /// What is there.
        found: What,
    },
    /// This key must be there.
    Missing(&'static str),
    /// No table like this has this key.
    UnknownKey {
        /// The key.
        key: String,
        /// The key that is most likely meant.
        near: Option<String>,
    },
    /// The text is empty.
    EmptyText,
    /// The text has more characters than this.
    TextTooLong(usize),
    /// The text holds a character of the private use planes.
    PrivateCharacter,
    /// The same, in a translation.
    PrivateInTranslation,
    /// A page of this platform, and none of its films.
    NotAFilm(&'static str),
    /// The captions of a film that this platform plays are its own.
    CaptionsOfPlatform(&'static str),
    /// An address that browsers may not be able to play.
    HardlyAFilm,
    /// The list is empty.
    EmptyList,
    /// This is no id.
    NotAnId(String),
    /// Another has this id already.
    IdTaken(String),
    /// A survey's id has underscores.
    SlugUnderscore,
    /// This is no address over https.
    NotAnAddress,
    /// This is no address that could open something.
    NotATarget,
    /// No address may have this scheme.
    SchemeRefused(String),
    /// The survey does not name the scheme of this address.
    SchemeNotNamed(String),
    /// This is no scheme.
    NotAScheme(String),
    /// This is no address of a picture.
    NotALogo,
    /// This is no language tag.
    NoLanguageTag(String),
    /// This is no colour.
    NotAColor(String),
    /// The author's own style rules are refused, for this.
    Css(CssProblem),
    /// This is no date, or no time of day; of which form it should be.
    NotOfForm {
        /// What is there.
        given: String,
        /// An example of what should be.
        example: &'static str,
    },
    /// This is neither a date nor a time in UTC.
    NotAMoment,
    /// This is not the hash of a password.
    NotAHash,
    /// This is no extension of a file.
    NotAnExtension(String),
    /// A whole number out of its bounds.
    NotBetween {
        /// The number.
        number: i64,
        /// The lowest that it can be.
        low: u32,
        /// The highest that it can be.
        high: u32,
    },
    /// A number out of its bounds.
    NumberNotBetween {
        /// The lowest that it can be.
        low: Decimal,
        /// The highest that it can be.
        high: Decimal,
    },
    /// None of the words that there are.
    NoneOf {
        /// What is there.
        given: String,
        /// The words that there are.
        known: Vec<&'static str>,
        /// The word that is most likely meant.
        near: Option<&'static str>,
    },
    /// None of the words that a list can have, or there before.
    NoneOfOrTwice {
        /// What is there.
        given: String,
        /// The words that there are.
        known: Vec<&'static str>,
    },
    /// A list has more options than this.
    TooManyOptions(usize),
    /// A survey has more questions than this.
    TooManyQuestions(usize),
    /// A survey has more hidden fields than this.
    TooManyHidden(usize),
    /// A scale of effort has 6 points.
    EffortCount,
    /// A scale of anything but numbers begins at 0.
    FirstOfNumbers,
    /// A scale of an even number of points has a word for its middle.
    NoMiddle,
    /// A word for a point that the scale has not, or a second one.
    StrangePoint(u32),
    /// A scale of eleven points that does not begin at 0.
    ElevenFromNought,
    /// A question without anything that goes on by a tap says whether it does.
    NothingToTap,
    /// An option in a list that opens has a picture.
    NoPlaceForPicture,
    /// This is no regular expression; what its parser says.
    NotAPattern(String),
    /// A regular expression looks around itself.
    PatternLooks,
    /// A pattern without words for those whose answer does not match.
    PatternUnsaid,
    /// A regular expression is too large.
    PatternTooLarge,
    /// The lowest number has more decimals than are allowed.
    TooManyDecimals,
    /// The highest of a slider is the lowest.
    NoRoomToMove,
    /// The latest is before the earliest.
    LatestBeforeEarliest,
    /// This field must be filled in, and is not there.
    RequiredIsNoField(String),
    /// A row has what only columns or options have.
    RowKeys,
    /// A column has what only rows or options have.
    ColumnKeys,
    /// An option in a list that opens has a comment.
    NoPlaceForComment,
    /// An option has the id of one that is built in.
    BuiltInTaken(&'static str),
    /// A label is longer than what Braze takes.
    LabelIsCut,
    /// The name of an attribute that Liquid cannot read.
    AttributeForLiquid,
    /// A hidden field comes from two sources.
    TwoSources,
    /// A catalogue, its item or its field cannot be called so in Braze.
    CatalogName,
    /// What is taken from a catalogue lacks the catalogue, the item or the field.
    CatalogParts,
    /// The id of a catalogue's item is to come from this, which is no hidden field that can say it.
    ItemField(String),
    /// A variable's id is no id, or taken.
    VariableId(String),
    /// A variable begins as neither a number nor a text.
    VariableValue,
    /// Questions in random order are no neighbours, or in two groups.
    NoNeighbours,
    /// The survey closes before it opens.
    ClosesBeforeItOpens,
    /// Own words have other gaps than the built-in text has, which is this in English.
    OtherGaps(&'static str),
    /// The survey has closed already, at this time.
    HasClosed(String),
    /// Respondents are to be known where no message says who they are.
    NobodyNamed,
    /// Outcomes are to be sent where nothing is.
    OutcomesWithoutSending,
    /// An ending has neither a text nor a redirect.
    EndingSaysNothing,
    /// A condition has no test, or several; the tests that there are.
    OneTest(&'static [&'static str]),
    /// A condition has no subject, or several.
    OneSubject,
    /// This test has two numbers.
    TakesTwo(&'static str),
    /// This test takes no list.
    TakesNoList(&'static str),
    /// This test takes a list.
    TakesAList(&'static str),
    /// A change says nothing, or several things; what there is to say.
    OneChange(&'static [&'static str]),
    /// A list of fonts is empty or too long.
    FontCount(usize),
    /// This is no name of a font.
    NotAFont(String),
    /// This is no address of a font's file.
    NotAFontFile,
    /// A translation into the survey's own locale.
    OwnLocale,
    /// No question of this id is asked before.
    NoQuestionBefore(String),
    /// There is no hidden field, or no variable, of this name.
    NoSuch {
        /// `hidden` or `variable`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// This test is for other answers.
    TestIsFor {
        /// The test.
        test: &'static str,
        /// What it is for.
        shapes: Shapes,
    },
    /// The question has no option of this id.
    NoOption(String),
    /// The answer is never one of these.
    NeverIs(What),
    /// A text recalls nothing that is known at its place.
    RecallsNothing(String),
    /// A question has no options to carry forward.
    NothingToCarry(String),
    /// Braze takes no attribute of this name.
    NoAttribute {
        /// The name.
        name: String,
        /// The author gave it; else it is the prompt.
        is_given: bool,
    },
    /// Braze has a field of its own of this name.
    ReservedAttribute {
        /// The name.
        name: String,
        /// The author gave it; else it is the prompt.
        is_given: bool,
    },
    /// Two questions write one attribute with different types.
    TwoTypes {
        /// Their ids.
        questions: (String, String),
        /// The attribute.
        attribute: String,
        /// The types of their answers.
        types: (StoredType, StoredType),
    },
    /// Another survey, another revision, or Braze itself has the attribute with another type.
    OtherType {
        /// The id of what writes it here.
        from: String,
        /// The attribute.
        attribute: String,
        /// The type here, and there.
        types: (StoredType, StoredType),
        /// Where there is, for people.
        elsewhere: String,
    },
    /// The name of an attribute is longer than the bytes that Braze keeps of it.
    NameIsCut(usize),
    /// A prompt makes the same attribute as that of the question of this id, which reads otherwise.
    SameName(String),
    /// Braze would keep this text as a time.
    LooksLikeDate(String),
    /// Neither a hidden field nor a variable has this id.
    NothingToTell(String),
    /// There is no such variable.
    NoVariable,
    /// A variable is a number or a text, and stays one.
    VariableStays(What),
    /// There is no question of this id.
    NoQuestion(String),
    /// A jump goes back.
    JumpBack,
    /// A jump from or to a question in random order.
    JumpInShuffle,
    /// The questions of this card have others between them.
    CardIsApart(String),
    /// A question that shares a card is in random order.
    CardInShuffle,
    /// This key stands with a question that is not the last one on its card.
    NotLastOfCard(&'static str),
    /// A jump into the middle of a card.
    JumpIntoCard,
    /// A jump to an ending that there is not.
    NoSuchEnding,
    /// There is no ending of this id.
    NoEnding(String),
    /// The first card would not be the same for all.
    FirstIsShuffled,
    /// A translation of a text that the survey has not.
    NoText {
        /// The path.
        path: String,
        /// The path that is most likely meant.
        near: Option<String>,
    },
    /// A colour that could not be seen is moved.
    MovedColor {
        /// The colour.
        asked: String,
        /// Its contrast with the surface, in hundredths.
        hundredths: u32,
        /// The surface.
        surface: String,
        /// The contrast that it needs, in tenths.
        tenths: u32,
        /// The colour that is used.
        used: String,
    },
    /// Colours of a mode that is never shown.
    NeverDark,
    /// This condition never holds.
    NeverHolds(Whose),
    /// This condition always holds.
    AlwaysHolds(Whose),
    /// No path comes by this question.
    NoPathBy(String),
    /// This question is always left out, since it has nothing to offer.
    AlwaysLeftOut(String),
    /// This option is never carried forward.
    NeverCarried(String),
    /// A jump before this one is always taken.
    JumpIsNeverTaken,
    /// A jump before this `next` is always taken.
    NextIsNeverNeeded,
    /// The path goes there anyway.
    JumpChangesNothing,
    /// Nobody comes to an ending, for this.
    EndingIsNeverShown(Hides),
    /// A text in which nothing is recalled recalls this.
    RecallStands(String),
    /// A text recalls nothing that is known when it is shown.
    RecallsNothingBefore(String),
    /// A redirect recalls this where the address says whose it is.
    RecallsAHost(String),
    /// What a text recalls may be unknown.
    MayBeUnknown(String),
    /// A translation does not recall what the text does.
    LostInTranslation(String),
    /// Texts have no translation.
    Untranslated {
        /// How many.
        n: usize,
        /// The paths of the first of them.
        first: Vec<String>,
    },
    /// Another question on the path writes the same attribute.
    Overwritten {
        /// Its id.
        question: String,
        /// The attribute.
        attribute: String,
    },
    /// An option reads as another, of this id.
    SameLabel(String),
    /// The words for a picture are longer than what Braze takes.
    PictureLabelIsCut,
    /// An answer can have more elements than Braze keeps of it.
    TooManyElements(usize),
}
