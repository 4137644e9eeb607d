// Writes the reports that the browser test opens: make_reports FOLDER
#include "support/sample_reports.hpp"

#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    using namespace oct::testing;
    if (argc != 2) {
        std::cerr << "usage: make_reports FOLDER\n";
        return 2;
    }
    try {
        const std::filesystem::path folder = argv[1];
        std::filesystem::remove_all(folder);
        write_shop_report(folder / "shop");
        write_hour_report(folder / "hour");
        write_quiet_report(folder / "quiet");
        write_empty_report(folder / "empty");
        write_answer_report(folder / "healthy", Trouble::None);
        write_answer_report(folder / "dead-target", Trouble::DeadTarget);
        write_answer_report(folder / "half-the-fleet", Trouble::HalfTheFleet);
        write_answer_report(folder / "missed-limit", Trouble::MissedLimit);
        write_answer_report(folder / "full-disk", Trouble::FullDisk);
        const std::vector<std::string> hostile = hostile_markup();
        write_report_of(folder / "hostile", hostile);
        std::vector<std::string> harmless;
        for (std::size_t i = 0; i < hostile.size(); ++i)
            harmless.push_back("harmless " + std::to_string(i));
        write_report_of(folder / "harmless", harmless);
    } catch (const std::exception& error) {
        std::cerr << "make_reports: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
