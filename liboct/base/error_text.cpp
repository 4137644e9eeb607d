// Every exception has words, also one that has none itself.
#include "base/error_text.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"

namespace oct::base {

std::string error_text(std::string_view place, const std::exception_ptr& exception) {
    std::string text(place);
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        const std::string_view what = error.what();
        text += what.empty() ? "exception without a message" : what;
    } catch (...) {
        text += "exception that is no std::exception";
    }
    return sanitized(text, kMaxErrorBytes);
}

}  // namespace oct::base
