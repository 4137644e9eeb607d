// custom_sink: a ResultSink of one's own that prints a line a second while the test runs.
//
// It stands beside the store here; an HQ takes it the same way, in HQOptions::sinks, also without
// any store. It could as well feed a dashboard: the sink is called on the HQ's thread, in the order
// in which results arrive.
#include <oct/histogram.hpp>
#include <oct/load_test.hpp>
#include <oct/result_sink.hpp>

#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <thread>

using namespace std::chrono_literals;

namespace {

class LinePerSecond : public oct::ResultSink {
public:
    void consume(const oct::SampleBlock& block) override {
        for (const oct::Sample& sample : block.samples()) {
            const auto second = std::chrono::duration_cast<std::chrono::seconds>(sample.elapsed);
            if (second > second_) print_and_begin(second);
            if (!sample.failed()) {
                succeeded_.record(sample.service);
                continue;
            }
            ++errors_;
            last_error_ = block.error(sample);  // copied: the block changes after this call
        }
    }

    void finish(const oct::RunOutcome& outcome) override {
        print_and_begin(second_);
        std::printf("%llu results in all\n", static_cast<unsigned long long>(outcome.received));
    }

private:
    void print_and_begin(std::chrono::seconds second) {
        std::printf("second %lld: %llu results, p50 %.2f ms, p99 %.2f ms, %llu errors%s%s\n",
                    static_cast<long long>(second_.count()),
                    static_cast<unsigned long long>(succeeded_.count() + errors_),
                    milliseconds(succeeded_.percentile(50)),
                    milliseconds(succeeded_.percentile(99)),
                    static_cast<unsigned long long>(errors_), errors_ > 0 ? ", the last one: " : "",
                    last_error_.c_str());
        second_ = second;
        succeeded_.clear();
        errors_ = 0;
        last_error_.clear();
    }

    static double milliseconds(std::chrono::nanoseconds time) {
        return std::chrono::duration<double, std::milli>(time).count();
    }

    std::chrono::seconds second_{0};
    oct::Histogram succeeded_;  // of this second: those that failed have times of their own
    std::uint64_t errors_ = 0;
    std::string last_error_;
};

class EveryTenthFails : public oct::Transaction {
public:
    void run() override {
        std::this_thread::sleep_for(5ms);
        if (++runs_ % 10 == 0) throw std::runtime_error("the tenth one");
    }

private:
    int runs_ = 0;
};

}  // namespace

int main() {
    LinePerSecond sink;
    const oct::Summary summary =
        oct::LoadTest().cannons(4).run_time(2s).sink(sink).transaction<EveryTenthFails>().run();
    std::printf("ledger: %s\n", to_string(summary.ledger).c_str());
    return summary.ledger.balances() && summary.errors > 0 ? 0 : 1;
}
