#include "privacy/provenance/module_origin.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

namespace silhouette::privacy {
namespace {

using std::string_view;

// Beginnings of library names. A library of the program that happens to be called so loses its names: the safe
// direction.
constexpr std::array kToolkits = {
    string_view("libQt4"),        string_view("libQt5"),    string_view("libQt6"), string_view("libqt5"),
    string_view("libqt6"),        string_view("libgtk"),    string_view("libgdk"), string_view("libadwaita"),
    string_view("libhandy"),      string_view("libKF5"),    string_view("libKF6"), string_view("libkdeui"),
    string_view("libqscintilla"), string_view("libqwt"),    string_view("libvte"), string_view("libwx_"),
    string_view("libgranite"),    string_view("libphonon"), string_view("libdtk")};

// Bundled by many programs, full of words, places, names and numbers that are no element's name.
constexpr std::array kSystem = {string_view("libicu"),          string_view("libglib-"),
                                string_view("libgobject-"),     string_view("libgio-"),
                                string_view("libgmodule-"),     string_view("libgthread-"),
                                string_view("libgirepository"), string_view("libssl"),
                                string_view("libcrypto"),       string_view("libstdc++"),
                                string_view("libgcc_s"),        string_view("libc++"),
                                string_view("libboost_"),       string_view("libprotobuf"),
                                string_view("libabsl"),         string_view("libgrpc"),
                                string_view("libz."),           string_view("libzstd"),
                                string_view("liblzma"),         string_view("liblz4"),
                                string_view("libbz2"),          string_view("libbrotli"),
                                string_view("libpng"),          string_view("libjpeg"),
                                string_view("libturbojpeg"),    string_view("libtiff"),
                                string_view("libwebp"),         string_view("libfreetype"),
                                string_view("libfontconfig"),   string_view("libharfbuzz"),
                                string_view("libgraphite"),     string_view("libcairo"),
                                string_view("libpango"),        string_view("libpixman"),
                                string_view("librsvg"),         string_view("libX"),
                                string_view("libxcb"),          string_view("libxkb"),
                                string_view("libwayland"),      string_view("libEGL"),
                                string_view("libGL"),           string_view("libvulkan"),
                                string_view("libdrm"),          string_view("libdbus"),
                                string_view("libsystemd"),      string_view("libudev"),
                                string_view("libsqlite"),       string_view("libxml2"),
                                string_view("libxslt"),         string_view("libcurl"),
                                string_view("libnghttp"),       string_view("libgnutls"),
                                string_view("libnettle"),       string_view("libgcrypt"),
                                string_view("libgpg"),          string_view("libnss"),
                                string_view("libnspr"),         string_view("libpcre"),
                                string_view("libffi"),          string_view("libexpat"),
                                string_view("libpython"),       string_view("libperl"),
                                string_view("libruby"),         string_view("liblua"),
                                string_view("libavcodec"),      string_view("libavformat"),
                                string_view("libavutil"),       string_view("libavfilter"),
                                string_view("libavdevice"),     string_view("libswscale"),
                                string_view("libswresample"),   string_view("libgst"),
                                string_view("libpulse"),        string_view("libasound"),
                                string_view("libjack"),         string_view("libcups"),
                                string_view("libLLVM"),         string_view("libmysql"),
                                string_view("libmariadb"),      string_view("libpq"),
                                string_view("libtorrent"),      string_view("libdouble-conversion"),
                                string_view("libb2"),           string_view("libmd4c"),
                                string_view("libgeos"),         string_view("libproj."),
                                string_view("libgdal"),         string_view("libopencv"),
                                string_view("libvtk"),          string_view("libc."),
                                string_view("libm."),           string_view("libdl."),
                                string_view("librt."),          string_view("libpthread"),
                                string_view("ld-linux"),        string_view("linux-vdso"),
                                string_view("libasan"),         string_view("libubsan"),
                                string_view("libtsan"),         string_view("libsilhouette")};

// Followed by nothing or by a version and the like (`python3.11`, `gjs-console`), not by more of a word (`qmlkonsole`).
constexpr std::array kInterpreters = {
    string_view("python"), string_view("node"),     string_view("nodejs"), string_view("java"),
    string_view("javaw"),  string_view("gjs"),      string_view("perl"),   string_view("ruby"),
    string_view("mono"),   string_view("dotnet"),   string_view("qml"),    string_view("lua"),
    string_view("luajit"), string_view("php"),      string_view("pypy"),   string_view("tclsh"),
    string_view("wish"),   string_view("electron"), string_view("deno"),   string_view("bun"),
    string_view("guile"),  string_view("octave"),   string_view("beam"),   string_view("qmlscene")};

bool begins_with_any(string_view name, const auto& beginnings) {
    return std::ranges::any_of(beginnings, [&](string_view beginning) { return name.starts_with(beginning); });
}

bool is_below(string_view path, string_view folder) {
    return !folder.empty() && path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

string_view folder_of(string_view path) {
    const auto slash = path.rfind('/');
    return slash == string_view::npos ? string_view() : path.substr(0, slash);
}

string_view base_of(string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::string lower(string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return result;
}

// `/lib` and `/lib64` are links into `/usr` on every current system.
std::string normal(string_view path) {
    std::string result = std::filesystem::path(path).lexically_normal().string();
    for (const string_view link : {"/lib", "/lib64", "/bin", "/sbin"}) {
        if (is_below(result, link)) {
            return "/usr" + result;
        }
    }
    return result;
}

// Takes the first folder off `rest` and returns it; empty when only a file is left.
string_view take_folder(string_view& rest) {
    const auto slash = rest.find('/');
    if (slash == string_view::npos) {
        return {};
    }
    const string_view folder = rest.substr(0, slash);
    rest.remove_prefix(slash + 1);
    return folder;
}

// Whether a folder below the system's library folder is the program's own: it is called like it (`keepassxc`,
// `libreoffice` for `soffice.bin` is not, but there the executable lies in it, too).
bool is_named_like(string_view folder, string_view program) {
    const std::string a = lower(folder);
    const std::string b = lower(program);
    return a.size() >= 3 && b.size() >= 3 && (a.starts_with(b) || b.starts_with(a));
}

}  // namespace

bool is_interpreter(string_view executable) {
    const string_view name = base_of(executable);
    return std::ranges::any_of(kInterpreters, [&](string_view one) {
        const auto rest = name.starts_with(one) ? name.substr(one.size()) : string_view("x");
        return rest.empty() || ((rest.front() | 0x20) < 'a') || ((rest.front() | 0x20) > 'z');
    });
}

ModuleOrigin module_origin(string_view module, string_view executable) {
    if (module == executable) {
        return is_interpreter(executable) ? ModuleOrigin::system : ModuleOrigin::program;
    }
    if (module.empty() || module.front() != '/') {
        return ModuleOrigin::system;
    }
    const std::string path = normal(module);
    const std::string program = normal(executable);
    const string_view name = base_of(path);
    if (begins_with_any(name, kSystem)) {
        return ModuleOrigin::system;
    }
    if (begins_with_any(name, kToolkits) || path.find("/qt5/plugins/") != std::string::npos ||
        path.find("/qt6/plugins/") != std::string::npos) {
        return ModuleOrigin::toolkit;
    }
    if (is_interpreter(executable)) {
        return ModuleOrigin::system;
    }
    // Where users write, something may have been made of what they work on (a plug-in that is being written, a formula
    // that was compiled). A program that is installed elsewhere did not bring it.
    for (const string_view theirs : {"/home", "/var/home", "/root", "/tmp", "/var/tmp", "/run", "/dev/shm"}) {
        if (is_below(path, theirs) && !is_below(program, theirs)) {
            return ModuleOrigin::system;
        }
    }
    for (const string_view store : {"/nix/store", "/gnu/store"}) {
        if (is_below(path, store)) {
            // One item of the store is one package.
            const auto end = path.find('/', store.size() + 1);
            return end != std::string::npos && is_below(program, string_view(path).substr(0, end))
                       ? ModuleOrigin::program
                       : ModuleOrigin::system;
        }
    }
    string_view program_folder = folder_of(program);
    if (!is_below(path, "/usr")) {
        if (is_below(path, "/opt") && is_below(program, "/opt")) {
            // One folder below /opt is one vendor's package.
            const auto end = path.find('/', string_view("/opt/").size());
            return end != std::string::npos && is_below(program, string_view(path).substr(0, end))
                       ? ModuleOrigin::program
                       : ModuleOrigin::system;
        }
        return is_below(path, "/opt") ? ModuleOrigin::system : ModuleOrigin::program;
    }
    // Below /usr a library is the program's when it lies beside or below the executable, which is not in a common
    // folder …
    static constexpr std::array kCommon = {string_view("/usr/bin"),        string_view("/usr/sbin"),
                                           string_view("/usr/games"),      string_view("/usr/local/bin"),
                                           string_view("/usr/local/sbin"), string_view("/usr/local/games"),
                                           string_view("/usr/libexec"),    string_view("/usr/lib")};
    if (std::ranges::find(kCommon, program_folder) == kCommon.end() && is_below(path, program_folder)) {
        return ModuleOrigin::program;
    }
    // … or in a folder of the system's library folder that is called like it.
    string_view rest = string_view(path).substr(string_view("/usr/").size());
    string_view folder = take_folder(rest);
    if (folder == "local") {
        folder = take_folder(rest);
    }
    if (folder != "lib" && folder != "lib64" && folder != "libexec") {
        return ModuleOrigin::system;
    }
    folder = take_folder(rest);
    if (folder.find("-linux-") != string_view::npos) {
        folder = take_folder(rest);
    }
    return !folder.empty() && is_named_like(folder, base_of(program)) ? ModuleOrigin::program : ModuleOrigin::system;
}

}  // namespace silhouette::privacy
