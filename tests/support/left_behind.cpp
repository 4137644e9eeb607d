// A program that ends while threads of a load test that were given up go on: they look at nothing
// that the end of a program destroys. Made first and so destroyed last, `end` gives them the time.
#include <oct/oct.hpp>

#include <atomic>
#include <cstdio>
#include <thread>

using namespace std::chrono_literals;

namespace {

struct End {
    ~End() { std::this_thread::sleep_for(1500ms); }  // a loop looks at its clock each second
} end;

std::atomic<bool>& never() {
    static auto& opened = *new std::atomic<bool>(false);
    return opened;
}

class Offloads : public oct::AsyncTransaction {
    oct::Task<> run() override {
        co_await oct::offload([] { never().wait(false); });
    }
};

}  // namespace

int main() {
    const oct::Summary summary =
        oct::LoadTest().run_time(50ms).stop_deadline(0s).transaction<Offloads>().run();
    std::printf("%s\n", summary.to_text().c_str());
    return summary.ledger.in_flight == 1 ? 0 : 1;
}
