// Extensions to languages.
#include "project/config/script_language.hpp"

namespace oct::project {
namespace {

bool is_python(const std::filesystem::path& script) {
    return script.extension() == ".py";
}

}  // namespace

bool is_cpp_script(const std::filesystem::path& script) {
    const auto extension = script.extension();
    return extension == ".cpp" || extension == ".cc" || extension == ".cxx" || extension == ".c++";
}

std::string foreign_script(const std::filesystem::path& script) {
    if (is_cpp_script(script) || script.extension() == ".so") return {};
    return is_python(script) ? "is Python" : "is no C++ script";
}

std::string start_by_hand(const std::filesystem::path& script, const std::string& arguments) {
    const std::string remedy = "start this turret with the program of its language";
    return is_python(script) ? remedy + ": oct-turrets-start " + arguments : remedy;
}

}  // namespace oct::project
