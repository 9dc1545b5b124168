// The network between the hosts and the endpoint: tests/faults/network.
#pragma once

#include "tests/faults/network/proxy.h"

namespace silhouette::stress {

using faults::Arrival;
using faults::ConnectionRecord;
using faults::Faults;
using faults::kVerdictBytesMax;
using faults::Proxy;
using faults::upload_runs;

}  // namespace silhouette::stress
