// Names the limit that was hit, and what raises it.
#include "turret/shortage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <new>
#include <sys/resource.h>

namespace oct::turret {
namespace {

constexpr std::array kShortages{
    std::errc::too_many_files_open, std::errc::too_many_files_open_in_system,
    std::errc::address_not_available, std::errc::no_buffer_space, std::errc::not_enough_memory};

std::errc shortage_of(const std::system_error& error) noexcept {
    const auto* const found = std::find_if(kShortages.begin(), kShortages.end(),
                                           [&](std::errc one) { return error.code() == one; });
    return found == kShortages.end() ? std::errc{} : *found;
}

std::string remedy(std::errc shortage) {
    switch (shortage) {
        case std::errc::too_many_files_open:
            return fmt::format("the limit of descriptors is {}: raise ulimit -n",
                               descriptor_limit());
        case std::errc::too_many_files_open_in_system:
            return "the limit of the whole machine: raise fs.file-max";
        case std::errc::address_not_available:
            return "no local port was free: keep connections open, or widen "
                   "net.ipv4.ip_local_port_range";
        default:
            return "this machine lacks it, not the target";
    }
}

}  // namespace

std::errc shortage_of(const std::exception_ptr& exception) noexcept {
    if (!exception) return {};
    try {
        std::rethrow_exception(exception);
    } catch (const std::bad_alloc&) {
        return std::errc::not_enough_memory;
    } catch (const std::exception& error) {
        if (const auto* coded = dynamic_cast<const std::system_error*>(&error))
            if (const std::errc found = shortage_of(*coded); found != std::errc{}) return found;
        const auto* outer = dynamic_cast<const std::nested_exception*>(&error);
        return outer == nullptr ? std::errc{} : shortage_of(outer->nested_ptr());
    } catch (...) {
        return {};
    }
}

std::string shortage_text(std::errc shortage) {
    return fmt::format("{} ({})", std::make_error_code(shortage).message(), remedy(shortage));
}

unsigned long descriptor_limit() noexcept {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

}  // namespace oct::turret
