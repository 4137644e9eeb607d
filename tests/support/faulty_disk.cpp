// SQLite's own way to put other functions in the place of its system calls.
#include "support/faulty_disk.hpp"

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/types.h>

namespace oct::testing {
namespace {

std::atomic<std::uint64_t> calls = 0;
std::atomic<std::uint64_t> first_bad = 0;
std::atomic<std::uint64_t> last_bad = 0;

template <class Real>
Real* real = nullptr;

bool fails() {
    const std::uint64_t number = ++calls;
    if (number < first_bad || number > last_bad) return false;
    errno = EIO;
    return true;
}

// Each has its own type, and so its own place in `real`.
using Write = ssize_t(int, const void*, std::size_t, off_t);
using Truncate = int(int, off_t);
using Sync = int(int);

ssize_t write(int fd, const void* bytes, std::size_t size, off_t at) {
    return fails() ? -1 : real<Write>(fd, bytes, size, at);
}
int truncate(int fd, off_t size) {
    return fails() ? -1 : real<Truncate>(fd, size);
}

template <class Function>
void put(const char* name, Function* function) {
    sqlite3_vfs* const disk = sqlite3_vfs_find(nullptr);
    const auto before = disk->xGetSystemCall(disk, name);
    if (before == nullptr) return;
    real<Function> = reinterpret_cast<Function*>(before);
    if (disk->xSetSystemCall(disk, name, reinterpret_cast<sqlite3_syscall_ptr>(function)) !=
        SQLITE_OK)
        throw std::runtime_error(std::string("SQLite keeps its own ") + name);
}

}  // namespace

FaultyDisk::FaultyDisk(std::uint64_t number, Fault fault) {
    calls = 0;
    first_bad = number;
    last_bad = fault == Fault::Once ? number : std::numeric_limits<std::uint64_t>::max();
    put("pwrite", &write);
    put("pwrite64", &write);
    put("ftruncate", &truncate);
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs* const disk = sqlite3_vfs_find(nullptr);
    disk->xSetSystemCall(disk, nullptr, nullptr);  // all of them as they were
}

bool FaultyDisk::failed() const {
    return calls >= first_bad;
}

void FaultyDisk::mend() {
    first_bad = std::numeric_limits<std::uint64_t>::max();
}

}  // namespace oct::testing
