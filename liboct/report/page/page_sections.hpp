// The sections of the page: all transactions and the custom timers, with their graphs.
#pragma once

#include "report/chart/graphs.hpp"
#include "report/page/page_values.hpp"
#include "report/read/findings.hpp"

#include <string>
#include <utility>
#include <vector>

namespace oct::report {

/// Makes what the template says of sections and graphs, and the graphs that become files.
///
/// Threading:  confined.  Ownership: the findings and the lists outlive it.
class PageSections {
public:
    PageSections(const Findings& findings, PageLists& lists);

    void set(PageData& out);
    /// File name and content of the graphs set so far.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> take_graphs() {
        return std::move(graphs_);
    }

private:
    struct NamedFigure {
        Figure figure;
        std::string kind;
        std::string caption;
        std::string file;  ///< empty: none
    };

    void set_run_figures(PageData& out);
    void set_lag(PageData& out);
    /// Some start was late: without a schedule none can be.
    [[nodiscard]] bool had_schedule() const;
    void set_figures(PageData& out, std::size_t index, const GraphSource& source);
    [[nodiscard]] PageData overview_data(std::size_t index) const;
    [[nodiscard]] PageData section_data(std::size_t index);
    [[nodiscard]] PageData lag_data();
    [[nodiscard]] PageData figure_data(const NamedFigure& named);

    const Findings& findings_;
    const Summary& summary_;
    PageLists& lists_;
    std::vector<std::size_t> shown_;  // sections
    std::vector<std::string> stems_;
    std::vector<std::pair<std::string, std::string>> graphs_;
};

/// A section's name as the beginning of a file name: letters, digits, '.', '_' and '-' stay; unique
/// among `taken`, to which it is added, upper and lower case being the same.
[[nodiscard]] std::string file_stem(const std::string& name, std::vector<std::string>& taken);

}  // namespace oct::report
