// To be preloaded into a program: a disk that breaks while results are written to it.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <unistd.h>

namespace {

using Write = ssize_t(int, const void*, std::size_t, off_t);

// Writes to a results database, and its log, that succeed: OCT_GOOD_WRITES of them.
bool is_broken(int fd) {
    static const char* good = std::getenv("OCT_GOOD_WRITES");
    static long left = good == nullptr ? 0 : std::atol(good);
    char path[4096] = {};
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    if (::readlink(link.c_str(), path, sizeof path - 1) < 0) return false;
    const char* name = std::strstr(path, "/results.sqlite");
    if (name == nullptr || std::strstr(name, "-shm") != nullptr) return false;
    return left-- <= 0;
}

ssize_t write_or_fail(const char* real, int fd, const void* bytes, std::size_t size, off_t at) {
    if (is_broken(fd)) {
        errno = EIO;
        return -1;
    }
    return reinterpret_cast<Write*>(::dlsym(RTLD_NEXT, real))(fd, bytes, size, at);
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t at) {
    return write_or_fail("pwrite", fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off_t at) {
    return write_or_fail("pwrite64", fd, bytes, size, at);
}
}
#pragma GCC visibility pop
