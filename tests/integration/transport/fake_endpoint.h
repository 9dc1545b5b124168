// A TLS server that answers by script and remembers every request, also those that were never completed.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace silhouette::transport {

// Certificates of this run; the folder goes when the program ends.
const std::filesystem::path& certificates();

struct Received {
    std::string method, target;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string head;                            // as it came
    std::string body;
    std::size_t expected = 0;  // Content-Length
    int connection = 0;        // from 0
    std::chrono::steady_clock::time_point when;
    bool complete() const { return body.size() == expected; }
};

class FakeEndpoint {
  public:
    // The raw answer; empty: the connection is closed without one. `number`: of the request, from 0. Runs in the
    // connection's thread and may block.
    using Script = std::function<std::string(const Received& request, std::size_t number)>;

    struct Manner {
        std::string certificate = "good";
        // The question before the first batch of a connection (GET with Prefer: wait=0) is answered with "allowed", is
        // not among what was received, and the script never sees it.
        bool answers_questions = true;
        bool six = false;       // listens at ::1
        bool wants_ca = false;  // asks the client for a certificate of the CA
        int newest_tls = 0;     // 0: OpenSSL's
    };

    explicit FakeEndpoint(Script script, const std::string& certificate = "good")
        : FakeEndpoint(std::move(script), Manner{certificate}) {}
    FakeEndpoint(Script script, Manner manner);
    ~FakeEndpoint();
    FakeEndpoint(const FakeEndpoint&) = delete;
    FakeEndpoint& operator=(const FakeEndpoint&) = delete;

    std::string url(const std::string& host = "127.0.0.1") const;
    std::uint16_t port() const { return port_; }
    std::vector<Received> received() const;
    int connections() const { return connections_; }
    int questions() const { return questions_; }
    // The server names that clients told, "" for none; one for each handshake that came to its end.
    std::vector<std::string> server_names() const;
    bool closed() const { return closing_; }

    // From now on nothing is read behind a request's head, until release().
    void stall() { stalled_ = true; }
    void release();

  private:
    void serve(int socket, int number);

    Script script_;
    Manner manner_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable released_;
    std::vector<Received> received_;
    std::vector<std::string> server_names_;
    std::vector<std::thread> threads_;
    std::vector<int> sockets_;
    std::atomic<int> connections_{0}, questions_{0};
    std::atomic<bool> stalled_{false};
    std::atomic<bool> closing_{false};
    std::thread acceptor_;
};

// An answer with a Content-Length. `headers`: lines ending in \r\n.
std::string answer(unsigned status, const std::string& headers = "", const std::string& body = "");
// The acknowledgement of a POST, with the verdict.
std::string acknowledge(const Received& request, std::uint64_t version = 1, bool allowed = true);
std::string settings_answer(std::uint64_t version, bool allowed, std::uint32_t valid_for = 0,
                            std::uint64_t allowed_since = 0);

}  // namespace silhouette::transport
