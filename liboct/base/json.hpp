// JSON at the edges: reading files written by people, writing strings safely.
#pragma once

#include "base/json_memory.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oct::base {

/// Parses JSON with comments and trailing commas into `document`.
///
/// Errors: throws ConfigError "origin:line:column: …"; nesting is capped at 64, so hostile input
///         cannot overflow the stack.
void parse_json(std::string_view text, const std::string& origin, JsonDocument& document);

/// The value as JSON text without spaces.
[[nodiscard]] std::string json_text(const JsonValue& value);

/// What a value is, in words for an error: `-5`, `"abc"`, `a list`.
[[nodiscard]] std::string json_description(const JsonValue& value);

/// A number, or a text that is one: projects in the wild have "rampup": "30" and "insert_limit":
/// "150", which the Python version takes. Nothing when it is neither, or not finite.
[[nodiscard]] std::optional<double> json_number(const JsonValue& value);
/// The same of a whole number that is not negative.
[[nodiscard]] std::optional<std::uint64_t> json_whole(const JsonValue& value);

/// Appends `text` as a JSON string with its quotes (RFC 8259); bytes are taken as UTF-8 as they
/// are.
void append_json_string(std::string& out, std::string_view text);

}  // namespace oct::base
