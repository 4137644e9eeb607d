// What a user writes, so that the templates of the public headers become code under all warnings.
#include <oct/oct.hpp>

#include <memory>

using namespace std::chrono_literals;

namespace {

class Blocking final : public oct::Transaction {
public:
    explicit Blocking(const oct::TransactionConfig& config)
        : pause_(config.value<double>("pause").value_or(0.001)) {}
    void run() override {
        const auto part = timer("part");
        record("measured elsewhere", 3ms);
        if (stop_token().stop_requested()) return;
    }

private:
    std::chrono::duration<double> pause_;
};

oct::Task<int> number() {
    co_await oct::sleep_for(1ms);
    co_return 7;
}

class Asynchronous final : public oct::AsyncTransaction {
public:
    oct::Task<> run() override {
        const auto part = timer("part");
        co_await oct::sleep_until(std::chrono::steady_clock::now() + 1ms);
        const auto [one, other] = co_await oct::all(number(), number());
        std::vector<oct::Task<int>> several;
        several.push_back(number());
        const std::vector<int> rest = co_await oct::all(std::move(several));
        co_await oct::offload([] {});
        const int more = co_await oct::within(1s, oct::offload([one = one] { return one; }));
        co_await oct::readable(0);
        oct::Signal signal;
        signal.set();
        co_await signal;
        co_await oct::within(1s, signal);
        if (one + other + more + rest.front() != 28) throw oct::Error("a wrong sum");
    }
};

class Counting final : public oct::ResultSink {
public:
    void consume(const oct::SampleBlock& block) override {
        for (const oct::Sample& sample : block.samples()) {
            times_.record(sample.service);
            for (const oct::TimerValue& value : block.timers(sample)) timers_.record(value.value);
        }
    }

private:
    oct::Histogram times_{};
    oct::Histogram timers_{};
};

}  // namespace

OCT_TRANSACTION(Blocking)

int main(int argc, char** argv) {
    if (argc > 1) return oct::turret_main<Asynchronous>(argc, argv);
    Counting sink;
    const oct::Summary summary = oct::LoadTest()
                                     .cannons(2)
                                     .run_time(1s)
                                     .limit("p95 < 50ms")
                                     .sink(sink)
                                     .transaction<Blocking>("blocking")
                                     .transaction<Asynchronous>("asynchronous")
                                     .run();
    return summary.ledger.balances() ? 0 : 1;
}
