// What goes into a turret's archive.
#pragma once

#include <oct/config.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace oct::project {

/// One member of an archive to be written: a file of the project, a text, or an empty folder.
///
/// Threading:  value.
struct Member {
    std::filesystem::path source;  ///< empty: `content` counts
    std::string content{};
    bool folder = false;
};

/// Members by their names, sorted, so that equal projects become equal archives.
///
/// Errors:     the functions throw ConfigError naming the turret and the file.
/// Threading:  confined.
class TurretMembers {
public:
    TurretMembers(std::filesystem::path project, const TurretEntry& entry);

    void add_text(const std::string& name, std::string content);
    /// A file or folder with all it holds, by its path in the project. Links to files are followed.
    void add(const std::string& name);
    /// A file from elsewhere under a name of its own.
    void add_file(const std::string& name, const std::filesystem::path& source);
    /// What builds the project's scripts: CMake files, C and C++ sources and headers.
    void add_sources();

    [[nodiscard]] const std::map<std::string, Member>& all() const noexcept { return members_; }

private:
    void add_folder(const std::string& name);
    [[noreturn]] void refuse(const std::string& name, std::string_view why) const;

    std::filesystem::path project_;
    std::string turret_;
    std::map<std::string, Member> members_;
};

}  // namespace oct::project
