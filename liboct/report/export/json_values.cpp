// Values that JSON may not have: infinite numbers, bytes that are no UTF-8.
#include "report/export/json_values.hpp"

#include "base/seconds.hpp"
#include "base/text.hpp"

#include <cmath>

namespace oct::report {

void key(Writer& out, const char* name) {
    out.Key(name);
}
void put(Writer& out, const char* name, std::uint64_t value) {
    key(out, name), out.Uint64(value);
}
void put(Writer& out, const char* name, bool value) {
    key(out, name), out.Bool(value);
}
// JSON has no infinity and no NaN; a database that others wrote may have both.
void put(Writer& out, double value) {
    if (std::isfinite(value))
        out.Double(value);
    else
        out.Null();
}
void put(Writer& out, const char* name, double value) {
    key(out, name), put(out, value);
}
void put(Writer& out, const char* name, std::chrono::nanoseconds value) {
    put(out, name, base::to_seconds(value));
}
void put(Writer& out, const char* name, WallTime value) {
    put(out, name, base::to_seconds(value.time_since_epoch()));
}
void put(Writer& out, const std::string& value) {
    // JSON is UTF-8, the path of a file need not be.
    const std::string text = base::sanitized(value, std::string::npos);
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void put(Writer& out, const char* name, const std::string& value) {
    key(out, name), put(out, value);
}

void put(Writer& out, const char* name, std::optional<double> value) {
    key(out, name);
    if (value)
        put(out, *value);
    else
        out.Null();
}

}  // namespace oct::report
