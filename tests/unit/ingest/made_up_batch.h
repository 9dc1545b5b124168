// Batches and folders of made-up content for the tests of ingest.
#pragma once

#include <filesystem>
#include <string>

#include "ingest/audit.h"
#include "ingest/log.h"
#include "silhouette/v1/batch.pb.h"

namespace silhouette::ingest::test {

inline const Actor kSomebody{"command", "somebody"};

// A folder that goes with the test.
class Folder {
  public:
    Folder();
    ~Folder();
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// `batch` and `session` become the last byte of ids that are zero otherwise.
silhouette::v1::Batch made_up_batch(unsigned batch, unsigned session, std::uint32_t number, int clicks);
std::string seal(const silhouette::v1::Batch& batch);
LogEntry entry_of(const silhouette::v1::Batch& batch);

}  // namespace silhouette::ingest::test
