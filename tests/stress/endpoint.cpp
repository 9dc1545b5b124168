#include "tests/stress/endpoint.h"

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "ingest/data_folder.h"

namespace silhouette::stress {
namespace {

ingest::Actor command() {
    return {"command", "stress"};
}

}  // namespace

Endpoint::Endpoint(std::string command, std::filesystem::path folder)
    : command_(std::move(command)), folder_(std::move(folder)) {
    start();
}

void Endpoint::start() {
    const std::string output = folder_ / "serve.out";
    child_ = Child({command_, "serve", "--data", data(), "--listen", "127.0.0.1:0"}, {}, {}, output);
    for (int attempt = 0; attempt < 3'000; ++attempt) {
        std::ifstream file(output);
        std::string word, address;
        if (file >> word >> address && file.get() == '\n') {
            port_ = static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("the endpoint does not listen");
}

std::string Endpoint::add_tenant(const std::string& name) {
    const auto tenants = ingest::open_tenants(data(), false);
    const auto made = tenants->create(name);
    if (!made || !tenants->allow(name, true, command())) {
        throw std::runtime_error("no tenant");
    }
    return made->ingest_key;
}

void Endpoint::allow(const std::string& tenant, bool yes) {
    ingest::open_tenants(data(), false)->allow(tenant, yes, command());
}

std::uint64_t Endpoint::allowed_since(const std::string& tenant) const {
    return ingest::open_tenants(data(), false)->settings(tenant).value().allowed_since;
}

void Endpoint::kill_and_start_again() {
    child_.kill();
    // Else the address of the one before would be read.
    std::filesystem::remove(folder_ / "serve.out");
    start();
}

void Endpoint::stop() {
    child_.ask_to_end();
    child_.wait();
}

}  // namespace silhouette::stress
