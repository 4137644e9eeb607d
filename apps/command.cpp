// The flags that every command has, and words to choose from.
#include "command.hpp"

namespace oct::apps {

std::vector<Flag> Command::all_flags() const {
    std::vector<Flag> all = flags;
    all.push_back(
        {"color", "", "auto|always|never", "colors on the terminal; see NO_COLOR", "auto"});
    all.push_back({"help", "h", "", "print this help", ""});
    return all;
}

std::vector<std::string_view> choices(std::string_view value) {
    std::vector<std::string_view> words;
    if (value.find('|') == value.npos) return words;
    for (;;) {
        const auto end = value.find('|');
        words.push_back(value.substr(0, end));
        if (end == value.npos) return words;
        value.remove_prefix(end + 1);
    }
}

}  // namespace oct::apps
