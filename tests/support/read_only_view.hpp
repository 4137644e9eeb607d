// A folder as it is on a read-only mount: even root cannot write there, but only root may mount.
#pragma once

#include "support/temp_dir.hpp"

#include <filesystem>
#include <sys/mount.h>

namespace oct::testing {

class ReadOnlyView {
public:
    explicit ReadOnlyView(const std::filesystem::path& folder) {
        const char* const place = place_.path().c_str();
        bound_ = ::mount(folder.c_str(), place, nullptr, MS_BIND, nullptr) == 0;
        mounted_ = bound_ &&
                   ::mount(nullptr, place, nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) == 0;
    }
    ~ReadOnlyView() {
        if (bound_) ::umount2(place_.path().c_str(), MNT_DETACH);
    }
    ReadOnlyView(const ReadOnlyView&) = delete;
    ReadOnlyView& operator=(const ReadOnlyView&) = delete;

    /// False where mounting is not allowed: there is nothing to test then.
    bool mounted() const { return mounted_; }
    const std::filesystem::path& path() const { return place_.path(); }

private:
    TempDir place_;
    bool bound_ = false;
    bool mounted_ = false;
};

}  // namespace oct::testing
