// A task given away without saying so.
// says: all\(\) takes tasks, moved when they have a name
#include <oct/async.hpp>

oct::Task<> step() {
    co_return;
}

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override {
        auto one = step();
        co_await oct::all(one, step());
    }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override {
        auto one = step();
        co_await oct::all(std::move(one), step());
    }
};
#endif
