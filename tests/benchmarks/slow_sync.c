/* Put before the C library, it makes every fsync and fdatasync take 10 ms longer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int later(const char *name, int file)
{
    static const struct timespec wait = {0, 10 * 1000 * 1000};
    int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

    nanosleep(&wait, 0);
    return sync(file);
}

int fsync(int file) { return later("fsync", file); }

int fdatasync(int file) { return later("fdatasync", file); }
