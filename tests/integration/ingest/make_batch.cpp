// Writes one made-up batch to standard output, sealed unless told otherwise.
//   make_batch TENANT BATCH SESSION NUMBER [CLICKS] [VARIANT] [ALLOWED_SINCE] [STARTED]
// BATCH and SESSION are 32 hex digits. VARIANT breaks the batch in one way:
//   plain (not sealed) · unknown (an unknown field with text) · range (a click's point out of range) · column (columns
//   of unequal length) · name (a name outside the grammar) · app (an app id outside the grammar) · version (schema 2) ·
//   short-id (8 bytes) · no-header · utf8 (an app id that is no UTF-8) · hidden (a field twice, the first value hidden
//   by the second) · bomb (a sealed GiB)
// Without ALLOWED_SINCE the batch does not tell it; by its start it is of a session that began in 2100, after whatever
// the tenant said.
#include <openssl/sha.h>
#include <zstd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>

#include "proto/envelope/envelope.h"
#include "silhouette/v1/batch.pb.h"

namespace {

std::string bytes_of(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

// The erasure secret of a made-up session is 32 times the first byte of its id, for those whose first batch tells the
// hash. Ids that follow from a secret, as a recorder's do, say the rest by themselves.
std::string erasure_hash(const std::string& session) {
    const std::string secret(32, session.at(0));
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void fill(silhouette::v1::Batch& batch, std::uint32_t number, int clicks) {
    auto& frame = *batch.add_frames();
    frame.set_start(number * 100);
    if (number == 0) {
        frame.mutable_session_start()->set_erasure_hash(erasure_hash(batch.header().session_id()));
        frame.mutable_names()->set_first(1);
        for (const char* name : {"MainWindow", "saveButton", "QMainWindow", "QPushButton"}) {
            frame.mutable_names()->add_text(name);
        }
        auto& elements = *frame.mutable_elements();
        elements.set_first(1);
        for (int i = 0; i < 2; ++i) {
            elements.add_parents(static_cast<std::uint32_t>(i));
            elements.add_names(static_cast<std::uint32_t>(i + 1));
            elements.add_classes(static_cast<std::uint32_t>(i + 3));
            elements.add_roles(i == 0 ? silhouette::v1::ROLE_WINDOW : silhouette::v1::ROLE_BUTTON);
            elements.add_indexes(0);
            elements.add_flags(0);
        }
        frame.mutable_views()->set_first(1);
        frame.mutable_views()->add_elements(1);
        frame.mutable_views()->add_windows(1);
    }
    for (int i = 0; i < clicks; ++i) {
        frame.add_kinds(silhouette::v1::ITEM_KIND_CLICK);
        frame.add_time_deltas(i == 0 ? 0 : 5);
        auto& columns = *frame.mutable_clicks();
        columns.add_elements(2);
        columns.add_views(1);
        columns.add_kinds(0);
        columns.add_x(501);
        columns.add_y(501);
    }
}

void damage(silhouette::v1::Batch& batch, const std::string& variant) {
    if (variant == "range") {
        batch.mutable_frames(0)->mutable_clicks()->set_x(0, 1002);
    } else if (variant == "column") {
        batch.mutable_frames(0)->mutable_clicks()->add_x(1);
    } else if (variant == "name") {
        batch.mutable_frames(0)->mutable_names()->set_text(0, "Caf\xc3\xa9 Maria");
    } else if (variant == "app") {
        batch.mutable_header()->set_app("/home/maria");
    } else if (variant == "version") {
        batch.mutable_header()->set_schema_version(2);
    } else if (variant == "short-id") {
        batch.mutable_header()->set_batch_id("12345678");
    } else if (variant == "no-header") {
        batch.clear_header();
    }
}

void put(const void* bytes, std::size_t size) {
    std::fwrite(bytes, 1, size, stdout);
}

int put_bomb() {
    const std::string zeros(std::size_t{1} << 30, '\0');
    std::string bomb(ZSTD_compressBound(zeros.size()), '\0');
    bomb.resize(ZSTD_compress(bomb.data(), bomb.size(), zeros.data(), zeros.size(), 1));
    put(bomb.data(), bomb.size());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::cerr << "make_batch TENANT BATCH SESSION NUMBER [CLICKS] [VARIANT] [ALLOWED_SINCE] [STARTED]\n";
        return 2;
    }
    const std::string variant = argc > 6 ? argv[6] : "";
    if (variant == "bomb") {
        return put_bomb();
    }
    silhouette::v1::Batch batch;
    auto& header = *batch.mutable_header();
    header.set_schema_version(1);
    header.set_tenant(argv[1]);
    header.set_batch_id(bytes_of(argv[2]));
    header.set_session_id(bytes_of(argv[3]));
    header.set_batch_number(static_cast<std::uint32_t>(std::atoi(argv[4])));
    header.set_app("orders");
    header.set_app_version("1.0");
    header.set_sdk_version("0.1.0");
    header.set_platform(silhouette::v1::PLATFORM_LINUX);
    header.set_toolkit(silhouette::v1::TOOLKIT_QT6);
    header.set_level(silhouette::v1::LEVEL_SILHOUETTES);
    header.set_allowed_since(argc > 7 ? std::strtoull(argv[7], nullptr, 10) : 0);
    header.set_started(argc > 8 ? std::strtoull(argv[8], nullptr, 10) : 4'102'444'800);
    header.mutable_counters()->set_captured(10);
    fill(batch, header.batch_number(), argc > 5 ? std::atoi(argv[5]) : 3);
    damage(batch, variant);
    std::string plain = batch.SerializeAsString();
    if (variant == "unknown") {
        const std::string text = "SECRET TEXT OF A USER";
        plain += std::string("\xfa\x3f", 2) + static_cast<char>(text.size()) + text;  // field 1023
    } else if (variant == "hidden") {
        const std::string app = "secret-of-a-user";
        const std::string inner = std::string("\x32", 1) + static_cast<char>(app.size()) + app;
        plain = std::string("\x0a", 1) + static_cast<char>(inner.size()) + inner + plain;
    }
    if (variant == "utf8") {
        plain.replace(plain.find("orders"), 6, "\xff\xfe\xff\xfe\xff\xfe");
    }
    if (variant == "plain") {
        put(plain.data(), plain.size());
        return 0;
    }
    const auto sealed = silhouette::envelope::seal(std::as_bytes(std::span(plain)));
    put(sealed.data(), sealed.size());
    return sealed.empty() ? 1 : 0;
}
