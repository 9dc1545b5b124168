#include "sdk/sent/sent_reading.h"

#include <algorithm>

#include "sdk/sent/sent_words.h"
#include "transport/local_record.h"

namespace silhouette::sent {

SentReading read_sent(const std::filesystem::path& state, const std::filesystem::path& cache) {
    const transport::LocalRecord record = transport::read_local_record(state, cache);
    SentReading reading;
    reading.damaged = record.damaged != 0;
    SentWords words;
    for (const transport::LocalBatch& local : record.sent) {
        if (const auto batch = read_batch(local.batch)) {
            reading.batches.push_back({local.written, local.items, words.tell(*batch)});
        } else {
            reading.damaged = true;
        }
    }
    std::reverse(reading.batches.begin(), reading.batches.end());
    return reading;
}

}  // namespace silhouette::sent
