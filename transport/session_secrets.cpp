#include "transport/session_secrets.h"

#include <algorithm>
#include <utility>

#include "platform/secure_memory.h"
#include "transport/policy.h"
#include "transport/route.h"

namespace silhouette::transport {
namespace {

constexpr std::int64_t kDay = 86'400;

}  // namespace

ErasureSecret erasure_secret_of(const Session& session, const Options& options) {
    ErasureSecret secret;
    secret.session = session.id;
    secret.secret = session.secret;
    secret.endpoint = options.endpoint;
    secret.tenant = options.tenant;
    secret.trust = options.trust;
    std::error_code error;
    for (std::string* const file :
         {&secret.trust.ca_file, &secret.trust.client_certificate, &secret.trust.client_key}) {
        if (auto absolute = std::filesystem::absolute(*file, error); !file->empty() && !error) {
            *file = absolute.string();  // whoever erases stands elsewhere
        }
    }
    if (options.proxy.of_host) {
        secret.proxy = options.proxy;
        secret.proxy->https_proxy = without_password(secret.proxy->https_proxy);
    }
    secret.day = std::max<std::int64_t>(session.started, 0) / kDay * kDay;
    return secret;
}

bool SessionSecrets::add(const ErasureSecret& secret) {
    unstored_.push_back({secret, erasures_asked()});
    store();
    const bool is_stored = unstored_.empty();
    if (unstored_.size() > policy::kUnstoredSecretsMax) {
        // What waits of that session is dropped and counted when its turn comes.
        forget_first();
    }
    return is_stored;
}

Sending SessionSecrets::may_send(const SessionId& session) {
    store();
    const bool waits = std::any_of(unstored_.begin(), unstored_.end(),
                                   [&](const Unstored& one) { return one.secret.session == session; });
    return waits ? Sending::not_now : note_sending(state_, session);
}

// Those that the disk has refused, again. Whose erasure was asked for meanwhile is not to be sent: without its secret
// it is not.
void SessionSecrets::store() {
    while (!unstored_.empty() && !state_.empty()) {
        const auto& [secret, asked_before] = unstored_.front();
        if (erasures_asked() == asked_before) {
            if (add_erasure_secret(state_, secret)) {
                return;
            }
            if (erasures_asked() != asked_before) {
                static_cast<void>(remove_erasure_secret(state_, secret.session));
            }
        }
        forget_first();
    }
}

void SessionSecrets::forget_first() {
    platform::cleanse(unstored_.front().secret.secret);
    unstored_.pop_front();
}

void SessionSecrets::forget() {
    while (!unstored_.empty()) {
        forget_first();
    }
}

}  // namespace silhouette::transport
