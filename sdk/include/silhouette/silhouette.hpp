// Silhouette for C++ hosts (C++20): the interface of silhouette.h with ownership, values instead of out-parameters, and
// names that are compile-time constants.
//
//   silhouette::Recorder recorder;
//   if (recorder.start(options) == SIL_OK) { ... }        // shuts down when it goes out of scope
//
//   silhouette::Element save(window, SIL_ROLE_BUTTON, "saveButton");      // compiles: a literal
//   silhouette::Element row(window, SIL_ROLE_BUTTON, title.c_str());      // does not: it could be content
//
// Threads, ownership and limits are those of silhouette.h and adapter.h. Nothing here throws.
#ifndef SILHOUETTE_SILHOUETTE_HPP
#define SILHOUETTE_SILHOUETTE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

namespace silhouette {

// A name that shipped with the program, since only a constant expression can make one. 2 … 128 of A-Za-z0-9_.:/#()[]-
// with at least one letter; anything else does not compile either.
class Name {
  public:
    template <std::size_t Size>
    consteval Name(const char (&text)[Size]) : text_(text), size_(Size - 1) {  // NOLINT: "save" is meant to convert
        bool has_letter = false;
        for (std::size_t place = 0; place < size_; ++place) {
            const char character = text[place];
            const bool letter = (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
            const bool digit = character >= '0' && character <= '9';
            has_letter = has_letter || letter;
            if (!letter && !digit && std::string_view("_.:/#()[]-").find(character) == std::string_view::npos) {
                throw "a character that names do not have";
            }
        }
        if (size_ < 2 || size_ > 128 || !has_letter) {
            throw "a name has 2 to 128 characters and a letter";
        }
    }

    constexpr std::string_view text() const noexcept { return {text_, size_}; }

  private:
    const char* text_;
    std::size_t size_;
};

// The recorder, shut down (with the default deadline) when it goes out of scope. Movable.
class Recorder {
  public:
    Recorder() = default;
    ~Recorder() { static_cast<void>(shut_down()); }
    Recorder(Recorder&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Recorder& operator=(Recorder&& other) noexcept {
        if (this != &other) {
            static_cast<void>(shut_down());
            handle_ = std::exchange(other.handle_, nullptr);
        }
        return *this;
    }
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    [[nodiscard]] sil_status start(const sil_options& options) noexcept {
        return handle_ == nullptr ? sil_start(&options, &handle_) : SIL_ERROR_ALREADY_STARTED;
    }
    sil_status shut_down(std::uint32_t deadline_ms = SIL_DEADLINE_DEFAULT) noexcept {
        return handle_ != nullptr ? sil_shutdown(std::exchange(handle_, nullptr), deadline_ms) : SIL_OK;
    }

    // The user's answer to the question that the host asked. `notice_version`: of the privacy notice shown.
    [[nodiscard]] sil_status opt_in(std::uint32_t notice_version) noexcept {
        return sil_consent_set(handle_, SIL_CHOICE_YES, notice_version);
    }
    [[nodiscard]] sil_status opt_out(std::uint32_t notice_version) noexcept {
        return sil_consent_set(handle_, SIL_CHOICE_NO, notice_version);
    }
    // With SIL_CONSENT_… flags.
    [[nodiscard]] sil_status change_choice(sil_choice choice, std::uint32_t notice_version,
                                           std::uint32_t flags) noexcept {
        return sil_consent_change(handle_, choice, notice_version, flags);
    }
    // The host holds the choice, and it may have changed.
    [[nodiscard]] sil_status choice_changed() noexcept { return sil_choice_changed(handle_); }
    // NULL: no account.
    [[nodiscard]] sil_status set_account(const char* account) noexcept { return sil_account_set(handle_, account); }
    sil_choice choice() const noexcept { return sil_consent_choice(handle_); }
    // "Delete what was sent."
    [[nodiscard]] sil_status erase_sent() noexcept { return sil_erase_sent(handle_); }
    std::uint32_t erasures_pending() const noexcept { return sil_erasures_pending(handle_); }
    sil_state state() const noexcept { return sil_state_now(handle_); }
    bool user_setting_visible() const noexcept { return sil_user_setting_visible(handle_) != 0; }
    sil_status ask_verdict() noexcept { return sil_ask_verdict(handle_); }
    sil_status on_state_change(sil_state_function function, void* context) noexcept {
        return sil_on_state_change(handle_, function, context);
    }

    // The window that is used now shows this route: see sil_navigate().
    sil_status navigate(const char* route) noexcept { return sil_navigate(handle_, route); }

    // Another ingest key, where the endpoint did not accept the one before.
    [[nodiscard]] sil_status set_key(const char* key) noexcept { return sil_key_set(handle_, key); }
    sil_status set_metered(bool metered) noexcept { return sil_metered_set(handle_, metered ? 1 : 0); }
    sil_network_status network() const noexcept {
        sil_network_status status{};
        status.size = sizeof status;
        static_cast<void>(sil_network_now(handle_, &status));
        return status;
    }

    // For support tickets; empty when nothing is recorded.
    std::string session_id() const {
        char text[SIL_SESSION_ID_SIZE] = "";
        return sil_session_id(handle_, text) == SIL_OK ? std::string(text) : std::string();
    }
    sil_stats stats() const noexcept {
        sil_stats stats{};
        stats.size = sizeof stats;
        static_cast<void>(sil_stats_now(handle_, &stats));
        return stats;
    }

    // For sil_… functions and adapters. NULL when not started. Stays owned by this object.
    sil_recorder* handle() const noexcept { return handle_; }

  private:
    sil_recorder* handle_ = nullptr;
};

// Nothing is captured while it lives. Nests.
class Pause {
  public:
    explicit Pause(const Recorder& recorder) noexcept : handle_(recorder.handle()) {
        static_cast<void>(sil_pause(handle_));
    }
    ~Pause() { static_cast<void>(sil_resume(handle_)); }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

  private:
    sil_recorder* handle_;
};

// An element of a host that draws its own interface. Valid for the generation in which it was made (adapter.h); cheap
// to copy. UI thread.
class Element {
  public:
    // `parent`: an empty Element for a window.
    Element(Element parent, sil_role role, Name name, std::uint32_t flags = 0) noexcept {
        sil_element_info info{};
        info.size = sizeof info;
        info.parent = parent.number_;
        info.role = role;
        info.flags = flags;
        info.name = name.text().data();
        info.name_units = static_cast<std::uint32_t>(name.text().size());
        info.encoding = SIL_NAME_UTF8;
        number_ = sil_adapter_element(&info);
    }
    Element() noexcept = default;

    std::uint32_t number() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ != 0; }

  private:
    std::uint32_t number_ = 0;
};

}  // namespace silhouette

#endif
