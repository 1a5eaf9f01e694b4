//! The store: the contract that every engine keeps, and what is SQLite's own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails where a helper does"
)]

mod answers;
mod copying;
mod counting;
mod deliveries;
mod drafts;
mod erasure;
mod exports;
mod faults;
mod files;
mod house;
mod races;
mod remembering;
mod respondents;
mod server;
mod showings;
mod standing;
mod studio;
mod trials;
mod yesterday;

/// Every story of the contract, as a test of this engine.
macro_rules! contract {
    ($engine:expr) => {
        contract! { $engine,
            answers: an_answer_is_stored_and_owed_to_braze,
                braze_reads_labels_in_the_surveys_own_locale,
                the_same_submission_again_changes_nothing_and_has_the_same_reply,
                the_same_submission_many_times_at_once_is_stored_once,
                a_changed_answer_is_a_new_revision_and_owed_again,
                changes_in_one_group_are_taken_in_their_order,
                of_two_answers_to_one_question_the_last_one_counts,
                an_answer_that_is_taken_back_goes_from_the_profile_without_an_event,
                an_answer_that_leaves_the_path_is_taken_back_too,
                a_refused_submission_leaves_nothing_and_harms_no_other,
                a_response_cannot_be_completed_without_a_required_answer,
                a_state_never_goes_back,
                a_response_belongs_to_one_survey,
                a_response_belongs_to_one_respondent,
                a_response_that_began_signed_goes_on_signed,
                anonymous_answers_are_owed_once_somebody_claims_them,
                a_survey_that_does_not_send_owes_nothing,
                where_the_widget_tells_of_the_event_the_relay_owes_the_attribute_alone,
                what_the_widget_has_told_braze_of_is_owed_as_the_attribute_alone,
                outside_of_a_message_the_relay_owes_the_event_whoever_tells_of_it_there,
                the_respondents_clock_is_believed_within_reason,
                an_answer_that_arrives_late_does_not_replace_a_newer_one,
                an_answer_given_once_more_is_the_newer_one_for_another_process_too,
                answers_to_an_earlier_revision_stay_as_they_are,
                many_submissions_share_a_commit,
                what_was_confirmed_is_there_for_another_process_without_closing,
                two_relays_on_one_file_see_what_the_other_one_wrote,
                hidden_values_are_kept_and_added_to,
                a_text_is_published_once_and_an_older_one_is_a_new_revision;
            exports: an_export_goes_through_all_responses_in_their_order,
                an_export_goes_through_those_that_are_wanted,
                every_revision_is_there_to_be_read;
            remembering: what_another_process_has_written_is_not_overlooked_by_what_is_remembered,
                a_response_of_long_ago_goes_on_where_nobody_remembers_it;
            respondents: who_has_answered_very_often_before_a_survey_asked_once_is_still_known,
                what_was_begun_in_a_message_goes_on_from_an_e_mail_and_is_one_response,
                who_has_completed_a_survey_that_asks_once_is_not_asked_again,
                of_many_tabs_that_begin_at_once_one_response_comes,
                who_only_says_who_they_are_keeps_nobody_from_answering,
                an_anonymous_response_becomes_somebodys_once_and_of_nobody_who_has_another,
                a_survey_that_does_not_ask_once_takes_as_many_as_come,
                an_alias_is_told_from_another_of_the_same_name;
            showings: showings_add_up_beside_what_was_begun_and_completed,
                who_was_asked_last_is_told_once_each_time;
            studio: the_first_owner_comes_by_a_link_once_and_nobody_comes_after,
                what_comes_after_a_condition_that_does_not_hold_is_not_done,
                what_comes_before_a_condition_that_does_not_hold_is_not_done_either,
                what_was_done_before_a_moment_is_forgotten_in_portions_and_the_rest_stays,
                links_that_are_over_go_when_there_is_a_new_one,
                that_a_text_was_published_is_noted_with_it_and_only_where_it_is_new,
                a_session_goes_with_its_end_its_account_or_by_itself,
                sessions_are_listed_for_whose_they_are_until_they_end,
                all_tokens_of_an_account_are_taken_back_at_once_and_nobody_elses,
                a_token_is_its_owners_to_take_back_and_listed_until_then,
                what_is_set_and_done_is_a_workspaces_own;
            drafts: a_draft_is_edited_by_who_has_read_it_last,
                edits_that_come_after_each_other_are_one_step_and_any_step_can_be_read,
                only_a_draft_that_was_never_published_can_be_deleted,
                a_survey_that_was_stopped_takes_no_answers_here_and_elsewhere_until_it_goes_on,
                what_two_do_with_a_survey_by_hand_is_both_done,
                what_came_of_each_survey_is_told_at_once;
            trials: what_is_tried_is_read_by_all_and_counted_by_nobody,
                a_trial_ends_once_and_goes_with_all_that_was_answered_there,
                a_trial_has_room_for_so_many_and_nobody_writes_into_anothers;
            deliveries: the_changes_of_an_answer_go_in_their_order_and_only_the_last_is_true,
                what_was_claimed_for_nobody_who_knows_of_it_is_claimed_again,
                a_profile_is_written_to_from_one_place_at_a_time,
                the_attempt_that_was_made_last_is_known,
                of_two_answers_given_at_once_the_one_that_came_later_is_true,
                an_answer_from_a_clock_that_was_a_day_ahead_is_older_than_one_of_today,
                what_was_put_off_by_a_clock_that_was_a_day_ahead_is_due,
                what_was_put_off_and_is_due_again_goes_before_what_is_new,
                a_claim_comes_to_one_request_in_which_nobody_has_all_the_room,
                of_requests_that_go_side_by_side_each_profile_is_in_one,
                a_claim_of_a_relay_that_does_nothing_goes_to_another_and_settles_nothing,
                what_is_put_off_waits_and_what_was_given_up_can_be_made_due,
                what_was_delivered_long_ago_is_forgotten_in_portions;
            standing: how_many_wait_is_known_whatever_became_of_which;
            copying: a_backup_has_every_row_and_goes_back_into_either_engine,
                everything_moves_to_either_engine_and_goes_on_there,
                nothing_is_copied_over_what_is_there;
            races: the_last_places_of_a_quota_are_given_once_whichever_relay_is_asked,
                who_begins_at_several_relays_at_once_has_one_response,
                changes_that_come_to_several_relays_at_once_are_all_stored_in_some_order,
                a_delivery_is_claimed_by_one_relay,
                a_profile_is_claimed_by_one_relay,
                a_response_may_have_no_more_files_than_it_may_whichever_relay_is_asked;
            files: an_answer_names_whole_files_of_its_own_response_only,
                a_file_that_no_answer_names_goes_and_one_that_is_named_stays,
                files_have_room_by_survey_and_all_together_while_they_arrive_too,
                only_so_many_files_may_wait_for_an_answer_that_names_them;
            erasure: all_of_one_person_is_found_and_erased_and_nothing_of_others,
                what_was_given_before_it_was_erased_comes_back_from_no_browser,
                responses_go_when_their_time_is_over_and_nothing_is_owed_for_them;
            counting: posts_go_on_while_a_survey_with_many_responses_is_published_and_all_are_counted,
                a_new_quota_limits_from_the_moment_on_at_which_it_is_known_how_full_it_is,
                a_quota_that_was_full_stays_full_while_its_survey_is_counted_anew,
                another_store_limits_by_a_revision_that_it_has_not_heard_of,
                a_counting_that_was_left_is_gone_on_with_by_whoever_is_there;
        }
    };
    ($engine:expr, $($module:ident: $($story:ident),+;)+) => {
        $($(
            #[tokio::test]
            async fn $story() {
                if $engine.is_here() {
                    crate::$module::$story($engine).await;
                }
            }
        )+)+
    };
}

mod sqlite {
    contract!(crate::house::Engine::Sqlite);
}

mod postgres {
    contract!(crate::house::Engine::Postgres);
}
