// Why a run ended and what there is of it, in words: one list for database and summary.json.
#include <oct/result_sink.hpp>
#include <oct/summary.hpp>

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

std::string_view to_string(Measurement measurement) noexcept {
    switch (measurement) {
        case Measurement::NotBegun:
            return "not begun";
        case Measurement::Unread:
            return "unread";
        case Measurement::Partial:
            return "partial";
        case Measurement::Whole:
            return "whole";
    }
    return "";
}

}  // namespace oct
