// The files a page is made of: the project's own, and the library's where the project has none.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace oct::report {

/// A templates folder over the one that is built in.
///
/// Errors:     throws ConfigError naming the file.
/// Threading:  value.
class Assets {
public:
    /// `folder` may be empty: then everything comes from the library.
    explicit Assets(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// The text of e.g. "css/style.css".
    [[nodiscard]] std::string text(std::string_view name) const;
    /// How an error names the file: its path, or the bare name when it is the library's.
    [[nodiscard]] std::string origin(std::string_view name) const;
    /// Copies css/, img/ and scripts/. Symbolic links are not followed: results get passed on.
    void copy_to(const std::filesystem::path& target) const;

private:
    [[nodiscard]] bool is_own(std::string_view name) const;

    std::filesystem::path folder_;
};

}  // namespace oct::report
