// Cells of a Markdown table are between " | ".
#include "support/answers.hpp"

#include "support/paths.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <vector>

namespace oct::testing {
namespace {

constexpr std::string_view kAny = "…";

bool fits(std::string_view text, std::string_view pattern) {
    const auto any = pattern.find(kAny);
    if (any == std::string_view::npos) return text == pattern;
    if (text.substr(0, any) != pattern.substr(0, any)) return false;
    text.remove_prefix(any);
    pattern.remove_prefix(any + kAny.size());
    for (std::size_t skipped = 0; skipped <= text.size(); ++skipped)
        if (fits(text.substr(skipped), pattern)) return true;
    return false;
}

std::vector<std::string> cells_of(std::string_view row) {
    std::vector<std::string> cells;
    row.remove_prefix(2);
    for (auto end = row.find(" |"); end != row.npos; end = row.find(" |")) {
        cells.emplace_back(row.substr(0, end));
        row.remove_prefix(std::min(end + 3, row.size()));
    }
    return cells;
}

}  // namespace

std::string Answers::text() const {
    return limits + " | " + figures + " | " + plan + " | " + code + " | " + line;
}

bool Answers::fit(const Answers& documented) const {
    return limits == documented.limits && figures == documented.figures &&
           plan == documented.plan && code == documented.code && fits(line, documented.line);
}

std::map<std::string, Answers> documented_answers() {
    std::ifstream page(source_dir() + "/docs/limits.md");
    std::map<std::string, Answers> rows;
    bool here = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("## ")) here = line == "## What a run says when something is wrong";
        if (!here || !line.starts_with("| ") || line.starts_with("| what is wrong |")) continue;
        const auto cells = cells_of(line);
        if (cells.size() == 6) rows[cells[0]] = {cells[1], cells[2], cells[3], cells[4], cells[5]};
    }
    return rows;
}

}  // namespace oct::testing
