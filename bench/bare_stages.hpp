// Each stage between a shot and its row, done by hand with the bare libraries: the floor of the
// whole.
#pragma once

#include <cstdint>
#include <string_view>

namespace oct::bench {

/// CPU µs per result of each stage, all with one custom timer.
struct BareStages {
    double fire = 0;       ///< two readings of the clock, append
    double write = 0;      ///< one JSON message, nine decimals, by hand
    double transport = 0;  ///< the same bytes by PUSH and PULL over TCP, one message each
    double read = 0;       ///< RapidJSON SAX in situ into a struct
    double insert = 0;     ///< SQLite, 50 rows a statement, WAL, in the documented schema

    [[nodiscard]] double sum() const { return fire + write + transport + read + insert; }
};

BareStages bare_stages(std::uint64_t results);

/// CPU µs, both sides, of one message by PUSH and PULL over TCP when `messages` of them are sent.
double transport_us(std::uint64_t messages, std::string_view message);

}  // namespace oct::bench
