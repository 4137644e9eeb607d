// A temporary folder of one's own, gone with all its content at the end.
#pragma once

#include <filesystem>
#include <mutex>
#include <string_view>

namespace oct::base {

/// Only its owner may enter it (mode 0700).
///
/// Errors:     the constructors throw Error naming the place where no folder could be made.
/// Threading:  confined, but for remove().
class PrivateFolder {
public:
    /// Among the system's temporary files (TMPDIR).
    PrivateFolder();
    /// Inside `parent`, its name beginning with `prefix`.
    PrivateFolder(const std::filesystem::path& parent, std::string_view prefix);
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// Leaves the folder where it is, and tells where.
    std::filesystem::path keep() noexcept;
    /// Removes it now; may be called from any thread.
    void remove() const noexcept;

private:
    std::filesystem::path path_;
    mutable std::mutex removing_;  // two at once would trip over each other, and leave some
    bool kept_ = false;
};

}  // namespace oct::base
