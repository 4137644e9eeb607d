// Takes the rows of a run one by one and keeps what the report says of them.
#pragma once

#include <oct/summary.hpp>

#include "report/series.hpp"
#include "report/timers_text.hpp"
#include "store/row_reader.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oct {

/// Series per section, failure messages, rows per turret.
///
/// Memory is bounded whatever the file says: intervals double when there would be more than 1,000,
/// timers beyond 200 names and messages beyond 10,000 are counted together.
/// Threading:  value.
class RowCollector {
public:
    struct TurretRows {
        std::string name;
        std::uint64_t completed = 0;
        std::uint64_t failed = 0;
    };
    struct Troubles {
        std::uint64_t rows = 0;    ///< left out: a number that cannot be
        std::uint64_t timers = 0;  ///< rows whose custom_timers could not be read, or not wholly
        std::uint64_t clocks = 0;  ///< rows placed by `elapsed`: their `epoch` is far off the run
        std::uint64_t names = 0;   ///< timers beyond the bound on names
    };

    /// `started`: nothing in a database without a run; rows are then placed by `elapsed`.
    /// `run_time` 0: not known.
    RowCollector(std::chrono::nanoseconds interval, std::optional<WallTime> started,
                 std::chrono::nanoseconds run_time);

    void add(const ResultRow& row);

    [[nodiscard]] std::uint64_t transactions() const noexcept { return transactions_; }
    [[nodiscard]] std::uint64_t timers() const noexcept { return timers_; }
    [[nodiscard]] std::uint64_t errors() const noexcept { return errors_; }
    [[nodiscard]] const Troubles& troubles() const noexcept { return troubles_; }
    /// By turret_id, and where none is stored by name.
    [[nodiscard]] const std::map<std::int64_t, TurretRows>& rows_by_id() const { return by_id_; }
    [[nodiscard]] const std::map<std::string, TurretRows, std::less<>>& rows_by_name() const {
        return by_name_;
    }
    [[nodiscard]] std::optional<double> first_start_s() const noexcept { return first_start_s_; }
    [[nodiscard]] std::optional<double> last_end_s() const noexcept { return last_end_s_; }
    [[nodiscard]] std::chrono::nanoseconds last_offset() const noexcept { return last_offset_; }

    /// All transactions first, then the timers by name.
    [[nodiscard]] std::vector<std::pair<std::string, const Series*>> series() const;
    [[nodiscard]] std::vector<ErrorCount> error_messages() const;

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };

    std::optional<std::chrono::nanoseconds> offset_of(const ResultRow& row);
    void count_turret(const ResultRow& row);
    void count_error(std::string_view message);
    void widen_for(std::chrono::nanoseconds offset);
    Series* timer(std::string_view name);

    std::optional<double> started_s_;
    double latest_s_ = 0;  // an end later than this, since the start, is a wrong clock
    Series all_;
    std::vector<std::pair<std::string, Series>> by_timer_;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> timer_index_;
    std::size_t guess_ = 0;  // timers come in the same order again and again
    TimersText text_;
    std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>> messages_;
    std::map<std::int64_t, TurretRows> by_id_;
    std::map<std::string, TurretRows, std::less<>> by_name_;
    TurretRows* last_turret_ = nullptr;
    std::int64_t last_turret_id_ = 0;
    std::uint64_t transactions_ = 0;
    std::uint64_t timers_ = 0;
    std::uint64_t errors_ = 0;
    Troubles troubles_;
    std::optional<double> first_start_s_;
    std::optional<double> last_end_s_;
    std::chrono::nanoseconds last_offset_{};
};

}  // namespace oct
