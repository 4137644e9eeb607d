// The plans of the turrets are added up, and what is missing gets a cause.
#include "report/judge/fulfilment.hpp"

#include <oct/clock.hpp>
#include <oct/error.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "report/judge/same_of_turrets.hpp"
#include "report/judge/turret_work.hpp"
#include "report/read/figures.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

constexpr double kMost = 0.99;                   // of the plan: less is not kept
constexpr std::chrono::milliseconds kLate(100);  // less is nothing to speak of
// More is not the way to a turret far away: its load is missing then, and its plan is not kept.
constexpr std::chrono::milliseconds kFarAway(500);

bool says(const TurretSummary& turret, std::string_view word) {
    return base::equal_ignoring_case(turret.status, word);
}

bool took_part(const TurretSummary& turret) {
    const TurretRecord& record = turret;
    return record.received != 0 || turret.ledger.fired != 0 || record.work || record.counts ||
           says(turret, "running");
}

std::string why_it_left(const TurretRecord& turret) {
    if (turret.reason.empty()) return "it was told to leave";
    return (turret.reason.starts_with("was ") ? "it " : "") + turret.reason;
}

bool falls_short(const Fulfilment& of_class) {
    return of_class.arrivals < kMost * of_class.planned_arrivals - 0.5 ||
           of_class.cannon_seconds < kMost * of_class.planned_cannon_seconds ||
           static_cast<double>(of_class.cannons) <
               kMost * static_cast<double>(of_class.planned_cannons);
}

class Weighing {
public:
    Weighing(const Summary& summary, std::size_t planned_turrets) : summary_(summary) {
        // Turrets of version 1 may have sent results that name nobody: each of them one at least.
        std::uint64_t nameless = summary.nameless;
        for (const TurretSummary& turret : summary.turrets) {
            const bool took = took_part(turret);
            const bool may_have = !took && nameless != 0 && !turret.is_version2();
            if (may_have) --nameless;
            if (took || may_have) add(turret);
        }
        for (auto& [of, sentences] : said_)
            for (std::string& text : same_of_turrets(std::move(sentences)))
                say(of.first, std::move(text), of.second);
        plan_.planned_turrets = std::max<std::uint64_t>(planned_turrets, plan_.turrets);
    }

    Fulfilment weigh() {
        // Class by class: a small one that is missing is not made good by a large one.
        const bool short_of_work =
            std::any_of(classes_.begin(), classes_.end(),
                        [](const auto& one) { return falls_short(one.second); });
        for (Shortfall& shortfall : plan_.shortfalls) shortfall.breaks |= short_of_work;
        whole_run();
        if (short_of_work && plan_.shortfalls.empty())
            say("load", "The turrets did less than their plan asked for.", true);
        plan_.kept = std::none_of(plan_.shortfalls.begin(), plan_.shortfalls.end(),
                                  [](const Shortfall& shortfall) { return shortfall.breaks; });
        std::stable_partition(plan_.shortfalls.begin(), plan_.shortfalls.end(),
                              [](const Shortfall& shortfall) { return shortfall.breaks; });
        plan_.text = text();
        return std::move(plan_);
    }

private:
    void say(std::string code, std::string text, bool breaks = false) {
        plan_.shortfalls.push_back({std::move(code), std::move(text), breaks});
    }
    void say(const std::string& code, const TurretSummary& turret, std::string text,
             bool breaks = false, double weight = 0) {
        const std::pair<std::string, bool> of(code, breaks);
        auto place = std::find_if(said_.begin(), said_.end(),
                                  [&](const auto& said) { return said.first == of; });
        if (place == said_.end()) place = said_.insert(place, {of, {}});
        place->second.push_back({turret.name, std::move(text), weight});
    }

    void add(const TurretSummary& turret) {
        ++plan_.turrets;
        const Work work = work_of(turret, summary_);
        Fulfilment& of_class = classes_[turret.class_name()];
        for (Fulfilment* sum : {&plan_, &of_class}) {
            (work.open ? sum->planned_arrivals : sum->planned_cannon_seconds) += work.planned;
            (work.open ? sum->arrivals : sum->cannon_seconds) += work.done;
            sum->planned_cannons += std::max(turret.planned_cannons, turret.cannons);
            sum->cannons += turret.cannons;
        }
        missing_cannons(turret);
        began_late(turret);
        beyond_the_run(turret);
        ended_early(turret);
        const Ledger& ledger = turret.ledger;
        if (ledger.skipped_late != 0)
            say("late", turret,
                fmt::format("Turret {} came too late for {} of its starts.", turret.name,
                            base::count_text(ledger.skipped_late)));
    }

    void missing_cannons(const TurretSummary& turret) {
        if (turret.planned_cannons <= turret.cannons) return;
        say("cannons", turret,
            fmt::format("Turret {} made {} of its {} cannons{}", turret.name,
                        base::count_text(turret.cannons), base::count_text(turret.planned_cannons),
                        turret.reason.empty() ? "." : ": " + turret.reason));
    }

    // What the cannons of a closed load did not do before they began nobody makes good.
    void began_late(const TurretSummary& turret) {
        const Lateness late = lateness_of(turret, summary_);
        if (late.delay < kLate) return;
        if (late.delay >= kFarAway)
            for (Fulfilment* sum : {&plan_, &classes_[turret.class_name()]})
                sum->planned_cannon_seconds += late.cannon_seconds;
        say("began_late", turret,
            fmt::format("Turret {} began {} after the start of the run: {:.1f} cannon-seconds of "
                        "its load are missing.",
                        turret.name, duration_text(late.delay), late.cannon_seconds),
            false, late.cannon_seconds);
    }

    // Cannons of a ramp-up, or arrivals of stages, for which the run is too short.
    void beyond_the_run(const TurretSummary& turret) {
        if (!turret.work || turret.work->cut == 0) return;
        const auto cut = static_cast<double>(turret.work->cut);
        const std::string count = base::count_text(turret.work->cut);
        if (turret.work->open) {
            plan_.planned_arrivals += cut;
            classes_[turret.class_name()].planned_arrivals += cut;
            say("cut", turret,
                fmt::format("{} arrivals of turret {} lie behind the end of the run: it is "
                            "shorter than the stages.",
                            count, turret.name));
        } else {
            for (Fulfilment* sum : {&plan_, &classes_[turret.class_name()]})
                sum->cannons -= std::min(turret.work->cut, sum->cannons);
            say("cut", turret,
                fmt::format("{} of the {} cannons of turret {} never started: the run is "
                            "too short for its ramp.",
                            count, base::count_text(turret.planned_cannons), turret.name));
        }
    }

    void ended_early(const TurretSummary& turret) {
        const TurretRecord& record = turret;
        const std::string& name = record.name;
        const std::optional<nanoseconds> gone = went(turret, summary_);
        const std::string when = " after " + seconds_text(gone.value_or(summary_.run_time)) + " s";
        if (!record.end.empty() && !record.last_word)
            say("crashed", turret,
                fmt::format("After {} s turret {} {}{}",
                            seconds_text(gone.value_or(summary_.run_time)), name, record.end,
                            record.end.ends_with('.') ? "" : "."),
                true);
        else if (gave_up(turret))
            say("gave_up", turret,
                fmt::format("Turret {} gave up: {}", name,
                            record.reason.empty() ? "it did not say why." : record.reason),
                true);
        else if (record.left)
            say("left", turret,
                fmt::format("Turret {} left{} of {}: {}.", name, when, planned_text(),
                            why_it_left(record)));
        else if (gone)
            say("lost", turret,
                fmt::format("Turret {} was lost{} of {}.", name, when, planned_text()));
    }

    [[nodiscard]] std::string planned_text() const {
        return seconds_text(std::max(summary_.planned_time, summary_.run_time)) + " s";
    }

    void whole_run() {
        if (plan_.turrets < plan_.planned_turrets && !never_began())
            say("turrets",
                fmt::format("{} of {} planned turrets took part.", base::count_text(plan_.turrets),
                            base::count_text(plan_.planned_turrets)),
                true);
        const std::string when =
            fmt::format("after {} s of {}", seconds_text(summary_.run_time), planned_text());
        if (never_began())
            say("not_begun", "The run was stopped before it began.", true);
        else if (summary_.measurement == Measurement::Partial)
            say("incomplete", "The headquarters ended before the run did.", true);
        else if (summary_.end == RunEnd::NoTurretLeft)
            say("no_turret_left", fmt::format("The run ended {}: no turret was left.", when), true);
        else if (!summary_.aborted_by.empty())
            say("limit", fmt::format("The limit {} ended the run {}.", summary_.aborted_by, when));
        else if (summary_.interrupted)
            say("interrupted", fmt::format("The run was stopped {}.", when));
    }

    [[nodiscard]] bool never_began() const { return summary_.measurement == Measurement::NotBegun; }

    [[nodiscard]] std::string text() const {
        if (plan_.turrets == 0) return "no turret took part";
        const auto share = [](double done, double planned) {
            return planned <= 0 ? 100.0 : std::min(100.0, 100 * done / planned);
        };
        const double percent = std::min(share(plan_.arrivals, plan_.planned_arrivals),
                                        share(plan_.cannon_seconds, plan_.planned_cannon_seconds));
        return fmt::format("{} of {} turrets, {} of {} cannons, {} of the planned load",
                           base::count_text(plan_.turrets), base::count_text(plan_.planned_turrets),
                           base::count_text(plan_.cannons), base::count_text(plan_.planned_cannons),
                           percent > 99.95 ? "all" : fmt::format("{:.1f} %", percent));
    }

    const Summary& summary_;
    Fulfilment plan_;
    std::map<std::string, Fulfilment> classes_;  // their sums
    /// Of turrets, by code and whether it breaks the plan.
    std::vector<std::pair<std::pair<std::string, bool>, std::vector<OfTurret>>> said_;
};

}  // namespace

Fulfilment fulfilment_of(const Summary& summary, std::size_t planned_turrets) {
    return Weighing(summary, planned_turrets).weigh();
}

std::size_t planned_turrets(const std::string& configuration) {
    try {
        base::JsonDocument document;
        base::parse_json(configuration, "configuration", document);
        if (!document.IsObject()) return 0;
        const auto turrets = document.FindMember("turrets");
        const auto least = document.FindMember("min_turrets");
        const auto least_count = least == document.MemberEnd()
                                     ? std::nullopt
                                     : base::json_whole(least->value);  // 0.1.0 kept it as written
        if (least_count && *least_count > 1) return static_cast<std::size_t>(*least_count);
        const bool listed = turrets != document.MemberEnd() && turrets->value.IsArray();
        return listed ? turrets->value.Size() : 0;
    } catch (const ConfigError&) {
        return 0;  // of a later version
    }
}

}  // namespace oct::report

namespace oct {

std::string_view to_string(const Fulfilment& plan) noexcept {
    return plan.kept ? "KEPT" : "NOT KEPT";
}

}  // namespace oct
