// Plain values written as JSON, with their names; those of the public API are in summary_json.hpp.
#pragma once

#include <oct/clock.hpp>

#include "base/json_memory.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace oct::report {

using Writer = base::JsonWriter;

void key(Writer& out, const char* name);
void put(Writer& out, double value);
void put(Writer& out, const std::string& value);
void put(Writer& out, const char* name, std::uint64_t value);
void put(Writer& out, const char* name, bool value);
void put(Writer& out, const char* name, double value);
void put(Writer& out, const char* name, std::optional<double> value);
void put(Writer& out, const char* name, std::chrono::nanoseconds value);
void put(Writer& out, const char* name, WallTime value);
void put(Writer& out, const char* name, const std::string& value);

}  // namespace oct::report
