// `silhouette routes`: what would be told of each route.
#include "privacy/provenance/route.h"

#include "cli/command.h"
#include "cli/commands/judged_lines.h"

namespace silhouette::cli {
namespace {

struct RoutesOptions {
    NameSources sources;
    std::string table;
    bool explain = false;
};

int routes(const RoutesOptions& options) {
    const privacy::HashKey key = random_hash_key();
    privacy::NameIndex index = options.sources.open(key);
    privacy::RouteTable table;
    if (!options.table.empty()) {
        if (const std::string problem = table.read(options.table); !problem.empty()) {
            throw Failure("cannot use the route table '" + options.table + "': it " + problem);
        }
    }
    return judge_lines(options.explain, [&](std::string_view line) -> JudgedLine {
        auto decision = privacy::decide_route(line, table, index, key);
        return {decision.verdict, std::move(decision.text), privacy::reason_text(decision.reason)};
    });
}

}  // namespace

void add_routes(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("routes", "Judge routes, one a line of standard input");
    auto options = std::make_shared<RoutesOptions>();
    command->add_option("--table", options->table, "Route templates, one a line: /customers/{id}/orders")
        ->type_name("FILE");
    options->sources.add_options(*command);
    command->add_flag("--explain", options->explain, "Add a column that says why");
    command->footer(
        "Prints for each line: raw TAB verdict TAB output. Segments that no template and no source knows become :var.");
    command->callback([options, &run] { run = [options] { return routes(*options); }; });
}

}  // namespace silhouette::cli
