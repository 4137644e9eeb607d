// One order for the console, the page and Markdown.
#include "report/read/table_rows.hpp"

namespace oct::report {
namespace {

bool is_whole_timer(const Summary& summary, const Section& of_class) {
    const Section* whole = summary.timer(of_class.name);
    return whole != nullptr && whole->ended() == of_class.ended();
}

}  // namespace

std::vector<TableRow> table_rows(const Summary& summary) {
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < summary.sections.size(); ++i) {
        const Section& section = summary.sections[i];
        rows.push_back({&section, section.name, i, {}});
        if (i == 0 && section.errors != 0) rows.push_back({&section, "failed", i, {}, true});
    }
    for (std::size_t number = 0; number < summary.classes.size(); ++number) {
        const ClassSummary& one = summary.classes[number];
        for (std::size_t i = 0; i < one.sections.size(); ++i) {
            const Section& section = one.sections[i];
            if (i == 0)
                rows.push_back({&section, one.name, i, number});
            else if (!is_whole_timer(summary, section))
                rows.push_back({&section, one.name + " · " + section.name, i, number});
        }
    }
    return rows;
}

}  // namespace oct::report
