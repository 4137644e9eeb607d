// The default project (config.json, templates/, test_scripts/, …) as it is built into the library.
#pragma once

#include <span>
#include <string_view>

namespace oct::base {

/// A file below liboct/project/templates/ at build time.
struct EmbeddedFile {
    std::string_view path;  ///< e.g. "templates/report.html"
    std::string_view content;
};

/// All of them, sorted by path.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files() noexcept;

}  // namespace oct::base
