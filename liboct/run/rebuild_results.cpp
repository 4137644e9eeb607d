// rebuild_results: the report of a run that is over, by the code that made it the first time.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include <fmt/format.h>

#include <system_error>

namespace oct {
namespace {

namespace fs = std::filesystem;

// PROJECT/config.json, or PROJECT/results/results_TIME: both have PROJECT/templates near.
fs::path templates_of(const fs::path& config, const fs::path& results_dir) {
    const fs::path folders[] = {fs::absolute(config).parent_path(),
                                fs::weakly_canonical(results_dir).parent_path().parent_path()};
    std::error_code ignored;
    for (const fs::path& folder : folders)
        if (fs::is_directory(folder / "templates", ignored)) return folder / "templates";
    return {};
}

}  // namespace

Summary rebuild_results(const fs::path& results_dir, const fs::path& database,
                        const fs::path& config, LogSink& log) {
    std::error_code ignored;
    if (!fs::is_directory(results_dir, ignored))
        throw ConfigError(fmt::format("{}: no such folder; name the one that the results are in",
                                      results_dir.string()));
    const Config loaded = Config::load(config);
    const ReportBuilder builder(results_dir, database, loaded, templates_of(config, results_dir),
                                log);
    return builder.write();
}

}  // namespace oct
