// What reaches a terminal: colors only where they are wanted, control characters never.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace oct::apps {

enum class Paint { Bold, Red, Yellow, Green };

/// What --color says: "auto", "always" or "never", for the whole process.
///
/// auto: colors on a terminal, unless NO_COLOR is set and not empty, or TERM is dumb.
void choose_color(std::string_view when);

/// True when `stream` is a terminal on which a line can be rewritten.
[[nodiscard]] bool rewrites_lines(std::FILE* stream);

/// The text in this color where `stream` shows colors, otherwise the text.
[[nodiscard]] std::string painted(Paint paint, std::string_view text, std::FILE* stream);

/// Text of others made harmless for a terminal: control characters but the end of a line become
/// spaces, bad UTF-8 becomes U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace oct::apps
