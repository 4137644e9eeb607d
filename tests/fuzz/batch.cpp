// Fuzzes batches: they are rejected, or decoded into samples that survive the wire once more.
#include "wire/batch_decoder.hpp"
#include "wire/batch_encoder.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static oct::wire::BatchDecoder decoder;
    static oct::wire::BatchDecoder again;
    if (decoder.open({reinterpret_cast<const char*>(data), size}) != oct::wire::Rejection::None) {
        if (decoder.size() != 0) std::abort();
        return 0;
    }
    oct::SampleBlock block;
    const std::size_t left_out = decoder.append(block, 0, decoder.size());
    if (block.size() + left_out != decoder.size() || block.pending_timers() != 0) std::abort();
    if (block.empty()) return 0;
    oct::wire::BatchEncoder encoder(decoder.turret_name(), decoder.turret_uuid());
    const std::size_t added = encoder.add(block, 0);
    if (again.open(encoder.message(1)) != oct::wire::Rejection::None) std::abort();
    oct::SampleBlock copy;
    again.append(copy, 0, again.size());
    if (copy.size() != added) std::abort();
    for (std::size_t i = 0; i < added; ++i) {
        const oct::Sample& a = block.samples()[i];
        const oct::Sample& b = copy.samples()[i];
        if (a.epoch != b.epoch || a.service != b.service || a.lag != b.lag) std::abort();
        if (a.timers_count != b.timers_count || block.error(a) != copy.error(b)) std::abort();
    }
    return 0;
}
