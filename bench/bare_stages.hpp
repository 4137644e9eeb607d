// Each stage between a shot and its row, done by hand with the bare libraries: the floor of the
// whole.
#pragma once

#include <cstdint>
#include <string_view>

namespace oct::bench {

/// CPU µs per result of each stage, all with one custom timer.
struct BareStages {
    double fire = 0;     ///< two readings of the clock, append
    double batches = 0;  ///< packed columns, by PUSH and PULL over TCP, unpacked; 2,048 a message
    double insert = 0;   ///< the cheaper of the bare inserts, see bare_insert.hpp

    [[nodiscard]] double sum() const { return fire + batches + insert; }
};

/// The same for what takes the place of `batches` when results travel one by one.
struct JsonStages {
    double write = 0;      ///< one JSON message, nine decimals, by hand
    double transport = 0;  ///< the same bytes by PUSH and PULL over TCP, one message each
    double read = 0;       ///< RapidJSON SAX in situ into a struct

    [[nodiscard]] double sum() const { return write + transport + read; }
};

BareStages bare_stages(std::uint64_t results);
JsonStages json_stages(std::uint64_t results);

/// CPU µs per result of the bare packed columns on their whole way.
double bare_batches_us(std::uint64_t results);

/// CPU µs, both sides, of one message by PUSH and PULL over TCP when `messages` of them are sent.
double transport_us(std::uint64_t messages, std::string_view message);

}  // namespace oct::bench
