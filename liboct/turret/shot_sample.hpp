// The sample of a shot: what blocking and asynchronous cannons make of the moments they measure.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/sample.hpp>

#include <algorithm>

namespace oct::turret {

/// Of a run() that was intended at `intended`; `started` where it had no moment. Three times the
/// same moment: run() was not called.
[[nodiscard]] inline Sample sample_of(const RunAnchor& anchor, SteadyTime intended,
                                      SteadyTime started, SteadyTime ended) noexcept {
    const auto elapsed = ended - anchor.start;
    return {.elapsed = elapsed,
            .epoch = anchor.wall_start + elapsed,
            .lag = started - intended,
            .service = ended - started,
            .in_warmup = intended - anchor.start < anchor.warmup};
}

/// A failed sample with service 0 means that run() was not called: keeps the two apart even on a
/// clock too coarse to see this run.
inline void mark_as_run(Sample& sample) noexcept {
    sample.service = std::max(sample.service, std::chrono::nanoseconds(1));
}

}  // namespace oct::turret
