#include "sdk/recorder/recorder.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <functional>
#include <optional>
#include <system_error>
#include <tuple>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "platform/boot_clock.h"
#include "sdk/boundary/page.h"
#include "sdk/capture/capture.h"
#include "tests/catch.h"
#include "tests/empty_outlet.h"
#include "tests/few_descriptors.h"
#include "tests/full_disk.h"
#include "tests/other_process.h"
#include "tests/unit/sdk/running_recorder.h"
#include "transport/epoch_key.h"
#include "transport/local_record.h"

using namespace silhouette;
using namespace silhouette::tests;

namespace {

// Whether the gate has been opened anew. In between it is shut, and what a hook tells then is lost.
bool is_open_after(std::uint32_t before) {
    const std::uint32_t generation = sil_adapter_generation();
    return generation != 0 && generation != before;
}

// Of a verdict that is to expire, but not before a busy machine has got as far as to use it.
constexpr std::chrono::seconds kSoon(4);

// With a wall clock that somebody sets: so far ahead of a time that is always the same.
void start_again(RunningRecorder& run, const std::atomic<std::chrono::minutes>& wall) {
    run.stop();
    run.settings.clocks = [&wall] {
        return privacy::Clocks{platform::boot_time(),
                               std::chrono::system_clock::time_point(std::chrono::hours(480'000)) + wall.load()};
    };
    run.journal->stamp = run.settings.clocks;
    run.start();
    run.attach();
}

}  // namespace

TEST_CASE("without an opt-in nothing is asked, written or captured, and no hook is installed") {
    RunningRecorder run;
    const Clicker clicker;
    clicker.click();
    CHECK(clicker.button == 0);
    CHECK(run.recorder->state() == SIL_STATE_USER_OFF);
    run.stop();
    CHECK(run.journal->entries().empty());
    CHECK(run.hook_installed == 0);
    CHECK(std::filesystem::is_empty(run.folder));
}

TEST_CASE("clicks become frames that a reader accepts, with names that shipped") {
    RunningRecorder run;
    REQUIRE(run.open());
    CHECK(run.hook_installed == 1);
    const Clicker clicker;
    REQUIRE(clicker.button != 0);
    for (int number = 0; number < 100; ++number) {
        clicker.click();
    }
    REQUIRE(eventually([&] { return run.journal->items() == 101; }));
    const auto read = read_frames(run.journal->frames());
    REQUIRE(read.problem == "");
    REQUIRE(read.clicks().size() == 100);
    const auto& button = read.elements[read.clicks()[0].element];
    CHECK(button.role == SIL_ROLE_BUTTON);
    CHECK(button.name == "saveEverything");
    CHECK(button.class_name == "ClickerButton");
    CHECK(read.session_starts == 1);
    CHECK(run.books_balance());
    char id[SIL_SESSION_ID_SIZE];
    CHECK(run.recorder->session_id(id) == SIL_OK);
    CHECK(std::string(id).find_first_not_of("0123456789abcdef") == std::string::npos);
    run.recorder->shut_down(std::chrono::seconds(2));
    CHECK(run.stats().sent == 101);
    CHECK(run.stats().pending == 0);
    run.recorder.reset();
}

TEST_CASE("however often an app navigates, hooks find a number for the next view") {
    RunningRecorder run;
    REQUIRE(run.open());
    const Clicker clicker;
    for (std::uint32_t number = 0; number <= boundary::kNumberMax; ++number) {
        REQUIRE(capture::navigate_route(boundary::g_page.load(), "/settings") == SIL_OK);
    }
    // The queue is full of routes for a while.
    CHECK(eventually([&] { return sil_adapter_view(clicker.button, clicker.window) != 0; }));
}

TEST_CASE("a name is told once the library that ships it is loaded, and is no string at all before") {
    // From the last letter to the first, so that this program does not ship it.
    std::string name = "nottuByrarbiLetavirp";
    std::reverse(name.begin(), name.end());
    RunningRecorder run;
    REQUIRE(run.open());
    const auto click = [&] {
        const Clicker clicker;
        sil_element_info info{};
        info.size = sizeof info;
        info.parent = clicker.window;
        info.role = SIL_ROLE_BUTTON;
        info.name = name.data();
        info.name_units = static_cast<std::uint32_t>(name.size());
        const std::uint32_t button = sil_adapter_element(&info);
        sil_adapter_click(button, clicker.view, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE, 500, 500);
    };
    click();
    REQUIRE(eventually([&] { return run.journal->items() == 2; }));
    void* const library = ::dlopen(PRIVATE_LIBRARY, RTLD_NOW);
    REQUIRE(library != nullptr);
    click();
    run.stop();
    const auto read = read_frames(run.journal->frames());
    ::dlclose(library);
    REQUIRE(read.problem == "");
    REQUIRE(read.clicks().size() == 2);
    CHECK(read.elements[read.clicks()[0].element].name == "");
    CHECK(read.elements[read.clicks()[1].element].name == name);
}

TEST_CASE("a no is true before the call returns, and everything captured is gone soon after") {
    RunningRecorder run;
    REQUIRE(run.open());
    const auto key = transport::epoch_key_file(run.settings.state / run.settings.app);
    std::ofstream(key) << "a key";
    const Clicker clicker;
    for (int number = 0; number < 500; ++number) {
        clicker.click();
    }
    REQUIRE(run.recorder->set_choice(SIL_CHOICE_NO, 1) == SIL_OK);
    // Before the call returned: gate, network, key, choice, hook.
    CHECK(sil_adapter_generation() == 0);
    CHECK(run.journal->count("cut") >= 1);  // and when the outlet goes
    CHECK_FALSE(std::filesystem::exists(key));
    CHECK(privacy::read_choice(run.settings.state, run.settings.app).answer == privacy::Answer::no);
    CHECK(run.hook_installed == 0);
    CHECK(run.recorder->state() == SIL_STATE_USER_OFF);
    const auto frames_then = run.journal->frames().size();
    for (int number = 0; number < 500; ++number) {
        clicker.click();
    }
    // Soon after: transport wiped and gone, books balanced, nothing pending.
    REQUIRE(eventually([&] { return run.journal->alive() == 0; }));
    CHECK(run.journal->count("wipe") == 1);
    CHECK(run.journal->frames().size() == frames_then);
    REQUIRE(eventually([&] { return run.stats().pending == 0; }));
    CHECK(run.stats().captured >= 500);
    CHECK(run.stats().wiped == run.stats().captured);
    CHECK(run.books_balance());
    // And a later yes does not bring it back.
    REQUIRE(run.open());
    run.stop();
    CHECK(run.journal->frames().size() == frames_then);
}

TEST_CASE("who says no in the middle of things, and yes again, is recorded again") {
    RunningRecorder run;
    for (int time = 0; time < 2; ++time) {
        REQUIRE(run.open());
        const auto before = run.journal->items();
        const Clicker clicker;
        clicker.click();
        // While it runs, not only when it ends.
        REQUIRE(eventually([&] { return run.journal->items() == before + 2; }));
        // The recorder has not gone to sleep after this one.
        clicker.click();
        REQUIRE(run.recorder->set_choice(SIL_CHOICE_NO, 1) == SIL_OK);
        REQUIRE(eventually([&] { return run.journal->alive() == 0; }));
    }
    CHECK(run.books_balance());
}

TEST_CASE("what is clicked after a quick no and yes arrives by itself") {
    RunningRecorder run;
    for (int round = 0; round < 3; ++round) {
        REQUIRE(run.open());
        run.journal->forget_frames();
        const Clicker clicker;
        clicker.click();
        REQUIRE(eventually([&] { return run.journal->items() == 2; }));
        clicker.click();  // the recorder is awake when the no comes
        REQUIRE(run.recorder->set_choice(SIL_CHOICE_NO, 1) == SIL_OK);
    }
}

TEST_CASE("a stored no of another process closes, a stored yes opens") {
    RunningRecorder run(allowed(), true, privacy::Answer::yes);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    run.write_stored(privacy::Answer::no);
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
    CHECK(sil_adapter_generation() == 0);
    CHECK(run.hook_installed == 0);
    CHECK(run.journal->count("cut") >= 1);  // and when the outlet goes
    REQUIRE(eventually([&] { return run.journal->alive() == 0; }));
    run.write_stored(privacy::Answer::yes);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    CHECK(run.hook_installed == 1);
}

TEST_CASE("a no of another process that comes before the key is made is not opened over") {
    RunningRecorder run(allowed(), true, privacy::Answer::no);
    run.stop();
    run.journal->before_key = [&] { run.write_stored(privacy::Answer::no); };
    run.start();
    run.attach();
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
    std::atomic<int> times_recording{0};
    run.recorder->on_state_change(
        [](sil_state now, void* context) {
            *static_cast<std::atomic<int>*>(context) += now == SIL_STATE_RECORDING ? 1 : 0;
        },
        &times_recording);
    // By the file as well: a host's own yes that is still being said would count for more than what the file says.
    run.write_stored(privacy::Answer::yes);
    REQUIRE(eventually([&] { return run.journal->count("no key made") == 1; }));
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
    run.stop();
    CHECK(times_recording == 0);
}

TEST_CASE("while the tenant's verdict is unknown it is asked for, and nothing is captured or made") {
    RunningRecorder run(std::nullopt);
    REQUIRE(run.recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK);
    REQUIRE(run.becomes(SIL_STATE_TENANT_UNKNOWN));
    CHECK(sil_adapter_generation() == 0);
    CHECK(run.hook_installed == 0);
    CHECK_FALSE(run.recorder->user_setting_visible());
    CHECK(run.journal->count("ask_verdict and follow") == 1);
    CHECK(run.journal->count("open_epoch") == 0);
    CHECK_FALSE(std::filesystem::exists(run.settings.cache));
}

TEST_CASE("a tenant that does not allow it ends the epoch and is asked on") {
    RunningRecorder run(allowed(false), true, privacy::Answer::yes);
    REQUIRE(run.becomes(SIL_STATE_TENANT_OFF));
    CHECK(sil_adapter_generation() == 0);
    CHECK_FALSE(run.recorder->user_setting_visible());
    CHECK(run.journal->count("open_epoch") == 0);
    CHECK(run.journal->count("ask_verdict and follow") >= 1);
}

TEST_CASE("a key that cannot be destroyed is not tried to be without end while the tenant does not allow it") {
    RunningRecorder run(allowed(false), true, privacy::Answer::yes);
    run.stop();
    // A folder in its place: neither overwritten nor unlinked.
    std::filesystem::create_directory(transport::epoch_key_file(run.settings.state / "orders"));
    run.start();
    run.attach();
    REQUIRE(run.becomes(SIL_STATE_TENANT_OFF));
    // It does not come to that, at some thousand times a second.
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    std::size_t asked = 0;
    while ((asked = run.journal->count("ask_verdict and follow")) < 10 && std::chrono::steady_clock::now() < until) {
        std::this_thread::yield();
    }
    CHECK(asked < 10);
}

TEST_CASE("an epoch whose hook is gone ends with its verdict as any other") {
    RunningRecorder run(allowed(true, kSoon), true, privacy::Answer::yes);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    run.recorder->detach();
    run.journal->silent = true;
    REQUIRE(run.becomes(SIL_STATE_VERDICT_EXPIRED));
    CHECK(sil_adapter_generation() == 0);
    CHECK(eventually([&] { return run.journal->count("suspend") == 1; }));
}

TEST_CASE("a verdict that expires suspends, and destroys nothing") {
    RunningRecorder run(allowed(true, kSoon), true, privacy::Answer::yes);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    const Clicker clicker;
    clicker.click();
    REQUIRE(run.becomes(SIL_STATE_VERDICT_EXPIRED));
    CHECK(sil_adapter_generation() == 0);
    CHECK(run.hook_installed == 0);
    REQUIRE(eventually([&] { return run.journal->count("suspend") == 1; }));
    CHECK(run.journal->count("wipe") == 0);
    CHECK(run.journal->items() == 2);
}

TEST_CASE("a fresh yes of the tenant that is another one ends the epoch that was suspended, and begins the next") {
    privacy::Verdict first = allowed(), next = allowed();
    first.allowed_since = 5;
    next.allowed_since = 9;
    RunningRecorder run(first, true, privacy::Answer::yes);
    std::atomic<std::chrono::minutes> wall{std::chrono::minutes(0)};
    start_again(run, wall);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    Clicker().click();
    REQUIRE(eventually([&] { return run.journal->sessions().size() == 1; }));
    // What is answered once the first one is too old, which is seen with the next click.
    run.journal->verdict = next;
    wall = std::chrono::hours(2);
    Clicker().click();
    REQUIRE(eventually([&] {
        const auto entries = run.journal->entries();
        auto at = entries.begin();
        for (const char* const next_one : {"suspend", "wipe", "open_epoch"}) {
            at = std::find(at, entries.end(), next_one);
        }
        return at != entries.end();
    }));
    // The state may never have been told as another one.
    REQUIRE(eventually([] { return sil_adapter_generation() != 0; }));
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    CHECK(run.journal->count("suspend") == 1);
    CHECK(run.journal->count("resume") == 0);
    Clicker().click();
    REQUIRE(eventually([&] { return run.journal->sessions().size() == 2; }));
    CHECK(run.journal->sessions().front().allowed_since == 5);
    CHECK(run.journal->sessions().back().allowed_since == 9);
    CHECK(run.books_balance());
}

TEST_CASE(
    "an epoch that began under another yes of the tenant's ends before this process opens, unless ours is the older "
    "one") {
    RunningRecorder run(std::nullopt, true, privacy::Answer::yes);
    run.stop();
    privacy::Verdict heard = allowed();
    heard.allowed_since = 9;
    run.journal->verdict = heard;
    run.journal->stamp = [] { return recorder::verdict_clocks_now(); };
    const auto file = transport::epoch_key_file(run.settings.state / "orders");
    const auto make_key = [&file](std::uint64_t allowed_since) {
        std::error_code error;
        return transport::EpochKey::read_or_create(file, error, {}, {}, allowed_since);
    };
    SECTION("an older one, though others have not heard") {
        const OtherProcess user([&] { static_cast<void>(new transport::EpochKey(*make_key(8))); });
        run.start();
        run.attach();
        REQUIRE(run.becomes(SIL_STATE_RECORDING));
        CHECK_FALSE(std::filesystem::exists(file));
        CHECK(run.journal->count("wipe") == 1);
    }
    SECTION("an older one whose key is there again, whatever is done, once") {
        const auto aside = run.folder / "aside";
        REQUIRE(make_key(8));
        std::filesystem::copy_file(file, aside);
        run.journal->at_wipe = [&] {
            std::filesystem::copy_file(aside, file, std::filesystem::copy_options::overwrite_existing);
        };
        run.start();
        run.attach();
        REQUIRE(run.becomes(SIL_STATE_TENANT_UNKNOWN));
        REQUIRE(eventually([&] { return run.journal->count("wipe") >= 1; }));
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
        while (run.journal->count("wipe") < 10 && std::chrono::steady_clock::now() < until) {
            std::this_thread::yield();
        }
        run.stop();
        CHECK(run.journal->count("wipe") < 10);
        CHECK(run.journal->count("open_epoch") == 0);
    }
    SECTION("a newer one stays, and it is asked once more what the tenant says now") {
        const OtherProcess user([&] { static_cast<void>(new transport::EpochKey(*make_key(10))); });
        run.start();
        run.attach();
        REQUIRE(eventually([&] { return run.journal->count("ask_verdict and follow") >= 2; }));
        REQUIRE(run.becomes(SIL_STATE_TENANT_UNKNOWN));
        run.stop();
        // And not on and on; a hook that comes late makes another outlet, which asks, too.
        CHECK(run.journal->count("ask_verdict and follow") <= 4);
        CHECK(run.journal->count("open_epoch") == 0);
        CHECK(std::filesystem::exists(file));
    }
    SECTION("a newer one is shared as soon as the tenant says the same here, also where nobody works with it now") {
        REQUIRE(make_key(10));
        run.journal->stamp = [&run] {
            run.journal->verdict->allowed_since = 10;  // of the next answer
            return recorder::verdict_clocks_now();
        };
        run.start();
        run.attach();
        REQUIRE(run.becomes(SIL_STATE_RECORDING));
        CHECK(std::filesystem::exists(file));
        CHECK(run.journal->count("ask_verdict and follow") >= 2);
        CHECK(run.journal->count("wipe") == 0);
    }
    SECTION("a newer one that nobody works with is of an endpoint that was set up anew, when it says the same again") {
        REQUIRE(make_key(10));
        run.start();
        run.attach();
        REQUIRE(run.becomes(SIL_STATE_RECORDING));
        CHECK_FALSE(std::filesystem::exists(file));
        CHECK(run.journal->count("ask_verdict and follow") > 1);
    }
}

TEST_CASE("DO_NOT_TRACK is a no whatever else was said") {
    RunningRecorder run;
    run.stop();
    run.settings.vetoed = true;
    run.settings.yes_for_this_run = true;
    run.start();
    run.recorder->set_choice(SIL_CHOICE_YES, 1);
    run.attach();
    REQUIRE(run.becomes(SIL_STATE_VETOED));
    run.stop();
    CHECK(run.journal->entries().empty());
}

// As an administrator makes files. Where each user has a group, users' own may be written by it, and what others may
// write is no policy.
class AdministratorsMask {
  public:
    AdministratorsMask() : before_(::umask(022)) {}
    ~AdministratorsMask() { ::umask(before_); }
    AdministratorsMask(const AdministratorsMask&) = delete;
    AdministratorsMask& operator=(const AdministratorsMask&) = delete;

  private:
    mode_t before_;
};

TEST_CASE("the administrator's policy closes at run time, wherever it comes from, and opens when it goes") {
    const AdministratorsMask mask;
    RunningRecorder run;
    run.stop();
    run.settings.policy = {run.folder / "etc" / "policy.json", ::geteuid()};
    run.start();
    run.attach();
    REQUIRE(run.open());
    // The folder comes with it.
    std::filesystem::create_directory(run.folder / "etc");
    std::ofstream(run.folder / "etc" / "new") << R"({"version":1,"off_for":["orders"]})";
    std::filesystem::rename(run.folder / "etc" / "new", run.settings.policy.path);
    REQUIRE(run.becomes(SIL_STATE_VETOED));
    CHECK(sil_adapter_generation() == 0);
    CHECK(run.hook_installed == 0);
    CHECK_FALSE(run.recorder->user_setting_visible());
    REQUIRE(eventually([&] { return run.journal->alive() == 0; }));
    CHECK(run.journal->count("wipe") == 1);
    CHECK(run.recorder->choice() == SIL_CHOICE_YES);
    // Written in place, for another app.
    std::ofstream(run.settings.policy.path) << R"({"version":1,"off_for":["mail"]})";
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    std::ofstream(run.settings.policy.path) << "garbage";
    REQUIRE(run.becomes(SIL_STATE_VETOED));
    std::filesystem::remove(run.settings.policy.path);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
}

namespace {

// What the host is told, by how it may be written to a log.
class Log {
  public:
    void attach_to(recorder::Settings& settings) {
        settings.log_context = this;
        settings.log = [](sil_log_severity, const char* text, void* context) {
            auto& self = *static_cast<Log*>(context);
            const std::lock_guard lock(self.mutex_);
            self.lines_.emplace_back(text);
        };
    }
    bool said(const std::string& part) const {
        const std::lock_guard lock(mutex_);
        return std::any_of(lines_.begin(), lines_.end(),
                           [&](const std::string& line) { return line.find(part) != std::string::npos; });
    }
    bool has(const std::string& part) const {
        return eventually([&] { return said(part); });
    }
    void forget() {
        const std::lock_guard lock(mutex_);
        lines_.clear();
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

long resident_kib() {
    std::ifstream file("/proc/self/statm");
    long size = 0, resident = 0;
    file >> size >> resident;
    return resident * 4;
}

}  // namespace

TEST_CASE("a recorder that starts while descriptors are short looks again when they are back, and ends nothing") {
    const AdministratorsMask mask;
    int started = 0;
    for (int more = 2; more <= 7; ++more) {
        INFO(more << " descriptors");
        Log log;
        RunningRecorder run;
        log.attach_to(run.settings);
        run.settings.policy = {run.folder / "etc" / "policy.json", ::geteuid()};
        REQUIRE(run.open());
        run.stop();
        run.settings.waits_for_adapter = false;
        try {
            const FewDescriptors few(more);
            run.start();
            ++started;
            // Until it has looked: it records, or has said why not.
            REQUIRE(eventually([&] { return run.recorder->state() != SIL_STATE_USER_OFF || log.said("shortage"); }));
        } catch (const std::system_error&) {
            continue;  // not even a thread's loop: the host is told at once
        }
        run.attach();
        CHECK(run.becomes(SIL_STATE_RECORDING));
        CHECK(run.journal->count("wipe") == 0);
        // And the administrator's word is heard of, whatever could not be watched at first.
        std::filesystem::create_directory(run.folder / "etc");
        std::ofstream(run.settings.policy.path) << R"({"version":1,"recording":"off"})";
        CHECK(run.becomes(SIL_STATE_VETOED));
    }
    CHECK(started > 2);
}

TEST_CASE("a policy that cannot be read for want of descriptors closes until it can, and ends nothing") {
    const AdministratorsMask mask;
    RunningRecorder run;
    run.stop();
    run.settings.policy = {run.folder / "etc" / "policy.json", ::geteuid()};
    std::filesystem::create_directory(run.folder / "made");
    std::ofstream(run.folder / "made" / "policy.json") << R"({"version":1,"off_for":["mail"]})";
    run.start();
    run.attach();
    REQUIRE(run.open());
    {
        const FewDescriptors none(0);
        std::filesystem::rename(run.folder / "made", run.folder / "etc");
        CHECK(run.becomes(SIL_STATE_VETOED));
        CHECK(sil_adapter_generation() == 0);
    }
    CHECK(run.becomes(SIL_STATE_RECORDING));
    CHECK(run.journal->count("wipe") == 0);
    CHECK(run.journal->count("suspend") == 1);
}

TEST_CASE("whatever comes in the place of the policy closes, the reason is told, and the host is unharmed") {
    const AdministratorsMask mask;
    Log log;
    RunningRecorder run;
    run.stop();
    log.attach_to(run.settings);
    const auto file = run.folder / "etc" / "policy.json";
    run.settings.policy = {file, ::geteuid()};
    std::filesystem::create_directory(file.parent_path());
    run.start();
    run.attach();
    REQUIRE(run.open());
    const auto write = [&](const char* text) { std::ofstream(file) << text; };
    const std::string harmless = R"({"version":1,"off_for":[]})";
    const std::vector<std::tuple<const char*, std::function<void()>, const char*>> cases{
        {"garbage", [&] { write("garbage"); }, "damaged"},
        {"0 bytes", [&] { write(""); }, "damaged"},
        {"a future version", [&] { write(R"({"version":2,"off_for":[]})"); }, "damaged"},
        {"a folder", [&] { std::filesystem::create_directory(file); }, "unreadable"},
        {"a link",
         [&] {
             std::ofstream(run.folder / "elsewhere") << harmless;
             std::filesystem::create_symlink(run.folder / "elsewhere", file);
         },
         "unreadable"},
        {"another user's",
         [&] {
             write(harmless.c_str());
             REQUIRE((::geteuid() != 0 || ::chown(file.c_str(), 12'345, 12'345) == 0));
         },
         "unsafe"},
        {"1 GiB",
         [&] {
             write(harmless.c_str());
             std::filesystem::resize_file(file, 1u << 30);
         },
         "damaged"},
    };
    for (const auto& [name, put, problem] : cases) {
        INFO(name);
        if (problem == std::string("unsafe") && ::geteuid() != 0) {
            continue;  // only root may give files away
        }
        const long before = resident_kib();
        log.forget();
        put();
        CHECK(run.becomes(SIL_STATE_VETOED));
        CHECK(sil_adapter_generation() == 0);
        CHECK(log.has(std::string("(") + problem + ")"));
        CHECK(resident_kib() - before < 8'192);
        std::filesystem::remove_all(file);
        CHECK(run.becomes(SIL_STATE_RECORDING));
    }
}

TEST_CASE("whatever comes in the place of the choice is a no, and the next answer counts") {
    Log log;
    RunningRecorder run(allowed(), true, privacy::Answer::yes);
    run.stop();
    log.attach_to(run.settings);
    run.start();
    run.attach();
    const auto file = privacy::choice_file(run.settings.state, "orders");
    const auto opens_again = [&] {
        run.write_stored(privacy::Answer::yes);
        return run.becomes(SIL_STATE_RECORDING);
    };
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    std::ofstream(file) << "garbage";
    CHECK(run.becomes(SIL_STATE_USER_OFF));
    REQUIRE(opens_again());
    std::filesystem::resize_file(file, 0);
    CHECK(run.becomes(SIL_STATE_USER_OFF));
    REQUIRE(opens_again());
    CHECK(log.has("(damaged)"));
    // Kept aside for support with the next answer.
    CHECK(std::filesystem::exists(file.string() + ".damaged-1"));
    const long before = resident_kib();
    std::filesystem::resize_file(file, 1u << 30);
    CHECK(run.becomes(SIL_STATE_USER_OFF));
    CHECK(resident_kib() - before < 8'192);
    REQUIRE(opens_again());
    {
        std::ifstream stored(file);
        std::string text((std::istreambuf_iterator<char>(stored)), {});
        text.replace(text.find("\"format\":1"), 10, "\"format\":2");
        std::ofstream(file) << text;
    }
    CHECK(run.becomes(SIL_STATE_USER_OFF));
    CHECK(log.has("(newer)"));
    REQUIRE(opens_again());
    std::filesystem::rename(file, run.folder / "elsewhere");
    std::filesystem::create_symlink(run.folder / "elsewhere", file);
    CHECK(run.becomes(SIL_STATE_USER_OFF));
    REQUIRE(opens_again());
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    CHECK(run.becomes(SIL_STATE_USER_OFF));
    REQUIRE(opens_again());
    std::filesystem::remove_all(run.settings.state);
    CHECK(run.becomes(SIL_STATE_USER_OFF));
    REQUIRE(opens_again());
    if (::geteuid() == 0) {
        REQUIRE(::chown(file.c_str(), 12'345, 12'345) == 0);
        CHECK(run.becomes(SIL_STATE_USER_OFF));
        REQUIRE(opens_again());
    }
    CHECK(run.recorder->choice() == SIL_CHOICE_YES);
    // What is found at the start is told, too, and is kept aside at once.
    run.stop();
    std::ofstream(file) << "garbage";
    log.forget();
    run.start();
    run.attach();
    CHECK(eventually([&] { return log.has("(damaged)") && !std::filesystem::exists(file); }));
}

TEST_CASE("a no that a full disk does not take holds after the next start, too") {
    RunningRecorder run(allowed(), true, privacy::Answer::yes);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    for (const std::uint32_t flags : {0u, std::uint32_t{SIL_CONSENT_DO_NOT_WAIT}}) {
        REQUIRE(run.recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK);
        REQUIRE(run.becomes(SIL_STATE_RECORDING));
        {
            const FullDisk full;
            CHECK(run.recorder->set_choice(SIL_CHOICE_NO, 1, flags) == SIL_OK);
        }
        CHECK(run.recorder->state() == SIL_STATE_USER_OFF);
        run.stop();
        run.start();
        run.attach();
        REQUIRE(run.becomes(SIL_STATE_USER_OFF));
        CHECK(run.recorder->choice() == SIL_CHOICE_UNKNOWN);
    }
}

TEST_CASE("a clock that is set back suspends until there is a fresh verdict; one set forward lets it expire") {
    RunningRecorder run;
    std::atomic<std::chrono::minutes> wall{std::chrono::minutes(0)};
    start_again(run, wall);
    REQUIRE(run.open());
    for (const auto& [minutes, state] :
         {std::pair(-10, SIL_STATE_OUT_OF_ORDER_CLOCK), std::pair(70, SIL_STATE_VERDICT_EXPIRED)}) {
        // No fresh verdict meanwhile.
        run.journal->silent = true;
        const auto asked = run.journal->count("ask_verdict and follow");
        wall = std::chrono::minutes(minutes);
        const Clicker clicker;
        clicker.click();
        REQUIRE(run.becomes(state));
        CHECK(sil_adapter_generation() == 0);
        CHECK(run.journal->count("wipe") == 0);
        // It is asked for at once.
        REQUIRE(eventually([&] { return run.journal->count("ask_verdict and follow") > asked; }));
        run.journal->silent = false;
        wall = std::chrono::minutes(0);
        run.recorder->set_choice(SIL_CHOICE_YES, 1);
        REQUIRE(run.becomes(SIL_STATE_RECORDING));
    }
}

TEST_CASE("a verdict is relied on no longer than the host allows") {
    RunningRecorder run(allowed(true, std::chrono::hours(24)));
    run.stop();
    run.settings.verdict_valid = kSoon;
    run.start();
    run.attach();
    REQUIRE(run.open());
    run.journal->silent = true;
    REQUIRE(run.becomes(SIL_STATE_VERDICT_EXPIRED));
}

TEST_CASE("a tenant that allows it again after 30 days finds a user who has to be asked") {
    RunningRecorder run(allowed(false), true, privacy::Answer::yes);
    REQUIRE(run.becomes(SIL_STATE_TENANT_OFF));
    REQUIRE(eventually([&] { return std::filesystem::exists(run.settings.state / "orders" / "tenant.json"); }));
    run.stop();
    run.settings.clocks = [] {
        return privacy::Clocks{platform::boot_time(), std::chrono::system_clock::now() + std::chrono::hours(24 * 30)};
    };
    run.journal->verdict = allowed();
    run.start();
    run.attach();
    REQUIRE(eventually([&] { return run.recorder->user_setting_visible(); }));
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
    CHECK(run.recorder->choice() == SIL_CHOICE_UNKNOWN);
    CHECK(privacy::read_choice(run.settings.state, "orders").problem == "missing");
    CHECK(run.journal->count("open_epoch") == 0);
    REQUIRE(run.open());
}

TEST_CASE("another account ends the epoch of the one before, and leaves its choice") {
    RunningRecorder run;
    REQUIRE(run.recorder->set_account("maria") == SIL_OK);
    REQUIRE(run.open());
    REQUIRE(run.recorder->set_account("john") == SIL_OK);
    CHECK(sil_adapter_generation() == 0);
    CHECK(run.journal->count("cut") >= 1);
    CHECK(run.recorder->choice() == SIL_CHOICE_UNKNOWN);
    REQUIRE(eventually([&] { return run.journal->alive() == 0; }));
    CHECK(run.journal->count("wipe") == 1);
    REQUIRE(run.open());
    REQUIRE(run.recorder->set_account("maria") == SIL_OK);
    CHECK(run.recorder->choice() == SIL_CHOICE_YES);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    // What another process stores for this account is followed, too.
    privacy::Choice no = privacy::read_choice(run.settings.state, privacy::scope_of("orders", "maria"));
    no.answer = privacy::Answer::no;
    privacy::write_choice(run.settings.state, privacy::scope_of("orders", "maria"), no);
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
}

namespace {

// As the epoch of an earlier run left it. Nobody works with it.
std::filesystem::path leave_key(const recorder::Settings& settings, const std::string& scope) {
    const auto file = transport::epoch_key_file(settings.state / scope);
    std::error_code error;
    REQUIRE(transport::EpochKey::read_or_create(file, error));
    return file;
}

}  // namespace

TEST_CASE("a no that follows an account switch at once destroys the keys of the account that says it, and no other") {
    RunningRecorder run;
    run.stop();
    std::mutex holding;
    run.settings.clocks = [&] {
        const std::lock_guard lock(holding);
        return recorder::verdict_clocks_now();
    };
    run.start();
    run.attach();
    const auto first = leave_key(run.settings, "orders");
    REQUIRE(run.open());
    const auto maria = leave_key(run.settings, privacy::scope_of("orders", "maria"));
    const auto john = leave_key(run.settings, privacy::scope_of("orders", "john"));
    {
        // The recorder thread does not follow meanwhile.
        const std::lock_guard lock(holding);
        REQUIRE(run.recorder->set_account("maria") == SIL_OK);
        CHECK_FALSE(std::filesystem::exists(first));
        CHECK(std::filesystem::exists(maria));
        REQUIRE(run.recorder->set_choice(SIL_CHOICE_NO, 1) == SIL_OK);
        CHECK_FALSE(std::filesystem::exists(maria));
        CHECK(std::filesystem::exists(john));
    }
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
    run.stop();
    CHECK(std::filesystem::exists(john));
    CHECK(privacy::read_choice(run.settings.state, "orders").answer == privacy::Answer::yes);
}

TEST_CASE(
    "what was recorded before an erasure was asked for is not sent, though its session is only just being begun") {
    RunningRecorder run;
    REQUIRE(run.open());
    const std::uint32_t before = sil_adapter_generation();
    std::atomic<bool> is_asked{false};
    std::atomic<sil_status> answer{SIL_ERROR_CLOSED};
    run.journal->at_begin = [&] {
        if (!is_asked.exchange(true)) {
            answer = run.recorder->erase_sent();
        }
    };
    const Clicker clicker;
    clicker.click();
    REQUIRE(eventually([&] { return is_asked && run.stats().wiped == 2 && is_open_after(before); }));
    CHECK(answer == SIL_OK);
    CHECK(run.journal->items() == 0);
    // What comes afterwards is another session, and arrives.
    const Clicker another;
    another.click();
    REQUIRE(eventually([&] { return run.journal->items() == 2; }));
    CHECK(run.books_balance());
    const auto sessions = run.journal->sessions();
    REQUIRE(sessions.size() == 2);
    CHECK(sessions[0].id != sessions[1].id);
}

TEST_CASE("an erasure that is asked for before anything was recorded keeps nothing that comes from being sent") {
    RunningRecorder run;
    REQUIRE(run.open());
    const std::uint32_t before = sil_adapter_generation();
    REQUIRE(run.recorder->erase_sent() == SIL_OK);
    REQUIRE(eventually([&] { return is_open_after(before); }));
    const Clicker clicker;
    clicker.click();
    CHECK(eventually([&] { return run.journal->items() == 2; }));
    CHECK(run.books_balance());
}

TEST_CASE("who keeps the record of one account keeps no other account's") {
    RunningRecorder run(std::nullopt, true, privacy::Answer::yes);
    run.stop();
    std::mutex holding;
    run.settings.clocks = [&] {
        const std::lock_guard lock(holding);
        return recorder::verdict_clocks_now();
    };
    run.settings.policy = {run.folder / "policy.json", ::geteuid()};
    privacy::Choice no;
    no.answer = privacy::Answer::no;
    no.notice_version = 1;
    no.since = 1'700'000'000;
    no.how = "command";
    no.keep_record = true;
    REQUIRE_FALSE(privacy::write_choice(run.settings.state, privacy::scope_of("orders", "maria"), no));
    const auto key = leave_key(run.settings, "orders");
    const auto record_key = transport::record_key_file(run.settings.cache / "orders");
    std::error_code error;
    REQUIRE(transport::EpochKey::read_or_create(record_key, error));
    run.start();
    run.attach();
    REQUIRE(run.becomes(SIL_STATE_TENANT_UNKNOWN));
    {
        // There and back before the recorder thread follows.
        const std::lock_guard lock(holding);
        REQUIRE(run.recorder->set_account("maria") == SIL_OK);
        REQUIRE(run.recorder->set_account("") == SIL_OK);
    }
    REQUIRE(run.becomes(SIL_STATE_TENANT_UNKNOWN));
    CHECK(std::filesystem::exists(record_key));
    std::ofstream(run.settings.policy.path) << R"({"version":1,"off_for":["orders"]})";
    REQUIRE(run.becomes(SIL_STATE_VETOED));
    run.stop();
    CHECK_FALSE(std::filesystem::exists(key));
    CHECK_FALSE(std::filesystem::exists(record_key));
}

TEST_CASE("a no of another process that is not heard of yet says what becomes of the record, whoever ends the epoch") {
    RunningRecorder run(allowed(), true, privacy::Answer::yes);
    run.stop();
    const auto key = leave_key(run.settings, "orders");
    const auto record_key = transport::record_key_file(run.settings.cache / "orders");
    std::error_code error;
    REQUIRE(transport::EpochKey::read_or_create(record_key, error));
    // It was stored, its keys are still to go, and an upload is told that the epoch is over.
    run.journal->at_frame = [&](const transport::Events& events) {
        privacy::Choice no;
        no.answer = privacy::Answer::no;
        no.notice_version = 1;
        no.since = 1'700'000'000;
        no.how = "command";
        no.keep_record = true;
        CHECK_FALSE(privacy::write_choice(run.settings.state, "orders", no));
        events.on_epoch_over();
    };
    run.start();
    run.attach();
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    Clicker().click();
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
    run.stop();
    CHECK_FALSE(std::filesystem::exists(key));
    CHECK(std::filesystem::exists(record_key));
}

TEST_CASE("the recorder thread that follows to another account leaves that one's epoch alone, whenever it comes") {
    RunningRecorder run;
    const std::string names[] = {"maria", "john"};
    for (const std::string& name : names) {
        REQUIRE(run.recorder->set_account(name) == SIL_OK);
        REQUIRE(run.open());
    }
    // Something for the recorder thread to decide, all the time.
    std::atomic<bool> over{false};
    std::thread other([&] {
        while (!over) {
            for (const std::string& name : names) {
                const auto scope = privacy::scope_of("orders", name);
                static_cast<void>(
                    privacy::write_choice(run.settings.state, scope, privacy::read_choice(run.settings.state, scope)));
            }
        }
    });
    int destroyed = 0;
    for (int round = 0; round < 200; ++round) {
        const std::string& next = names[round % 2];
        const auto key = leave_key(run.settings, privacy::scope_of("orders", next));
        REQUIRE(run.recorder->set_account(next) == SIL_OK);
        REQUIRE(run.becomes(SIL_STATE_RECORDING));
        destroyed += std::filesystem::exists(key) ? 0 : 1;
    }
    over = true;
    other.join();
    CHECK(destroyed == 0);
}

TEST_CASE("a process without a yes of its own leaves the epoch of others alone, and what nobody uses goes") {
    RunningRecorder run;
    run.stop();
    const auto file = transport::epoch_key_file(run.settings.state / "orders");
    for (const auto stored : {privacy::Answer::yes, privacy::Answer::unknown, privacy::Answer::no}) {
        for (const bool vetoed : {true, false}) {
            for (const bool in_use : {true, false}) {
                if (stored == privacy::Answer::yes && !vetoed) {
                    continue;
                }
                INFO("stored " << static_cast<int>(stored) << ", vetoed " << vetoed << ", in use " << in_use);
                std::filesystem::remove_all(run.settings.state);
                if (stored != privacy::Answer::unknown) {
                    run.write_stored(stored);
                }
                static_cast<void>(leave_key(run.settings, "orders"));
                std::optional<OtherProcess> user;
                if (in_use) {
                    user.emplace([&file] {
                        std::error_code error;
                        static_cast<void>(new transport::EpochKey(*transport::EpochKey::read_or_create(file, error)));
                    });
                }
                run.settings.vetoed = vetoed;
                run.start();
                run.attach();
                // The recorder thread has decided when it gets to this.
                const auto asked = run.journal->count("ask_verdict");
                run.recorder->ask_verdict();
                REQUIRE(eventually([&] { return run.journal->count("ask_verdict") > asked; }));
                REQUIRE(run.becomes(vetoed ? SIL_STATE_VETOED : SIL_STATE_USER_OFF));
                run.stop();
                const bool stays = stored == privacy::Answer::yes || (stored == privacy::Answer::unknown && in_use);
                CHECK(std::filesystem::exists(file) == stays);
            }
        }
    }
}

TEST_CASE("when a no has returned nobody is told that it records, whatever the recorder thread was about to say") {
    RunningRecorder run;
    std::atomic<sil_state> told{SIL_STATE_STOPPED};
    run.recorder->on_state_change(
        [](sil_state now, void* context) { *static_cast<std::atomic<sil_state>*>(context) = now; }, &told);
    int wrong = 0;
    for (int round = 0; round < 600; ++round) {
        REQUIRE(run.recorder->set_choice(SIL_CHOICE_YES, 1, SIL_CONSENT_DO_NOT_WAIT) == SIL_OK);
        // Meets each moment of the opening.
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(round % 300);
        while (std::chrono::steady_clock::now() < until) {
        }
        REQUIRE(run.recorder->set_choice(SIL_CHOICE_NO, 1, SIL_CONSENT_DO_NOT_WAIT) == SIL_OK);
        for (const auto look = std::chrono::steady_clock::now() + std::chrono::microseconds(300);
             std::chrono::steady_clock::now() < look;) {
            wrong += run.recorder->state() != SIL_STATE_USER_OFF || told == SIL_STATE_RECORDING;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("another process's no that comes while a host's yes is being said counts") {
    RunningRecorder run(allowed(), true, privacy::Answer::no);
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
    int overruled = 0;
    for (int round = 0; round < 20; ++round) {
        std::thread other([&] {
            while (privacy::read_choice(run.settings.state, "orders").answer != privacy::Answer::yes) {
            }
            run.write_stored(privacy::Answer::no);
        });
        REQUIRE(run.recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK);
        other.join();
        overruled += eventually([&] { return run.recorder->choice() == SIL_CHOICE_NO; }) ? 0 : 1;
        REQUIRE(run.becomes(SIL_STATE_USER_OFF));
    }
    CHECK(overruled == 0);
}

TEST_CASE("a clock that is set wakes a recorder to which nothing happens") {
    RunningRecorder run;
    std::atomic<std::chrono::minutes> wall{std::chrono::minutes(0)};
    start_again(run, wall);
    REQUIRE(run.open());
    run.journal->silent = true;
    wall = std::chrono::minutes(-10);
    timespec now{};
    REQUIRE(::clock_gettime(CLOCK_REALTIME, &now) == 0);
    // To what it shows: the event alone.
    if (::clock_settime(CLOCK_REALTIME, &now) != 0) {
        WARN("this user may not set the clock: not shown");
        return;
    }
    CHECK(run.becomes(SIL_STATE_OUT_OF_ORDER_CLOCK));
    CHECK(sil_adapter_generation() == 0);
}

TEST_CASE("a yes for this run is stored nowhere") {
    RunningRecorder run;
    run.recorder->allow_this_run();
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    CHECK(run.recorder->choice() == SIL_CHOICE_UNKNOWN);
    CHECK_FALSE(std::filesystem::exists(privacy::choice_file(run.settings.state, run.settings.app)));
}

TEST_CASE("an app that knows nothing of us opens when its hook is there, with the hook's toolkit") {
    RunningRecorder run;
    run.stop();
    run.settings.waits_for_adapter = true;
    run.settings.yes_for_this_run = true;
    run.settings.verdict = allowed();
    run.start();
    CHECK(run.journal->entries().empty());
    run.attach(SIL_TOOLKIT_QT6);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    CHECK(run.journal->entries()[0] == "made for toolkit 2");
    CHECK(run.journal->count("gone") == 0);
}

TEST_CASE("a hook that comes late still has its toolkit in the header") {
    RunningRecorder run(allowed(), false, privacy::Answer::yes);
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    run.attach(SIL_TOOLKIT_QT6);
    REQUIRE(eventually([&] { return run.journal->count("made for toolkit 2") == 1 && run.hook_installed == 1; }));
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    CHECK(run.journal->count("wipe") == 0);
}

TEST_CASE("nothing is captured between pause and resume") {
    RunningRecorder run;
    REQUIRE(run.open());
    const Clicker clicker;
    clicker.click();
    const auto generation = sil_adapter_generation();
    run.recorder->pause();
    run.recorder->pause();
    CHECK(run.recorder->state() == SIL_STATE_PAUSED);
    CHECK(sil_adapter_generation() == 0);
    clicker.click();
    run.recorder->resume();
    clicker.click();
    run.recorder->resume();
    CHECK(sil_adapter_generation() == generation);
    clicker.click();
    run.stop();
    const auto read = read_frames(run.journal->frames());
    REQUIRE(read.problem == "");
    CHECK(read.clicks().size() == 2);
    CHECK(read.gaps().size() == 1);
}

TEST_CASE("what the queue cannot take is dropped, counted and shown as a gap") {
    RunningRecorder run;
    run.stop();
    run.settings.queue_events = 64;
    run.start();
    run.attach();
    REQUIRE(run.open());
    const Clicker clicker;
    for (int number = 0; number < 20'000; ++number) {
        clicker.click();
    }
    REQUIRE(eventually([&] { return run.journal->items() + run.stats().dropped == 20'001; }));
    CHECK(run.stats().dropped == run.stats().dropped_by_reason[1]);
    CHECK(run.stats().captured == 20'001);
    run.stop();
    const auto read = read_frames(run.journal->frames());
    REQUIRE(read.problem == "");
    std::uint64_t in_gaps = 0;
    for (const auto& gap : read.gaps()) {
        in_gaps += gap.gap.items();
    }
    CHECK(in_gaps + read.clicks().size() == 20'000);
}

TEST_CASE("numbers of an ended session are recognised") {
    RunningRecorder run;
    REQUIRE(run.open());
    const Clicker old;
    run.recorder->set_choice(SIL_CHOICE_NO, 1);
    REQUIRE(run.open());
    old.click();
    const Clicker fresh;
    fresh.click();
    // The old number is dropped and counted.
    CHECK(run.stats().dropped_by_reason[2] == 1);
    run.stop();
    const auto read = read_frames(run.journal->frames());
    REQUIRE(read.problem == "");
    CHECK(read.clicks().size() == 1);
}

TEST_CASE("a forked child is silent") {
    RunningRecorder run;
    REQUIRE(run.open());
    const Clicker clicker;
    clicker.click();
    const pid_t child = ::fork();
    if (child == 0) {
        clicker.click();
        sil_element_info info{};
        info.size = sizeof info;
        const bool silent =
            sil_adapter_generation() == 0 && sil_adapter_element(&info) == 0 && boundary::g_page.load()->alive == 0;
        ::_exit(silent ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    clicker.click();
    run.stop();
    CHECK(read_frames(run.journal->frames()).clicks().size() == 2);
}

TEST_CASE("host threads may click while the user changes her mind, and the books balance") {
    RunningRecorder run;
    REQUIRE(run.open());
    std::atomic<bool> over{false};
    std::vector<std::thread> hosts;
    for (int number = 0; number < 2; ++number) {
        hosts.emplace_back([&] {
            while (!over) {
                const Clicker clicker;
                for (int click = 0; click < 50; ++click) {
                    clicker.click();
                }
                std::this_thread::sleep_for(std::chrono::microseconds(200));
            }
        });
    }
    for (int round = 0; round < 20; ++round) {
        run.recorder->set_choice(SIL_CHOICE_NO, 1);
        CHECK(sil_adapter_generation() == 0);
        REQUIRE(run.open());
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    run.recorder->set_choice(SIL_CHOICE_NO, 1);
    over = true;
    for (auto& host : hosts) {
        host.join();
    }
    REQUIRE(eventually([&] { return run.stats().pending == 0; }));
    const auto stats = run.stats();
    CHECK(stats.captured == stats.wiped + stats.dropped);
    CHECK(stats.captured > 0);
}

TEST_CASE("shutting down comes back by its deadline though transport does not") {
    class Stuck final : public EmptyOutlet {
      public:
        void flush(std::chrono::steady_clock::time_point, std::function<void()>) override {}
    };
    RunningRecorder run(allowed(), false);
    run.stop();
    run.settings.verdict = allowed();
    run.settings.yes_for_this_run = true;
    // The best of some, since the machine may have had other things to do.
    std::chrono::nanoseconds best = std::chrono::hours(1);
    for (int round = 0; round < 10 && best >= std::chrono::milliseconds(250); ++round) {
        run.recorder = recorder::Recorder::start(
            run.settings, *boundary::make_page(),
            [](boost::asio::io_context&, transport::Options, transport::Events) { return std::make_unique<Stuck>(); });
        REQUIRE(run.becomes(SIL_STATE_RECORDING));
        const auto began = std::chrono::steady_clock::now();
        run.recorder->shut_down(std::chrono::milliseconds(200));
        best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - began);
        CHECK(best >= std::chrono::milliseconds(200));
        run.recorder.reset();
    }
    CHECK(best < std::chrono::milliseconds(250));
}
