#include "ingest/endpoint.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include "ingest/api.h"
#include "ingest/certificate.h"
#include "ingest/http_server.h"
#include "ingest/limits.h"

namespace silhouette::ingest {
namespace {

// A connection each, and room for databases.
void allow_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur =
            std::max<rlim_t>(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, rlim_t{limits::kConnections} * 2));
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

}  // namespace

void run_endpoint(const EndpointOptions& options, const std::function<void(std::uint16_t port)>& on_ready) {
    allow_descriptors();
    // A limit on the size of files is an error to be answered, like a full disk, not the end of the process.
    std::signal(SIGXFSZ, SIG_IGN);
    DataFolder folder(options.data, DataFolder::Use::serve, options.remember_erased);
    ServerOptions server{options.host, options.port, options.certificate, options.key};
    if (options.certificate.empty()) {
        const CertificateFiles files = own_certificate(options.data, options.host);
        server.certificate = files.certificate;
        server.key = files.key;
    }
    Metrics metrics;
    Writer writer(folder.log(), folder.projection(), folder.tenants(), folder.eraser());
    SettingsWatch watch(folder.tenants());
    Api api(folder, writer, watch, metrics);
    serve_http(server, api, metrics, on_ready, [&] {
        api.drain();
        watch.drain();
    });
    writer.drain();
}

}  // namespace silhouette::ingest
