// The compiler's own demangler.
#include "base/demangled.hpp"

#include <cstdlib>
#include <cxxabi.h>
#include <memory>

namespace oct::base {

std::string demangled(const std::string& symbol) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), &std::free);
    return status == 0 ? name.get() : symbol;
}

}  // namespace oct::base
