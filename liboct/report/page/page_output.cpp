// Counting what waits in the engine.
#include "report/page/page_output.hpp"

#include <oct/error.hpp>

#include <fmt/format.h>

namespace oct::report {

void PageOutput::expect(std::size_t bytes) const {
    waiting_ += bytes;
    if (html_.size() + waiting_ > most_)
        throw ConfigError(
            fmt::format("{}: the page it makes is larger than {:.3g} MiB, or a line of "
                        "it is: keep lists out of lists, and lines short",
                        origin_, static_cast<double>(most_) / (1U << 20U)));
}

void PageOutput::push(const PageData* data) {
    expect(text_);
    context::push(data);
}

void PageOutput::pop() {
    waiting_ += text_;  // nothing may be thrown: the engine calls this in a destructor
    context::pop();
}

const PageData* PageOutput::get(const std::string& name) const {
    const PageData* found = context::get(name);
    expect(text_ + (found != nullptr && found->is_string() ? found->string_value().size() : 0));
    return found;
}

PageOutput& PageOutput::operator<<(const std::string& line) {
    waiting_ = 0;
    expect(line.size());
    html_ += line;
    waiting_ = 0;
    return *this;
}

std::string PageOutput::escape(const std::string& value) const {
    std::string escaped = kainjow::mustache::html_escape(value);
    expect(escaped.size() - value.size());
    return escaped;
}

}  // namespace oct::report
