// Reports of runs that never were: what the tests of the page and of the browser look at.
#pragma once

#include <oct/summary.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace oct::testing {

/// A shop for 90 s: four turrets, one of which is lost, custom timers, failures of a few kinds, and
/// a spell of slowness.
Summary write_shop_report(const std::filesystem::path& folder);

/// One hour with 20 custom timers in intervals of 10 s.
Summary write_hour_report(const std::filesystem::path& folder);

/// A quiet run: one turret, nothing went wrong.
Summary write_quiet_report(const std::filesystem::path& folder);

/// A run in which not one transaction came in.
Summary write_empty_report(const std::filesystem::path& folder);

/// A run that is well, or that has one thing wrong with it: what the top of the page has to say.
enum class Trouble { None, DeadTarget, HalfTheFleet, MissedLimit, FullDisk };
Summary write_answer_report(const std::filesystem::path& folder, Trouble trouble);

/// Every name and every error is one of these texts: turrets, uuids, scripts, statuses, reasons,
/// timers.
Summary write_report_of(const std::filesystem::path& folder, const std::vector<std::string>& texts);

/// 200 texts that try to be markup, a handler, a script, a formula or an escape sequence.
std::vector<std::string> hostile_markup();

}  // namespace oct::testing
