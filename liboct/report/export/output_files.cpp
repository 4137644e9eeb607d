// Which file has which format.
#include "report/export/output_files.hpp"

#include <oct/error.hpp>
#include <oct/sample.hpp>
#include <oct/summary.hpp>

#include "base/text.hpp"
#include "base/text_file.hpp"
#include "report/export/hdr_histogram.hpp"

#include <fmt/format.h>

#include <array>

namespace oct {
namespace {

namespace fs = std::filesystem;

struct Known {
    std::string_view name;
    Output::Format format;
    std::string_view file;
};
constexpr std::array<Known, 4> kFormats{{{"junit", Output::Format::JUnit, "junit.xml"},
                                         {"markdown", Output::Format::Markdown, "summary.md"},
                                         {"hlog", Output::Format::HdrLog, "latency.hlog"},
                                         {"hgrm", Output::Format::HdrPercentiles, "latency.hgrm"}}};

std::string log_text(const report::Findings& findings) {
    report::HdrLog log(findings.summary.started);
    const auto& sections = findings.summary.sections;
    for (std::size_t interval = 0; interval < sections[0].intervals.size(); ++interval)
        for (std::size_t i = 0; i < sections.size(); ++i) {
            const Histogram histogram = findings.graphs[i].histogram(interval);
            if (histogram.count() == 0) continue;
            const Interval& at = sections[i].intervals[interval];
            log.add(i == 0 ? "" : sections[i].name, at.from, at.length, histogram);
        }
    return log.text();
}

// latency.hgrm of all transactions, latency.1_login.hgrm of the first timer: a name may hold
// whatever a file's name may not.
void write_percentiles(const report::Findings& findings, const fs::path& file) {
    for (std::size_t i = 0; i < findings.graphs.size(); ++i) {
        fs::path path = file;
        if (i != 0) {
            std::string name = findings.summary.sections[i].name.substr(0, 64);
            for (char& c : name)
                if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
            path.replace_extension(fmt::format("{}_{}{}", i, name, file.extension().string()));
        }
        base::write_text_file(path, report::hdr_percentiles(findings.graphs[i].total));
    }
}

}  // namespace

Output Output::parse(std::string_view text, std::string_view origin) {
    const auto equals = text.find('=');
    for (const Known& known : kFormats) {
        if (known.name != text.substr(0, equals)) continue;
        if (equals == std::string_view::npos) return {known.format, known.file};
        if (equals + 1 < text.size()) return {known.format, text.substr(equals + 1)};
    }
    throw ConfigError(
        fmt::format("{} \"{}\": expected junit, markdown, hlog or hgrm, each with or without "
                    "=FILE",
                    origin, base::sanitized(text, kMaxNameBytes)));
}

namespace report {

void write_summary(const Findings& findings, const fs::path& folder) {
    base::write_text_file(folder / "summary.json", findings.summary.to_json());
}

void write_output(const Findings& findings, const Output& output, const fs::path& folder) {
    const fs::path file = folder / output.file;
    switch (output.format) {
        case Output::Format::JUnit:
            return base::write_text_file(file, junit_xml(findings.summary, output.strict));
        case Output::Format::Markdown:
            return base::write_text_file(file, markdown(findings.summary));
        case Output::Format::HdrLog:
            return base::write_text_file(file, log_text(findings));
        case Output::Format::HdrPercentiles:
            return write_percentiles(findings, file);
    }
}

}  // namespace report

}  // namespace oct
