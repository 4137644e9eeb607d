// A few points that stand for many: what the graph of all response times shows.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace oct::measure {

/// One transaction or timer as the graph shows it.
struct Point {
    std::chrono::nanoseconds offset{};  ///< since the start of the run
    std::chrono::nanoseconds value{};
    bool failed = false;
};

/// Keeps at most `most` of the points it is shown, and of every stretch of time the lowest and the
/// highest; up to `most` points all are kept.
///
/// The choice depends on the points alone, so a rebuilt report shows the same. What one sample has
/// chosen can be shown to another: the extremes stay.
/// Threading:  value.
class PointSample {
public:
    static constexpr std::size_t kMost = 2000;

    /// Points before `origin` fall into its first stretch of time.
    explicit PointSample(std::size_t most = kMost, std::chrono::nanoseconds origin = {})
        : most_(most), origin_(origin) {}

    void add(const Point& point);
    /// In the order of time.
    [[nodiscard]] std::vector<Point> points() const;

private:
    struct Bin {
        std::uint64_t seen = 0;
        Point lowest;
        Point highest;
        std::array<Point, 2> drawn;  // by reservoir sampling

        void add(const Point& point, std::uint64_t random);
        void merge(const Bin& other, std::uint64_t random);
    };

    [[nodiscard]] std::size_t most_bins() const noexcept { return most_ / 4; }
    Bin& bin(std::chrono::nanoseconds offset);
    void widen();
    std::uint64_t random() noexcept;

    std::size_t most_;
    std::chrono::nanoseconds origin_;
    std::vector<Point> all_;  // while there are few
    std::vector<Bin> bins_;
    std::uint64_t seen_ = 0;
    std::uint64_t random_ = 0x9E3779B97F4A7C15U;
    std::chrono::nanoseconds width_ = std::chrono::milliseconds(1);
    std::size_t last_ = 0;  // the bin of the last point, and where it lies: most points stay there
    std::chrono::nanoseconds last_begin_{};
    std::chrono::nanoseconds last_end_{};
};

}  // namespace oct::measure
