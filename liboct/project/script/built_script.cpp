// The lookup of a built script; what is missing is said with what is there.
#include "project/script/built_script.hpp"

#include <oct/error.hpp>

#include "base/text.hpp"

#include <fmt/format.h>

#include <vector>

namespace oct::project {

std::filesystem::path built_script(const std::vector<BuiltScript>& built,
                                   const std::filesystem::path& project,
                                   const std::string& script) {
    const auto wanted = std::filesystem::path(script).lexically_normal();
    if (wanted.extension() == ".so") return std::filesystem::absolute(project / wanted);
    std::string known;
    std::vector<std::string_view> names;
    for (const BuiltScript& one : built) {
        if (one.script == wanted) return one.object;
        known += (known.empty() ? "" : ", ") + one.script.string();
        names.push_back(one.script.native());
    }
    const std::string meant = base::did_you_mean(script, names);
    throw ConfigError(fmt::format(
        "script {}: not built by {}, which builds {}: add oct_add_script(NAME {}) there{}", script,
        (project / "CMakeLists.txt").string(), known.empty() ? "nothing" : known, script,
        meant.empty() ? "" : fmt::format(" (or did you mean {}?)", meant)));
}

}  // namespace oct::project
