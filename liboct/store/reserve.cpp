// A file that is unlinked while it is open keeps its blocks until it is closed.
#include "store/reserve.hpp"

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <unistd.h>

namespace oct::store {

// As much as the write-ahead log, 4 MiB before it is moved into the database, and the last facts
// may need together; of a small disk only a part, for its rest is for results.
Reserve::Reserve(const std::filesystem::path& folder) {
    constexpr std::uintmax_t kBytes = std::uintmax_t{8} << 20;
    std::error_code ignored;
    const auto space = std::filesystem::space(folder, ignored);
    if (ignored) return;
    const auto bytes = static_cast<off_t>(std::min(kBytes, space.available / 4));
    fd_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd_ >= 0 && ::fallocate(fd_, 0, 0, bytes) != 0) release();
}

void Reserve::release() noexcept {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

}  // namespace oct::store
