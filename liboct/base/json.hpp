// JSON at the edges: reading files written by people, writing strings safely.
#pragma once

#include <rapidjson/fwd.h>

#include <string>
#include <string_view>

namespace oct::base {

/// Parses JSON with comments and trailing commas into `document`.
///
/// Errors: throws ConfigError "origin:line:column: …"; nesting is capped at 64, so hostile input
///         cannot overflow the stack.
void parse_json(std::string_view text, const std::string& origin, rapidjson::Document& document);

/// The value as JSON text without spaces.
[[nodiscard]] std::string json_text(const rapidjson::Value& value);

/// What a value is, in words for an error: `-5`, `"abc"`, `a list`.
[[nodiscard]] std::string json_description(const rapidjson::Value& value);

/// Appends `text` as a JSON string with its quotes (RFC 8259); bytes are taken as UTF-8 as they
/// are.
void append_json_string(std::string& out, std::string_view text);

}  // namespace oct::base
