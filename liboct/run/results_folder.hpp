// The folder that a run's results go to: made for it, and unmade when the run never began.
#pragma once

#include <oct/clock.hpp>
#include <oct/config.hpp>

#include <filesystem>

namespace oct::run {

/// Creates the folder, with a copy of the project's config.json.
///
/// Errors:     throws ConfigError when it cannot be written, or already holds results.
/// Threading:  confined.
class ResultsFolder {
public:
    /// `wanted`: exactly this folder; empty: `project`/results/results_<time>. With config.testing
    /// a private folder among the system's temporary files.
    ResultsFolder(const Config& config, const std::filesystem::path& wanted,
                  const std::filesystem::path& project, WallTime now);
    /// Removes what it made unless keep() was called.
    ~ResultsFolder();
    ResultsFolder(const ResultsFolder&) = delete;
    ResultsFolder& operator=(const ResultsFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    void keep() noexcept { keep_ = true; }

private:
    void check_writable() const;
    void remove_made() const;

    std::filesystem::path path_;
    std::filesystem::path
        first_made_;  // the topmost folder that did not exist before; may be empty
    bool copied_config_ = false;
    bool keep_ = false;
};

}  // namespace oct::run
