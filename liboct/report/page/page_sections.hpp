// The sections of the page: all transactions and the custom timers, with their graphs.
#pragma once

#include "report/chart/graphs.hpp"
#include "report/page/page_values.hpp"
#include "report/read/figures.hpp"
#include "report/read/findings.hpp"
#include "report/read/table_rows.hpp"

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

    /// A section that has a panel of its own.
    struct Panel {
        const Section& section;
        const GraphData& graph;
        std::string id;
        std::string name;
        bool is_all = false;    ///< all transactions
        bool is_class = false;  ///< those of one class
    };
    void add_panels();
    void add_rows();
    void set_run_figures(PageData& out);
    void set_lag(PageData& out);
    /// Some start was late: without a schedule none can be.
    [[nodiscard]] bool had_schedule() const;
    void set_figures(PageData& out, const Panel& panel, const GraphSource& source);
    void set_populations(PageData& out, const Panel& panel, const TimeUnit& unit);
    [[nodiscard]] PageData overview_data(const TableRow& row) const;
    [[nodiscard]] PageData section_data(const Panel& panel);
    [[nodiscard]] PageData lag_data();
    [[nodiscard]] PageData figure_data(const NamedFigure& named);

    const Findings& findings_;
    const Summary& summary_;
    PageLists& lists_;
    std::vector<Panel> panels_;
    std::vector<TableRow> rows_;
    std::size_t further_ = 0;  // timers that are not shown
    std::vector<std::string> stems_;
    std::vector<std::pair<std::string, std::string>> graphs_;
};

/// A section's name as the beginning of a file name: letters, digits, '.', '_' and '-' stay; unique
/// among `taken`, to which it is added, upper and lower case being the same.
[[nodiscard]] std::string file_stem(const std::string& name, std::vector<std::string>& taken);

}  // namespace oct::report
