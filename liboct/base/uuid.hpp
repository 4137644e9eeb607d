// Random identities of turrets and HQ instances.
#pragma once

#include <string>

namespace oct::base {

/// A random UUID (RFC 9562, version 4) from the system's entropy.
[[nodiscard]] std::string random_uuid();

}  // namespace oct::base
