// A new folder that appears at once, with all its content, or not at all.
#pragma once

#include <filesystem>
#include <functional>

namespace oct::project {

/// Makes `target` of what `fill` writes into the empty folder it gets; `fill` returns the folder in
/// there that becomes the target.
///
/// Errors: throws ConfigError when `target` exists, Error naming it when it cannot be made; passes
///         on what `fill` throws.
void make_new_folder(
    const std::filesystem::path& target,
    const std::function<std::filesystem::path(const std::filesystem::path& draft)>& fill);

}  // namespace oct::project
