// The secrets by which sessions can be erased later. None of a session is sent before the disk has its secret; what the
// disk refuses waits here and is tried again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>

#include "transport/erasure.h"
#include "transport/session_id.h"
#include "transport/transport.h"

namespace silhouette::transport {

// What it takes to erase the session later, from wherever that is asked for. To be cleansed by the caller.
ErasureSecret erasure_secret_of(const Session& session, const Options& options);

class SessionSecrets {
  public:
    // `erasures_asked`: as Events has it.
    SessionSecrets(std::filesystem::path state, std::function<std::uint32_t()> erasures_asked)
        : state_(std::move(state)), erasures_asked_(std::move(erasures_asked)) {}

    // False: one at least is not on the disk yet.
    bool add(const ErasureSecret& secret);
    // Whether the session may be sent; notes that it was.
    Sending may_send(const SessionId& session);
    void forget();

  private:
    std::uint32_t erasures_asked() const { return erasures_asked_ ? erasures_asked_() : 0; }
    void store();
    void forget_first();

    struct Unstored {
        ErasureSecret secret;
        std::uint32_t asked_before = 0;
    };
    std::filesystem::path state_;
    std::function<std::uint32_t()> erasures_asked_;
    std::list<Unstored> unstored_;  // oldest first
};

}  // namespace silhouette::transport
