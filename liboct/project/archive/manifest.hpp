// manifest.json of a turret's archive: what it holds, and what its shared object runs on.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace oct::project {

/// Threading:  value.
struct Manifest {
    static constexpr const char* kName = "manifest.json";
    static constexpr std::size_t kMaxBytes = std::size_t{4} << 20;  ///< of its text
    static constexpr const char* kFolder = "folder";  ///< stands where a file has its digest

    std::string turret;
    std::string oct;     ///< the version that packed it
    std::string script;  ///< as in the turret's configuration
    std::string triple;  ///< of the shared object; empty: there is none, or it was given ready
    int script_abi = 0;  ///< of the shared object; 0: as above
    std::map<std::string, std::string> members;  ///< name → SHA-256 in hexadecimal digits

    [[nodiscard]] std::string to_json() const;
    /// Errors: throws ConfigError naming `origin`, the key and what was expected.
    [[nodiscard]] static Manifest parse(const std::string& text, const std::string& origin);
};

/// What this liboct, and every script compiled with it, runs on: "x86_64-linux-gnu".
[[nodiscard]] std::string own_triple();

}  // namespace oct::project
