// The smallest turret program: proves that oct::turret_main reaches a consumer.
#include <oct/turret_main.hpp>

class Nothing : public oct::Transaction {
public:
    void run() override {}
};

int main(int argc, char** argv) {
    return oct::turret_main<Nothing>(argc, argv);
}
