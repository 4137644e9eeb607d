// What a machine or a process ran out of, where a transaction failed for that reason.
#pragma once

#include <exception>
#include <string>
#include <system_error>

namespace oct::turret {

/// Which resource of this machine was missing, by the code of a std::system_error, also a nested
/// one: descriptors, ports, buffers or memory. std::errc{}: none; what a target answers is none.
[[nodiscard]] std::errc shortage_of(const std::exception_ptr& exception) noexcept;

/// "Too many open files (the limit of descriptors is 1024: raise ulimit -n)".
[[nodiscard]] std::string shortage_text(std::errc shortage);

/// How many files this process may have open now.
[[nodiscard]] unsigned long descriptor_limit() noexcept;

}  // namespace oct::turret
