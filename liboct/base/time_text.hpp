// Times in names of folders; for people <oct/clock.hpp> has them.
#pragma once

#include <oct/clock.hpp>

#include <string>

namespace oct::base {

/// "2015.12.21_18.23.05_162132" in local time: names a results folder.
[[nodiscard]] std::string folder_time_text(WallTime time);

}  // namespace oct::base
