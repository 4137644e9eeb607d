// Why a run ended, in words: one list for database and summary.json.
#include <oct/result_sink.hpp>

namespace oct {

std::string_view to_string(RunEnd end) noexcept {
    switch (end) {
        case RunEnd::TimeOver:
            return "time over";
        case RunEnd::Fulfilled:
            return "plan fulfilled";
        case RunEnd::Interrupted:
            return "interrupted";
        case RunEnd::Limit:
            return "limit";
        case RunEnd::NoTurretLeft:
            return "no turret left";
    }
    return "";
}

}  // namespace oct
