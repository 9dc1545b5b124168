// One HTTPS request, one answer: how commands talk to an ingest endpoint. Blocks the calling thread; no state is kept.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace silhouette::cli {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Response {
    unsigned status = 0;
    Headers headers;
    std::string body;

    // Value of a header, names compared without regard to case; empty when it is missing.
    std::string header(const std::string& name) const;
};

// Largest answer that is accepted: an export is far smaller.
inline constexpr std::size_t kResponseMax = std::size_t{256} << 20;

// `url` is https://host[:port]/path?query; no other scheme is spoken. The server's certificate must be signed by
// `ca_file`, or by the system's authorities when that is empty, and carry the host's name. TLS 1.2 at least.
// Throws Failure with a message for the user where no whole answer was received: an endpoint that is down, a bad
// certificate, something that does not speak HTTP, silence of 30 s.
Response https(const std::string& method, const std::string& url, const Headers& headers, const std::string& body,
               const std::string& ca_file);

// The sentence that an answer which is no success gives to the user: title and detail of its problem document, or the
// bare status when it carries none (an endpoint that is not ours).
std::string problem_text(const Response& response);

}  // namespace silhouette::cli
