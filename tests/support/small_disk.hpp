// A file system of a few megabytes, to be filled up; only root may mount one.
#pragma once

#include "support/temp_dir.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/mount.h>

namespace oct::testing {

class SmallDisk {
public:
    explicit SmallDisk(int megabytes)
        : mounted_(::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0,
                           ("size=" + std::to_string(megabytes) + "m").c_str()) == 0) {}
    ~SmallDisk() {
        if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    /// False where mounting is not allowed: there is nothing to test then.
    bool mounted() const { return mounted_; }
    const std::filesystem::path& path() const { return folder_.path(); }

    /// Takes all room but about `kilobytes`.
    void fill_up(std::uintmax_t kilobytes) const {
        const std::string block(1024, 'x');
        std::ofstream filler(path() / "filler", std::ios::binary | std::ios::app);
        while (std::filesystem::space(path()).available > kilobytes * 1024 &&
               filler.write(block.data(), 1024).flush()) {
        }
    }
    void make_room() const { std::filesystem::remove(path() / "filler"); }

private:
    TempDir folder_;
    bool mounted_;
};

}  // namespace oct::testing
