// What a change means.
#include <oct/compare.hpp>

namespace oct {

bool Change::significant() const noexcept {
    return change && noise && (departed || *change < noise->low || *change > noise->high);
}

bool Change::worse() const noexcept {
    return significant() && (measure == "rate" ? change->value < 0 : change->value > 0);
}

std::string_view Change::unit() const noexcept {
    return measure == "errors" ? "pp" : "%";
}

}  // namespace oct
