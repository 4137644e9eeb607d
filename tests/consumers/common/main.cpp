// The program that every consumer project builds: it calls liboct and shows what came back.
#include <oct/oct.hpp>

#include <cstdio>

int main() {
    oct::Ledger ledger;
    ledger.intended = ledger.fired = ledger.stored = ledger.completed = 3;
    std::printf("consumer of liboct %s\n%s\n", oct::version(), to_string(ledger).c_str());
    return ledger.balances() ? 0 : 1;
}
