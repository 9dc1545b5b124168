// `silhouette export`: one session as a file.
#include <memory>

#include "cli/commands/stored_sessions.h"
#include "cli/replace_file.h"

namespace silhouette::cli {
namespace {

struct Options {
    StoredSessions stored;
    std::string session, format, output;
};

int export_one(const Options& options) {
    const auto format = replay::format_of(options.format);
    if (!format) {
        throw UsageError("--format: '" + options.format + "' is none of html, rrweb, jsonl");
    }
    const std::string text = options.stored.exported(options.session, *format);
    if (options.output == "-") {
        print_whole(text);
    } else {
        replace_file(options.output, text);
    }
    return 0;
}

}  // namespace

void add_export(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("export", "Write one session as a page, rrweb events or JSON lines");
    auto options = std::make_shared<Options>();
    command->add_option("SESSION", options->session, "Id of the session, as `sessions` lists it")->required();
    options->stored.add_options(*command);
    command->add_option("--format", options->format, "html (one page that plays offline), rrweb or jsonl")
        ->required()
        ->type_name("FORMAT");
    command->add_option("-o,--output", options->output, "Where it goes; - is standard output")
        ->required()
        ->type_name("FILE");
    command->callback([options, &run] { run = [options] { return export_one(*options); }; });
}

}  // namespace silhouette::cli
