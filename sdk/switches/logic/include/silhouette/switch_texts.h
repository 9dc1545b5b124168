// All words of the ready-made switches, with English defaults. A host may replace any of them; the front ends pass them
// through their toolkit's translation (Qt: context "Silhouette", the English text is the source text).
//
// "&" stands before a label's mnemonic. Lines of a list are separated by a line feed. {time}, {items} and {count} are
// filled in. UTF-8.
#pragma once

#include <string>

namespace silhouette::switches {

struct Texts {
    Texts();  // the English ones

    std::string title;
    std::string description;
    std::string allow;  // label of the switch

    std::string recorded_title, recorded;  // what is recorded: a list
    std::string never_title, never;        // what never is: a list

    std::string notice;  // label of the link to the privacy notice
    std::string
        notice_link;  // its address; empty: no link is shown. A translation may lead to the notice in its language

    // When the user turns recording off.
    std::string also_delete;  // "delete what was sent, too"
    std::string keep_list;    // "keep the list of what was sent"

    // What goes on now.
    std::string state_recording, state_off, state_waiting, state_tenant_off, state_forbidden, state_paused,
        state_not_sampled, state_unavailable;
    std::string deleting;  // {count}: sessions whose deletion is not confirmed yet

    // The list of what was sent.
    std::string see_sent;  // label
    std::string sent_title, sent_explanation;
    std::string sent_batch;  // one entry of the list: {time}, {items}
    std::string sent_none, sent_damaged;
    std::string close;

    // Deleting it.
    std::string delete_sent;  // label
    std::string delete_title, delete_question, delete_yes, cancel;

    // What went wrong.
    std::string not_stored, not_turned_on, not_deleted;
};

// Every text, for translating and checking them one by one.
inline constexpr std::string Texts::*kAllTexts[] = {&Texts::title,
                                                    &Texts::description,
                                                    &Texts::allow,
                                                    &Texts::recorded_title,
                                                    &Texts::recorded,
                                                    &Texts::never_title,
                                                    &Texts::never,
                                                    &Texts::notice,
                                                    &Texts::notice_link,
                                                    &Texts::also_delete,
                                                    &Texts::keep_list,
                                                    &Texts::state_recording,
                                                    &Texts::state_off,
                                                    &Texts::state_waiting,
                                                    &Texts::state_tenant_off,
                                                    &Texts::state_forbidden,
                                                    &Texts::state_paused,
                                                    &Texts::state_not_sampled,
                                                    &Texts::state_unavailable,
                                                    &Texts::deleting,
                                                    &Texts::see_sent,
                                                    &Texts::sent_title,
                                                    &Texts::sent_explanation,
                                                    &Texts::sent_batch,
                                                    &Texts::sent_none,
                                                    &Texts::sent_damaged,
                                                    &Texts::close,
                                                    &Texts::delete_sent,
                                                    &Texts::delete_title,
                                                    &Texts::delete_question,
                                                    &Texts::delete_yes,
                                                    &Texts::cancel,
                                                    &Texts::not_stored,
                                                    &Texts::not_turned_on,
                                                    &Texts::not_deleted};

// `text` with {name} replaced by `value`, once.
std::string filled(std::string text, const std::string& name, const std::string& value);

// `text` without the mark of its mnemonic: for screen readers. "&&" is an "&".
std::string without_mnemonic(const std::string& text);

}  // namespace silhouette::switches
