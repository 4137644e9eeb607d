// Fuzzes report.html: it is rendered, or refused with a ConfigError, within its bound; nothing
// else.
#include <oct/error.hpp>
#include <oct/log.hpp>

#include "report/page/page.hpp"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostBytes = 1U << 20U;  // libFuzzer's bound on memory watches the rest

// One of everything, so that each list and each section of a template is entered.
oct::report::Findings some_findings() {
    oct::report::Findings findings;
    oct::Summary& summary = findings.summary;
    summary.transactions = 2;
    summary.errors = 1;
    summary.run_time = 1s;
    summary.turrets.resize(2);
    summary.error_messages.push_back({"<error>", 1, 1ms, 2ms, "turret"});
    summary.sections.resize(2);
    summary.sections[1].name = "<timer>";
    findings.graphs.resize(2);
    for (std::size_t i = 0; i < 2; ++i) {
        oct::Histogram& total = findings.graphs[i].total;
        total.record(1ms);
        summary.sections[i].statistics = oct::report::statistics_of(total);
        summary.sections[i].intervals = {{0s, 1s, summary.sections[i].statistics, 0}};
        findings.graphs[i].heatmap = oct::report::Heatmap(1s, 1);
        findings.graphs[i].heatmap.add(0, total);
    }
    findings.rejected = {{"reason", 1}};
    return findings;
}

std::filesystem::path own_folder() {
    std::string name = "/tmp/oct-fuzz-template-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    static const std::filesystem::path kept = name;
    std::atexit([] {
        std::error_code ignored;
        std::filesystem::remove_all(kept, ignored);
    });
    return kept;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::filesystem::path folder = own_folder();
    static const oct::report::Findings findings = some_findings();
    std::ofstream(folder / "report.html", std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    try {
        const oct::report::Page page = oct::report::render_page(
            findings, oct::report::Assets(folder), oct::LogSink::none(), kMostBytes);
        if (page.html.size() > kMostBytes) std::abort();
    } catch (const oct::ConfigError& error) {
        if (*error.what() == '\0') std::abort();
    }
    return 0;
}
