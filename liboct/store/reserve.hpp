// Room on a disk that is kept for the end of a run, when the disk may be full.
#pragma once

#include <filesystem>

namespace oct::store {

/// Some megabytes of the file system of a folder, in a file without a name: nothing of it stays,
/// however the process ends. Where there is no room, or a file system cannot keep it, none is held.
///
/// Threading:  confined.
class Reserve {
public:
    explicit Reserve(const std::filesystem::path& folder);
    ~Reserve() { release(); }
    Reserve(const Reserve&) = delete;
    Reserve& operator=(const Reserve&) = delete;

    void release() noexcept;

private:
    int fd_ = -1;
};

}  // namespace oct::store
