// A configuration value of a type that there is none of.
// says: T is bool, int, std::int64_t, double or std::string
#include <oct/transaction.hpp>

#ifdef MISUSE
auto port(const oct::TransactionConfig& config) {
    return config.value<unsigned>("port");
}
#else
auto port(const oct::TransactionConfig& config) {
    return config.value<int>("port");
}
#endif
