// How a try to reach the endpoint ended: what a host reads in sil_network_status, and what stands in logs.
#pragma once

#include <cstdint>

namespace silhouette::transport {

// The numbers and words are those of sil_network in silhouette.h, and last.
enum class Failure : std::uint32_t {
    untried = 0,
    none = 1,  // it was reached, and answered as an ingest endpoint
    cut = 2,   // torn down on request: says nothing of the network
    resolve = 3,
    connect = 4,
    proxy_setting = 5,  // its address cannot be used: an unknown scheme, say
    proxy_password = 6,
    proxy = 7,  // refused, or does not speak HTTP
    ca_file = 8,
    client_certificate = 9,  // its files cannot be read, or the endpoint does not accept it, or wants one
    expired = 10,            // the endpoint's certificate, or not yet valid
    wrong_host = 11,
    untrusted = 12,
    pin = 13,  // none of the pinned keys is in its chain
    tls = 14,
    write = 15,
    answer = 16,  // no HTTP, cut off, beyond the bounds
    deadline = 17,
    redirect = 18,
    foreign = 19,   // an answer, but no ingest endpoint's: a captive portal
    later = 20,     // 408, 425, 429, 5xx
    key = 21,       // 401, 403
    rejected = 22,  // another 4xx: that batch will never be taken
    storage = 23    // not tried: the disk refuses what the session could be erased by
};
inline constexpr std::uint32_t kFailures = 24;

// One English sentence's worth, without a name, path or content. Static storage.
const char* to_text(Failure failure) noexcept;
// One stable word, as "certificate-expired". Static storage.
const char* to_word(Failure failure) noexcept;

}  // namespace silhouette::transport
