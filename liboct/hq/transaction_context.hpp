// Keys that the HQ hands to every transaction.
#pragma once

#include <string>

namespace oct::hq {

/// `json` as it goes over the wire: without comments.
///
/// Errors: throws ConfigError, beginning with `origin`, when it is no object or larger than 512
/// KiB.
[[nodiscard]] std::string checked_context(const std::string& json, const std::string& origin);

}  // namespace oct::hq
