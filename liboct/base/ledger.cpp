// The ledger's arithmetic and its line of text.
#include <oct/turret_status.hpp>

#include <fmt/format.h>

namespace oct {

std::int64_t Ledger::missing() const noexcept {
    return static_cast<std::int64_t>(fired) -
           static_cast<std::int64_t>(stored + rejected + dropped + undelivered + in_flight);
}

bool Ledger::balances() const noexcept {
    return intended == fired + skipped && missing() == 0 && stored == completed + failed;
}

Ledger& Ledger::operator+=(const Ledger& other) noexcept {
    intended += other.intended;
    skipped += other.skipped;
    fired += other.fired;
    stored += other.stored;
    rejected += other.rejected;
    dropped += other.dropped;
    undelivered += other.undelivered;
    in_flight += other.in_flight;
    completed += other.completed;
    failed += other.failed;
    skipped_no_cannon += other.skipped_no_cannon;
    skipped_late += other.skipped_late;
    skipped_at_stop += other.skipped_at_stop;
    return *this;
}

std::string to_string(const Ledger& l) {
    const std::string verdict =
        l.balances()      ? "balanced"
        : l.missing() > 0 ? fmt::format("NOT BALANCED: {} missing", l.missing())
        : l.missing() < 0 ? fmt::format("NOT BALANCED: {} too many", -l.missing())
                          : "NOT BALANCED";
    return fmt::format(
        "intended {} = fired {} + skipped {}; fired {} = stored {} + rejected {} + dropped {} + "
        "undelivered {} + in flight {}; stored {} = completed {} + failed {}: {}",
        l.intended, l.fired, l.skipped, l.fired, l.stored, l.rejected, l.dropped, l.undelivered,
        l.in_flight, l.stored, l.completed, l.failed, verdict);
}

}  // namespace oct
