// The C ABI at its edges: what hosts get wrong, older hosts, forked hosts.
#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>
#include <silhouette/silhouette.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/catch.h"

namespace {

// Milliseconds. Nothing is to be sent here: it comes back at once, on a loaded machine later; a thread that is left
// alone would keep the next test from starting.
constexpr std::uint32_t kDeadline = 10'000;

struct Folder {
    Folder() {
        char name[] = "/tmp/silhouette-test-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() {
        std::error_code error;
        std::filesystem::remove_all(path, error);
    }
    std::string path;
};

sil_options good_options(const Folder& folder) {
    sil_options options = SIL_OPTIONS_INIT;
    options.app = "orders";
    options.app_version = "2.1";
    options.tenant = "acme";
    options.endpoint = "https://127.0.0.1:1";
    options.key = "key";
    options.state_dir = folder.path.c_str();
    options.cache_dir = folder.path.c_str();
    return options;
}

// Status of starting with a changed option; shuts down when it started.
template <typename Change>
sil_status start_with(Change change) {
    const Folder folder;
    sil_options options = good_options(folder);
    change(options);
    sil_recorder* recorder = nullptr;
    const sil_status status = sil_start(&options, &recorder);
    CHECK((recorder != nullptr) == (status == SIL_OK));
    if (recorder != nullptr) {
        CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
    }
    return status;
}

}  // namespace

TEST_CASE("options outside their ranges are refused with the status that says why") {
    CHECK(start_with([](sil_options&) {}) == SIL_OK);
    CHECK(start_with([](sil_options& options) { options.app = nullptr; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.app = "Orders"; }) == SIL_ERROR_NAME);
    CHECK(start_with([](sil_options& options) { options.app = "../orders"; }) == SIL_ERROR_NAME);
    CHECK(start_with([](sil_options& options) { options.tenant = "a b"; }) == SIL_ERROR_NAME);
    CHECK(start_with([](sil_options& options) { options.app_version = "2.1 (maria)"; }) == SIL_ERROR_NAME);
    for (const char* endpoint :
         {"http://127.0.0.1", "https://", "https://127.0.0.1/v1", "https://maria@127.0.0.1", "https://127.0.0.1:99999",
          "https://127.0.0.1:0", "https://[::1", "https://127.0.0.1?tenant=acme"}) {
        INFO(endpoint);
        CHECK(start_with([&](sil_options& options) { options.endpoint = endpoint; }) == SIL_ERROR_ARGUMENT);
    }
    for (const char* key : {"", "key\n", "key\r", "two words", "k\xc3\xa9y"}) {
        INFO(key);
        CHECK(start_with([&](sil_options& options) { options.key = key; }) == SIL_ERROR_ARGUMENT);
    }
    CHECK(start_with([](sil_options& options) { options.queue_events = 100; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.queue_events = 32; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.batch_ms = 99; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.batch_bytes = 2u << 20; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.spool_bytes = 1; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.spool_age_s = 1; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.level = static_cast<sil_level>(3); }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.layout = SIL_LAYOUT_EXACT; }) == SIL_OK);
    CHECK(start_with([](sil_options& options) { options.verdict_valid_s = 59; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.verdict_valid_s = 2'592'001; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.account = "maria@home"; }) == SIL_ERROR_NAME);
    CHECK(start_with([](sil_options& options) { options.account = "maria"; }) == SIL_OK);
    CHECK(start_with([](sil_options& options) { options.manifest = "orders.manifest"; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.manifest = "/usr/share/orders.manifest"; }) == SIL_OK);
    CHECK(start_with([](sil_options& options) { options.manifest = ""; }) == SIL_OK);
    CHECK(sil_start(nullptr, nullptr) == SIL_ERROR_ARGUMENT);
}

TEST_CASE("how the endpoint is reached: what cannot be used is refused at once") {
    const std::string one = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    const std::string two = one + ";sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    CHECK(start_with([&](sil_options& options) { options.pins = two.c_str(); }) == SIL_OK);
    CHECK(start_with([&](sil_options& options) { options.pins = one.c_str(); }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.proxy = "direct"; }) == SIL_OK);
    CHECK(start_with([](sil_options& options) { options.proxy = "http://u:p@127.0.0.1:1"; }) == SIL_OK);
    CHECK(start_with([](sil_options& options) { options.proxy = "socks5://127.0.0.1:1"; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.client_certificate = "c.pem"; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.client_key = "k.pem"; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.client_certificate = options.client_key = "c.pem"; }) ==
          SIL_OK);
    CHECK(start_with([](sil_options& options) { options.metered = 2; }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.metered = 1; }) == SIL_OK);
    sil_limits limits = SIL_LIMITS_INIT;
    CHECK(start_with([&](sil_options& options) { options.limits = &limits; }) == SIL_OK);
    limits.connect_ms = 99;
    CHECK(start_with([&](sil_options& options) { options.limits = &limits; }) == SIL_ERROR_ARGUMENT);
    CHECK(std::string(sil_limits_problem(&limits)) == "connect_ms: 100 … 120,000");
    CHECK(sil_limits_problem(nullptr) == nullptr);
}

TEST_CASE("the network's status, another key, a metered link") {
    const Folder folder;
    const sil_options options = good_options(folder);
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    sil_network_status status{};
    CHECK(sil_network_now(recorder, &status) == SIL_ERROR_ARGUMENT);
    status.size = sizeof status;
    CHECK(sil_network_now(recorder, nullptr) == SIL_ERROR_ARGUMENT);
    REQUIRE(sil_network_now(recorder, &status) == SIL_OK);
    CHECK(status.upload == SIL_NETWORK_UNTRIED);
    CHECK(status.verdict == SIL_NETWORK_UNTRIED);
    // Nobody listens at that port.
    CHECK(sil_ask_verdict(recorder) == SIL_OK);
    for (int round = 0; round < 12'000 && status.verdict != SIL_NETWORK_NO_CONNECTION; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        REQUIRE(sil_network_now(recorder, &status) == SIL_OK);
    }
    CHECK(status.verdict == SIL_NETWORK_NO_CONNECTION);
    CHECK(status.upload == SIL_NETWORK_UNTRIED);
    CHECK(sil_key_set(recorder, "another") == SIL_OK);
    CHECK(sil_key_set(recorder, "") == SIL_ERROR_ARGUMENT);
    CHECK(sil_key_set(recorder, "another\n") == SIL_ERROR_ARGUMENT);
    CHECK(sil_key_set(recorder, nullptr) == SIL_ERROR_ARGUMENT);
    // No end within what can be read: it is not looked for.
    const long page = ::sysconf(_SC_PAGESIZE);
    const auto size = static_cast<std::size_t>(page) * 3;
    auto* const endless =
        static_cast<char*>(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    REQUIRE(endless != MAP_FAILED);
    std::memset(endless, 'k', size);
    REQUIRE(::mprotect(endless + page * 2, static_cast<std::size_t>(page), PROT_NONE) == 0);
    CHECK(sil_key_set(recorder, endless) == SIL_ERROR_ARGUMENT);
    CHECK(sil_account_set(recorder, endless) == SIL_ERROR_NAME);
    ::munmap(endless, size);
    CHECK(sil_metered_set(recorder, 1) == SIL_OK);
    CHECK(sil_metered_set(recorder, 2) == SIL_ERROR_ARGUMENT);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
    CHECK(sil_network_now(recorder, &status) == SIL_ERROR_ARGUMENT);
    CHECK(std::string(sil_network_word(SIL_NETWORK_CERTIFICATE_EXPIRED)) == "certificate-expired");
    CHECK(std::string(sil_network_word(static_cast<sil_network>(SIL_NETWORK_DISK_REFUSES + 1))) == "unknown");
    std::set<std::string> words, texts;
    for (int network = SIL_NETWORK_UNTRIED; network <= SIL_NETWORK_DISK_REFUSES; ++network) {
        words.insert(sil_network_word(static_cast<sil_network>(network)));
        texts.insert(sil_network_text(static_cast<sil_network>(network)));
    }
    CHECK(words.size() == SIL_NETWORK_DISK_REFUSES + 1);
    CHECK(texts.size() == SIL_NETWORK_DISK_REFUSES + 1);
    CHECK(words.count("unknown") == 0);
}

TEST_CASE("an older host's smaller options are accepted, and what lies behind them is not read") {
    // As a host of a version without anything behind the folders: the rest is poison.
    CHECK(start_with([](sil_options& options) {
              options.size = offsetof(sil_options, level);
              options.level = static_cast<sil_level>(3);
              options.queue_events = 3;
              options.log = reinterpret_cast<sil_log_function>(0x1);
          }) == SIL_OK);
    CHECK(start_with([](sil_options& options) { options.size = offsetof(sil_options, key); }) == SIL_ERROR_ARGUMENT);
    CHECK(start_with([](sil_options& options) { options.size = 0; }) == SIL_ERROR_ARGUMENT);
}

TEST_CASE("a newer host's larger options are accepted") {
    struct Newer {
        sil_options options;
        char more[64];
    };
    const Folder folder;
    Newer newer{good_options(folder), {}};
    newer.options.size = sizeof newer;
    sil_recorder* recorder = nullptr;
    CHECK(sil_start(&newer.options, &recorder) == SIL_OK);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
}

TEST_CASE("one recorder a process; a handle that was shut down is void, not dangerous") {
    const Folder folder;
    const sil_options options = good_options(folder);
    sil_recorder *one = nullptr, *two = nullptr;
    REQUIRE(sil_start(&options, &one) == SIL_OK);
    CHECK(sil_start(&options, &two) == SIL_ERROR_ALREADY_STARTED);
    CHECK(two == nullptr);
    CHECK(sil_state_now(one) == SIL_STATE_USER_OFF);
    CHECK(sil_shutdown(one, kDeadline) == SIL_OK);
    CHECK(sil_shutdown(one, 0) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_set(one, SIL_CHOICE_YES, 1) == SIL_ERROR_ARGUMENT);
    CHECK(sil_state_now(one) == SIL_STATE_STOPPED);
    REQUIRE(sil_start(&options, &two) == SIL_OK);
    CHECK(sil_shutdown(two, kDeadline) == SIL_OK);
}

TEST_CASE("NULL is answered, never followed") {
    CHECK(sil_shutdown(nullptr, 0) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_set(nullptr, SIL_CHOICE_YES, 1) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_change(nullptr, SIL_CHOICE_NO, 1, SIL_CONSENT_ERASE) == SIL_ERROR_ARGUMENT);
    CHECK(sil_choice_changed(nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(sil_account_set(nullptr, "maria") == SIL_ERROR_ARGUMENT);
    CHECK(sil_erase_sent(nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(sil_erasures_pending(nullptr) == 0);
    CHECK(sil_consent_for_this_run(nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_choice(nullptr) == SIL_CHOICE_UNKNOWN);
    CHECK(sil_state_now(nullptr) == SIL_STATE_STOPPED);
    CHECK(sil_user_setting_visible(nullptr) == 0);
    CHECK(sil_ask_verdict(nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(sil_pause(nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(sil_stats_now(nullptr, nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(sil_session_id(nullptr, nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(sil_adapter_attach(nullptr, nullptr) == SIL_ERROR_ARGUMENT);
    sil_adapter_detach(nullptr);
    CHECK(sil_adapter_element(nullptr) == 0);
    sil_adapter_layout(1, nullptr, 5);
    sil_adapter_click(1, 1, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE, 0, 0);
    CHECK(std::string(sil_status_text(static_cast<sil_status>(15))) != "");
    CHECK(std::string(sil_state_text(static_cast<sil_state>(15))) != "");
}

TEST_CASE("a yes needs the version of the notice that the user saw") {
    const Folder folder;
    const sil_options options = good_options(folder);
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    CHECK(sil_consent_set(recorder, SIL_CHOICE_YES, 0) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_set(recorder, SIL_CHOICE_UNKNOWN, 1) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_set(recorder, SIL_CHOICE_NO, 0) == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_NO);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
}

TEST_CASE("flags that there are not, or not with this answer, are refused") {
    const Folder folder;
    const sil_options options = good_options(folder);
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    CHECK(sil_consent_change(recorder, SIL_CHOICE_NO, 1, 16) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_change(recorder, SIL_CHOICE_YES, 1, SIL_CONSENT_ERASE) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_change(recorder, SIL_CHOICE_YES, 1, SIL_CONSENT_KEEP_RECORD) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_change(recorder, SIL_CHOICE_NO, 1, SIL_CONSENT_BY_SWITCH | SIL_CONSENT_DO_NOT_WAIT) == SIL_OK);
    CHECK(sil_choice_changed(recorder) == SIL_ERROR_ARGUMENT);
    CHECK(sil_account_set(recorder, "maria@home") == SIL_ERROR_NAME);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
}

TEST_CASE("a yes to an older privacy notice does not count: the user is asked again") {
    const Folder folder;
    sil_options options = good_options(folder);
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    REQUIRE(sil_consent_set(recorder, SIL_CHOICE_YES, 1) == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_YES);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
    options.notice_version = 2;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    // Back and forth, so that the file has been read.
    REQUIRE(sil_account_set(recorder, "maria") == SIL_OK);
    REQUIRE(sil_account_set(recorder, nullptr) == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_UNKNOWN);
    CHECK(sil_state_now(recorder) == SIL_STATE_USER_OFF);
    CHECK(sil_consent_set(recorder, SIL_CHOICE_YES, 1) == SIL_ERROR_ARGUMENT);
    CHECK(sil_consent_set(recorder, SIL_CHOICE_YES, 2) == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_YES);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
}

TEST_CASE("a choice that the host holds is asked for on the host's thread, and nothing of it is stored") {
    struct Account {
        sil_choice choice = SIL_CHOICE_YES;
        std::thread::id thread;
        uint32_t notice = 0;
    } account;
    const Folder folder;
    sil_options options = good_options(folder);
    options.notice_version = 3;
    options.choice_context = &account;
    options.choice = [](uint32_t notice, void* context) {
        auto* const one = static_cast<Account*>(context);
        one->thread = std::this_thread::get_id();
        one->notice = notice;
        return one->choice;
    };
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    CHECK(account.thread == std::this_thread::get_id());
    CHECK(account.notice == 3);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_YES);
    account.choice = SIL_CHOICE_NO;
    CHECK(sil_choice_changed(recorder) == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_NO);
    CHECK(sil_state_now(recorder) == SIL_STATE_USER_OFF);
    CHECK(sil_consent_set(recorder, SIL_CHOICE_YES, 3) == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_YES);
    CHECK(sil_consent_set(recorder, SIL_CHOICE_NO, 3) == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_NO);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path)) {
        CHECK(entry.path().filename() != "choice.json");
    }
}

TEST_CASE("a yes that a host looked up before another thread said no does not count") {
    struct Account {
        sil_recorder* recorder = nullptr;
        std::atomic<sil_choice> choice{SIL_CHOICE_NO};
        std::atomic<bool> is_overtaken{false};
        int asked = 0;
    } account;
    const Folder folder;
    sil_options options = good_options(folder);
    options.choice_context = &account;
    options.choice = [](uint32_t, void* context) {
        auto* const one = static_cast<Account*>(context);
        ++one->asked;
        const sil_choice found = one->choice;
        if (one->is_overtaken.exchange(false)) {
            std::thread other([one] {
                one->choice = SIL_CHOICE_NO;
                CHECK(sil_consent_set(one->recorder, SIL_CHOICE_NO, 1) == SIL_OK);
            });
            other.join();
        }
        return found;
    };
    REQUIRE(sil_start(&options, &account.recorder) == SIL_OK);
    account.choice = SIL_CHOICE_YES;
    account.is_overtaken = true;
    const int asked_before = account.asked;
    CHECK(sil_choice_changed(account.recorder) == SIL_OK);
    CHECK(account.asked == asked_before + 2);
    CHECK(sil_consent_choice(account.recorder) == SIL_CHOICE_NO);
    CHECK(sil_state_now(account.recorder) == SIL_STATE_USER_OFF);
    CHECK(sil_shutdown(account.recorder, kDeadline) == SIL_OK);
}

TEST_CASE("a host that is asked for its choice at the start locks no other thread out of the library") {
    struct Asked {
        sil_recorder* old = nullptr;
        bool is_answered = false;
    } asked;
    const Folder folder;
    sil_options options = good_options(folder);
    REQUIRE(sil_start(&options, &asked.old) == SIL_OK);
    REQUIRE(sil_shutdown(asked.old, kDeadline) == SIL_OK);
    options.choice_context = &asked;
    options.choice = [](uint32_t, void* context) {
        auto* const one = static_cast<Asked*>(context);
        const auto done = std::make_shared<std::atomic<bool>>(false);
        std::thread([done, old = one->old] { *done = sil_state_now(old) == SIL_STATE_STOPPED; }).detach();
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!done->load() && std::chrono::steady_clock::now() < until) {
            std::this_thread::yield();
        }
        one->is_answered = *done;
        return SIL_CHOICE_UNKNOWN;
    };
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    CHECK(asked.is_answered);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
}

TEST_CASE("a host that starts another recorder while it is asked for its choice has that one, and no second") {
    struct Asked {
        sil_options options = SIL_OPTIONS_INIT;
        sil_recorder* inner = nullptr;
        sil_status status = SIL_ERROR_MEMORY;
    };
    struct Start {
        sil_recorder* recorder = nullptr;
        sil_status status = SIL_ERROR_MEMORY;
    };
    const Folder folder;
    // Never ended by leaving this test: the thread would be in the library yet, if that locked it out.
    const auto asked = std::make_shared<Asked>();
    asked->options = good_options(folder);
    const auto done = std::make_shared<std::promise<Start>>();
    auto started = done->get_future();
    std::thread([asked, done] {
        sil_options options = asked->options;
        options.choice_context = asked.get();
        options.choice = [](uint32_t, void* context) {
            auto* const one = static_cast<Asked*>(context);
            one->status = sil_start(&one->options, &one->inner);
            return SIL_CHOICE_YES;
        };
        Start outer;
        outer.status = sil_start(&options, &outer.recorder);
        done->set_value(outer);
    }).detach();
    REQUIRE(started.wait_for(std::chrono::seconds(60)) == std::future_status::ready);
    const Start outer = started.get();
    CHECK(asked->status == SIL_OK);
    CHECK(outer.status == SIL_ERROR_ALREADY_STARTED);
    CHECK(outer.recorder == nullptr);
    CHECK(sil_consent_choice(asked->inner) == SIL_CHOICE_UNKNOWN);
    CHECK(sil_shutdown(asked->inner, kDeadline) == SIL_OK);
}

TEST_CASE("each account has a choice of its own, and no file is named by it") {
    const Folder folder;
    sil_options options = good_options(folder);
    options.account = "maria";
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    REQUIRE(sil_consent_set(recorder, SIL_CHOICE_YES, 1) == SIL_OK);
    CHECK(sil_account_set(recorder, "john") == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_UNKNOWN);
    CHECK(sil_account_set(recorder, nullptr) == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_UNKNOWN);
    CHECK(sil_account_set(recorder, "maria") == SIL_OK);
    CHECK(sil_consent_choice(recorder) == SIL_CHOICE_YES);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
    int choices = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path)) {
        CHECK(entry.path().string().find("maria") == std::string::npos);
        choices += entry.path().filename() == "choice.json" ? 1 : 0;
    }
    CHECK(choices == 1);
}

TEST_CASE("every state has a word and a sentence of its own") {
    std::set<std::string> words, sentences;
    for (int state = SIL_STATE_RECORDING; state <= SIL_STATE_OUT_OF_ORDER_CLOCK; ++state) {
        words.insert(sil_state_word(static_cast<sil_state>(state)));
        sentences.insert(sil_state_text(static_cast<sil_state>(state)));
    }
    CHECK(words.size() == SIL_STATE_OUT_OF_ORDER_CLOCK + 1u);
    CHECK(sentences.size() == SIL_STATE_OUT_OF_ORDER_CLOCK + 1u);
    CHECK(words.count("out-of-order-clock") == 1);
    CHECK(words.count("unknown") == 0);
}

TEST_CASE("an adapter of another version is refused, a second one too") {
    const Folder folder;
    const sil_options options = good_options(folder);
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    sil_adapter_options adapter{};
    adapter.size = sizeof adapter;
    adapter.version = SIL_ADAPTER_VERSION + 1;
    CHECK(sil_adapter_attach(recorder, &adapter) == SIL_ERROR_ARGUMENT);
    adapter.version = SIL_ADAPTER_VERSION;
    CHECK(sil_adapter_attach(recorder, &adapter) == SIL_OK);
    CHECK(sil_adapter_attach(recorder, &adapter) == SIL_ERROR_ALREADY_STARTED);
    sil_adapter_detach(recorder);
    CHECK(sil_adapter_attach(recorder, &adapter) == SIL_OK);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
}

TEST_CASE("every door of a forked child says so and does nothing") {
    const Folder folder;
    const sil_options options = good_options(folder);
    sil_recorder* recorder = nullptr;
    REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    const pid_t child = ::fork();
    if (child == 0) {
        sil_recorder* another = nullptr;
        sil_stats stats{};
        stats.size = sizeof stats;
        const bool silent =
            sil_state_now(recorder) == SIL_STATE_FORKED_CHILD &&
            sil_consent_set(recorder, SIL_CHOICE_YES, 1) == SIL_ERROR_FORKED &&
            sil_pause(recorder) == SIL_ERROR_FORKED && sil_stats_now(recorder, &stats) == SIL_ERROR_FORKED &&
            sil_start(&options, &another) == SIL_ERROR_FORKED && sil_shutdown(recorder, 1'000) == SIL_ERROR_FORKED;
        ::_exit(silent ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
}

TEST_CASE("without its variables, and in another program than they name, nothing starts") {
    sil_recorder* recorder = nullptr;
    const char* const none[] = {nullptr};
    const char* const others[] = {"SILHOUETTE_EXECUTABLE=/usr/bin/other", "SILHOUETTE_APP=orders", nullptr};
    CHECK(sil_start_from_variables(none, &recorder) == SIL_ERROR_DISABLED);
    CHECK(sil_start_from_variables(others, &recorder) == SIL_ERROR_DISABLED);
    CHECK(sil_start_from_variables(nullptr, &recorder) == SIL_ERROR_ARGUMENT);
    CHECK(sil_start_from_variables(none, nullptr) == SIL_ERROR_ARGUMENT);
}

TEST_CASE("started by its variables, a recorder takes the folders they name and leaves the key's descriptor closed") {
    const Folder folder;
    int key[2];
    REQUIRE(::pipe(key) == 0);
    REQUIRE(::write(key[1], "secret\nmore", 11) == 11);
    ::close(key[1]);
    const std::string executable = "SILHOUETTE_EXECUTABLE=" + std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string descriptor = "SILHOUETTE_KEY_FD=" + std::to_string(key[0]);
    const std::string state = "XDG_STATE_HOME=" + folder.path, cache = "XDG_CACHE_HOME=" + folder.path;
    const char* variables[] = {executable.c_str(),
                               "SILHOUETTE_APP=orders",
                               "SILHOUETTE_ENDPOINT=https://127.0.0.1:1",
                               "SILHOUETTE_TENANT=acme",
                               descriptor.c_str(),
                               state.c_str(),
                               cache.c_str(),
                               nullptr,
                               nullptr};
    sil_recorder* recorder = nullptr;
    SECTION("nothing is stored without a choice") {
        REQUIRE(sil_start_from_variables(variables, &recorder) == SIL_OK);
        CHECK(sil_state_now(recorder) == SIL_STATE_USER_OFF);
        CHECK(std::filesystem::is_empty(folder.path));
        CHECK(sil_consent_set(recorder, SIL_CHOICE_NO, 1) == SIL_OK);
        CHECK(std::filesystem::exists(folder.path + "/silhouette/orders/choice.json"));
    }
    SECTION("a veto among them counts") {
        variables[7] = "DO_NOT_TRACK=1";
        REQUIRE(sil_start_from_variables(variables, &recorder) == SIL_OK);
        CHECK(sil_state_now(recorder) == SIL_STATE_VETOED);
    }
    char byte = 0;
    CHECK(::read(key[0], &byte, 1) == -1);
    CHECK(sil_shutdown(recorder, kDeadline) == SIL_OK);
}

TEST_CASE("the C++ recorder shuts down when it goes out of scope") {
    const Folder folder;
    const sil_options options = good_options(folder);
    {
        silhouette::Recorder recorder;
        REQUIRE(recorder.start(options) == SIL_OK);
        CHECK(recorder.start(options) == SIL_ERROR_ALREADY_STARTED);
        silhouette::Recorder moved = std::move(recorder);
        const silhouette::Pause pause(moved);
        CHECK(moved.session_id().empty());
        CHECK(moved.stats().captured == 0);
        CHECK(recorder.state() == SIL_STATE_STOPPED);
    }
    silhouette::Recorder again;
    CHECK(again.start(options) == SIL_OK);
    constexpr silhouette::Name name = "saveButton";
    static_assert(name.text() == "saveButton");
    CHECK_FALSE(silhouette::Element({}, SIL_ROLE_WINDOW, "mainWindow"));
}
