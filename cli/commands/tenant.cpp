// `silhouette tenant`: make, list, allow, set, audit. On the data folder, or over HTTPS with the admin's token.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/command.h"
#include "cli/https_client.h"
#include "cli/system_user.h"
#include "ingest/data_folder.h"
#include "ingest/limits.h"
#include "ingest/session_list.h"
#include "privacy/grammar/name_grammar.h"

namespace silhouette::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string name, state, data, endpoint, token, ca;
    std::optional<std::uint32_t> sampling, name_gate;
    bool json = false;
};

void require_name(const std::string& name) {
    if (!grammar::is_configured(name)) {
        throw UsageError("a tenant's name has 1 to 64 of A-Z a-z 0-9 . _ + -");
    }
}

void require_one_place(const Options& options) {
    if (options.data.empty() == options.endpoint.empty()) {
        throw UsageError("give either --data DIR or --endpoint URL with --token");
    }
}

Json ask(const Options& options, const std::string& method, const std::string& path, const std::string& body) {
    const std::string token = secret(options.token, "SILHOUETTE_TOKEN");
    if (token.empty()) {
        throw UsageError("--endpoint needs --token, or SILHOUETTE_TOKEN");
    }
    Headers headers{{"Authorization", "Bearer " + token}};
    if (!body.empty()) {
        headers.emplace_back("Content-Type", "application/json");
    }
    std::string endpoint = options.endpoint;
    while (!endpoint.empty() && endpoint.back() == '/') {
        endpoint.pop_back();
    }
    const Response response = https(method, endpoint + path, headers, body, options.ca);
    auto document = Json::parse(response.body, nullptr, false);
    if (response.status != 200 || document.is_discarded()) {
        throw Failure(problem_text(response));
    }
    return document;
}

void print(const Json& document) {
    std::printf("%s\n", document.dump().c_str());
}

// In one line; `with_all`: not the switch alone.
void print_tenant(const Json& tenant, bool with_all) {
    const std::string name = tenant.value("tenant", "");
    std::printf("%s %s", name.c_str(), tenant.value("allowed", false) ? "on" : "off");
    if (with_all) {
        std::printf(" sampling %u name-gate %u", tenant.value("sampling", 0U), tenant.value("name_gate", 0U));
    }
    std::printf("\n");
}

int create(const Options& options) {
    require_name(options.name);
    const auto made = ingest::open_tenants(options.data, true)->create(options.name);
    if (!made) {
        throw Failure("there is a tenant '" + options.name + "' already");
    }
    if (options.json) {
        print({{"tenant", made->tenant},
               {"ingest_key", made->ingest_key},
               {"admin_token", made->admin_token},
               {"viewer_token", made->viewer_token}});
    } else {
        std::printf("tenant       %s\ningest key   %s\nadmin token  %s\nviewer token %s\n", made->tenant.c_str(),
                    made->ingest_key.c_str(), made->admin_token.c_str(), made->viewer_token.c_str());
        std::fprintf(stderr, "The tenant is off. Keep the keys: they are shown this once.\n");
    }
    return 0;
}

int list(const Options& options) {
    require_one_place(options);
    const Json tenants = options.data.empty()
                             ? ask(options, "GET", "/v1/tenants", {})
                             : Json::parse(ingest::tenants_json(ingest::open_tenants(options.data, false)->list()));
    if (options.json) {
        print(tenants);
        return 0;
    }
    for (const auto& tenant : tenants) {
        print_tenant(tenant, true);
    }
    return 0;
}

int change(const Options& options, const ingest::SettingsChange& wanted) {
    require_name(options.name);
    require_one_place(options);
    Json tenant;
    if (options.data.empty()) {
        Json document = Json::object();
        if (wanted.allowed) {
            document["allowed"] = *wanted.allowed;
        }
        if (wanted.sampling) {
            document["sampling"] = *wanted.sampling;
        }
        if (wanted.name_gate) {
            document["name_gate"] = *wanted.name_gate;
        }
        tenant = ask(options, "PUT", "/v1/tenants/" + options.name + "/settings", document.dump());
    } else {
        const auto after =
            ingest::open_tenants(options.data, false)->change(options.name, wanted, {"command", system_user()});
        if (!after) {
            throw Failure("there is no tenant '" + options.name + "'");
        }
        tenant = Json::parse(ingest::tenant_json(*after));
    }
    if (options.json) {
        print(tenant);
    } else {
        print_tenant(tenant, !wanted.allowed);
    }
    return 0;
}

int allow(const Options& options) {
    return change(options, {options.state == "on", std::nullopt, std::nullopt});
}

int set(const Options& options) {
    if (!options.sampling && !options.name_gate) {
        throw UsageError("give --sampling, --name-gate or both");
    }
    return change(options, {std::nullopt, options.sampling, options.name_gate});
}

void print_change(const Json& change) {
    const auto text = [&](const char* key) { return change.value(key, ""); };
    std::printf("%s  %-7s  %-20s  %s: %s -> %s\n", text("at").c_str(), text("role").c_str(), text("name").c_str(),
                text("setting").c_str(), change.value("before", Json()).dump().c_str(),
                change.value("after", Json()).dump().c_str());
}

int audit(const Options& options) {
    require_name(options.name);
    require_one_place(options);
    Json changes;
    if (options.data.empty()) {
        changes = ask(options, "GET", "/v1/tenants/" + options.name + "/audit", {});
    } else {
        const auto tenants = ingest::open_tenants(options.data, false);
        if (!tenants->settings(options.name)) {
            throw Failure("there is no tenant '" + options.name + "'");
        }
        changes = Json::parse(ingest::audit::to_json(tenants->audit(options.name, ingest::limits::kAuditEntries)));
    }
    if (options.json) {
        print(changes);
        return 0;
    }
    if (changes.empty()) {
        std::fprintf(stderr, "No setting has been changed.\n");
    }
    for (const auto& change : changes) {
        print_change(change);
    }
    return 0;
}

void add_places(CLI::App& command, Options& options) {
    command.add_option("--data", options.data, "Data folder of the endpoint")->type_name("DIR");
    command.add_option("--endpoint", options.endpoint, "Address of the endpoint")->type_name("URL");
    command.add_option("--token", options.token, "Admin token, or @FILE; SILHOUETTE_TOKEN otherwise")
        ->type_name("TOKEN");
    command.add_option("--ca", options.ca, "Certificates to trust, PEM")->type_name("FILE");
}

}  // namespace

void add_tenant(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("tenant", "Make, list, switch and set up tenants, and tell who did");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    const auto chosen = [&run, options](CLI::App* part, int (*what)(const Options&)) {
        part->add_flag("--json", options->json, "Print JSON");
        part->callback([&run, options, what] { run = [options, what] { return what(*options); }; });
    };
    auto* creation = command->add_subcommand("create", "Make a tenant (it is off) and print its keys, this once");
    creation->add_option("NAME", options->name)->required();
    creation->add_option("--data", options->data, "Data folder of the endpoint")->required()->type_name("DIR");
    chosen(creation, create);
    auto* listing = command->add_subcommand("list", "List tenants");
    add_places(*listing, *options);
    chosen(listing, list);
    auto* switching = command->add_subcommand("allow", "Allow a tenant's recording, or stop it");
    switching->add_option("NAME", options->name)->required();
    switching->add_option("STATE", options->state, "on or off")->required()->check(CLI::IsMember({"on", "off"}));
    add_places(*switching, *options);
    chosen(switching, allow);
    auto* setting = command->add_subcommand("set", "Change how many sessions are recorded and which names are shown");
    setting->add_option("NAME", options->name)->required();
    setting->add_option("--sampling", options->sampling, "Of 1000 sessions so many are recorded")
        ->check(CLI::Range(std::uint32_t{0}, ingest::limits::kSamplingMax))
        ->type_name("0..1000");
    setting
        ->add_option("--name-gate", options->name_gate,
                     "A name is shown once so many sessions have brought it; 0: at once")
        ->check(CLI::Range(std::uint32_t{0}, ingest::limits::kNameGateMax))
        ->type_name("0..10000");
    add_places(*setting, *options);
    chosen(setting, set);
    auto* auditing = command->add_subcommand("audit", "Tell who changed a tenant's settings, and when, newest first");
    auditing->add_option("NAME", options->name)->required();
    add_places(*auditing, *options);
    chosen(auditing, audit);
}

}  // namespace silhouette::cli
