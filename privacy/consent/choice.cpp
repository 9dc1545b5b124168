#include "privacy/consent/choice.h"

#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "platform/last_error.h"
#include "platform/private_file.h"
#include "platform/regular_file.h"
#include "privacy/consent/tenant_absence.h"
#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kFileMax = 4096;       // ours is below 300 bytes
constexpr std::size_t kMachineIdMax = 4096;  // 33 bytes as systemd writes it

// What tells this machine from others. Containers and minimal systems have no machine id: there the host name stands
// in. Nothing where the system is short of descriptors or memory: an id that is there must not be taken for none.
std::optional<std::string> read_machine() {
    for (const char* file : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
        auto content = platform::read_file(file, kMachineIdMax, platform::FileOwners::any);
        if (auto* const id = std::get_if<std::string>(&content)) {
            id->resize(std::min(id->size(), id->find('\n')));
            if (id->size() >= 32) {
                return std::move(*id);
            }
        } else if (std::get<platform::FileRefusal>(content) == platform::FileRefusal::shortage) {
            return std::nullopt;
        }
    }
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// Read once: a "no" does not wait for it. Null as long as it cannot be read.
const std::string* machine() {
    // Never destroyed: where an app just exits, the recorder's thread still runs while what is static goes.
    static std::atomic<const std::string*> known{nullptr};
    const std::string* one = known;
    if (one == nullptr) {
        if (auto read = read_machine()) {
            auto made = std::make_unique<const std::string>(std::move(*read));
            if (known.compare_exchange_strong(one, made.get())) {
                one = made.release();
            }
        }
    }
    return one;
}

constexpr std::string_view kAccountPrefix = "account-";
constexpr std::size_t kAccountDigits = 32;
constexpr std::string_view kHexDigits = "0123456789abcdef";

// SHA-256 over purpose, machine, user and the subject; hexadecimal. Empty when it cannot be computed.
std::string hash_of(const char* purpose, const std::string& subject) {
    const std::string* const here = machine();
    if (here == nullptr) {
        return {};
    }
    const std::string text =
        std::string(purpose) + "\n" + *here + "\n" + std::to_string(::geteuid()) + "\n" + subject + "\n";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        return {};
    }
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        hex += kHexDigits[digest[i] >> 4];
        hex += kHexDigits[digest[i] & 15];
    }
    return hex;
}

// Binds a choice to machine, user and scope. Hashed, so that the file tells nothing of the machine.
std::string binding(const std::string& scope) {
    return hash_of("silhouette choice 1", scope);
}

Choice unknown(const char* problem) {
    Choice choice;
    choice.problem = problem;
    return choice;
}

// Through a link, or in somebody else's folder, an answer could be read, but a "no" not stored.
bool lies_elsewhere(const std::filesystem::path& state, const std::string& scope) {
    return platform::is_no_own_folder(state / scope.substr(0, scope.find('/'))) ||
           platform::is_no_own_folder(state / scope);
}

bool is_known_way(std::string_view how) {
    return how == "switch" || how == "command" || how == "host";
}

}  // namespace

std::string scope_of(const std::string& app, const std::string& account) {
    if (account.empty()) {
        return app;
    }
    const std::string hash = hash_of("silhouette account 1", app + "\n" + account);
    return hash.empty() ? hash : app + "/" + std::string(kAccountPrefix) + hash.substr(0, kAccountDigits);
}

bool is_scope(std::string_view scope) noexcept {
    const auto slash = scope.find('/');
    if (!grammar::is_app_id(scope.substr(0, slash))) {
        return false;
    }
    if (slash == std::string_view::npos) {
        return true;
    }
    const auto account = scope.substr(slash + 1);
    return account.substr(0, kAccountPrefix.size()) == kAccountPrefix &&
           account.size() == kAccountPrefix.size() + kAccountDigits &&
           account.find_first_not_of(kHexDigits, kAccountPrefix.size()) == std::string_view::npos;
}

std::filesystem::path choice_file(const std::filesystem::path& state, const std::string& scope) {
    return state / scope / "choice.json";
}

Choice read_choice(const std::filesystem::path& state, const std::string& scope) {
    if (state.empty() || !is_scope(scope)) {
        return unknown("missing");
    }
    if (lies_elsewhere(state, scope)) {
        return unknown("unreadable");
    }
    std::error_code error;
    const auto content = platform::read_private_file(choice_file(state, scope), kFileMax, error);
    if (!content) {
        if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
            return unknown("missing");
        }
        return unknown(error == std::errc::file_too_large     ? "damaged"
                       : platform::is_shortage(error.value()) ? kShortage
                                                              : "unreadable");
    }
    const auto* text = reinterpret_cast<const char*>(content->data());
    if (std::ranges::count(*content, std::byte{0}) != 0) {
        return unknown("damaged");  // the parser would take it for the end
    }
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
    const std::string own = binding(scope);
    if (own.empty()) {
        return unknown(kShortage);
    }
    if (bound->get_ref<const std::string&>() != own) {
        return unknown("foreign");
    }
    Choice choice;
    choice.answer = word == "yes" ? Answer::yes : Answer::no;
    choice.notice_version = notice->get<std::uint32_t>();
    choice.since = since->get<std::int64_t>();
    choice.how = how->get<std::string>();
    const auto keep = member("keep_record");
    choice.keep_record = keep != json.end() && keep->is_boolean() && keep->get<bool>();
    return choice;
}

void set_damaged_aside(const std::filesystem::path& state, const std::string& scope) {
    const std::string problem = read_choice(state, scope).problem;
    if (problem != "damaged" && problem != "newer" && problem != "unreadable") {
        return;
    }
    const auto file = choice_file(state, scope);
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0) {
        return;
    }
    // One that cannot be read now may be readable later, or is another user's.
    if (problem == "unreadable" && S_ISREG(status.st_mode)) {
        return;
    }
    if (S_ISLNK(status.st_mode) || (S_ISREG(status.st_mode) && status.st_size > static_cast<off_t>(kFileMax))) {
        ::unlink(file.c_str());  // not ours to begin with, and not worth the room
        return;
    }
    for (int number = 1; number <= kDamagedKept; ++number) {
        const std::string aside = file.string() + ".damaged-" + std::to_string(number);
        if (number == kDamagedKept || ::access(aside.c_str(), F_OK) != 0) {
            // A folder there makes it fail: then it stays where it is, and stays a "no".
            static_cast<void>(!::rename(file.c_str(), aside.c_str()));
            return;
        }
    }
}

bool was_set_aside(const std::filesystem::path& state, const std::string& scope) {
    return ::access((choice_file(state, scope).string() + ".damaged-1").c_str(), F_OK) == 0;
}

std::error_code forget_choice(const std::filesystem::path& state, const std::string& scope) {
    return state.empty() || !is_scope(scope) ? std::error_code()
                                             : platform::remove_private_file(choice_file(state, scope));
}

namespace {

// A full disk does not take a "no", but lets go of the "yes": then nobody is recorded, and the user is asked anew.
bool take_yes_away(const std::filesystem::path& state, const std::string& scope) {
    return read_choice(state, scope).answer == Answer::yes && !forget_choice(state, scope);
}

// With `replace` for a way of replacing the file.
template <typename Replace>
std::error_code write(const std::filesystem::path& state, const std::string& scope, const Choice& choice,
                      Replace replace) {
    const std::string bound = binding(scope);
    if (state.empty() || !is_scope(scope) || !is_known_way(choice.how) || choice.answer == Answer::unknown ||
        choice.since < 0) {
        return std::make_error_code(std::errc::invalid_argument);
    }
    if (bound.empty()) {
        // Nobody can be told from others, so no answer can be kept; a "no" lets go of what is stored.
        return choice.answer == Answer::no && !forget_choice(state, scope)
                   ? std::error_code()
                   : std::make_error_code(std::errc::resource_unavailable_try_again);
    }
    const std::filesystem::path file = choice_file(state, scope);
    // A "no" is quick: the folders are there already.
    if (!platform::is_private_folder(file.parent_path())) {
        for (const auto& folder : {state, state / scope.substr(0, scope.find('/')), file.parent_path()}) {
            if (const auto error = platform::make_private_folder(folder)) {
                return error;
            }
        }
    }
    set_damaged_aside(state, scope);
    if (choice.answer == Answer::yes) {
        forget_tenant_absence(state, scope);
    }
    // Every value is a number or a known word: nothing needs escaping.
    const std::string text =
        "{\"format\":" + std::to_string(kFormat) + ",\"answer\":\"" + (choice.answer == Answer::yes ? "yes" : "no") +
        "\",\"notice_version\":" + std::to_string(choice.notice_version) +
        ",\"since\":" + std::to_string(choice.since) + ",\"how\":\"" + choice.how +
        "\",\"keep_record\":" + (choice.keep_record ? "true" : "false") + ",\"binding\":\"" + bound + "\"}\n";
    const std::error_code error = replace(file, std::as_bytes(std::span(text)));
    return error && choice.answer == Answer::no && take_yes_away(state, scope) ? std::error_code() : error;
}

}  // namespace

std::error_code write_choice(const std::filesystem::path& state, const std::string& scope, const Choice& choice) {
    return write(state, scope, choice, [](const std::filesystem::path& file, std::span<const std::byte> content) {
        return platform::replace_private_file(file, content);
    });
}

std::error_code write_choice_at_once(const std::filesystem::path& state, const std::string& scope, const Choice& choice,
                                     platform::ReplacedFile& written) {
    return write(state, scope, choice, [&](const std::filesystem::path& file, std::span<const std::byte> content) {
        return platform::replace_private_file_at_once(file, content, written);
    });
}

}  // namespace silhouette::privacy
