// What came of one turret.
#pragma once

#include <oct/turret_status.hpp>

#include "hq/sequence.hpp"

#include <cstdint>
#include <vector>

namespace oct::hq {

/// The HQ's side of a turret's account.
///
/// Threading:  value.
class Receipts {
public:
    /// Results were taken; `stopped`: the run's stop was sent before.
    void take(std::uint64_t results, bool stopped) noexcept {
        taken_ += results;
        if (stopped) after_stop_ += results;
    }
    /// They were left out, because a time of theirs is none.
    void leave_out(std::uint64_t results) noexcept { left_out_ += results; }
    /// Messages could not be read.
    void add_unreadable(std::uint64_t messages) noexcept { unreadable_ += messages; }
    /// Results number `first` and following came in a batch; those that have not come before.
    std::vector<Sequence::Range> batch(std::uint64_t first, std::uint64_t count) {
        return sequence_.take(first, count);
    }

    [[nodiscard]] std::uint64_t taken() const noexcept { return taken_; }
    [[nodiscard]] std::uint64_t after_stop() const noexcept { return after_stop_; }

    /// Writes them into the record of their turret, which has the turret's own side.
    void enter(TurretRecord& record) const;

private:
    [[nodiscard]] std::uint64_t last_number(const TurretRecord& record) const;

    std::uint64_t taken_ = 0;
    std::uint64_t after_stop_ = 0;  // of these
    std::uint64_t left_out_ = 0;
    std::uint64_t unreadable_ = 0;
    Sequence sequence_;  // of its batches; empty when it sends none
};

}  // namespace oct::hq
