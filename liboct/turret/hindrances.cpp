// A few reasons say what is wrong; a list of a thousand says nothing.
#include "turret/hindrances.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oct::turret {

void Hindrances::add(Where where, std::string_view text) {
    constexpr std::string_view kPlace = "setup: ";  // said once, at the beginning
    if (where == Where::Setup && text.starts_with(kPlace)) text.remove_prefix(kPlace.size());
    std::string reason = base::sanitized(text, kBytes);
    const base::MutexLock lock(mutex_);
    (where == Where::Setup ? in_setup_ : in_run_) = true;
    if (std::find(reasons_.begin(), reasons_.end(), reason) != reasons_.end()) return;
    more_ = reasons_.size() == kMost;
    if (!more_) reasons_.push_back(std::move(reason));
}

std::string Hindrances::text() const {
    const base::MutexLock lock(mutex_);
    if (reasons_.empty()) return {};
    std::string text = !in_run_    ? "setup() failed: "
                       : in_setup_ ? "setup() failed or this machine lacked something: "
                                   : "this machine lacked something: ";
    text += fmt::format("{}", fmt::join(reasons_, "; "));
    return more_ ? text + "; and others" : text;
}

}  // namespace oct::turret
