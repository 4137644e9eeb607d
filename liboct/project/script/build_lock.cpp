// flock(2), which the system gives up with the process that holds it.
#include "project/script/build_lock.hpp"

#include <oct/error.hpp>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace oct::project {

BuildLock::BuildLock(const std::filesystem::path& build, const std::stop_token& stop) {
    constexpr std::chrono::milliseconds kAgain(50);
    std::error_code unmade;
    std::filesystem::create_directories(build, unmade);
    file_ = ::open((build / "oct.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    while (file_ != -1 && ::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        if (stop.stop_requested()) {
            ::close(file_);
            throw Error(build.string() + ": waiting for another build was interrupted");
        }
        std::this_thread::sleep_for(kAgain);
    }
}

BuildLock::~BuildLock() {
    if (file_ != -1) ::close(file_);
}

}  // namespace oct::project
