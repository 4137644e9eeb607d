// The variables of report.html; what they mean stands at the top of the default template.
#include "report/page/page.hpp"

#include <oct/clock.hpp>
#include <oct/error.hpp>

#include "base/text.hpp"
#include "report/judge/headline.hpp"
#include "report/page/page_names.hpp"
#include "report/page/page_output.hpp"
#include "report/page/page_sections.hpp"
#include "report/page/page_template.hpp"
#include "report/page/page_values.hpp"
#include "report/read/figures.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

using data = PageData;
using std::chrono::nanoseconds;

void set_ledger(data& out, const Ledger& ledger) {
    out.set("intended", base::count_text(ledger.intended));
    out.set("skipped", base::count_text(ledger.skipped));
    out.set("fired", base::count_text(ledger.fired));
    out.set("stored", base::count_text(ledger.stored));
    out.set("rejected", base::count_text(ledger.rejected));
    out.set("dropped", base::count_text(ledger.dropped));
    out.set("undelivered", base::count_text(ledger.undelivered));
    out.set("in_flight", base::count_text(ledger.in_flight));
    out.set("completed", base::count_text(ledger.completed));
    out.set("failed", base::count_text(ledger.failed));
    out.set("missing", base::grouped(std::to_string(ledger.missing())));
    out.set("balanced", ledger.balances());
}

std::string time_text(WallTime time) {
    return time == WallTime{} ? std::string("–") : local_time_text(time);
}

void set_health(data& out, const std::optional<TurretHealth>& health) {
    out.set("is_watched", health.has_value());
    if (!health) return;
    out.set("cannons_busy",
            health->cannon_time.count() <= 0
                ? std::string("–")
                : fmt::format("{:.0f} %", 100 * base::to_seconds(health->cannon_busy) /
                                              base::to_seconds(health->cannon_time)));
    out.set("cpu", share_text(health->cpu, *health));
    out.set("run_delay", duration_text(health->run_delay));  // of all its threads
    out.set("throttled", share_text(health->throttled, *health));
    out.set("steal", share_text(health->steal, *health));
    out.set("wakeup_p99", duration_text(health->wakeup_p99));
    out.set("largest_gap", duration_text(health->largest_gap));
    out.set("blocked", duration_text(health->blocked));
    out.set("involuntary_switches", base::count_text(health->involuntary_switches));
}

data turret_data(const TurretSummary& turret) {
    const TurretRecord& record = turret;
    data out;
    out.set("name", record.name);
    out.set("uuid", record.uuid);
    out.set("class", record.class_name());
    out.set("cannons", base::count_text(record.cannons));
    out.set("planned_cannons", record.planned_cannons == 0
                                   ? std::string("–")
                                   : base::count_text(record.planned_cannons));
    out.set("error_share",
            percent_text(turret.ledger.failed, turret.ledger.completed + turret.ledger.failed));
    out.set("end", record.end);
    out.set("script_name", record.script);
    out.set("rampup", fmt::format("{:g}", base::to_seconds(record.rampup)));
    out.set("load", record.load);
    out.set("status", record.status);
    out.set("reason", record.reason);
    out.set("updated", time_text(record.updated));
    out.set("is_lost", record.lost.has_value());
    out.set("lost", record.lost ? time_text(*record.lost) : std::string());
    out.set("received", base::count_text(record.received));
    out.set("verified", turret.verified);
    set_ledger(out, turret.ledger);
    set_health(out, record.health);
    return out;
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

class PageMaker {
public:
    PageMaker(const Findings& findings, const Assets& assets, std::size_t most_bytes)
        : findings_(findings),
          summary_(findings.summary),
          assets_(assets),
          most_bytes_(most_bytes) {}

    Page make(const PageTemplate& page_template) {
        data out;
        set_head(out);
        set_plan(out);
        set_limits(out);
        set_summary(out);
        set_ledger(out, summary_.ledger);
        set_facts(out);
        set_lists(out);
        PageSections sections(findings_, lists_);
        sections.set(out);
        page_template.require_affordable(lists_.longest());
        return {rendered(page_template, out), sections.take_graphs()};
    }

private:
    [[nodiscard]] std::string rendered(const PageTemplate& page_template,
                                       const data& values) const {
        kainjow::mustache::mustache engine(page_template.text());
        PageOutput page(values, page_template.longest_piece(), most_bytes_,
                        assets_.origin("report.html"));
        engine.set_custom_escape([&](const std::string& value) { return page.escape(value); });
        engine.render(page, page);
        if (!engine.is_valid())  // nothing known gets past PageTemplate
            throw ConfigError(assets_.origin("report.html") + ": " + engine.error_message());
        return page.take();
    }

    void set_plan(data& out) const {
        const Fulfilment& plan = summary_.plan;
        out.set("planned_cannons", base::count_text(plan.planned_cannons));
        out.set("cannons", base::count_text(plan.cannons));
        out.set("missing_cannons", base::count_text(plan.planned_cannons -
                                                    std::min(plan.cannons, plan.planned_cannons)));
    }

    void set_head(data& out) {
        const Verdict& verdict = summary_.verdict;
        const Headline headline = headline_of(summary_);
        constexpr std::string_view kClasses[] = {"good", "suspect", "invalid"};
        const auto class_of = [=](auto value) {
            return std::string(kClasses[static_cast<std::size_t>(value)]);
        };
        out.set("answer", headline.word);
        out.set("cause", headline.cause + (headline.cause.ends_with('.') ? "" : "."));
        out.set("has_next", !headline.next.empty());
        out.set("next", headline.next);
        lists_.set(out, "answers", answers_of(summary_), [=](const Answer& answer) {
            data item("question", std::string(answer.question));
            item.set("word", answer.word);
            item.set("text", answer.text);
            item.set("tone", class_of(answer.tone));
            return item;
        });
        lists_.set(out, "remarks", remarks_of(summary_));
        out.set("title", "OCT results " + time_text(summary_.started));
        out.set("oct_version", summary_.oct_version);
        out.set("style", assets_.text("css/style.css"));
        out.set("script", assets_.text("scripts/report.js"));
        out.set("grade", std::string(summary_.transactions == 0 ? std::string_view("NO RESULTS")
                                                                : to_string(verdict.grade)));
        out.set("verdict", verdict.headline);
        out.set("verdict_class",
                summary_.transactions == 0 ? std::string("empty") : class_of(headline.tone));
        lists_.set(out, "reasons", verdict.reasons,
                   [](const Reason& reason) { return data("text", reason.text); });
        lists_.set(out, "checks", verdict.checks, [=](const Check& check) {
            data item("name", check.name);
            item.set("grade", check.grade ? class_of(*check.grade) : std::string("unknown"));
            item.set("value", check.value);
            item.set("note", check.note);
            return item;
        });
    }

    void set_limits(data& out) {
        const std::vector<LimitResult>& limits = summary_.limits;
        const auto met = std::count_if(limits.begin(), limits.end(), [](const LimitResult& limit) {
            return limit.state == LimitResult::State::Met;
        });
        out.set("has_limits", !limits.empty());
        out.set("limits_met", fmt::format("{} of {} met", met, limits.size()));
        lists_.set(out, "limits", limits, [](const LimitResult& result) {
            constexpr std::string_view kStates[] = {"met", "missed", "unknown"};
            data item("limit", result.limit.condition());
            item.set("state", std::string(kStates[static_cast<std::size_t>(result.state)]));
            item.set("measured", result.measured ? to_string(*result.measured) : std::string("–"));
            item.set("detail", result.detail);
            item.set("is_doubtful", !result.doubt.empty());
            item.set("doubt", result.doubt);
            return item;
        });
    }

    void set_summary(data& out) {
        out.set("has_results", summary_.transactions != 0);
        out.set("transactions", base::count_text(summary_.transactions));
        out.set("timers", base::count_text(summary_.timers));
        out.set("errors", base::count_text(summary_.errors));
        out.set("error_share", percent_text(summary_.errors, summary_.transactions));
        out.set("has_errors", summary_.errors != 0);
        out.set("rate", rate_text(summary_.rate));
        out.set("is_mixed", summary_.mixed);
        out.set("run_time", seconds_text(summary_.run_time));
        out.set("started", time_text(summary_.started));
        out.set("finished", time_text(summary_.finished));
        out.set("interval", seconds_text(summary_.interval));
        out.set("interrupted", summary_.interrupted);
        out.set("complete", summary_.measurement == Measurement::Whole);
        out.set("verified", summary_.verified);
    }

    void set_facts(data& out) {
        std::vector<std::pair<std::string, std::string>> facts;
        const auto add = [&](const std::string& name, const std::string& value) {
            if (!value.empty()) facts.emplace_back(name, value);
        };
        add("oct", summary_.oct_version);
        if (findings_.run) add("host of the HQ", findings_.run->host);
        if (summary_.warmup_results != 0)
            add("left out as warm-up",
                fmt::format("{} transactions; rates are over the {} s from {} s on",
                            base::count_text(summary_.warmup_results),
                            seconds_text(summary_.measured_time()),
                            seconds_text(summary_.measured_from)));
        lists_.set(out, "facts", facts, [](const auto& fact) {
            data item("name", fact.first);
            item.set("value", fact.second);
            return item;
        });
        const std::string configuration = findings_.run ? findings_.run->configuration : "";
        out.set("has_configuration", !configuration.empty());
        out.set("configuration", configuration);
    }

    void set_lists(data& out) {
        out.set("has_turrets", !summary_.turrets.empty());
        out.set("has_health",
                std::any_of(summary_.turrets.begin(), summary_.turrets.end(),
                            [](const TurretSummary& turret) { return turret.health.has_value(); }));
        lists_.set(out, "turrets", summary_.turrets, turret_data);
        out.set("has_rejected_reasons", !findings_.rejected.empty());
        lists_.set(out, "rejected_reasons", findings_.rejected, [](const auto& rejected) {
            data item("reason", rejected.first);
            item.set("count", base::count_text(rejected.second));
            return item;
        });
        lists_.set(out, "error_messages", summary_.error_messages, [&](const ErrorCount& error) {
            data item("message", error.message);
            item.set("count", base::count_text(error.count));
            item.set("share", percent_text(error.count, summary_.errors));
            item.set("first", seconds_text(error.first));
            item.set("last", seconds_text(error.last));
            item.set("turret", error.turret);
            return item;
        });
    }

    const Findings& findings_;
    const Summary& summary_;
    const Assets& assets_;
    const std::size_t most_bytes_;
    PageLists lists_;
};

}  // namespace

Page render_page(const Findings& findings, const Assets& assets, LogSink& log,
                 std::size_t most_bytes) {
    const PageTemplate page_template(assets.text("report.html"), assets.origin("report.html"));
    page_template.warn_unknown(words(kPageNames), log);
    return PageMaker(findings, assets, most_bytes).make(page_template);
}

}  // namespace oct::report
