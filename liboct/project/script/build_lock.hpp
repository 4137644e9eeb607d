// One build of a project at a time, whoever builds.
#pragma once

#include <filesystem>
#include <stop_token>

namespace oct::project {

/// Waits until nobody else builds in that folder, and holds it while it lives. Where no lock can be
/// had, because of the file system, there is none.
///
/// Errors:     throws Error when `stop` asks while it waits.
/// Threading:  confined.
class BuildLock {
public:
    BuildLock(const std::filesystem::path& build, const std::stop_token& stop);
    ~BuildLock();
    BuildLock(const BuildLock&) = delete;
    BuildLock& operator=(const BuildLock&) = delete;

private:
    int file_;
};

}  // namespace oct::project
