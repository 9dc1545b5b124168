// What a peer sends in the place of an answer, byte by byte and in pieces of any size, read as connection.cpp reads it:
// nothing beyond the bounds is taken, and only our batch's id in our content type acknowledges.
//
// Input: the size of a piece (one byte, 0: all at once), then what comes over the line.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <cstdlib>

#include "transport/answer.h"
#include "transport/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace silhouette::transport;
    namespace http = boost::beast::http;
    if (size < 2) {
        return 0;
    }
    const Policy policy;
    const std::size_t piece = data[0] == 0 ? size : data[0];
    http::response_parser<http::string_body> parser;
    parser.header_limit(policy.answer_head_bytes);
    parser.body_limit(std::uint64_t{policy.answer_body_bytes});
    parser.eager(true);
    boost::beast::flat_buffer buffer;
    boost::system::error_code error;
    for (std::size_t at = 1; at < size && !parser.is_done(); at += piece) {
        const std::size_t count = std::min(piece, size - at);
        buffer.commit(boost::asio::buffer_copy(buffer.prepare(count), boost::asio::buffer(data + at, count)));
        buffer.consume(parser.put(buffer.data(), error));
        if (error && error != http::error::need_more) {
            return 0;
        }
    }
    if (!parser.is_header_done()) {
        return 0;
    }
    if (!parser.is_done()) {
        if (!parser.need_eof()) {
            return 0;
        }
        error = {};
        parser.put_eof(error);
        if (error) {
            return 0;
        }
    }
    const auto& message = parser.get();
    Answer answer;
    answer.status = message.result_int();
    answer.content_type = message[http::field::content_type];
    answer.retry_after = message[http::field::retry_after];
    const auto* const body = reinterpret_cast<const std::byte*>(message.body().data());
    answer.body.assign(body, body + message.body().size());
    BatchId batch{};
    batch.fill(std::byte{'b'});
    const bool has_id =
        std::search(answer.body.begin(), answer.body.end(), batch.begin(), batch.end()) != answer.body.end();
    const auto upload = judge_upload(answer, batch, 1'700'000'000);
    const auto settings = judge_settings(answer, 1'700'000'000);
    const bool acknowledged = upload.meaning == Meaning::acknowledged;
    const bool answered = settings.meaning == Meaning::acknowledged;
    if (answer.body.size() > policy.answer_body_bytes || (acknowledged && (answer.status != 200 || !has_id)) ||
        answered != settings.verdict.has_value() || (answered && answer.status != 200)) {
        std::abort();
    }
    return 0;
}
