// Fuzzes what an HQ sends: a frame is a command or it is none.
#include "wire/command.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static_cast<void>(
        oct::wire::decode_command({reinterpret_cast<const char*>(data), size}, "d7b8a1cc"));
    return 0;
}
