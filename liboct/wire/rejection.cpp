// The words for what cannot be read.
#include "wire/decoder.hpp"

namespace oct::wire {

std::string_view to_string(Rejection reason) noexcept {
    switch (reason) {
        case Rejection::None:
            return "none";
        case Rejection::Empty:
            return "empty message";
        case Rejection::TooLong:
            return "JSON of more than 1 MiB";
        case Rejection::NotJson:
            return "not a JSON object";
        case Rejection::TooDeep:
            return "nested too deeply";
        case Rejection::UnknownKind:
            return "neither result nor status";
        case Rejection::MissingField:
            return "required field missing";
        case Rejection::BadNumber:
            return "time is not a finite number of seconds >= 0";
        case Rejection::BatchVersion:
            return "batch of an unknown version";
        case Rejection::BatchMalformed:
            return "batch that is malformed or cut short";
        case Rejection::BatchTail:
            return "batch with bytes after its end";
        case Rejection::BatchLimit:
            return "batch without results, or beyond a limit";
        case Rejection::BatchReference:
            return "batch that refers to a text that it does not have";
    }
    return "?";
}

}  // namespace oct::wire
