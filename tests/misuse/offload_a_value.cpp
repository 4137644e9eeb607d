// A call given away that was made already.
// says: no matching function for call to .(oct::)?offload
#include <oct/async.hpp>

int blocking() {
    return 7;
}

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::offload(blocking()); }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override {
        co_await oct::offload([] { return blocking(); });
    }
};
#endif
