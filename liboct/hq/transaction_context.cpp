// It travels with the start command, so it has to fit into one.
#include "hq/transaction_context.hpp"

#include <oct/error.hpp>

#include "base/json.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

namespace oct::hq {

std::string checked_context(const std::string& json, const std::string& origin) {
    constexpr std::size_t kMaxBytes = 512U << 10U;  // with room below the limit of a message
    base::JsonDocument document;
    base::parse_json(json, origin, document);
    if (!document.IsObject())
        throw ConfigError(fmt::format("{}: expected an object {{…}}, got {}", origin,
                                      base::json_description(document)));
    std::string plain = base::json_text(document);
    if (plain.size() > kMaxBytes)
        throw ConfigError(fmt::format("{}: expected at most 512 KiB of JSON", origin));
    return plain;
}

}  // namespace oct::hq
