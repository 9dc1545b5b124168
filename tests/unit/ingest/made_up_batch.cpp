#include "tests/unit/ingest/made_up_batch.h"

#include <cstdlib>
#include <span>
#include <stdexcept>

#include "proto/envelope/envelope.h"

namespace silhouette::ingest::test {
namespace {

std::string id_of(unsigned number) {
    std::string id(16, '\0');
    id[14] = static_cast<char>(number >> 8);
    id[15] = static_cast<char>(number & 255);
    return id;
}

}  // namespace

Folder::Folder() {
    std::string path = (std::filesystem::temp_directory_path() / "ingest-XXXXXX").string();
    if (!mkdtemp(path.data())) {
        throw std::runtime_error("no temporary folder");
    }
    path_ = path;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

silhouette::v1::Batch made_up_batch(unsigned batch, unsigned session, std::uint32_t number, int clicks) {
    silhouette::v1::Batch made;
    auto& header = *made.mutable_header();
    header.set_schema_version(1);
    header.set_tenant("acme");
    header.set_batch_id(id_of(batch));
    header.set_session_id(id_of(session));
    header.set_batch_number(number);
    header.set_app("orders");
    header.set_sdk_version("0.1.0");
    header.set_started(1'764'000'000 + session);
    auto& frame = *made.add_frames();
    frame.set_start(number * 100);
    if (number == 0) {
        frame.mutable_session_start()->set_erasure_hash(std::string(32, 'h'));
    }
    for (int i = 0; i < clicks; ++i) {
        frame.add_kinds(silhouette::v1::ITEM_KIND_CLICK);
        frame.add_time_deltas(10);
        frame.mutable_clicks()->add_elements(1);
        frame.mutable_clicks()->add_views(1);
        frame.mutable_clicks()->add_kinds(0);
        frame.mutable_clicks()->add_x(1);
        frame.mutable_clicks()->add_y(1);
    }
    return made;
}

std::string seal(const silhouette::v1::Batch& batch) {
    const std::string plain = batch.SerializeAsString();
    const auto sealed = envelope::seal(std::as_bytes(std::span(plain)));
    return {reinterpret_cast<const char*>(sealed.data()), sealed.size()};
}

LogEntry entry_of(const silhouette::v1::Batch& batch) {
    LogEntry entry;
    entry.tenant = batch.header().tenant();
    entry.batch = *BatchId::from_bytes(batch.header().batch_id());
    entry.session = *SessionId::from_bytes(batch.header().session_id());
    entry.number = batch.header().batch_number();
    entry.received = 1'764'000'100;
    entry.body = seal(batch);
    return entry;
}

}  // namespace silhouette::ingest::test
