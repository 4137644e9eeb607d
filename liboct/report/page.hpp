// The findings as a page: results.html and the graphs beside it.
#pragma once

#include <oct/log.hpp>

#include "report/assets.hpp"
#include "report/findings.hpp"

#include <string>
#include <utility>
#include <vector>

namespace oct {

/// A rendered page, and the graphs as files of their own.
struct Page {
    std::string html;
    std::vector<std::pair<std::string, std::string>> graphs;  ///< file name and content
};

/// Errors: throws ConfigError naming file, line and column of a template that is wrong.
[[nodiscard]] Page render_page(const Findings& findings, const Assets& assets, LogSink& log);

}  // namespace oct
