// The fields of a status, as they come out of JSON.
#pragma once

#include <oct/turret_status.hpp>

#include "wire/field.hpp"

#include <string_view>

namespace oct::wire {

/// Collects one status: texts sanitized and bounded, what is no number 0 or left out. Counts are
/// bounded, too: those of all turrets can be added up.
///
/// Errors:     none, whatever the bytes.
/// Threading:  confined.
class StatusReader {
public:
    void begin();
    void string(Field field, std::string_view text);
    void number(Field field, std::string_view text);
    /// A number in the object `field` under `key`.
    void nested_number(Field field, std::string_view key, std::string_view text);
    void nested_bool(Field field, std::string_view key, bool value);
    /// After the last field.
    void finish();

    /// True when a status word was there.
    [[nodiscard]] bool is_status() const noexcept { return is_status_; }
    [[nodiscard]] const TurretStatus& status() const noexcept { return status_; }

private:
    TurretStatus status_;
    bool is_status_ = false;
    bool written_ = false;  // a field of status_ was
    bool has_last_seq_ = false;
};

}  // namespace oct::wire
