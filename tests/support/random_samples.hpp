// Blocks that nobody would write by hand, and a comparison that names what differs.
#pragma once

#include <oct/sample.hpp>

#include <algorithm>
#include <random>
#include <string>

namespace oct::testing {

using Random = std::mt19937_64;

inline std::uint64_t below(Random& random, std::uint64_t limit) {
    return std::uniform_int_distribution<std::uint64_t>(0, limit - 1)(random);
}

/// Any magnitude is as likely as any other.
inline std::chrono::nanoseconds any_time(Random& random) {
    const std::uint64_t limit = std::uint64_t{1} << below(random, 61);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(below(random, limit)));
}

/// Up to `most` samples of one run: no or many timers, repeated names, long errors.
inline SampleBlock any_block(Random& random, std::size_t most) {
    SampleBlock block;
    const auto origin = any_time(random);
    const std::uint64_t names = 1 + below(random, 20);
    const std::uint64_t timers = below(random, 8);
    const std::uint64_t fails = 1 + below(random, 10);
    for (std::uint64_t i = below(random, most + 1); i > 0; --i) {
        for (std::uint64_t t = below(random, timers + 1); t > 0; --t) {
            // One by one: the order in which arguments are evaluated is not fixed.
            const auto name = block.intern("timer " + std::to_string(below(random, names)));
            block.add_timer(name, any_time(random));
        }
        Sample sample;
        sample.elapsed = any_time(random);
        sample.epoch = WallTime(origin + sample.elapsed);
        sample.lag = below(random, 2) == 0 ? std::chrono::nanoseconds(0) : any_time(random);
        sample.service = any_time(random);
        sample.in_warmup = below(random, 2) == 0;
        const bool failed = below(random, fails) == 0;
        const std::string error(1 + below(random, 300), static_cast<char>('a' + below(random, 26)));
        block.append(sample, failed ? error : "");
    }
    return block;
}

/// True when both samples say the same, each in its own block.
inline bool same(const SampleBlock& a, const Sample& x, const SampleBlock& b, const Sample& y) {
    const auto left = a.timers(x);
    const auto right = b.timers(y);
    return x.elapsed == y.elapsed && x.epoch == y.epoch && x.lag == y.lag &&
           x.service == y.service && x.in_warmup == y.in_warmup && a.error(x) == b.error(y) &&
           std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](const TimerValue& l, const TimerValue& r) {
                          return l.value == r.value && a.name(l.name) == b.name(r.name);
                      });
}

}  // namespace oct::testing
