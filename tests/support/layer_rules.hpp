// Who may include what: reads a source tree and says which includes break the table of its README.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace oct::test {

/// The rules of one source tree, with the layers read from its liboct/README.md.
///
/// Errors:     the constructor throws std::runtime_error when the table cannot be read.
/// Threading:  value.
class LayerRules {
public:
    explicit LayerRules(std::filesystem::path root);

    /// One line for each broken rule, sorted, naming the file and what it includes.
    [[nodiscard]] std::vector<std::string> violations() const;
    /// Files looked at by violations(): a check of the check.
    [[nodiscard]] std::size_t files() const;

private:
    [[nodiscard]] std::vector<std::filesystem::path> sources() const;
    [[nodiscard]] std::string broken(const std::string& file, std::string_view include) const;
    [[nodiscard]] std::string broken_in_apps(std::string_view target, bool quoted) const;
    [[nodiscard]] std::string broken_layer(const std::string& folder,
                                           std::string_view target) const;

    std::filesystem::path root_;
    std::map<std::string, std::set<std::string>, std::less<>> layers_;  // folder → may include
};

}  // namespace oct::test
