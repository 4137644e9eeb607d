// A script of a future liboct: its interface has a number that this one does not know.
#include <oct/transaction.hpp>

extern "C" OCT_SCRIPT_EXPORT const oct::Script* oct_script() {
    static const oct::Script script{7, {}, "Foreign", nullptr};
    return &script;
}
