// Each piece has its time; a narrow place lets one slice through after the other.
#include "chaos/passage.hpp"

#include <algorithm>

namespace oct::testing {
namespace {

constexpr std::size_t kSlicesPerSecond = 20;

}  // namespace

void Passage::set(const Faults& faults) {
    const bool other_rate = faults.flips_a_byte != faults_.flips_a_byte;
    faults_ = faults;
    if (other_rate) choose_next_flip();
}

// With a delay, what is on its way is as much as was sent within that time: there is room for it.
std::size_t Passage::room() const noexcept {
    if (faults_.held) return 0;
    const std::size_t most =
        faults_.delay > faults_.delay.zero() ? 64 * kMostWaiting : kMostWaiting;
    return most - std::min(most, waiting_);
}

void Passage::put(SteadyTime now, std::string_view bytes) {
    if (bytes.empty()) return;
    pieces_.push_back({now + faults_.delay, std::string(bytes)});
    waiting_ += bytes.size();
    if (faults_.flips_a_byte > 0) damage(pieces_.back().bytes);
}

std::string_view Passage::ready(SteadyTime now) const {
    const auto when = next();
    if (!when || *when > now) return {};
    const std::string_view left = std::string_view(pieces_.front().bytes).substr(gone_);
    if (faults_.bytes_per_second == 0) return left;
    return left.substr(0, std::max<std::size_t>(1, faults_.bytes_per_second / kSlicesPerSecond));
}

void Passage::went(SteadyTime now, std::size_t count) {
    waiting_ -= count;
    gone_ += count;
    if (faults_.bytes_per_second != 0)
        free_ = std::max(free_, now) + std::chrono::nanoseconds(std::chrono::seconds(1)) * count /
                                           faults_.bytes_per_second;
    if (gone_ < pieces_.front().bytes.size()) return;
    gone_ = 0;
    pieces_.pop_front();
}

std::optional<SteadyTime> Passage::next() const {
    if (pieces_.empty() || faults_.held) return {};
    return faults_.bytes_per_second == 0 ? pieces_.front().due
                                         : std::max(pieces_.front().due, free_);
}

void Passage::damage(std::string& bytes) {
    std::size_t at = 0;
    while (until_flip_ < bytes.size() - at) {
        at += until_flip_;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(random_, 8)));
        ++at;
        ++flips_;
        choose_next_flip();
    }
    until_flip_ -= bytes.size() - at;
}

// So many bytes stay whole before it.
void Passage::choose_next_flip() {
    if (faults_.flips_a_byte <= 0) return;
    until_flip_ =
        std::geometric_distribution<std::uint64_t>(std::min(faults_.flips_a_byte, 0.999))(random_);
}

}  // namespace oct::testing
