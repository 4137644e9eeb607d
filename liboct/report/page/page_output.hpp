// A page while it is rendered: bounded, also within a line.
#pragma once

#include "report/page/page_values.hpp"

#include <cstddef>
#include <string>

namespace oct::report {

/// What the engine looks values up in, and writes lines to.
///
/// The engine hands over whole lines, and one line of a template may hold nested lists of large
/// values: so each value is counted before it is printed, and with each look-up as much text as may
/// follow it.
/// Errors:     throws ConfigError "report.html: …" when the page would be larger than allowed.
/// Threading:  confined.  Ownership: the values outlive it.
class PageOutput final : public kainjow::mustache::context<std::string> {
public:
    /// `text`: the longest piece of a line of the template between tags.
    PageOutput(const PageData& values, std::size_t text, std::size_t most, std::string origin)
        : context(&values), text_(text), most_(most), origin_(std::move(origin)) {}

    void push(const PageData* data) override;
    void pop() override;
    [[nodiscard]] const PageData* get(const std::string& name) const override;
    PageOutput& operator<<(const std::string& line);
    /// A value as it may stand in HTML.
    [[nodiscard]] std::string escape(const std::string& value) const;

    [[nodiscard]] std::string take() { return std::move(html_); }

private:
    void expect(std::size_t bytes) const;

    const std::size_t text_;
    const std::size_t most_;
    const std::string origin_;
    std::string html_;
    mutable std::size_t waiting_ = 0;  // in the line that the engine has begun, at most
};

}  // namespace oct::report
