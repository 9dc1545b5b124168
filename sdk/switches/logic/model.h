// What the user's switch and its page show and do, apart from any toolkit. It holds no widget, and a front end holds no
// rule.
//
// Threads: the UI thread, save the function given to the constructor. Nothing throws but std::bad_alloc.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <silhouette/silhouette.h>
#include <silhouette/switch_texts.h>

namespace silhouette::switches {

struct Shown {
    bool visible = false;             // false: the page and the switch are not to be seen at all
    bool on = false;                  // the position of the switch
    bool offers_turning_off = false;  // what is to happen on turning off may be chosen now
    std::string state;                // what goes on now, one sentence
    std::string deleting;             // "", or how many sessions are being deleted
    std::string problem;              // "", or why the last thing that the user did has failed
    bool operator==(const Shown&) const = default;
};

// What a "no" is to do beside ending everything.
struct TurnOff {
    bool also_delete = false;
    bool keep_list = false;
};

struct SentBatch {
    std::int64_t sent = 0;  // UTC seconds
    std::uint32_t items = 0;
    std::string text;  // plain English, one line an item
};

struct Sent {
    std::vector<SentBatch> batches;  // newest first
    bool damaged = false;            // a part of the list could not be read
};

class Model {
  public:
    // `changed` is called on any thread when shown() may have changed, until the model is gone; it takes the recorder's
    // state callback (sil_on_state_change) for that. A NULL recorder is one that is not there: nothing is ever visible.
    // `notice_version`: of the privacy notice that the page leads to.
    Model(sil_recorder* recorder, std::uint32_t notice_version, std::function<void()> changed);
    ~Model();
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;

    // In the words of `texts`.
    Shown shown(const Texts& texts) const;

    // Somebody looks: asks for the tenant's verdict. Nothing else does, and a user who has not opted in causes no
    // traffic otherwise.
    void looked_at();

    // Each says whether it was done; if not, shown() has the problem until the next one. They work while the page is
    // hidden, too: withdrawing, seeing and deleting are never out of reach.
    bool turn_on();
    bool turn_off(TurnOff also);
    bool delete_sent();
    Sent sent() const;

    // Sessions whose deletion is not confirmed yet. No callback tells when it changes.
    std::uint32_t deletions_pending() const;

  private:
    bool finish(std::vector<std::string Texts::*> problems);
    bool is_on() const;

    sil_recorder* recorder_;
    std::uint32_t notice_version_;
    std::function<void()> changed_;
    std::vector<std::string Texts::*> problems_;
};

}  // namespace silhouette::switches
