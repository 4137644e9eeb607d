// Texts of a database that anybody may have written, made fit to be shown.
#pragma once

#include "report/read/findings.hpp"

namespace oct::report {

/// Sanitizes all names, messages and statuses: what our own HQ stores is clean already, a database
/// from elsewhere may hold any bytes. Names of timers that would become equal get numbers,
/// "name (2)", so that each section can be told from the others.
void make_printable(Findings& findings);

}  // namespace oct::report
