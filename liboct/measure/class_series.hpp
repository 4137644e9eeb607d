// Where the series of one transaction class are.
#pragma once

#include "measure/error_groups.hpp"
#include "measure/series.hpp"
#include "measure/series_name.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oct::measure {

/// A series with its name.
struct NamedSeries {
    SeriesName name;
    Series series;
    NamedSeries* response = nullptr;  ///< of a timer whose responses are counted
    bool further = false;             ///< of a timer: it is all those beyond the bound on names
};

/// Finds the series of a class; the timers asked for in turn again and again cost no search.
///
/// Threading:  value. Ownership:  the series belong to a SeriesSet.
class ClassSeries {
public:
    /// `number`: of the class, from 0 on.
    ClassSeries(std::size_t number, NamedSeries& transactions, NamedSeries& lag)
        : number_(number), transactions_(&transactions), lag_(&lag) {}

    [[nodiscard]] std::size_t number() const noexcept { return number_; }
    [[nodiscard]] const std::string& name() const noexcept { return *transactions_->name.of_class; }
    [[nodiscard]] NamedSeries& transactions() const noexcept { return *transactions_; }
    [[nodiscard]] NamedSeries& lag() const noexcept { return *lag_; }
    /// Null when there is none of that name.
    NamedSeries* timer(std::string_view name);
    void add_timer(NamedSeries& timer);
    /// The class of the name is of no account here.
    [[nodiscard]] const NamedSeries* find(const SeriesName& name) const;

private:
    std::size_t number_;
    NamedSeries* transactions_;
    NamedSeries* lag_;
    std::vector<NamedSeries*> timers_;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> places_;
    std::size_t guess_ = 0;  // timers come in the same order again and again
};

}  // namespace oct::measure
