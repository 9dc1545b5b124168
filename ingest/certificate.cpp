#include "ingest/certificate.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace silhouette::ingest {
namespace {

constexpr long kDay = 86'400;
constexpr long kAuthorityDays = 3650;
constexpr long kLeafDays = 397;  // what browsers accept at most
constexpr long kRenewDays = 30;

template <auto free>
struct Free {
    template <class T>
    void operator()(T* value) const {
        free(value);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;

void require(bool success, const char* what) {
    if (!success) {
        throw CertificateError(std::string("cannot make a certificate: ") + what);
    }
}

// Whole or not at all, 0600 from the first moment.
void write_private(const std::filesystem::path& file, BIO* content) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(content, &bytes);
    const auto temporary = file.string() + ".new";
    const auto give_up = [&](int code) {
        ::unlink(temporary.c_str());
        throw CertificateError("cannot write '" + file.string() + "': " + std::generic_category().message(code));
    };
    ::unlink(temporary.c_str());
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        give_up(errno);
    }
    const ssize_t written = ::write(descriptor, bytes, static_cast<std::size_t>(size));
    const int code = written == size ? 0 : written < 0 ? errno : ENOSPC;
    const bool synced = code == 0 && ::fsync(descriptor) == 0;
    const int sync_code = synced ? 0 : code != 0 ? code : errno;
    ::close(descriptor);
    if (!synced || ::rename(temporary.c_str(), file.c_str()) != 0) {
        give_up(synced ? errno : sync_code);
    }
}

void write_key(const std::filesystem::path& file, EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()));
    require(bio && PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "key");
    write_private(file, bio.get());
}

void write_certificates(const std::filesystem::path& file, X509* first, X509* second = nullptr) {
    const Bio bio(BIO_new(BIO_s_mem()));
    require(bio && PEM_write_bio_X509(bio.get(), first) == 1, "certificate");
    require(!second || PEM_write_bio_X509(bio.get(), second) == 1, "certificate");
    write_private(file, bio.get());
}

Certificate read_certificate(const std::filesystem::path& file) {
    const Bio bio(BIO_new_file(file.c_str(), "r"));
    return Certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

Key read_key(const std::filesystem::path& file) {
    const Bio bio(BIO_new_file(file.c_str(), "r"));
    return Key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

bool lasts(const Certificate& certificate, long days) {
    std::time_t until = std::time(nullptr) + days * kDay;
    return X509_cmp_time(X509_get0_notAfter(certificate.get()), &until) > 0;
}

bool is_address(const std::string& host) {
    const std::unique_ptr<ASN1_OCTET_STRING, Free<ASN1_OCTET_STRING_free>> address(a2i_IPADDRESS(host.c_str()));
    return address != nullptr;
}

bool is_for(const Certificate& certificate, const std::string& host) {
    return is_address(host) ? X509_check_ip_asc(certificate.get(), host.c_str(), 0) == 1
                            : X509_check_host(certificate.get(), host.c_str(), 0, 0, nullptr) == 1;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

Certificate make_certificate(const char* name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key, long days,
                             const std::string& names) {
    Certificate certificate(X509_new());
    require(certificate != nullptr, "no memory");
    X509_set_version(certificate.get(), X509_VERSION_3);
    unsigned char serial[16];
    require(RAND_bytes(serial, sizeof serial) == 1, "no random numbers");
    serial[0] &= 0x7f;
    const std::unique_ptr<BIGNUM, Free<BN_free>> number(BN_bin2bn(serial, sizeof serial, nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));
    // An hour back, for clients whose clock is behind.
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * kDay);
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509* signer = issuer ? issuer : certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
    X509_set_pubkey(certificate.get(), key);
    add_extension(certificate.get(), signer, NID_subject_key_identifier, "hash");
    add_extension(certificate.get(), signer, NID_authority_key_identifier, "keyid:always");
    if (issuer) {
        add_extension(certificate.get(), signer, NID_basic_constraints, "critical,CA:FALSE");
        add_extension(certificate.get(), signer, NID_key_usage, "critical,digitalSignature");
        add_extension(certificate.get(), signer, NID_ext_key_usage, "serverAuth");
        add_extension(certificate.get(), signer, NID_subject_alt_name, names);
    } else {
        add_extension(certificate.get(), signer, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
        add_extension(certificate.get(), signer, NID_key_usage, "critical,keyCertSign,cRLSign");
    }
    require(X509_sign(certificate.get(), issuer_key, EVP_sha256()) > 0, "signature");
    return certificate;
}

std::string alternative_names(const std::string& host) {
    std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
    if (host != "localhost" && host != "127.0.0.1" && host != "::1") {
        names += (is_address(host) ? ",IP:" : ",DNS:") + host;
    }
    return names;
}

}  // namespace

CertificateFiles own_certificate(const std::filesystem::path& folder, const std::string& host) {
    // What goes into an extension's text must not be able to add to it.
    if (host.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:") !=
        std::string::npos) {
        throw CertificateError("cannot make a certificate for the host name '" + host + "'");
    }
    const auto authority_file = folder / "ca.pem";
    const auto authority_key_file = folder / "ca-key.pem";
    CertificateFiles files{folder / "server.pem", folder / "server-key.pem"};

    Certificate authority = read_certificate(authority_file);
    Key authority_key = read_key(authority_key_file);
    Certificate leaf = read_certificate(files.certificate);
    if (!authority || !authority_key || !lasts(authority, kRenewDays) ||
        X509_check_private_key(authority.get(), authority_key.get()) != 1) {
        authority_key.reset(EVP_EC_gen("P-256"));
        require(authority_key != nullptr, "key");
        authority = make_certificate("Silhouette ingest endpoint (self-signed)", authority_key.get(), nullptr,
                                     authority_key.get(), kAuthorityDays, {});
        write_key(authority_key_file, authority_key.get());
        write_certificates(authority_file, authority.get());
        leaf.reset();
    }
    const Key leaf_key = read_key(files.key);
    const bool good = leaf && leaf_key && X509_check_private_key(leaf.get(), leaf_key.get()) == 1 &&
                      X509_verify(leaf.get(), authority_key.get()) == 1 && lasts(leaf, kRenewDays) &&
                      is_for(leaf, host);
    if (!good) {
        const Key key(EVP_EC_gen("P-256"));
        require(key != nullptr, "key");
        leaf = make_certificate("Silhouette ingest endpoint", key.get(), authority.get(), authority_key.get(),
                                kLeafDays, alternative_names(host));
        write_key(files.key, key.get());
        write_certificates(files.certificate, leaf.get(), authority.get());
    }
    return files;
}

}  // namespace silhouette::ingest
