// Names of C++ as they are written.
#pragma once

#include <string>

namespace oct::base {

/// "oct::HQ::run()" for "_ZN3oct2HQ3runEv"; what is no such name stays as it is.
[[nodiscard]] std::string demangled(const std::string& symbol);

}  // namespace oct::base
