// Reads the endpoint's log with libprotobuf, from the disk, when the endpoint has ended.
#include <span>

#include "ingest/data_folder.h"
#include "proto/envelope/envelope.h"
#include "silhouette/v1/batch.pb.h"
#include "tests/stress/judge.h"

namespace silhouette::stress {

Stored read_stored(const std::filesystem::path& data, std::vector<std::string>& problems) {
    Stored stored;
    ingest::DataFolder folder(data, ingest::DataFolder::Use::read);
    folder.log().read(0, [&](const ingest::LogEntry& entry) {
        envelope::Error error{};
        const auto plain = envelope::open(std::as_bytes(std::span(entry.body)), error);
        silhouette::v1::Batch batch;
        if (!plain || !batch.ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
            problems.push_back("a stored batch cannot be read");
            return;
        }
        static constexpr char kDigits[] = "0123456789abcdef";
        std::string session;
        for (const char byte : batch.header().session_id()) {
            session += kDigits[static_cast<unsigned char>(byte) >> 4];
            session += kDigits[byte & 15];
        }
        StoredSession& one = stored[session];
        one.app = batch.header().app();
        one.started = static_cast<std::int64_t>(batch.header().started());
        one.version = batch.header().app_version();
        for (const auto& frame : batch.frames()) {
            const auto& clicks = frame.clicks();
            for (int row = 0; row < clicks.kinds_size(); ++row) {
                if (clicks.x(row) == 0 || clicks.y(row) == 0) {
                    problems.push_back("a click lost its point");
                    return;
                }
                one.numbers.insert(packed_of(clicks.kinds(row), clicks.x(row), clicks.y(row)));
            }
        }
    });
    return stored;
}

}  // namespace silhouette::stress
