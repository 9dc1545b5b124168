// Requests and answers as the API sees them; what speaks HTTP (http_server.h) translates.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace silhouette::ingest {

using Fields = std::vector<std::pair<std::string, std::string>>;

// Names of fields are compared without regard to case.
bool same_name(std::string_view left, std::string_view right);

struct Request {
    std::string method;
    std::string path;   // without the query
    std::string query;  // without the question mark
    Fields fields;
    std::string body;
    // Stands for the peer's address, or its network where addresses are plenty, as long as this process runs; not to be
    // turned back into it. For rates only.
    std::string peer;
    // Set to true when the client has gone: whoever keeps it waiting may forget it.
    std::shared_ptr<std::atomic<bool>> abandoned;

    // Value of the field; empty when it is missing.
    std::string_view field(std::string_view name) const;
    // Value of a parameter of the query; empty when it is missing. Not percent-decoded: ours need none.
    std::string_view parameter(std::string_view name) const;
};

struct Response {
    unsigned status = 200;
    std::string content_type;  // empty: no body
    Fields fields;
    std::string body;
};

// Called once, on any thread.
using Answer = std::function<void(Response)>;

}  // namespace silhouette::ingest
