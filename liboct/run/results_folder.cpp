// Everything that can be wrong with the folder is found before a turret is started.
#include "run/results_folder.hpp"

#include <oct/error.hpp>

#include "base/exists.hpp"
#include "base/private_folder.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

namespace oct::run {
namespace {

namespace fs = std::filesystem;

// The topmost part of `path` that does not exist yet; empty when all of it does.
fs::path first_missing(const fs::path& path) {
    fs::path missing;
    for (fs::path at = fs::absolute(path); !base::exists(at); at = at.parent_path()) missing = at;
    return missing;
}

}  // namespace

ResultsFolder::ResultsFolder(const Config& config, const fs::path& wanted, const fs::path& project,
                             WallTime now)
    : path_(config.testing   ? base::PrivateFolder().keep()
            : wanted.empty() ? project / "results" / ("results_" + base::folder_time_text(now))
                             : wanted) {
    if (base::exists(path_ / "results.sqlite"))
        throw ConfigError(
            fmt::format("{}: this folder already holds results; choose another one "
                        "with -r, or remove them",
                        path_.string()));
    first_made_ = config.testing ? path_ : first_missing(path_);
    std::error_code error;
    fs::create_directories(path_, error);
    if (error)
        throw ConfigError(
            fmt::format("{}: cannot create the results folder: {}; choose another "
                        "one with -r",
                        path_.string(), error.message()));
    check_writable();
    if (!config.file.empty() && !base::exists(path_ / "config.json")) {
        fs::copy_file(config.file, path_ / "config.json", error);
        copied_config_ = !error;
    }
}

ResultsFolder::~ResultsFolder() {
    if (keep_) return;
    std::error_code ignored;
    for (const char* name : {"results.sqlite", "results.sqlite-wal", "results.sqlite-shm"})
        fs::remove(path_ / name, ignored);
    if (copied_config_) fs::remove(path_ / "config.json", ignored);
    remove_made();
}

// Upwards, and only what is empty: another run may have put its folder beside ours meanwhile.
void ResultsFolder::remove_made() const {
    if (first_made_.empty()) return;
    std::error_code error;
    for (fs::path at = fs::absolute(path_); fs::remove(at, error) && at != first_made_;)
        at = at.parent_path();
}

// Permission bits do not tell (root, read-only mounts): write something.
void ResultsFolder::check_writable() const {
    const fs::path probe = path_ / ".oct-write-test";
    std::ofstream file(probe);
    file << "x" << std::flush;
    const bool written = file.good();
    file.close();
    std::error_code ignored;
    fs::remove(probe, ignored);
    if (written) return;
    remove_made();
    throw ConfigError(
        fmt::format("{}: the results folder cannot be written; check its permissions "
                    "and the free space, or choose another one with -r",
                    path_.string()));
}

}  // namespace oct::run
