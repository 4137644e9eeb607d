// Every exception has words, also one that has none itself.
#include "turret/user_error.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"

namespace oct::turret {

std::string error_text(const char* place, const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        const std::string_view what = error.what();
        return base::sanitized(
            place + std::string(what.empty() ? "exception without a message" : what),
            kMaxErrorBytes);
    } catch (...) {
        return std::string(place) + "exception that is no std::exception";
    }
}

void add_error(std::string& errors, std::string_view more) {
    if (!errors.empty()) errors += "; ";
    errors += more;
}

}  // namespace oct::turret
