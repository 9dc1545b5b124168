#include "sdk/sent/sent_words.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <span>
#include <vector>

namespace silhouette::sent {
namespace {

// Paths deeper than any real window are cut at their top.
constexpr std::size_t kPathSegmentsMax = 48;

constexpr const char* kRoles[] = {
    "unknown",     "window",        "dialog",      "page",      "container",    "layout",       "group",
    "button",      "toggle button", "tool button", "check box", "radio button", "text input",   "password input",
    "text area",   "label",         "image",       "link",      "list",         "table",        "tree",
    "header",      "tab bar",       "tab",         "tab panel", "menu bar",     "menu",         "menu item",
    "tool bar",    "status bar",    "combo box",   "spin box",  "slider",       "progress bar", "scroll bar",
    "scroll area", "splitter",      "dock",        "canvas",    "calendar",     "separator",    "button box",
    "keypad",      "tool tip",      "popup"};

constexpr const char* kStandardButtons[] = {"none",
                                            "ok",
                                            "save",
                                            "save all",
                                            "open",
                                            "yes",
                                            "yes to all",
                                            "no",
                                            "no to all",
                                            "abort",
                                            "retry",
                                            "ignore",
                                            "close",
                                            "cancel",
                                            "discard",
                                            "help",
                                            "apply",
                                            "reset",
                                            "restore defaults",
                                            "accept role",
                                            "reject role",
                                            "destructive role",
                                            "action role",
                                            "help role",
                                            "back",
                                            "next",
                                            "finish"};

constexpr const char* kNavigations[] = {"unknown",          "window opened", "window closed",
                                        "window activated", "view entered",  "view left"};

// Number 4 is made by readers only.
constexpr const char* kGaps[] = {"unknown", "paused", "suspended", "dropped", "lost", "limited"};

std::string word(std::span<const char* const> words, std::uint32_t number) {
    return number < words.size() ? words[number] : "unknown";
}

std::string formatted(std::int64_t seconds, const char* format) {
    const std::time_t time = seconds;
    std::tm parts{};
    char text[32] = "";
    if (::gmtime_r(&time, &parts) != nullptr) {
        std::strftime(text, sizeof text, format, &parts);
    }
    return text;
}

std::string counted(std::uint64_t count, const char* one, const char* many) {
    return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

// Thousandths plus 1, as on the wire.
std::string percent(std::uint32_t place) {
    return std::to_string((place - 1) / 10) + '.' + std::to_string((place - 1) % 10) + " %";
}

std::string hex(const std::string& bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        text += kDigits[static_cast<unsigned char>(byte) >> 4];
        text += kDigits[static_cast<unsigned char>(byte) & 15u];
    }
    return text;
}

}  // namespace

std::string role_words(std::uint32_t role) {
    return word(kRoles, role);
}
std::string standard_button_words(std::uint32_t button) {
    return word(kStandardButtons, button);
}
std::string navigation_words(std::uint32_t kind) {
    return word(kNavigations, kind);
}
std::string gap_words(std::uint32_t reason) {
    return word(kGaps, reason);
}

std::string utc(std::int64_t seconds) {
    return formatted(seconds, "%Y-%m-%d %H:%M:%S");
}

std::string SentWords::name(const Session& session, const Element& element) {
    const auto found = session.names.find(element.name);
    if (element.name == 0 || found == session.names.end()) {
        return {};
    }
    return found->second + ((element.flags & wire::kElementNameIsPrefix) != 0 ? "*" : "");
}

std::string SentWords::segment(const Session& session, const Element& element) {
    if (std::string own = name(session, element); !own.empty()) {
        return own;
    }
    const auto found = session.names.find(element.class_name);
    std::string text;
    if (element.class_name != 0 && found != session.names.end()) {
        text = found->second;
    } else {
        for (const char character : role_words(element.role)) {
            text += character == ' ' ? '_' : character;
        }
    }
    if (element.index == wire::kIndexMany) {
        text += "[*]";
    } else if (element.index != 0) {
        text += '[' + std::to_string(element.index - 1) + ']';
    }
    return text;
}

// The rule of docs/export.md, "Paths".
std::string SentWords::path(const Session& session, std::uint32_t number) {
    std::string path;
    bool below_named = false;
    for (std::size_t segments = 0; segments < kPathSegmentsMax;) {
        const auto found = session.elements.find(number);
        if (found == session.elements.end()) {
            return "unknown" + (path.empty() ? "" : '/' + path);
        }
        const Element& element = found->second;
        const bool named = !name(session, element).empty() && (element.flags & wire::kElementToolkitName) == 0;
        if (named || element.parent == 0 || !below_named) {
            path = segment(session, element) + (path.empty() ? "" : '/' + path);
            ++segments;
        }
        below_named = below_named || named;
        if (element.parent == 0) {
            break;
        }
        number = element.parent;
    }
    return path;
}

std::string SentWords::view(const Session& session, std::uint32_t number) {
    const auto found = session.views.find(number);
    if (found == session.views.end()) {
        return "unknown";
    }
    const auto element = session.elements.find(found->second);
    const std::string own = element != session.elements.end() ? name(session, element->second) : "";
    return own.empty() ? path(session, found->second) : own;
}

std::string SentWords::item(const Session& session, const Item& item) {
    if (item.kind == wire::ItemKind::navigation) {
        return navigation_words(item.what) + ": " + view(session, item.view);
    }
    if (item.kind == wire::ItemKind::layout) {
        return "layout of " + view(session, item.view) + ": " + counted(item.count, "element", "elements");
    }
    if (item.kind == wire::ItemKind::gap) {
        return "gap (" + gap_words(item.what) +
               "): " + (item.count == 0 ? "nothing was recorded" : counted(item.count, "item", "items") + " missing");
    }
    constexpr std::array<const char*, 4> kButtons = {"", "secondary ", "middle ", "other "};
    constexpr std::array<const char*, 4> kTriggers = {"", ", by touch", ", by pen", ", by keyboard"};
    std::string text = kButtons[item.what & 3u];
    text += "click on " + path(session, item.element);
    const auto found = session.elements.find(item.element);
    if (found != session.elements.end()) {
        const std::uint32_t standard = found->second.flags >> wire::kElementStandardButtonShift & 63u;
        text += " (" + role_words(found->second.role) +
                (standard != 0 ? " \"" + standard_button_words(standard) + '"' : std::string()) + ')';
    }
    text += " in " + view(session, item.view);
    text += (item.what >> 2 & 1u) != 0 ? ", second of a double click" : "";
    text += kTriggers[item.what >> 3 & 3u];
    if (item.x != 0 && item.y != 0) {
        text += ", " + percent(item.x) + " across, " + percent(item.y) + " down";
    }
    return text;
}

std::string SentWords::tell(const Batch& batch) {
    Session& session = sessions_[batch.session];
    for (const Name& one : batch.names) {
        session.names.emplace(one.number, one.text);
    }
    for (const Element& one : batch.elements) {
        session.elements.emplace(one.number, one);
    }
    for (const View& one : batch.views) {
        session.views.emplace(one.number, one.element);
    }
    const auto started = static_cast<std::int64_t>(batch.started);
    std::string text = "Session " + hex(batch.session) + ", batch " + std::to_string(batch.number) + ", begun " +
                       utc(started) + " UTC\n";
    std::uint64_t clicks = 0, navigations = 0, layouts = 0;
    for (const Item& one : batch.items) {
        clicks += one.kind == wire::ItemKind::click;
        navigations += one.kind == wire::ItemKind::navigation;
        layouts += one.kind == wire::ItemKind::layout;
        const auto second = static_cast<std::int64_t>(one.tick * wire::kTickMilliseconds / 1'000);
        text += formatted(started + second, "%H:%M:%S") + "  " + item(session, one) + '\n';
    }
    text += counted(clicks, "click", "clicks") + ", " + counted(navigations, "navigation", "navigations") + ", " +
            counted(layouts, "layout", "layouts") + '\n';
    if (!batch.names.empty()) {
        text += "Names told:";
        const char* separator = " ";
        for (const Name& one : batch.names) {
            text += separator + one.text;
            separator = ", ";
        }
        text += '\n';
    }
    return text;
}

}  // namespace silhouette::sent
