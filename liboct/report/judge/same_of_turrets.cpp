// Two sentences are the same when nothing is left of a difference but numbers, their units, names.
#include "report/judge/same_of_turrets.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

namespace oct::report {
namespace {

constexpr std::size_t kNamed = 3;

bool is_figure(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == ',' || c == ':';
}

// Skips a number and its unit.
std::size_t behind_number(std::string_view text, std::size_t at) {
    while (at < text.size() && is_figure(text[at])) ++at;
    if (at >= text.size() || text[at] != ' ') return at;
    const std::string_view rest = text.substr(at + 1);
    const std::string_view word = rest.substr(0, rest.find_first_of(" ,.;:)"));
    constexpr std::array<std::string_view, 6> kUnits{"ns", "µs", "us", "ms", "s", "min"};
    const bool unit = std::find(kUnits.begin(), kUnits.end(), word) != kUnits.end();
    return unit ? at + 1 + word.size() : at;
}

// Whether `word` stands there, and not as a part of another one.
bool is_word(std::string_view text, std::size_t at, std::string_view word) {
    const auto joins = [&](std::size_t place) {
        const auto c = static_cast<unsigned char>(place < text.size() ? text[place] : ' ');
        return std::isalnum(c) != 0;
    };
    return !word.empty() && text.substr(at).starts_with(word) && (at == 0 || !joins(at - 1)) &&
           !joins(at + word.size());
}

std::string without_figures(const OfTurret& sentence) {
    const std::string_view text = sentence.text;
    const std::string_view name = sentence.turret;
    std::string key;
    for (std::size_t at = 0; at < text.size();) {
        if (is_word(text, at, name)) {
            key += '@';
            at += name.size();
        } else if (text[at] >= '0' && text[at] <= '9') {
            key += '#';
            at = behind_number(text, at);
        } else {
            key += text[at++];
        }
    }
    return key;
}

std::string told(const std::vector<OfTurret>& same, Noun noun) {
    const auto heaviest =
        std::max_element(same.begin(), same.end(),
                         [](const OfTurret& a, const OfTurret& b) { return a.weight < b.weight; });
    if (same.size() == 1) return heaviest->text;
    std::string names;
    std::size_t named = 0;
    for (auto one = same.begin(); one != same.end() && named < kNamed; ++one)
        if (one != heaviest) names += (named++ == 0 ? "" : ", ") + one->turret;
    const std::size_t more = same.size() - 1;
    if (more > named) names += fmt::format(" and {} more", base::count_text(more - named));
    if (more == 1)
        return fmt::format("{} The same is true of {} {}.", heaviest->text, noun.one, names);
    return fmt::format("{} The same is true of {} more {}: {}.", heaviest->text,
                       base::count_text(more), noun.many, names);
}

}  // namespace

std::vector<std::string> same_of_turrets(std::vector<OfTurret> sentences, Noun noun) {
    std::vector<std::vector<OfTurret>> groups;
    std::map<std::string, std::size_t> known;
    for (OfTurret& sentence : sentences) {
        const auto [group, is_new] = known.try_emplace(without_figures(sentence), groups.size());
        if (is_new) groups.emplace_back();
        groups[group->second].push_back(std::move(sentence));
    }
    std::vector<std::string> all;
    all.reserve(groups.size());
    for (const std::vector<OfTurret>& same : groups) all.push_back(told(same, noun));
    return all;
}

}  // namespace oct::report
