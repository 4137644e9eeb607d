// Commands: the value that moves backward, from the HQ to its turrets.
//
//     frame   = [topic] " " object            the topic is empty for everybody, else a uuid
//     object  = {"command": word, "msg": any [, "oct": announcement]}
#pragma once

#include "wire/announcement.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oct::wire {

enum class CommandKind { StatusRequest, Start, Stop, Kill, SetTransactionContext, Unknown };

/// One command.
struct Command {
    CommandKind kind = CommandKind::Unknown;
    std::string msg = "null";  ///< JSON text
    std::optional<Announcement> announcement;
};

/// The frame for everybody.
[[nodiscard]] std::string encode(const Command& command);

/// Reads a frame as the turret `uuid` gets it; nothing when it is for another turret or not a
/// command, whatever its bytes.
[[nodiscard]] std::optional<Command> decode_command(std::string_view frame,
                                                    std::string_view uuid) noexcept;

}  // namespace oct::wire
