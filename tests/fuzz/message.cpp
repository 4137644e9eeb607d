// Fuzzes what turrets send: a message is decoded or rejected, and a decoded one survives the wire.
#include "wire/decoder.hpp"
#include "wire/encoder.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static oct::wire::Decoder decoder;
    static oct::wire::Decoder again;
    oct::SampleBlock block;
    const auto kind = decoder.decode({reinterpret_cast<const char*>(data), size}, block);
    if (kind != oct::wire::MessageKind::Result) {
        if (!block.empty() || block.pending_timers() != 0) std::abort();
        return 0;
    }
    decoder.append(block, decoder.sender());
    const oct::Sample& sample = block.samples().front();
    oct::wire::ResultEncoder encoder(block.name(sample.turret), block.name(sample.turret_uuid));
    encoder.announce(true);
    oct::SampleBlock copy;
    if (again.decode(encoder.encode(block, sample), copy) != oct::wire::MessageKind::Result)
        std::abort();
    again.append(copy, again.sender());
    if (copy.samples().front().service != sample.service) std::abort();
    if (copy.timers_total() != block.timers_total()) std::abort();
    if (copy.error(copy.samples().front()) != block.error(sample)) std::abort();
    return 0;
}
