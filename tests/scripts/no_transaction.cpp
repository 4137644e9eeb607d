// A shared object that forgot its OCT_TRANSACTION.
extern "C" int unrelated() {
    return 1;
}
