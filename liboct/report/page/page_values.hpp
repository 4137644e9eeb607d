// What a template is rendered with, and how long its lists are.
#pragma once

#include "report/page/page_template.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace oct::report {

using PageData = kainjow::mustache::data;

/// Puts lists into the data of a page. How long they are decides what a template may ask for.
///
/// Threading:  value.
class PageLists {
public:
    template <class Values, class ToData>
    void set(PageData& out, const std::string& name, const Values& values, ToData to_data) {
        PageData list(PageData::type::list);
        for (const auto& value : values) list << to_data(value);
        out.set(name, list);
        std::size_t& longest = longest_[name];
        longest = std::max(longest, values.size());
    }
    void set(PageData& out, const std::string& name, const std::vector<std::string>& texts) {
        set(out, name, texts, [](const std::string& text) { return PageData(text); });
    }

    [[nodiscard]] const PageTemplate::ListSizes& longest() const noexcept { return longest_; }

private:
    PageTemplate::ListSizes longest_;
};

}  // namespace oct::report
