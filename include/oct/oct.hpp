// Everything: the umbrella header of liboct.
#pragma once

#include <oct/async.hpp>
#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/compare.hpp>
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/hq.hpp>
#include <oct/limit.hpp>
#include <oct/load_test.hpp>
#include <oct/log.hpp>
#include <oct/loop.hpp>
#include <oct/observer.hpp>
#include <oct/plan.hpp>
#include <oct/project.hpp>
#include <oct/result_sink.hpp>
#include <oct/results.hpp>
#include <oct/sample.hpp>
#include <oct/summary.hpp>
#include <oct/task.hpp>
#include <oct/transaction.hpp>
#include <oct/turret.hpp>
#include <oct/turret_main.hpp>
#include <oct/turret_status.hpp>
#include <oct/verdict.hpp>
#include <oct/version.hpp>
