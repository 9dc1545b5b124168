// replay_made_session FORMAT: the made session as html, rrweb or jsonl on standard output.
// replay_made_session body N: its N-th batch as it is sent. It does not tell under which of the tenant's "yes" it was
// recorded; its session began in 2100, after whatever the tenant said.
#include <cstdio>
#include <cstdlib>

#include "proto/envelope/envelope.h"
#include "replay/export.h"
#include "tests/unit/replay/made_session.h"

int main(int argc, char** argv) {
    const auto batches = silhouette::replay::test::orders_session();
    std::string text;
    if (argc == 3) {
        auto batch = batches.at(static_cast<std::size_t>(std::atoi(argv[2])));
        batch.mutable_header()->set_started(4'102'444'800);
        const std::string plain = batch.SerializeAsString();
        const auto body = silhouette::envelope::seal(std::as_bytes(std::span(plain)));
        text.assign(reinterpret_cast<const char*>(body.data()), body.size());
    } else if (const auto format = silhouette::replay::format_of(argc == 2 ? argv[1] : "")) {
        text = silhouette::replay::export_session(silhouette::replay::read_session(batches), *format);
    } else {
        return 2;
    }
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
