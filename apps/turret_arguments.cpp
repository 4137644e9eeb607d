// --hq, --index and --of, and the variables that schedulers set.
#include "turret_arguments.hpp"

#include <oct/error.hpp>

#include "arguments.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

namespace oct::apps {
namespace {

constexpr long long kMaxTurrets = 1'000'000;

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// HOST:PUBLISHER_PORT:RC_PORT, where HOST may have colons itself.
void take_hq(const std::string& text, TurretOverrides& overrides) {
    const auto rc = text.rfind(':');
    const auto publisher = rc == std::string::npos || rc == 0 ? rc : text.rfind(':', rc - 1);
    if (rc != std::string::npos && publisher != std::string::npos && publisher > 0) {
        overrides.hq_address = text.substr(0, publisher);
        overrides.publish_port =
            number<std::uint16_t>(std::string_view(text).substr(publisher + 1, rc - publisher - 1));
        overrides.rc_port = number<std::uint16_t>(std::string_view(text).substr(rc + 1));
    }
    // value_or(0): nobody can be reached at port 0.
    if (overrides.publish_port.value_or(0) == 0 || overrides.rc_port.value_or(0) == 0)
        throw ConfigError(
            "--hq: expected HOST:PUBLISHER_PORT:RC_PORT, as in 10.0.0.1:5000:5001 with ports from "
            "1 to 65535, got \"" +
            text + "\"");
}

// What a scheduler sets. mpirun inside of an allocation of Slurm sets both, and Slurm then counts
// the daemons that mpirun has started, not the turrets.
struct Scheduler {
    const char* index;
    const char* of;
};
constexpr std::array<Scheduler, 2> kSchedulers{{
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
    {"SLURM_PROCID", "SLURM_NTASKS"},
}};
constexpr const char* kKubernetes = "JOB_COMPLETION_INDEX";  // it has no variable for the count

std::optional<std::uint64_t> variable(const char* name) {
    const char* text = std::getenv(name);
    if (text == nullptr) return std::nullopt;
    const auto value = number<std::uint64_t>(text);
    if (!value)
        throw ConfigError(std::string(name) + ": expected a whole number, got \"" + text + "\"");
    return value;
}

// What was not given: of both variables of one scheduler, so that they fit together.
void take_place_of_scheduler(TurretOverrides& overrides) {
    for (const Scheduler& scheduler : kSchedulers) {
        const auto index = overrides.index ? overrides.index : variable(scheduler.index);
        const auto of = overrides.of ? overrides.of : variable(scheduler.of);
        if (!index || !of) continue;
        overrides.index = index;
        overrides.of = of;
        return;
    }
    if (overrides.index) return;
    overrides.index = variable(kKubernetes);
    if (overrides.index && !overrides.of)
        throw ConfigError(std::string(kKubernetes) +
                          " says which turret of the job this is, but Kubernetes does not say how "
                          "many there are: add --of M, where M is `completions` of the job");
}

}  // namespace

TurretOverrides overrides_of(const Arguments& arguments) {
    TurretOverrides overrides;
    if (arguments.has("hq")) take_hq(arguments.text("hq"), overrides);
    const auto whole = [&](std::string_view flag, long long least) -> std::optional<std::uint32_t> {
        if (!arguments.has(flag)) return std::nullopt;
        return static_cast<std::uint32_t>(arguments.integer(flag, least, kMaxTurrets));
    };
    overrides.index = whole("index", 0);
    overrides.of = whole("of", 1);
    take_place_of_scheduler(overrides);
    if (overrides.index && !overrides.of)
        throw ConfigError("--index needs --of: how many turrets there are");
    if (overrides.of && !overrides.index)
        throw ConfigError("--of needs --index: which of them this one is");
    if (overrides.index && *overrides.index >= *overrides.of)
        throw ConfigError("--index: expected a number below that of --of, got " +
                          std::to_string(*overrides.index) + " of " +
                          std::to_string(*overrides.of));
    return overrides;
}

}  // namespace oct::apps
