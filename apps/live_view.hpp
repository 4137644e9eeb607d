// The part of the terminal that is rewritten while a run lasts.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace oct::apps {

/// A few lines at the bottom of a terminal that are replaced as a whole.
///
/// Threading:  confined.
class LiveView {
public:
    explicit LiveView(std::FILE* stream) : stream_(stream) {}

    struct Size {
        std::size_t columns = 80;
        std::size_t rows = 24;
    };
    /// Of the terminal as it is now; 80 × 24 where that is unknown.
    [[nodiscard]] Size size() const;

    /// Replaces what is shown. Lines are cut to the terminal, those that have no room left out, so
    /// that no line ever wraps or scrolls.
    void show(std::vector<std::string> lines);
    /// Takes the lines off the terminal, so that something else can be printed; show() again after.
    void hide();
    /// Leaves them there; what is printed next stands below.
    void end();
    [[nodiscard]] const std::vector<std::string>& lines() const noexcept { return lines_; }

private:
    std::FILE* stream_;
    std::vector<std::string> lines_;
    std::size_t drawn_ = 0;  // lines on the terminal; the cursor stands at the end of the last
};

}  // namespace oct::apps
