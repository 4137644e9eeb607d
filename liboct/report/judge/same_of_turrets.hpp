// What is true of three hundred turrets is said once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oct::report {

/// A sentence about a turret, or a class of them.
struct OfTurret {
    std::string turret;  ///< its name
    std::string text;
    double weight = 0;  ///< the heaviest of those that say the same is the one that is told
};

/// What sentences may be about: "turret", "turrets".
struct Noun {
    std::string_view one = "turret";
    std::string_view many = "turrets";
};

/// Sentences that differ in names and figures only become one: the heaviest, or else the first, and
/// behind it how many turrets there are more, and the names of some. In the order of their first.
[[nodiscard]] std::vector<std::string> same_of_turrets(std::vector<OfTurret> sentences,
                                                       Noun noun = {});

}  // namespace oct::report
