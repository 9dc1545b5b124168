#include "tests/integration/transport/recorder_thread.h"

#include <ctime>

#include "platform/process.h"
#include "proto/envelope/envelope.h"

namespace silhouette::transport {

using namespace std::chrono_literals;

RecorderThread::RecorderThread(const std::filesystem::path& folder, const std::string& endpoint,
                               const std::function<void(Options&)>& change)
    : io_(1) {
    Options options;
    options.endpoint = endpoint;
    options.tenant = "acme";
    options.key = "test-key";
    options.app = "orders";
    options.sdk_version = "0.1.0";
    options.trust.ca_file = (certificates() / "ca.pem").string();
    options.proxy = proxy_choice_of_environment();
    options.state = folder / "state";
    options.cache = folder / "cache";
    options.batch_interval = 50ms;
    if (change) {
        change(options);
    }
    Events events;
    events.on_verdict = [this](const privacy::Verdict& verdict) { verdicts.push_back(verdict); };
    events.on_sent = [this](std::uint64_t items, bool taken_over) { (taken_over ? sent_of_others : sent) += items; };
    events.on_dropped = [this](std::uint32_t reason, std::uint64_t items, Whose whose) {
        dropped[reason] += items;
        dropped_of[whose] += items;
    };
    events.on_wiped = [this](std::uint64_t items) { wiped += items; };
    events.books = [this] { return Books{captured, {}}; };
    events.on_upload_try = [this](Failure failure) { uploads.push_back(failure); };
    events.on_verdict_try = [this](Failure failure) { questions.push_back(failure); };
    events.on_key_refused = [this] {
        ++keys_refused;
        if (on_key_refused) {
            on_key_refused();
        }
    };
    events.erasures_asked = [this] { return erasures_asked; };
    events.on_message = [this](int, const std::string& message) { messages.push_back(message); };
    events.on_session_over = [this](const SessionId&) { ++sessions_over; };
    transport_ = std::make_unique<Transport>(io_, options, std::move(events));
}

bool RecorderThread::run_until(const std::function<bool()>& reached, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (!reached()) {
        if (std::chrono::steady_clock::now() >= deadline) {
            return false;
        }
        io_.restart();
        io_.run_for(5ms);
    }
    return true;
}

void RecorderThread::run_for(std::chrono::milliseconds time) {
    run_until([] { return false; }, time);
}

std::size_t RecorderThread::wakeups_in(std::chrono::milliseconds time) {
    io_.restart();
    return io_.run_for(time);
}

void RecorderThread::begin_session(int number) {
    Session session;
    session.id[0] = static_cast<std::byte>(number);
    session.started = std::time(nullptr);
    transport_->begin_session(session);
}

void RecorderThread::add(int clicks, std::size_t padding) {
    v1::Frame frame;
    for (int i = 0; i < clicks; ++i) {
        frame.add_kinds(v1::ITEM_KIND_CLICK);
        frame.add_time_deltas(1);
    }
    if (padding > 0) {
        std::string noise(padding, '\0');
        platform::random_bytes(std::as_writable_bytes(std::span(noise)));
        frame.mutable_session_start()->set_erasure_hash(noise);
    }
    const std::string bytes = frame.SerializeAsString();
    captured += static_cast<std::uint64_t>(clicks);
    transport_->add_frame(std::as_bytes(std::span(bytes)), static_cast<std::uint64_t>(clicks));
}

std::uint64_t RecorderThread::all_dropped() const {
    std::uint64_t sum = 0;
    for (const auto& [reason, items] : dropped) {
        sum += items;
    }
    return sum;
}

bool RecorderThread::said(const std::string& part) const {
    for (const auto& message : messages) {
        if (message.find(part) != std::string::npos) {
            return true;
        }
    }
    return false;
}

v1::Batch read_batch(const Received& request) {
    envelope::Error error{};
    v1::Batch batch;
    if (const auto plain = envelope::open(std::as_bytes(std::span(request.body)), error)) {
        batch.ParseFromArray(plain->data(), static_cast<int>(plain->size()));
    }
    return batch;
}

}  // namespace silhouette::transport
