#include "ingest/name_gate.h"

namespace silhouette::ingest {

Names names_of(const silhouette::v1::Batch& batch) {
    Names names;
    for (const auto& frame : batch.frames()) {
        names.insert(frame.names().text().begin(), frame.names().text().end());
    }
    return names;
}

void hold_back_names(silhouette::v1::Batch& batch, const Names& shown) {
    for (auto& frame : *batch.mutable_frames()) {
        if (!frame.has_names()) {
            continue;
        }
        for (std::string& name : *frame.mutable_names()->mutable_text()) {
            if (!shown.contains(name)) {
                name.clear();
            }
        }
    }
}

}  // namespace silhouette::ingest
