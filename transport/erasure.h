// Erasure secrets: <state>/<app>/erasure. Each session carries the SHA-256 of a secret that only this file holds; who
// shows the secret to the endpoint erases the session there. Nobody needs to know who the user is.
//
// The file outlives the epoch, since erasing is what a user may ask for after saying "no". It holds one secret a
// session: session id, secret, endpoint, tenant, what the app trusted that endpoint by and the proxy that it named
// (without a password), day of the session, whether anything of it was sent, and since when the user wants it erased.
// Mode 0600, bounded in number and by retention.
//
// So that every session that an endpoint stores can be erased: a batch is sent only while its session's secret is here
// and is not asked for (note_sending()), and a secret goes when the endpoint has confirmed the erasure, or nothing was
// sent, or the endpoint still does not know the session when nothing can be on its way any more.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "transport/connection.h"
#include "transport/endpoint.h"
#include "transport/route.h"
#include "transport/session_id.h"

namespace silhouette::transport {

struct ErasureSecret {
    SessionId session;
    SessionSecret secret;
    std::string endpoint, tenant;
    Trust trust;
    std::optional<ProxyChoice> proxy;  // empty: as the environment says
    std::int64_t day = 0;              // UTC seconds at the day's start
    bool sent = false;                 // something of it may have reached the endpoint
    std::int64_t asked = 0;         // since when the user wants it erased, UTC seconds; 0: does not, or it is confirmed
    std::int64_t asked_uptime = 0;  // the same in seconds since the machine was started
};

// Since the machine was started, sleep included: nobody sets that clock.
std::chrono::seconds uptime() noexcept;

// `state` is the app's folder. Several processes may add at once. Oldest first.
std::vector<ErasureSecret> list_erasure_secrets(const std::filesystem::path& state);
// Durable when it returns without error. Drops what is past its retention.
std::error_code add_erasure_secret(const std::filesystem::path& state, const ErasureSecret& secret);
std::error_code remove_erasure_secret(const std::filesystem::path& state, const SessionId& session);

// Forgets what is past its retention, asked for or not. Makes no file.
void forget_old_erasure_secrets(const std::filesystem::path& state);

enum class Sending {
    allowed,    // noted: durable
    forbidden,  // it is to be erased, or was
    not_now,    // the file cannot be read or written
};
// Before each batch of the session leaves.
Sending note_sending(const std::filesystem::path& state, const SessionId& session);

// The user wants every session that is listed now erased. Remembered on disk until each is confirmed; durable when it
// returns without error. Where nothing was sent there is nothing to ask for. `count`: how many are asked for.
std::error_code ask_for_erasure(const std::filesystem::path& state, std::uint32_t& count);

// The newest of those that went where `secret` went: how that endpoint is reached and trusted, by the app's last word.
// `secret` is one of them.
const ErasureSecret& newest_there(const std::vector<ErasureSecret>& secrets, const ErasureSecret& secret);

// All that is sent to erase a session.
Request erasure_request(const ErasureSecret& secret);

enum class Erased {
    yes,
    not_there,      // and cannot come any more
    not_there_yet,  // what was on its way when the erasure was asked for may still arrive: ask again
    unknown,
};
// For how long it has been asked for at the least, whatever was done to the clock on the wall, and however often the
// machine was started since.
std::chrono::seconds asked_for(const ErasureSecret& secret, std::chrono::seconds now) noexcept;
// What the endpoint's answer means. `now`: uptime().
Erased judge_erasure(unsigned status, const ErasureSecret& secret, std::chrono::seconds now) noexcept;

struct ErasureResult {
    std::uint64_t erased = 0;     // confirmed by the endpoint
    std::uint64_t not_there = 0;  // the endpoint knows no such session; some of the secrets may be kept to ask again
    std::uint64_t failed = 0;     // not confirmed; the secret is kept for another try
    std::string problem;          // why the last failure happened, in words
};

// Asks the endpoints to erase every session of the app, one after the other, with retries until `deadline`; blocks. It
// needs no key and no consent, and sends nothing but the session's id and its secret. Any thread.
ErasureResult erase_all(const std::filesystem::path& state, const std::string& sdk_version,
                        std::chrono::steady_clock::time_point deadline);

}  // namespace silhouette::transport
