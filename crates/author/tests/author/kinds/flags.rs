//! Yes and no, and what asks for nothing.

use crate::kinds::cases;

cases! {
    yes_no: "again" {
        good [("", "yes")] => "true";
        good [("", "no")] => "false";
        good [] => "null";
        bad [("", "maybe")] => Impossible;
        bad [("", "true")] => Impossible;
    }
    yes_no_in_own_words: "own_words" {
        good [("", "no")] => "false";
    }
    consent_that_is_required: "terms" {
        good [("", "yes")] => "true";
        bad [] => Required;
        bad [("", "no")] => Required;
        bad [("", "YES")] => Required;
    }
    consent: "news" {
        good [("", "yes")] => "true";
        good [] => "false";
    }
    link: "page" {
        good [("", "yes")] => "true";
        good [] => "null";
        bad [("", "no")] => Impossible;
    }
    statement: "note" {
        good [] => "null";
        good [("", "yes")] => "null";
    }
}
