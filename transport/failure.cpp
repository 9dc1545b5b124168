#include "transport/failure.h"

#include <array>
#include <cstddef>

namespace silhouette::transport {
namespace {

struct Words {
    const char *word, *text;
};

constexpr std::array<Words, kFailures> kWords{{
    {"untried", "nothing was tried yet"},
    {"reached", "the endpoint was reached"},
    {"torn-down", "torn down on request"},
    {"no-address", "the host name could not be resolved"},
    {"no-connection", "no connection"},
    {"proxy-setting", "the proxy's address cannot be used; nothing is sent past it"},
    {"proxy-password", "the proxy demands a password"},
    {"proxy-refused", "the proxy refused"},
    {"ca-file", "the CA file could not be read"},
    {"client-certificate", "the client certificate could not be used, or was not accepted"},
    {"certificate-expired", "the certificate is not trusted: it has expired, or is not valid yet"},
    {"certificate-wrong-host", "the certificate is not trusted: it is another host's"},
    {"certificate-untrusted", "the certificate is not trusted: no known authority vouches for it"},
    {"certificate-not-pinned", "the certificate is not trusted: its key is none of the pinned ones"},
    {"tls", "the TLS handshake failed"},
    {"broken-off", "the connection broke while sending"},
    {"no-answer", "no readable answer"},
    {"too-slow", "the endpoint took too long"},
    {"redirected", "the answer sends elsewhere; redirects are not followed"},
    {"foreign-answer", "the answer is not an ingest endpoint's"},
    {"later", "the endpoint asks to try later"},
    {"key-refused", "the endpoint does not accept the key"},
    {"rejected", "the endpoint refused a batch for good"},
    {"disk-refuses", "nothing is sent while the disk refuses what it could be erased by"},
}};

}  // namespace

const char* to_text(Failure failure) noexcept {
    const auto place = static_cast<std::size_t>(failure);
    return place < kWords.size() ? kWords[place].text : "unknown";
}

const char* to_word(Failure failure) noexcept {
    const auto place = static_cast<std::size_t>(failure);
    return place < kWords.size() ? kWords[place].word : "unknown";
}

}  // namespace silhouette::transport
