// A wait for a signal that is gone already.
// says: within\(\) takes a task, moved when it has a name, a Signal with a name
#include <oct/async.hpp>

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::within(std::chrono::seconds(1), oct::Signal()); }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override {
        oct::Signal signal;
        co_await oct::within(std::chrono::seconds(1), signal);
    }
};
#endif
