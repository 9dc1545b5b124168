#include "privacy/provenance/module_origin.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "privacy/provenance/word_list.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

// Beginnings of library names. A library of the program that happens to be called so loses its names: the safe
// direction.
constexpr string_view kToolkits =
    "libQt4 libQt5 libQt6 libqt5 libqt6 libgtk libgdk libadwaita libhandy libKF5 libKF6 libkdeui "
    "libqscintilla libqwt libvte libwx_ libgranite libphonon libdtk";

// Bundled by many programs, full of words, places, names and numbers that are no element's name.
constexpr string_view kSystem =
    "libicu libglib- libgobject- libgio- libgmodule- libgthread- libgirepository libssl libcrypto "
    "libstdc++ libgcc_s libc++ libboost_ libprotobuf libabsl libgrpc libz. libzstd liblzma liblz4 libbz2 "
    "libbrotli libpng libjpeg libturbojpeg libtiff libwebp libfreetype libfontconfig libharfbuzz "
    "libgraphite libcairo libpango libpixman librsvg libX libxcb libxkb libwayland libEGL libGL "
    "libvulkan libdrm libdbus libsystemd libudev libsqlite libxml2 libxslt libcurl libnghttp libgnutls "
    "libnettle libgcrypt libgpg libnss libnspr libpcre libffi libexpat libpython libperl libruby liblua "
    "libavcodec libavformat libavutil libavfilter libavdevice libswscale libswresample libgst libpulse "
    "libasound libjack libcups libLLVM libmysql libmariadb libpq libtorrent libdouble-conversion libb2 "
    "libmd4c libgeos libproj. libgdal libopencv libvtk libc. libm. libdl. librt. libpthread ld-linux "
    "linux-vdso libasan libubsan libtsan libsilhouette";

// Followed by nothing or by a version and the like (`python3.11`, `gjs-console`), not by more of a word (`qmlkonsole`).
constexpr string_view kInterpreters =
    "python node nodejs java javaw gjs perl ruby mono dotnet qml lua luajit php pypy tclsh wish electron "
    "deno bun guile octave beam qmlscene";

bool begins_with_any(string_view name, string_view beginnings) {
    return is_any_word(beginnings, [&](string_view beginning) { return name.starts_with(beginning); });
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
    return is_any_word(kInterpreters, [&](string_view one) {
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
        // A program that packages brought has its libraries where packages put them.
        const bool is_packaged = is_below(program, "/usr") || is_below(program, "/opt");
        return is_packaged || is_below(path, "/opt") ? ModuleOrigin::system : ModuleOrigin::program;
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
