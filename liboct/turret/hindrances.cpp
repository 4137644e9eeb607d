// A few reasons say what is wrong; a list of a thousand says nothing.
#include "turret/hindrances.hpp"

#include <algorithm>
#include <utility>

namespace oct::turret {

void Hindrances::add(std::string reason) {
    const base::MutexLock lock(mutex_);
    if (std::find(reasons_.begin(), reasons_.end(), reason) != reasons_.end()) return;
    more_ = reasons_.size() == kMost;
    if (!more_) reasons_.push_back(std::move(reason));
}

std::string Hindrances::text() const {
    const base::MutexLock lock(mutex_);
    std::string text;
    for (const std::string& reason : reasons_) text += (text.empty() ? "" : "; ") + reason;
    return more_ ? text + "; and others" : text;
}

}  // namespace oct::turret
