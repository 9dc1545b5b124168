#include "transport/tls.h"

#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>
#include <span>
#include <variant>

#include "platform/regular_file.h"
#include "platform/secure_memory.h"
#include "transport/policy.h"
#include "transport/trust_store.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// A context, and the store that other connections may share with it.
struct Context {
    std::shared_ptr<X509_STORE> store;
    asio::ssl::context tls{asio::ssl::context::tls_client};
};

// Without it OpenSSL asks the terminal for the passphrase of a key, on our thread.
int no_passphrase(char*, int, int, void*) {
    return 0;
}

bool pin_of(const X509* certificate, Pin& pin) {
    unsigned char* encoded = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded);
    if (length <= 0) {
        return false;
    }
    SHA256(encoded, static_cast<std::size_t>(length), reinterpret_cast<unsigned char*>(pin.data()));
    OPENSSL_free(encoded);
    return true;
}

// By the names that the certificate lists and no others: its subject's text says nothing of hosts, and a wildcard
// stands for a whole label (RFC 9525).
bool is_of_host(X509* certificate, const Endpoint& endpoint) {
    if (endpoint.is_address) {
        return X509_check_ip_asc(certificate, endpoint.host.c_str(), 0) == 1;
    }
    return X509_check_host(certificate, endpoint.host.data(), endpoint.host.size(),
                           X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
}

bool has_pinned_key(X509_STORE_CTX* context, const std::vector<Pin>& pins) {
    STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context);
    for (int place = 0; place < sk_X509_num(chain); ++place) {
        Pin pin;
        if (pin_of(sk_X509_value(chain, place), pin) && std::find(pins.begin(), pins.end(), pin) != pins.end()) {
            return true;
        }
    }
    return false;
}

// The file's text, at its end no longer in memory: it may be a key.
class Pem {
  public:
    explicit Pem(const std::string& file)
        : content_(platform::read_file(file, policy::kOwnCertificateFileMax, platform::FileOwners::any)) {}
    ~Pem() {
        if (auto* const text = std::get_if<std::string>(&content_)) {
            platform::cleanse(std::as_writable_bytes(std::span(*text)));
        }
    }
    Pem(const Pem&) = delete;
    Pem& operator=(const Pem&) = delete;
    // Empty, which is no PEM, where it cannot be read.
    asio::const_buffer text() const {
        const auto* const text = std::get_if<std::string>(&content_);
        return text != nullptr ? asio::buffer(*text) : asio::const_buffer();
    }

  private:
    std::variant<std::string, platform::FileRefusal> content_;
};

bool show_certificate(asio::ssl::context& tls, const Trust& trust) {
    const Pem certificate(trust.client_certificate);
    const Pem key(trust.client_key);
    error_code error;
    tls.use_certificate_chain(certificate.text(), error);
    if (!error) {
        tls.use_private_key(key.text(), asio::ssl::context::pem, error);
    }
    return !error && SSL_CTX_check_private_key(tls.native_handle()) == 1;
}

}  // namespace

std::shared_ptr<asio::ssl::context> make_tls_context(const Trust& trust, Failure& failure) {
    const auto context = std::make_shared<Context>();
    SSL_CTX* const native = context->tls.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    // Nothing that could tie one connection to the next.
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_default_passwd_cb(native, no_passphrase);
    static constexpr unsigned char kProtocols[] = "\x08http/1.1";
    SSL_CTX_set_alpn_protos(native, kProtocols, sizeof(kProtocols) - 1);
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
    context->store = trust_store(trust.ca_file);
    if (!context->store) {
        failure = Failure::ca_file;
        return nullptr;
    }
    SSL_CTX_set1_cert_store(native, context->store.get());
    if (!trust.client_certificate.empty() && !show_certificate(context->tls, trust)) {
        ERR_clear_error();
        failure = Failure::client_certificate;
        return nullptr;
    }
    return {context, &context->tls};
}

bool accept_certificate(bool leads_to_authority, asio::ssl::verify_context& context, const Route& route,
                        Failure& refused) {
    if (!leads_to_authority) {
        return false;
    }
    X509_STORE_CTX* const native = context.native_handle();
    if (X509_STORE_CTX_get_error_depth(native) != 0) {
        return true;
    }
    if (!is_of_host(X509_STORE_CTX_get_current_cert(native), route.endpoint)) {
        refused = Failure::wrong_host;
        return false;
    }
    if (!route.trust.pins.empty() && !has_pinned_key(native, route.trust.pins)) {
        refused = Failure::pin;
        return false;
    }
    return true;
}

Failure tls_failure(const error_code& error, const SSL* tls, Failure refused, Failure otherwise) {
    if (refused != Failure::none) {
        return refused;
    }
    switch (SSL_get_verify_result(tls)) {
        case X509_V_OK:
            break;
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return Failure::expired;
        default:
            return Failure::untrusted;
    }
    if (error.category() == asio::error::get_ssl_category()) {
        switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
            case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
            case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
            case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
            case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
            case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
            case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
                return Failure::client_certificate;
            case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
                // As TLS 1.2 says it, among much else: the list is there once a certificate was asked for.
                return SSL_get0_peer_CA_list(tls) ? Failure::client_certificate : otherwise;
            default:
                break;
        }
    }
    return otherwise;
}

}  // namespace silhouette::transport
