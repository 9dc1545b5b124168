// The ingest endpoint's door: whatever comes as a body is refused or becomes a batch that holds only what the schema
// can say.
//
// Input: after a first byte, the body as it comes from the network when that byte is even; the plain bytes of a batch,
// which are sealed first, when it is odd.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "ingest/batch_door.h"
#include "ingest/projection.h"
#include "proto/envelope/envelope.h"
#include "replay/export.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace silhouette;
    if (size < 1) {
        return 0;
    }
    std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 2 == 1) {
        const auto sealed = envelope::seal(std::as_bytes(std::span(body)));
        body.assign(reinterpret_cast<const char*>(sealed.data()), sealed.size());
    }
    const auto checked = ingest::check_batch(body);
    if (checked.refusal != ingest::Refusal::none) {
        return 0;
    }
    // What is stored passes the door again, says the same, and holds nothing unknown.
    const auto again = ingest::check_batch(checked.stored);
    if (again.refusal != ingest::Refusal::none || again.id != checked.id || again.session != checked.session ||
        again.batch.SerializeAsString() != checked.batch.SerializeAsString() || again.stored != checked.stored) {
        std::abort();
    }
    ingest::summarize(checked.batch);
    replay::to_json_lines(replay::read_session(std::span(&checked.batch, 1)));
    return 0;
}
