// Cells of a CSV file: RFC 4180, and harmless in a spreadsheet.
#pragma once

#include <string>
#include <string_view>

namespace oct::report {

/// Text that no spreadsheet takes for a formula: an apostrophe goes before = + - @ and their full
/// width forms, also after spaces; control characters become spaces (OWASP, "CSV Injection").
[[nodiscard]] std::string defused(std::string_view text);

/// Appends a text, in quotes where RFC 4180 asks for them.
void append_cell(std::string& out, std::string_view text, char delimiter);

/// Appends a number of seconds with at most `decimals` (≤ 9) places; nothing for what is no number.
void append_seconds_cell(std::string& out, double seconds, int decimals);

}  // namespace oct::report
