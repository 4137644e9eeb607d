// cxxopts does the parsing; the table tells it what there is, and what is missing or misspelt.
#include "arguments.hpp"

#include <oct/error.hpp>

#include "base/text.hpp"

#include <cxxopts.hpp>

#include <algorithm>
#include <charconv>

namespace oct::apps {
namespace {

// Flags as they are typed: --results and -r.
std::vector<std::string> typed(const std::vector<Flag>& flags) {
    std::vector<std::string> all;
    for (const Flag& flag : flags) {
        all.push_back("--" + std::string(flag.name));
        for (const char letter : flag.letters) all.push_back(std::string("-") + letter);
    }
    return all;
}

std::string unknown_flag(const std::string& word, const std::vector<Flag>& flags) {
    const std::string name = word.substr(0, word.find('='));
    const auto all = typed(flags);
    const std::string meant = base::did_you_mean(name, {all.begin(), all.end()});
    return "there is no flag " + name + (meant.empty() ? "" : " (did you mean " + meant + "?)");
}

// cxxopts knows one letter a flag; every further one becomes a flag of its own.
cxxopts::Options options_of(const std::vector<Flag>& flags) {
    cxxopts::Options options("oct");
    options.allow_unrecognised_options();  // named by us, with what was probably meant
    auto add = options.add_options();
    for (const Flag& flag : flags) {
        const auto value = flag.value.empty()
                               ? std::shared_ptr<cxxopts::Value>(cxxopts::value<bool>())
                               : std::shared_ptr<cxxopts::Value>(cxxopts::value<std::string>());
        const std::string name(flag.name);
        const std::string letters(flag.letters);
        add(letters.empty() ? name : letters.substr(0, 1) + "," + name, "", value);
        for (const char letter : letters.substr(std::min<std::size_t>(1, letters.size())))
            add(std::string(1, letter), "", value->clone());
    }
    return options;
}

const Flag& flag_of(const std::string& key, const std::vector<Flag>& flags) {
    return *std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) {
        return flag.name == key || (key.size() == 1 && flag.letters.find(key) != flag.letters.npos);
    });
}

std::string list(const std::vector<Argument>& arguments) {
    std::string text;
    for (const Argument& argument : arguments) {
        if (!text.empty()) text += ' ';
        text +=
            argument.required ? std::string(argument.name) : "[" + std::string(argument.name) + "]";
    }
    return text;
}

}  // namespace

Arguments Arguments::parse(const Command& command, std::string_view invoked_as, int argc,
                           const char* const* argv) {
    Arguments result;
    result.remedy_ = "; see " + std::string(invoked_as) + " --help";
    const auto flags = command.all_flags();
    for (const Flag& flag : flags) {
        result.given_[std::string(flag.name)];
        result.presets_[std::string(flag.name)] = flag.preset;
    }
    const char* const* const end = argv + argc;
    const char* const* const stop =
        std::find(argv, end, std::string_view("--"));  // what follows is no flag
    try {
        const auto parsed = options_of(flags).parse(static_cast<int>(stop - argv), argv);
        for (const auto& word : parsed.unmatched()) {
            const bool is_flag = word.size() > 1 && word.front() == '-';
            (is_flag ? result.unknown_ : result.positional_).push_back(word);
        }
        for (const auto& item : parsed.arguments()) {
            const Flag& flag = flag_of(item.key(), flags);
            const bool is_off = flag.value.empty() && item.value() == "false";  // --local=false
            if (!is_off) result.given_[std::string(flag.name)].push_back(item.value());
        }
    } catch (const cxxopts::exceptions::exception& error) {
        throw ConfigError(error.what() + result.remedy_);
    }
    if (stop != end) result.positional_.insert(result.positional_.end(), stop + 1, end);
    return result;
}

void Arguments::check(const Command& command) const {
    const auto flags = command.all_flags();
    if (!unknown_.empty()) throw ConfigError(unknown_flag(unknown_.front(), flags) + remedy_);
    for (const Flag& flag : flags) {
        const std::string name = "--" + std::string(flag.name);
        if (flag.required && !has(flag.name))
            throw ConfigError(name + " " + std::string(flag.value) + " is required" + remedy_);
        const auto words = choices(flag.value);
        for (const auto& value : texts(flag.name))
            if (!words.empty() && std::find(words.begin(), words.end(), value) == words.end())
                throw ConfigError(std::string(name)
                                      .append(" " + value)
                                      .append(": expected ")
                                      .append(flag.value)
                                      .append(remedy_));
    }
    check_count(command);
    for (std::size_t i = 0; i < positional_.size(); ++i) {
        const auto words = choices(command.arguments[i].name);
        if (!words.empty() && std::find(words.begin(), words.end(), positional_[i]) == words.end())
            throw ConfigError(positional_[i] + ": expected " +
                              std::string(command.arguments[i].name) + remedy_);
    }
}

void Arguments::check_count(const Command& command) const {
    const auto least = std::count_if(command.arguments.begin(), command.arguments.end(),
                                     [](const Argument& argument) { return argument.required; });
    if (positional_.size() >= static_cast<std::size_t>(least) &&
        positional_.size() <= command.arguments.size())
        return;
    const std::string expected = command.arguments.empty()       ? "no arguments, only flags"
                                 : command.arguments.size() == 1 ? "one " + list(command.arguments)
                                                                 : list(command.arguments);
    throw ConfigError("expected " + expected + remedy_);
}

const std::vector<std::string>& Arguments::texts(std::string_view flag) const {
    const auto place = given_.find(flag);
    if (place == given_.end()) throw std::out_of_range("no flag --" + std::string(flag));
    return place->second;
}

std::string Arguments::text(std::string_view flag) const {
    const auto& all = texts(flag);
    return all.empty() ? presets_.find(flag)->second : all.back();
}

long long Arguments::integer(std::string_view flag, long long least, long long most) const {
    const std::string value = text(flag);
    long long number = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failed != std::errc() || end != value.data() + value.size() || number < least ||
        number > most)
        throw ConfigError("--" + std::string(flag) + " " + value + ": expected a whole number, " +
                          std::to_string(least) + " to " + std::to_string(most) + remedy_);
    return number;
}

}  // namespace oct::apps
