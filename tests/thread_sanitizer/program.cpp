// A load test under ThreadSanitizer, with a liboct without it: every way from thread to thread;
// and, when asked for, a race.
#include <oct/async.hpp>
#include <oct/load_test.hpp>
#include <oct/result_sink.hpp>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace std::chrono_literals;

namespace {

bool with_race = false;
long raced = 0;

class Blocking : public oct::Transaction {
    void run() override {
        const auto pause = timer("pause");
        std::this_thread::sleep_for(1ms);
        if (with_race) ++raced;
    }
};

class Waiting : public oct::AsyncTransaction {
    oct::Task<> run() override {
        const auto call = timer("call");
        co_await oct::sleep_for(1ms);
        const int value = co_await oct::offload([] { return 3; });
        const auto reply = std::make_shared<Reply>();
        std::jthread other([reply] {
            reply->value = 3;
            reply->came.set();
        });
        co_await oct::within(10s, reply->came);
        if (value != reply->value) throw std::runtime_error("a wrong value");
    }
    struct Reply {
        oct::Signal came;
        int value = 0;
    };
};

class Counting : public oct::ResultSink {
public:
    void consume(const oct::SampleBlock& block) override { results_ += block.size(); }
    [[nodiscard]] std::size_t results() const { return results_; }

private:
    std::size_t results_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    with_race = argc > 2;
    Counting sink;
    const oct::Summary summary = oct::LoadTest()
                                     .cannons(4)
                                     .run_time(1s)
                                     .results(argv[1])
                                     .sink(sink)
                                     .transaction<Blocking>("blocking")
                                     .transaction<Waiting>("waiting")
                                     .run();
    std::printf("%zu results, %llu errors\n", sink.results(),
                static_cast<unsigned long long>(summary.errors));
    return sink.results() != 0 && summary.errors == 0 ? 0 : 1;
}
