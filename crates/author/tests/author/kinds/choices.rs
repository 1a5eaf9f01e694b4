//! Choices, pictures, rankings.

use crate::kinds::cases;

cases! {
    single_choice: "plan" {
        good [("", "pro")] => "\"pro\"";
        good [("", "free"), (".other", "ignored"), (".comment.team", "ignored")] => "\"free\"";
        good [("", "+other"), (".other", " Gold\u{0} ")] => "{\"other\":\"Gold\"}";
        good [("", "team"), (".comment.team", "of nine")] => "{\"comment\":\"of nine\",\"option\":\"team\"}";
        good [("", "team"), (".comment.team", " ")] => "\"team\"";
        good [("", "none")] => "\"none\"";
        good [("", "dont_know")] => "\"dont_know\"";
        good [] => "null";
        bad [("", "+other")] => OtherEmpty;
        bad [("", "platinum")] => Impossible;
        bad [("", "other")] => Impossible;
        bad [("", "Pro & more")] => Impossible;
        bad [("", "free"), (".comment.free", "none asked")] => Impossible;
    }
    multiple_choice: "uses" {
        good [("", "work"), ("", "home")] => "[\"work\",\"home\"]";
        good [("", "work"), ("", "school"), (".comment.school", "at night"), ("", "+other"), (".other", "Fun")]
            => "[\"work\",{\"comment\":\"at night\",\"option\":\"school\"},{\"other\":\"Fun\"}]";
        good [("", "nothing")] => "[\"nothing\"]";
        good [("", "dont_know")] => "[\"dont_know\"]";
        good [("", "")] => "null";
        bad [("", "work")] => TooFew;
        bad [("", "work"), ("", "home"), ("", "school"), ("", "+other"), (".other", "Fun")] => TooMany;
        bad [("", "work"), ("", "work")] => Impossible;
        bad [("", "work"), ("", "nothing")] => TooMany;
        bad [("", "dont_know"), ("", "nothing")] => TooMany;
        bad [("", "work"), ("", "none")] => Impossible;
        bad [("", "work"), ("", "+other"), (".other", "\n")] => OtherEmpty;
    }
    dropdown: "city" {
        good [("", "rome")] => "\"rome\"";
        good [("", "+other"), (".other", "Oslo")] => "{\"other\":\"Oslo\"}";
        good [("", "")] => "null";
        bad [("", "oslo")] => Impossible;
        bad [("", "+other"), (".other", "")] => OtherEmpty;
    }
    dropdown_of_countries: "home_country" {
        good [("", "FR")] => "\"FR\"";
        bad [("", "fr")] => Impossible;
        bad [("", "+other"), (".other", "Atlantis")] => Impossible;
    }
    picture_choice: "logo" {
        good [("", "new")] => "\"new\"";
        bad [] => Required;
        bad [("", "https://example.com/new.png")] => Impossible;
    }
    picture_choice_of_several: "logos" {
        good [("", "a"), ("", "c")] => "[\"a\",\"c\"]";
        good [("", "a"), ("", "b"), ("", "c")] => "[\"a\",\"b\",\"c\"]";
        bad [("", "a")] => TooFew;
        bad [("", "a"), ("", "d")] => Impossible;
    }
    ranking: "rank" {
        good [(".speed", "2"), (".price", "1"), (".looks", "3")] => "[\"price\",\"speed\",\"looks\"]";
        good [(".looks", "30"), (".speed", "-1"), (".price", "7")] => "[\"speed\",\"price\",\"looks\"]";
        good [(".speed", ""), (".price", "")] => "null";
        bad [(".speed", "1"), (".price", "2")] => EveryPlace;
        bad [(".speed", "1"), (".price", "1"), (".looks", "2")] => EveryPlace;
        bad [(".speed", "first"), (".price", "2"), (".looks", "3")] => EveryPlace;
    }
    choice_of_what_was_chosen: "favourite" {
        good [("", "school")] => "\"school\"";
        bad [("", "home")] => Impossible;
    }
    choice_of_what_was_not_chosen: "missing" {
        good [("", "home")] => "[\"home\"]";
        good [("", "none")] => "[\"none\"]";
        bad [("", "work")] => Impossible;
        bad [("", "dont_know")] => Impossible;
    }
    ranking_of_all_and_one_more: "order" {
        good [(".work", "1"), (".home", "2"), (".school", "3"), (".nothing", "4"), (".travel", "5")]
            => "[\"work\",\"home\",\"school\",\"nothing\",\"travel\"]";
        bad [(".work", "1"), (".home", "2"), (".school", "3"), (".nothing", "4")] => EveryPlace;
    }
}
