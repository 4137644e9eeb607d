// Why cannons wait before they try again, in words.
#pragma once

#include "base/mutex.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oct::turret {

/// The first few different reasons.
///
/// Threading:  any.
class Hindrances {
public:
    static constexpr std::size_t kMost = 3;
    static constexpr std::size_t kBytes = 200;  // of one: the beginning of its text says enough

    enum class Where : std::uint8_t { Setup, Run };

    /// `where` it was: run() is what only this machine can hinder.
    void add(Where where, std::string_view text);
    /// "setup() failed: no login; Too many open files"; empty: there was none.
    [[nodiscard]] std::string text() const;

private:
    mutable base::Mutex mutex_;
    std::vector<std::string> reasons_ OCT_GUARDED_BY(mutex_);
    bool more_ OCT_GUARDED_BY(mutex_) = false;
    bool in_setup_ OCT_GUARDED_BY(mutex_) = false;
    bool in_run_ OCT_GUARDED_BY(mutex_) = false;
};

}  // namespace oct::turret
