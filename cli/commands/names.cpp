// `silhouette names`: what would be told of each name, and why.
#include "cli/command.h"
#include "cli/commands/judged_lines.h"

namespace silhouette::cli {
namespace {

struct NamesOptions {
    NameSources sources;
    bool explain = false;
};

int names(const NamesOptions& options) {
    const privacy::HashKey key = random_hash_key();
    privacy::NameIndex index = options.sources.open(key);
    return judge_lines(options.explain, [&](std::string_view line) -> JudgedLine {
        const auto decision = index.decide(privacy::hash_name(key, privacy::RawName(line)));
        std::string output;
        if (decision.name) {
            output = decision.name->text();
            output += decision.name->is_prefix() ? "*" : "";
        }
        return {decision.verdict, std::move(output), privacy::reason_text(decision.reason)};
    });
}

}  // namespace

void add_names(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand(
        "names", "Judge names of elements, one a line of standard input: kept, templated or dropped");
    auto options = std::make_shared<NamesOptions>();
    options->sources.add_options(*command);
    command->add_flag("--explain", options->explain, "Add a column that says why");
    command->footer(
        "Prints for each line: raw TAB verdict TAB output. Without a source only the toolkit's own names are known.");
    command->callback([options, &run] { run = [options] { return names(*options); }; });
}

}  // namespace silhouette::cli
