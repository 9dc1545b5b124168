// The dictionary that ships in the SDK. Trained from made-up sessions only (tests/dictionary); its id is its version.
#pragma once

#include <span>

namespace silhouette::envelope {

std::span<const unsigned char> dictionary_bytes();

}  // namespace silhouette::envelope
