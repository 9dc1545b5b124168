// What was sent, in plain English, for the people whose clicks they are: sil_sent_read(). Words, paths and counts are
// those of the exports (docs/export.md) and of `silhouette inspect`.
//
//   Session 3f0a…, batch 0, begun 2026-11-26 09:00:00 UTC
//   09:00:01  window opened: mainWindow
//   09:00:02  click on mainWindow/toolBar/saveButton (tool button) in mainWindow, 50.0 % across, 40.0 % down
//   09:00:02  layout of mainWindow: 42 elements
//   1 click, 1 navigation, 1 layout
//   Names told: mainWindow, toolBar, saveButton
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sdk/sent/batch_reader.h"

namespace silhouette::sent {

// Words of wire numbers; "unknown" beyond what this version knows.
std::string role_words(std::uint32_t role);
std::string standard_button_words(std::uint32_t button);
std::string navigation_words(std::uint32_t kind);
std::string gap_words(std::uint32_t reason);

// "2026-11-26 09:00:00"
std::string utc(std::int64_t seconds);

// Definitions stand in the first batch of a session that needs them: give batches in the order they were sent. What was
// defined in a batch that is gone reads "unknown".
class SentWords {
  public:
    // The lines of the batch, each with its line break.
    std::string tell(const Batch& batch);

  private:
    struct Session {
        std::map<std::uint32_t, std::string> names;
        std::map<std::uint32_t, Element> elements;
        std::map<std::uint32_t, std::uint32_t> views;  // number to element
    };

    static std::string name(const Session& session, const Element& element);
    static std::string segment(const Session& session, const Element& element);
    static std::string path(const Session& session, std::uint32_t element);
    static std::string view(const Session& session, std::uint32_t number);
    static std::string item(const Session& session, const Item& item);

    std::map<std::string, Session> sessions_;
};

}  // namespace silhouette::sent
