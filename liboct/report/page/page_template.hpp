// The user's report.html: checked before it is rendered, so that a mistake in it is named.
#pragma once

#include <oct/log.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oct::report {

/// A tag of a mustache template.
struct TemplateTag {
    char kind = ' ';  ///< '#', '^', '/', '>', '&', '!', '=', '{', or ' ' for a variable
    std::string_view name;
    std::size_t offset = 0;
    std::size_t end = 0;  ///< behind its braces
};

/// A template that can be rendered without a surprise.
///
/// Errors:     the constructor throws ConfigError "report.html:line:column: …".
/// Threading:  value.
class PageTemplate {
public:
    static constexpr std::size_t kMaxBytes = 1U << 20U;
    static constexpr std::size_t kMaxDepth = 64;
    static constexpr std::uint64_t kMaxSteps = 20'000'000;  ///< tags that a page may take
    using ListSizes = std::map<std::string, std::size_t, std::less<>>;

    PageTemplate(std::string text, std::string origin);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// Logs a warning for each name that is not among `known`, with the one that was meant.
    void warn_unknown(const std::vector<std::string_view>& known, LogSink& log) const;

    /// The longest piece of text that stands in one line beside a tag.
    [[nodiscard]] std::size_t longest_piece() const;
    /// Lists in lists in lists multiply: refuses a template that would never be done, given how
    /// long the lists are. Throws ConfigError.
    void require_affordable(const ListSizes& sizes) const;

private:
    [[noreturn]] void fail(std::size_t offset, const std::string& what) const;
    [[nodiscard]] std::string place(std::size_t offset) const;
    void find_tags();
    TemplateTag tag_at(std::size_t begin, std::size_t& end) const;
    void check_sections() const;

    std::string text_;
    std::string origin_;
    std::vector<TemplateTag> tags_;
};

}  // namespace oct::report
