// The findings as a page: results.html and the graphs beside it.
#pragma once

#include <oct/log.hpp>

#include "report/page/assets.hpp"
#include "report/read/findings.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace oct::report {

/// A rendered page, and the graphs as files of their own.
struct Page {
    std::string html;
    std::vector<std::pair<std::string, std::string>> graphs;  ///< file name and content
};

inline constexpr std::size_t kMostPageBytes = 64U << 20U;

/// Errors: throws ConfigError naming file, line and column of a template that is wrong, or the file
/// when the page would be larger than `most_bytes`; it takes no more memory than that either.
[[nodiscard]] Page render_page(const Findings& findings, const Assets& assets, LogSink& log,
                               std::size_t most_bytes = kMostPageBytes);

}  // namespace oct::report
