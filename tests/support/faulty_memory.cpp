// SQLite's own way to put another allocator in the place of its own.
#include "support/faulty_memory.hpp"

#include <sqlite3.h>

#include <atomic>
#include <limits>
#include <stdexcept>

namespace oct::testing {
namespace {

std::atomic<std::uint64_t> requests = 0;
std::atomic<std::uint64_t> bad = 0;
sqlite3_mem_methods real{};

void* allocate(int size) {
    return ++requests == bad ? nullptr : real.xMalloc(size);
}
void* reallocate(void* bytes, int size) {
    return ++requests == bad ? nullptr : real.xRealloc(bytes, size);
}

}  // namespace

// It is chosen before SQLite is in use.
FaultyMemory::FaultyMemory(std::uint64_t number) {
    if (sqlite3_shutdown() != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK)
        throw std::runtime_error("SQLite does not tell its memory");
    sqlite3_mem_methods faulty = real;
    faulty.xMalloc = allocate;
    faulty.xRealloc = reallocate;
    requests = 0;
    bad = number;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &faulty);
}

FaultyMemory::~FaultyMemory() {
    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_MALLOC, &real);
}

bool FaultyMemory::failed() const {
    return requests >= bad;
}

void FaultyMemory::mend() {
    bad = std::numeric_limits<std::uint64_t>::max();
}

}  // namespace oct::testing
