// `silhouette inspect`: every field of every batch, in words; of a file, a stored session, or what this user's app
// keeps.
#include <algorithm>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "cli/app_scopes.h"
#include "cli/commands/stored_sessions.h"
#include "platform/process.h"
#include "privacy/grammar/name_grammar.h"
#include "proto/envelope/envelope.h"
#include "proto/validation.h"
#include "replay/inspect.h"
#include "transport/local_record.h"

namespace silhouette::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    StoredSessions stored;
    std::string what, app, account;
    bool json = false;
};

// Larger than any envelope: a file beyond it is none.
constexpr std::uintmax_t kFileMax = envelope::kCompressedMax;

std::string read_batch_file(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (!fs::exists(path, error)) {
        throw Failure("'" + path + "': no such file, and no session's id with --data or --endpoint");
    }
    if (!fs::is_regular_file(path, error)) {
        throw Failure("'" + path + "' is not a file");
    }
    if (fs::file_size(path, error) > kFileMax) {
        throw Failure("'" + path + "' is not a batch: it is too large");
    }
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) {
        throw Failure("'" + path + "' cannot be read: " + std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
    }
    if (bytes.empty()) {
        throw Failure("'" + path + "' is empty, not a batch");
    }
    return bytes;
}

// As it is sent (in its envelope) or plain.
v1::Batch parse_batch(const std::string& bytes, const std::string& what) {
    envelope::Error error = envelope::Error::none;
    std::string plain = bytes;
    if (const auto opened = envelope::open(std::as_bytes(std::span(bytes)), error)) {
        plain.assign(reinterpret_cast<const char*>(opened->data()), opened->size());
    } else if (error != envelope::Error::not_zstd) {
        throw Failure(what + " is not a batch: its envelope is damaged or of another version");
    }
    v1::Batch batch;
    if (!batch.ParseFromString(plain)) {
        throw Failure(what + " is not a batch");
    }
    const auto validation = wire::validate(batch);
    if (!validation) {
        throw Failure(what + " is not a valid batch: " + validation.field);
    }
    return batch;
}

std::string utc(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm parts{};
    char text[32] = "";
    if (::gmtime_r(&time, &parts) != nullptr) {
        std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    return text;
}

int print_batches(const Options& options, const std::vector<v1::Batch>& batches) {
    if (options.json) {
        Json list = Json::array();
        for (const auto& batch : batches) {
            list.push_back(replay::batch_json(batch));
        }
        print_whole(list.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
        return 0;
    }
    for (const auto& batch : batches) {
        print_whole(replay::batch_text(batch) + '\n');
    }
    return 0;
}

int inspect_app(const Options& options) {
    if (!grammar::is_app_id(options.app)) {
        throw UsageError("--app: an app's id has 1 to 64 of a-z 0-9 . -");
    }
    check_account(options.account);
    transport::LocalRecord record;
    for (const std::string& scope : scopes_of(options.app, options.account)) {
        auto one = transport::read_local_record(platform::default_state_folder() / scope,
                                                platform::default_cache_folder() / scope);
        std::ranges::move(one.waiting, std::back_inserter(record.waiting));
        std::ranges::move(one.sent, std::back_inserter(record.sent));
        record.damaged += one.damaged;
        record.problem = record.problem.empty() ? one.problem : record.problem;
    }
    Json document{{"app", options.app}, {"problem", record.problem}, {"damaged", record.damaged}};
    std::string text;
    std::uint64_t unreadable = 0;
    const auto add = [&](const char* key, const char* words, const std::vector<transport::LocalBatch>& batches) {
        Json list = Json::array();
        text += std::string(words) + ": " + std::to_string(batches.size()) + "\n\n";
        for (const auto& local : batches) {
            v1::Batch batch;
            if (!batch.ParseFromArray(local.batch.data(), static_cast<int>(local.batch.size()))) {
                ++unreadable;
                continue;
            }
            list.push_back(
                {{"written", utc(local.written)}, {"items", local.items}, {"batch", replay::batch_json(batch)}});
            text += "Written " + utc(local.written) + ", " + std::to_string(local.items) + " items. " +
                    replay::batch_text(batch) + '\n';
        }
        document[key] = std::move(list);
    };
    add("waiting", "Waiting to be sent", record.waiting);
    add("sent", "Sent", record.sent);
    document["damaged"] = record.damaged + unreadable;
    if (record.damaged + unreadable > 0) {
        text += std::to_string(record.damaged + unreadable) + " records could not be read.\n";
    }
    if (!record.problem.empty()) {
        text += "Nothing can be read: " + record.problem + "\n";
    }
    print_whole(options.json ? document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n' : text);
    return 0;
}

int inspect(const Options& options) {
    if (options.what.empty() == options.app.empty()) {
        throw UsageError("give a FILE, a SESSION or --app ID");
    }
    if (!options.account.empty() && options.app.empty()) {
        throw UsageError("--account belongs to --app");
    }
    if (!options.app.empty()) {
        return inspect_app(options);
    }
    if (options.stored.given()) {
        return print_batches(options, options.stored.batches(options.what));
    }
    if (is_session_id(options.what) && !std::filesystem::exists(options.what)) {
        throw UsageError("a session is read with --data DIR or --endpoint URL");
    }
    return print_batches(options, {parse_batch(read_batch_file(options.what), "'" + options.what + "'")});
}

}  // namespace

void add_inspect(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("inspect", "Show every field of every batch, in words");
    auto options = std::make_shared<Options>();
    command->add_option("FILE|SESSION", options->what, "A batch as it is sent, or a session with --data or --endpoint");
    command->add_option("--app", options->app, "What this user's app keeps to be sent, and what it has sent")
        ->type_name("ID");
    command->add_option("--account", options->account, "With --app: of this account of it only, where it has some");
    options->stored.add_options(*command);
    command->add_flag("--json", options->json, "Print one JSON document");
    command->callback([options, &run] { run = [options] { return inspect(*options); }; });
}

}  // namespace silhouette::cli
