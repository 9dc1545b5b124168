#include "cli/app_scopes.h"

#include <filesystem>
#include <system_error>

#include "cli/command.h"
#include "platform/process.h"
#include "privacy/consent/choice.h"
#include "privacy/grammar/name_grammar.h"

namespace silhouette::cli {

std::vector<std::string> scopes_of(const std::string& app, const std::string& account) {
    std::vector<std::string> scopes{privacy::scope_of(app, account)};
    std::error_code error;
    const auto folder = platform::default_state_folder() / app;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string one = app + "/" + entry->path().filename().string();
        if (account.empty() && privacy::is_scope(one)) {
            scopes.push_back(one);
        }
    }
    return scopes;
}

void check_account(const std::string& account) {
    if (!account.empty() && !grammar::is_configured(account)) {
        throw UsageError("--account: '" + account + "' is not [A-Za-z0-9._+-]{1,64}");
    }
}

}  // namespace silhouette::cli
