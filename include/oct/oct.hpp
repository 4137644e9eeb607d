// Everything: the umbrella header of liboct.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/hq.hpp>
#include <oct/ledger.hpp>
#include <oct/load_test.hpp>
#include <oct/log.hpp>
#include <oct/plan.hpp>
#include <oct/project.hpp>
#include <oct/report_builder.hpp>
#include <oct/result_sink.hpp>
#include <oct/run.hpp>
#include <oct/run_once.hpp>
#include <oct/sample.hpp>
#include <oct/script.hpp>
#include <oct/stats_handler.hpp>
#include <oct/summary.hpp>
#include <oct/text.hpp>
#include <oct/tools.hpp>
#include <oct/transaction.hpp>
#include <oct/transaction_config.hpp>
#include <oct/turret.hpp>
#include <oct/turret_status.hpp>
#include <oct/version.hpp>
