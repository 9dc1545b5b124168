#include "privacy/consent/choice.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "platform/private_file.h"
#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kFileMax = 4096;  // ours is below 300 bytes

// What tells this machine from others. Containers and minimal systems have no machine id: there the host name stands
// in.
std::string machine() {
    for (const char* file : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
        std::ifstream stream(file);
        std::string id;
        if (std::getline(stream, id) && id.size() >= 32) {
            return id;
        }
    }
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// Binds a choice to machine, user and app. Hashed, so that the file tells nothing of the machine.
std::string binding(const std::string& app) {
    const std::string text =
        "silhouette choice 1\n" + machine() + "\n" + std::to_string(::geteuid()) + "\n" + app + "\n";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        return {};
    }
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        hex += kDigits[digest[i] >> 4];
        hex += kDigits[digest[i] & 15];
    }
    return hex;
}

Choice unknown(const char* problem) {
    Choice choice;
    choice.problem = problem;
    return choice;
}

bool is_known_way(std::string_view how) {
    return how == "switch" || how == "command" || how == "host";
}

}  // namespace

std::filesystem::path choice_file(const std::filesystem::path& state, const std::string& app) {
    return state / app / "choice.json";
}

Choice read_choice(const std::filesystem::path& state, const std::string& app) {
    if (state.empty() || !grammar::is_app_id(app)) {
        return unknown("missing");
    }
    std::error_code error;
    const auto content = platform::read_private_file(choice_file(state, app), kFileMax, error);
    if (!content) {
        if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
            return unknown("missing");
        }
        return unknown(error == std::errc::file_too_large ? "damaged" : "unreadable");
    }
    const auto* text = reinterpret_cast<const char*>(content->data());
    const auto json = nlohmann::json::parse(text, text + content->size(), nullptr, false);
    const auto member = [&json](const char* key) { return json.is_object() ? json.find(key) : json.end(); };
    const auto format = member("format");
    if (format == json.end() || !format->is_number_unsigned()) {
        return unknown("damaged");
    }
    if (format->get<std::uint64_t>() > kFormat) {
        return unknown("newer");
    }
    const auto answer = member("answer");
    const auto notice = member("notice_version");
    const auto since = member("since");
    const auto how = member("how");
    const auto bound = member("binding");
    if (answer == json.end() || !answer->is_string() || notice == json.end() || !notice->is_number_unsigned() ||
        notice->get<std::uint64_t>() > UINT32_MAX || since == json.end() || !since->is_number_unsigned() ||
        since->get<std::uint64_t>() > INT64_MAX || how == json.end() || !how->is_string() ||
        !is_known_way(how->get_ref<const std::string&>()) || bound == json.end() || !bound->is_string()) {
        return unknown("damaged");
    }
    const auto& word = answer->get_ref<const std::string&>();
    if (word != "yes" && word != "no") {
        return unknown("damaged");
    }
    const std::string own = binding(app);
    if (own.empty() || bound->get_ref<const std::string&>() != own) {
        return unknown("foreign");
    }
    Choice choice;
    choice.answer = word == "yes" ? Answer::yes : Answer::no;
    choice.notice_version = notice->get<std::uint32_t>();
    choice.since = since->get<std::int64_t>();
    choice.how = how->get<std::string>();
    return choice;
}

std::error_code write_choice(const std::filesystem::path& state, const std::string& app, const Choice& choice) {
    const std::string bound = binding(app);
    if (state.empty() || !grammar::is_app_id(app) || !is_known_way(choice.how) || choice.answer == Answer::unknown ||
        choice.since < 0 || bound.empty()) {
        return std::make_error_code(std::errc::invalid_argument);
    }
    const std::filesystem::path file = choice_file(state, app);
    for (const auto& folder : {state, file.parent_path()}) {
        if (const auto error = platform::make_private_folder(folder)) {
            return error;
        }
    }
    // Every value is a number or a known word: nothing needs escaping.
    const std::string text = "{\"format\":" + std::to_string(kFormat) + ",\"answer\":\"" +
                             (choice.answer == Answer::yes ? "yes" : "no") +
                             "\",\"notice_version\":" + std::to_string(choice.notice_version) +
                             ",\"since\":" + std::to_string(choice.since) + ",\"how\":\"" + choice.how +
                             "\",\"binding\":\"" + bound + "\"}\n";
    return platform::replace_private_file(file, std::as_bytes(std::span(text)));
}

}  // namespace silhouette::privacy
