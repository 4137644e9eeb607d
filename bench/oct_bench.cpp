// oct_bench [GROUP...] [--json] [--quick]: prints each figure beside its floor.
#include "rounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace oct::bench {
namespace {

struct Group {
    std::string_view name;
    std::vector<Figure> (*run)(const Effort&);
};
constexpr std::array<Group, 9> kGroups{{{"engine", &engine},
                                        {"engine", &million},
                                        {"timers", &timer_structures},
                                        {"open", &open_load},
                                        {"wire", &wire_forms},
                                        {"store", &store},
                                        {"hq", &hq},
                                        {"report", &report},
                                        {"report", &csv}}};

void print(const Figure& f, bool json) {
    if (json)
        fmt::print(
            "{{\"group\": \"{}\", \"name\": \"{}\", \"figure\": {:.4g}, \"unit\": \"{}\", "
            "\"floor\": {:.4g}, \"ratio\": {:.3f}, \"goal\": \"{}\"}}\n",
            f.group, f.name, f.figure, f.unit, f.floor, f.ratio, f.goal);
    else
        fmt::print("{:8} {:32} {:10.4g} {:18} floor {:10.4g}  ratio {:5.2f}  {}\n", f.group, f.name,
                   f.figure, f.unit, f.floor, f.ratio, f.goal);
    std::fflush(stdout);
}

int main_of(const std::vector<std::string_view>& words) {
    const auto has = [&](std::string_view word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    const Effort effort = has("--quick") ? Effort{1, 0.02} : Effort{};
    const bool all = std::none_of(kGroups.begin(), kGroups.end(),
                                  [&](const Group& group) { return has(group.name); });
    for (const auto word : words) {
        const bool known = word == "--json" || word == "--quick" ||
                           std::any_of(kGroups.begin(), kGroups.end(),
                                       [&](const Group& group) { return group.name == word; });
        if (known) continue;
        fmt::print(stderr,
                   "oct_bench: {}: expected --json, --quick, engine, timers, open, wire, store, "
                   "hq or report\n",
                   word);
        return 2;
    }
    for (const Group& group : kGroups)
        if (all || has(group.name))
            for (const Figure& figure : group.run(effort)) print(figure, has("--json"));
    return 0;
}

}  // namespace
}  // namespace oct::bench

int main(int argc, char** argv) {
    return oct::bench::main_of({argv + 1, argv + argc});
}
