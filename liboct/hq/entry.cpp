// What a status changes of a turret, and to which stage it takes it.
#include "hq/entry.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace oct::hq {

bool Entry::says(std::string_view word) const {
    return base::equal_ignoring_case(record.status, word);
}

void Entry::say(const TurretStatus& status, std::string_view hq) {
    const bool of_this_run = !status.hq.empty() && status.hq == hq;
    TurretStatus& last = record;
    const TurretStatus before = std::exchange(last, status);
    if (!of_this_run) {
        last.counts = before.counts;
        last.work = before.work;
        last.bad_values = before.bad_values;
    }
    if (!of_this_run || !status.health) last.health = before.health;
    if (!of_this_run && (before.hq == hq || last.hq.empty())) last.hq = before.hq;
    if (last.of_class.empty()) last.of_class = before.of_class;
    if (last.planned_cannons == 0) last.planned_cannons = before.planned_cannons;
}

void Entry::hear(SteadyTime now) {
    record.lost.reset();
    lost.reset();
    heard = now;
    if (stage == Stage::Away) stage = Stage::Firing;  // it is not
}

void Entry::advance(bool of_this_run, bool draining, WallTime wall) {
    if (stage == Stage::Done) return;
    const Stage before = stage;
    if (record.last_word && of_this_run)
        stage = Stage::Done;
    else if (says("aborted") || says("killed"))
        stage = Stage::Gone;
    else if (says("running") && (of_this_run || stage == Stage::Told))
        stage = Stage::Firing;
    else if (stage == Stage::Gone || (draining && does_not_fire()))
        stage = Stage::Waiting;
    if (stage == before) return;
    const bool over = stage == Stage::Done || stage == Stage::Gone;
    if (over && !draining && !is_fulfilled())
        record.left = wall;
    else if (!over)
        record.left.reset();
    took_part = took_part || stage == Stage::Firing || stage == Stage::Done;
}

// Before stop: an old peer that does not say how much it did of its plan has done it.
bool Entry::is_fulfilled() const {
    return !says("aborted") && !says("killed") &&
           (!record.work || record.work->planned >= record.work->total);
}

// Of version 1 that is ready again once its cannons have ended. Initialized says of them nothing:
// it may have reconnected while they go on.
bool Entry::does_not_fire() const {
    if (!version2()) return says("ready");
    return stage == Stage::Told && (says("ready") || says("initialized"));
}

TurretRecord Entry::known(bool draining) const {
    TurretRecord all = record;
    receipts.enter(all);
    if (all.health)
        all.health->start_delay =
            std::min(all.health->start_delay, std::max(began_by, std::chrono::nanoseconds(0)));
    if (ends_by_itself(draining) && may_fire() && !all.lost)
        all.in_flight = all.cannons - std::min(all.cannons, receipts.after_stop());
    return all;
}

bool Entry::is_awaited() const {
    return (stage == Stage::Told || stage == Stage::Firing) && !record.lost && record.end.empty();
}

bool Entry::is_given_up(SteadyTime now, std::chrono::nanoseconds patience) const {
    return lost && (now - *lost) / (connection == -1 ? 1 : kConnected) >= patience;
}

}  // namespace oct::hq
