// Why cannons wait before they try again, in words.
#pragma once

#include "base/mutex.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace oct::turret {

/// The first few different reasons.
///
/// Threading:  any.
class Hindrances {
public:
    static constexpr std::size_t kMost = 3;

    void add(std::string reason);
    /// "no login; Too many open files"; empty: there was none.
    [[nodiscard]] std::string text() const;

private:
    mutable base::Mutex mutex_;
    std::vector<std::string> reasons_ OCT_GUARDED_BY(mutex_);
    bool more_ OCT_GUARDED_BY(mutex_) = false;
};

}  // namespace oct::turret
