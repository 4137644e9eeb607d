// oct rebuild-results: in the form of the documentation, and in that of version 0.4.12.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "exit_code.hpp"

#include <cstdio>
#include <filesystem>

namespace oct::apps {
namespace {

namespace fs = std::filesystem;

// As typed, or within the results folder.
fs::path found(const fs::path& results_dir, const fs::path& file) {
    return fs::exists(file) || !fs::exists(results_dir / file) ? file : results_dir / file;
}

}  // namespace

int command_rebuild_results(const Arguments& arguments) {
    const auto& words = arguments.positional();
    const fs::path results_dir = words[0];
    if (words.size() == 3 && arguments.has("results-file"))
        throw ConfigError("the results database is given twice: leave -f out");
    const fs::path database = arguments.has("results-file")
                                  ? found(results_dir, arguments.text("results-file"))
                              : words.size() == 3 ? found(results_dir, words[1])
                                                  : results_dir / "results.sqlite";
    const fs::path config =
        words.size() == 1 ? results_dir / "config.json" : found(results_dir, words.back());
    Console console({.view = View::None});
    const bool json = arguments.has("json");
    if (!json) console.analyzing();
    const Summary summary = rebuild_results(results_dir, database, config, console);
    if (json)
        std::printf("%s\n", summary.to_json().c_str());
    else
        console.finished(summary);
    if (summary.report_failure.empty()) return kOk;
    return report_failure("oct rebuild-results", summary.report_failure, kOk);
}

}  // namespace oct::apps
