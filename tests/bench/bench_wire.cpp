// Bytes on the wire: bodies as they are uploaded, header included, through the envelope with its dictionary.
#include <benchmark/benchmark.h>

#include <protozero/pbf_builder.hpp>

#include "platform/process.h"
#include "proto/envelope/envelope.h"
#include "proto/fields.h"
#include "tests/bench/made_up_window.h"
#include "transport/policy.h"

namespace {

using namespace silhouette;

constexpr std::int64_t kSecond = 1'000'000'000;

std::string random_id() {
    std::string id(16, '\0');
    platform::random_bytes(std::as_writable_bytes(std::span(id)));
    return id;
}

// A batch with its header, as transport makes it.
std::size_t sealed_size(const std::vector<std::string>& frames, std::uint32_t number) {
    std::string bytes;
    protozero::pbf_builder<wire::Batch> batch(bytes);
    {
        using Tag = wire::BatchHeader;
        protozero::pbf_builder<Tag> header(batch, wire::Batch::header);
        header.add_uint32(Tag::schema_version, wire::kSchemaVersion);
        header.add_bytes(Tag::batch_id, random_id());
        header.add_bytes(Tag::session_id, random_id());
        header.add_uint32(Tag::batch_number, number);
        header.add_string(Tag::tenant, "acme");
        header.add_string(Tag::app, "orders");
        header.add_string(Tag::app_version, "2.1");
        header.add_string(Tag::sdk_version, "0.1.0");
        header.add_enum(Tag::platform, 1);
        header.add_enum(Tag::toolkit, 1);
        header.add_enum(Tag::level, 2);
        header.add_uint64(Tag::started, 1'790'000'000);
        protozero::pbf_builder<wire::Counters> counters(header, Tag::counters);
        counters.add_uint64(wire::Counters::captured, 100 * number);
    }
    for (const std::string& frame : frames) {
        batch.add_message(wire::Batch::frames, frame);
    }
    return envelope::seal(std::as_bytes(std::span(bytes))).size();
}

// 100 clicks of a session that has run for a while, `range` of them a minute; frames are closed as the recorder does
// it.
void bytes_per_click(benchmark::State& state) {
    double bytes = 0, frames = 0;
    for (auto _ : state) {
        bench::NoNames names;
        bench::Frames sink;
        recorder::Session session(names, sink, true, recorder::kFrameInterval, privacy::shape::Numbers::strict,
                                  transport::Policy().piece_items);
        bench::MadeUpWindow window(session);
        std::int64_t time = kSecond, next = time;
        window.layout(time);
        for (int number = 0; number < 60; ++number) {
            window.click(number, time);
        }
        session.advance(time);
        session.advance(time + 8 * kSecond);
        sink.frames.clear();
        time += 10 * kSecond;
        next = time;
        for (int number = 0; number < 100; time += kSecond / 4) {
            while (number < 100 && next <= time) {
                window.click(number++, next);
                next += 60 * kSecond / state.range(0) / 1000 * (700 + window.draw(600));
            }
            session.advance(time);
        }
        session.finish();
        bytes = static_cast<double>(sealed_size(sink.frames, 3));
        frames = static_cast<double>(sink.frames.size());
    }
    state.counters["bytes"] = bytes;
    state.counters["bytes_per_click"] = bytes / 100;
    state.counters["frames"] = frames;
}
BENCHMARK(bytes_per_click)->ArgName("clicks_per_minute")->Arg(20)->Arg(60)->Arg(200)->Arg(6'000)->Iterations(20);

// A minute of an active user: a click every two seconds, a layout looked at after each, one in four changed; two
// batches.
void bytes_per_minute(benchmark::State& state) {
    double bytes = 0;
    for (auto _ : state) {
        bench::NoNames names;
        bench::Frames sink;
        recorder::Session session(names, sink, true);
        bench::MadeUpWindow window(session);
        std::int64_t time = kSecond;
        window.layout(time);
        session.advance(time);
        session.advance(time + 8 * kSecond);
        sink.frames.clear();
        bytes = 0;
        for (std::uint32_t half = 0; half < 2; ++half) {
            for (int step = 0; step < 15; ++step) {
                time += 2 * kSecond;
                window.click(step, time);
                if (step % 4 == 0) {
                    window.nodes[window.draw(90) + 5].flags ^= SIL_BOX_HIDDEN;
                }
                window.layout(time + kSecond / 5);
                session.advance(time + kSecond / 4);
                session.advance(time + kSecond * 3 / 2);
            }
            session.advance(time + 8 * kSecond);
            bytes += static_cast<double>(sealed_size(sink.frames, half));
            sink.frames.clear();
        }
    }
    state.counters["bytes_per_minute"] = bytes;
}
BENCHMARK(bytes_per_minute)->Iterations(20);

}  // namespace

BENCHMARK_MAIN();
