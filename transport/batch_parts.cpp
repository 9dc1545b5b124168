#include "transport/batch_parts.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cstring>
#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

#include "platform/secure_memory.h"
#include "proto/envelope/opener.h"
#include "proto/fields.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

void copy_id(protozero::data_view from, BatchId& to) {
    if (from.size() == to.size()) {
        std::memcpy(to.data(), from.data(), to.size());
    }
}

// Protobuf of our own making, but read from a disk: whatever is wrong with it is an exception of protozero's.
void read_piece(std::span<const std::byte> plain, WholeBatch& batch) {
    using protozero::tag_and_type;
    constexpr auto kBytes = protozero::pbf_wire_type::length_delimited;
    protozero::pbf_message<wire::Batch> message(reinterpret_cast<const char*>(plain.data()), plain.size());
    while (message.next()) {
        switch (message.tag_and_type()) {
            case tag_and_type(wire::Batch::header, kBytes):
                // The one before goes with the string that takes its place.
                platform::cleanse(std::as_writable_bytes(std::span(batch.header)));
                batch.header = message.get_string();
                break;
            case tag_and_type(wire::Batch::frames, kBytes):
                batch.frames.push_back(message.get_string());
                break;
            default:
                message.skip();
        }
    }
}

std::string with_batch_id(const std::string& header, const BatchId& id) {
    std::string text;
    text.reserve(header.size() + 2 * id.size());  // one place in memory, to be overwritten
    protozero::pbf_builder<wire::BatchHeader> out(text);
    protozero::pbf_message<wire::BatchHeader> in(header);
    while (in.next()) {
        const auto tag = in.tag();
        if (tag == wire::BatchHeader::batch_id) {
            out.add_bytes(tag, reinterpret_cast<const char*>(id.data()), id.size());
            in.skip();
        } else if (in.wire_type() == protozero::pbf_wire_type::length_delimited) {
            out.add_bytes(tag, in.get_view());  // no copy of an id
        } else if (in.wire_type() == protozero::pbf_wire_type::varint) {
            out.add_uint64(tag, in.get_uint64());
        } else {
            in.skip();  // a header has none of the other types
        }
    }
    return text;
}

}  // namespace

WholeBatch::~WholeBatch() {
    platform::cleanse(std::as_writable_bytes(std::span(header)));
    for (std::string& frame : frames) {
        platform::cleanse(std::as_writable_bytes(std::span(frame)));
    }
}

std::optional<WholeBatch> join_pieces(std::span<const std::vector<std::byte>> pieces) {
    WholeBatch batch;
    try {
        envelope::Opener opener;
        for (const auto& piece : pieces) {
            envelope::Error error{};
            if (auto plain = opener.open(piece, error)) {
                read_piece(*plain, batch);
                platform::cleanse(*plain);
            }
        }
        protozero::pbf_message<wire::BatchHeader> header(batch.header);
        while (header.next()) {
            using protozero::tag_and_type;
            switch (header.tag_and_type()) {
                case tag_and_type(wire::BatchHeader::session_id, protozero::pbf_wire_type::length_delimited):
                    copy_id(header.get_view(), batch.session);
                    break;
                case tag_and_type(wire::BatchHeader::allowed_since, protozero::pbf_wire_type::varint):
                    batch.allowed_since = header.get_uint64();
                    break;
                default:
                    header.skip();
            }
        }
    } catch (const protozero::exception&) {
        return std::nullopt;
    }
    if (batch.header.empty() || batch.frames.empty()) {
        return std::nullopt;
    }
    return std::optional(std::move(batch));
}

std::array<Part, 2> split(const Part& part) {
    const std::size_t half = part.count / 2;
    std::array<Part, 2> parts{Part{{}, part.first, half}, Part{{}, part.first + half, part.count - half}};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::array<unsigned char, std::tuple_size_v<BatchId> + 1> input{};
        std::memcpy(input.data(), part.id.data(), part.id.size());
        input.back() = static_cast<unsigned char>(i);
        std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
        SHA256(input.data(), input.size(), digest.data());
        std::memcpy(parts[i].id.data(), digest.data(), parts[i].id.size());
    }
    return parts;
}

std::vector<std::byte> encode_part(const WholeBatch& batch, const Part& part) {
    const std::size_t end = std::min(part.first + part.count, batch.frames.size());
    std::size_t size = batch.header.size() + policy::kHeaderBytesMax;
    for (std::size_t i = part.first; i < end; ++i) {
        size += batch.frames[i].size() + 16;
    }
    std::string plain;
    plain.reserve(size);  // one place in memory, to be overwritten
    std::string header = with_batch_id(batch.header, part.id);
    const platform::CleansedAtEnd header_goes(header);
    protozero::pbf_builder<wire::Batch> message(plain);
    message.add_message(wire::Batch::header, header);
    for (std::size_t i = part.first; i < end; ++i) {
        message.add_message(wire::Batch::frames, batch.frames[i]);
    }
    auto sealed = envelope::seal(std::as_bytes(std::span(plain)));
    platform::cleanse(std::as_writable_bytes(std::span(plain)));
    return sealed;
}

std::uint64_t items_in_frame(std::string_view frame) {
    std::uint64_t items = 0;
    try {
        protozero::pbf_message<wire::Frame> message(frame.data(), frame.size());
        while (message.next(wire::Frame::kinds)) {
            if (message.wire_type() == protozero::pbf_wire_type::length_delimited) {
                const auto kinds = message.get_packed_enum();
                items += static_cast<std::uint64_t>(std::distance(kinds.begin(), kinds.end()));
            } else {
                items += message.wire_type() == protozero::pbf_wire_type::varint ? 1 : 0;
                message.skip();
            }
        }
    } catch (const protozero::exception&) {
        return 0;
    }
    return items;
}

}  // namespace silhouette::transport
