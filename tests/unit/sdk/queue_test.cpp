#include "sdk/boundary/queue.h"

#include <thread>
#include <vector>

#include "tests/catch.h"

using silhouette::boundary::Event;
using silhouette::boundary::EventKind;
using silhouette::boundary::Queue;

namespace {

Event numbered(std::uint32_t producer, std::uint32_t number) {
    Event event;
    event.kind = EventKind::click;
    event.other = producer;
    event.number = number;
    return event;
}

}  // namespace

TEST_CASE("the queue gives back what went in, in order, over many laps") {
    Queue queue(64);
    REQUIRE(queue);
    Event event;
    CHECK_FALSE(queue.pop(event));
    std::uint32_t in = 0, out = 0;
    for (int round = 0; round < 1'000; ++round) {
        for (std::uint32_t step = 0; step < 37; ++step) {
            REQUIRE(queue.push(numbered(0, in++)));
        }
        while (queue.pop(event)) {
            REQUIRE(event.number == out++);
        }
    }
    CHECK(in == out);
    CHECK(queue.empty());
}

TEST_CASE("a full queue refuses and takes again when there is room") {
    Queue queue(64);
    for (std::uint32_t number = 0; number < 64; ++number) {
        REQUIRE(queue.push(numbered(0, number)));
    }
    CHECK_FALSE(queue.push(numbered(0, 64)));
    Event event;
    REQUIRE(queue.pop(event));
    CHECK(event.number == 0);
    CHECK(queue.push(numbered(0, 64)));
    CHECK_FALSE(queue.push(numbered(0, 65)));
}

TEST_CASE("with several producers every event that was taken comes out once, in each producer's order") {
    constexpr std::uint32_t kProducers = 4, kEach = 50'000;
    Queue queue(256);
    std::atomic<std::uint32_t> taken{0}, refused{0}, running{kProducers};
    std::vector<std::thread> producers;
    for (std::uint32_t producer = 0; producer < kProducers; ++producer) {
        producers.emplace_back([&, producer] {
            for (std::uint32_t number = 1; number <= kEach; ++number) {
                ++(queue.push(numbered(producer, number)) ? taken : refused);
            }
            --running;
        });
    }
    std::vector<std::uint32_t> last(kProducers, 0);
    std::uint32_t out = 0;
    bool in_order = true;
    Event event;
    for (;;) {
        const bool was_over = running == 0;
        if (queue.pop(event)) {
            ++out;
            in_order = in_order && event.number > last[event.other];
            last[event.other] = event.number;
        } else if (was_over) {
            break;
        }
    }
    for (auto& producer : producers) {
        producer.join();
    }
    CHECK(in_order);
    CHECK(out == taken);
    CHECK(taken + refused == kProducers * kEach);
}
