// The names that report.html may use; what they mean stands at the top of the default template.
#pragma once

#include <string_view>

namespace oct::report {

/// Every variable and section that page.cpp sets, separated by spaces.
inline constexpr std::string_view kPageNames =
    ". title overview has_further further oct_version style script verdict verdict_class grade "
    "reasons text checks name value "
    "note has_limits limits_met limits limit measured state detail has_results transactions timers "
    "errors "
    "error_share has_errors rate unit run_time started finished interval interrupted complete "
    "verified balanced intended skipped fired stored rejected dropped undelivered in_flight "
    "completed failed missing rejected_reasons has_rejected_reasons reason count facts "
    "configuration has_configuration turrets has_turrets uuid cannons script_name rampup load "
    "status "
    "updated is_lost lost received sections id is_all is_empty min mean p50 p80 p90 p95 "
    "p99 p999 p9999 max stdev intervals is_merged merged interval_count from to figures kind "
    "caption has_note has_file file svg has_table heads rows cells run_figures error_messages "
    "message share first "
    "last turret "
    "lag has_health is_watched cannons_busy cpu run_delay throttled steal wakeup_p99 largest_gap "
    "blocked "
    "involuntary_switches answer cause has_next next answers question word tone remarks "
    "is_doubtful doubt is_mixed class planned_cannons end is_failed all has_failed failed_rate "
    "after_stop has_after_stop is_class missing_cannons";

}  // namespace oct::report
