#include "privacy/provenance/module_origin.h"

#include "tests/catch.h"

using silhouette::privacy::is_interpreter;
using silhouette::privacy::module_origin;
using silhouette::privacy::ModuleOrigin;

TEST_CASE("the executable is the program, unless it runs programs that are not its own") {
    CHECK(module_origin("/usr/bin/kcalc", "/usr/bin/kcalc") == ModuleOrigin::program);
    CHECK(module_origin("/usr/bin/python3.11", "/usr/bin/python3.11") == ModuleOrigin::system);
    CHECK(module_origin("/usr/lib/python3/dist-packages/app/x.so", "/usr/bin/python3.11") == ModuleOrigin::system);
    CHECK(is_interpreter("/usr/bin/gjs-console"));
    CHECK(is_interpreter("/usr/bin/nodejs"));
    CHECK(is_interpreter("/usr/bin/php8.2-cgi"));
    CHECK(is_interpreter("/opt/x/lua_static"));
    for (const char* program : {"/usr/bin/keepassxc", "/usr/bin/qmlkonsole", "/usr/bin/monodevelop", "/usr/bin/nodepad",
                                "/usr/bin/JavaFoil"}) {
        CHECK_FALSE(is_interpreter(program));
    }
}

TEST_CASE("libraries in the system's folders are the system's") {
    for (const char* path : {"/lib/x86_64-linux-gnu/libfoo.so.1", "/usr/lib/libfoo.so.1", "/usr/lib64/libfoo.so.1",
                             "/usr/lib/x86_64-linux-gnu/libfoo.so.1", "/usr/local/lib/libfoo.so",
                             "/usr/lib/x86_64-linux-gnu/gio/modules/libbar.so", "linux-vdso.so.1", ""}) {
        CHECK(module_origin(path, "/usr/bin/app") == ModuleOrigin::system);
    }
}

TEST_CASE("libraries that lie with the program are the program's") {
    for (const auto& [library, program] :
         {std::pair{"/usr/lib/x86_64-linux-gnu/keepassxc/libautotype.so", "/usr/bin/keepassxc"},
          std::pair{"/usr/lib/gimp/2.0/plug-ins/x.so", "/usr/bin/gimp-2.10"},
          std::pair{"/usr/lib/libreoffice/program/libswlo.so", "/usr/lib/libreoffice/program/soffice.bin"},
          std::pair{"/opt/vendor/lib/libown.so", "/opt/vendor/bin/app"},
          std::pair{"/home/dev/build/bin/../lib/libown.so", "/home/dev/build/bin/app"},
          std::pair{"/nix/store/abc-app/lib/libown.so", "/nix/store/abc-app/bin/app"},
          std::pair{"/tmp/.mount_app/usr/lib/libown.so", "/tmp/.mount_app/usr/bin/app"},
          std::pair{"/app/lib/libown.so", "/app/bin/app"}}) {
        CHECK(module_origin(library, program) == ModuleOrigin::program);
    }
    for (const auto& [library, program] : {std::pair{"/opt/other/lib/libown.so", "/opt/vendor/bin/app"},
                                           std::pair{"/opt/other/lib/libown.so", "/usr/bin/app"},
                                           std::pair{"/home/ada/forms/libforms.so", "/usr/bin/designer"},
                                           std::pair{"/tmp/formula-17.so", "/opt/vendor/bin/app"},
                                           std::pair{"/mnt/share/libforms.so", "/usr/bin/designer"},
                                           std::pair{"/data/ada/libforms.so", "/opt/vendor/bin/app"},
                                           std::pair{"/home/ada/forms/libforms.so", "/app/bin/app"},
                                           std::pair{"/nix/store/def-lib/lib/libown.so", "/nix/store/abc-app/bin/app"},
                                           std::pair{"/usr/lib/otherapp/libx.so", "/usr/bin/app"}}) {
        CHECK(module_origin(library, program) == ModuleOrigin::system);
    }
}

TEST_CASE("bundled copies of system libraries and toolkits are not the program's") {
    for (const char* name : {"libicudata.so.72", "libglib-2.0.so.0", "libssl.so.3", "libstdc++.so.6",
                             "libboost_regex.so.1", "libprotobuf.so.32", "libsilhouette.so.0"}) {
        CHECK(module_origin(std::string("/opt/vendor/lib/") + name, "/opt/vendor/bin/app") == ModuleOrigin::system);
    }
    for (const char* name : {"libQt5Widgets.so.5", "libQt6Core.so.6", "libgtk-4.so.1", "libadwaita-1.so.0"}) {
        CHECK(module_origin(std::string("/opt/vendor/lib/") + name, "/opt/vendor/bin/app") == ModuleOrigin::toolkit);
        CHECK(module_origin(std::string("/lib/x86_64-linux-gnu/") + name, "/usr/bin/app") == ModuleOrigin::toolkit);
    }
    CHECK(module_origin("/usr/lib/x86_64-linux-gnu/qt5/plugins/styles/breeze.so", "/usr/bin/app") ==
          ModuleOrigin::toolkit);
}
