// RapidJSON's types with memory that throws when there is none: its own goes on with a null
// pointer.
#pragma once

#include <rapidjson/fwd.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace oct::base {

/// An allocator as RapidJSON wants it.
///
/// Errors: throws std::bad_alloc.
class JsonMemory {
public:
    static constexpr bool kNeedFree = true;

    static void* Malloc(std::size_t size) {
        return size == 0 ? nullptr : checked(std::malloc(size));
    }
    static void* Realloc(void* bytes, std::size_t /*before*/, std::size_t size) {
        if (size != 0) return checked(std::realloc(bytes, size));
        std::free(bytes);
        return nullptr;
    }
    static void Free(void* bytes) noexcept { std::free(bytes); }

private:
    static void* checked(void* bytes) { return bytes != nullptr ? bytes : throw std::bad_alloc(); }
};

using JsonText = rapidjson::UTF8<char>;
using JsonPool = rapidjson::MemoryPoolAllocator<JsonMemory>;
using JsonValue = rapidjson::GenericValue<JsonText, JsonPool>;
using JsonDocument = rapidjson::GenericDocument<JsonText, JsonPool, JsonMemory>;
using JsonBuffer = rapidjson::GenericStringBuffer<JsonText, JsonMemory>;
using JsonWriter = rapidjson::Writer<JsonBuffer, JsonText, JsonText, JsonMemory, 0>;

}  // namespace oct::base
