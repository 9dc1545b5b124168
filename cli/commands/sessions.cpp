// `silhouette sessions`: what was recorded, newest first.
#include <google/protobuf/io/coded_stream.h>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands/stored_sessions.h"
#include "cli/https_client.h"
#include "ingest/data_folder.h"
#include "ingest/session_list.h"

namespace silhouette::cli {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void fail_unknown(const std::string& session) {
    throw Failure("there is no session '" + session + "'");
}

std::vector<v1::Batch> read_sequence(const std::string& bytes) {
    std::vector<v1::Batch> batches;
    google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                  static_cast<int>(bytes.size()));
    std::uint32_t length = 0;
    while (stream.CurrentPosition() < static_cast<int>(bytes.size())) {
        std::string message;
        if (!stream.ReadVarint32(&length) || length > bytes.size() ||
            !stream.ReadString(&message, static_cast<int>(length)) ||
            !batches.emplace_back().ParseFromString(message)) {
            throw Failure("the endpoint's answer is damaged");
        }
    }
    return batches;
}

void print_table(const Json& sessions) {
    if (sessions.empty()) {
        std::fprintf(stderr, "No sessions.\n");
        return;
    }
    std::printf("%-32s  %-20s  %-20s  %9s  %6s  %7s  %4s\n", "session", "app", "started", "duration", "clicks",
                "windows", "gaps");
    for (const auto& session : sessions) {
        std::printf("%-32s  %-20s  %-20s  %7.1f s  %6llu  %7llu  %4llu\n", session.value("session", "").c_str(),
                    session.value("app", "").c_str(), session.value("started", "").c_str(),
                    static_cast<double>(session.value("duration_ms", 0LL)) / 1000.0, session.value("clicks", 0ULL),
                    session.value("windows", 0ULL), session.value("gaps", 0ULL));
    }
}

struct Options {
    StoredSessions stored;
    bool json = false;
};

int sessions(const Options& options) {
    const Json list = Json::parse(options.stored.list(), nullptr, false);
    if (!list.is_array()) {
        throw Failure("the endpoint's answer is not a list of sessions");
    }
    if (options.json) {
        print_whole(list.dump() + '\n');
    } else {
        print_table(list);
    }
    return 0;
}

}  // namespace

void StoredSessions::add_options(CLI::App& command) {
    command.add_option("--data", data, "Data folder of the endpoint")->type_name("DIR");
    command.add_option("--endpoint", endpoint, "Address of the endpoint, https://HOST[:PORT]")->type_name("URL");
    command.add_option("--token", token, "Viewer or admin token, or @FILE; SILHOUETTE_TOKEN otherwise")
        ->type_name("TOKEN");
    command.add_option("--ca", ca, "Certificates to trust, PEM")->type_name("FILE");
}

void StoredSessions::require_one_place() const {
    if (data.empty() == endpoint.empty()) {
        throw UsageError("give either --data DIR or --endpoint URL with --token");
    }
}

std::string StoredSessions::get(const std::string& path) const {
    const std::string held = secret(token, "SILHOUETTE_TOKEN");
    if (held.empty()) {
        throw UsageError("--endpoint needs --token, or SILHOUETTE_TOKEN");
    }
    std::string address = endpoint;
    while (!address.empty() && address.back() == '/') {
        address.pop_back();
    }
    const Response response = https("GET", address + path, {{"Authorization", "Bearer " + held}}, {}, ca);
    if (response.status != 200) {
        throw Failure(problem_text(response));
    }
    return response.body;
}

std::string StoredSessions::list() const {
    require_one_place();
    if (data.empty()) {
        return get("/v1/sessions");
    }
    ingest::DataFolder folder(data, ingest::DataFolder::Use::read);
    std::vector<ingest::SessionSummary> all;
    for (const auto& tenant : folder.tenants().list()) {
        const auto of_tenant = folder.store(tenant).sessions();
        all.insert(all.end(), of_tenant.begin(), of_tenant.end());
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.started > b.started; });
    return ingest::sessions_json(all);
}

std::vector<v1::Batch> StoredSessions::batches(const std::string& session) const {
    require_one_place();
    const auto id = ingest::SessionId::from_text(session);
    if (!id) {
        throw Failure("'" + session + "' is no session: an id has 32 hex digits");
    }
    if (data.empty()) {
        return read_sequence(get("/v1/sessions/" + session + "/batches"));
    }
    ingest::DataFolder folder(data, ingest::DataFolder::Use::read);
    for (const auto& tenant : folder.tenants().list()) {
        auto found = folder.store(tenant).batches(*id);
        if (!found.empty()) {
            return found;
        }
    }
    fail_unknown(session);
}

std::string StoredSessions::exported(const std::string& session, replay::Format format) const {
    return replay::export_session(replay::read_session(batches(session)), format);
}

bool is_session_id(const std::string& text) {
    return ingest::SessionId::from_text(text).has_value();
}

void print_whole(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
        throw Failure("cannot write to standard output");
    }
}

void add_sessions(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("sessions", "List recorded sessions, newest first");
    auto options = std::make_shared<Options>();
    options->stored.add_options(*command);
    command->add_flag("--json", options->json, "Print a JSON array");
    command->callback([options, &run] { run = [options] { return sessions(*options); }; });
}

}  // namespace silhouette::cli
