#define _GNU_SOURCE
#include "CSystemShims.h"

#include <sched.h>

int shim_allowed_processors(pid_t task, int *processors, int capacity) {
    cpu_set_t set;
    if (sched_getaffinity(task, sizeof set, &set) != 0) return -1;
    int count = 0;
    for (int i = 0; i < CPU_SETSIZE && count < capacity; i++)
        if (CPU_ISSET(i, &set)) processors[count++] = i;
    return count;
}

int shim_restrict_to_processors(pid_t task, const int *processors, int count) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < count; i++)
        if (processors[i] >= 0 && processors[i] < CPU_SETSIZE) CPU_SET(processors[i], &set);
    return sched_setaffinity(task, sizeof set, &set);
}

typedef float four_floats __attribute__((vector_size(16)));

static volatile float probe_value = 1.0f;

// Twelve chains that do not wait for each other: the time is set by how many instructions the core
// takes in a cycle, which is what a busy sibling thread takes away.
uint64_t shim_speed_probe(void) {
    enum { chains = 12, steps = 25000 };
    float seed = probe_value, factor = seed * 0.999f, term = seed * 1e-3f;
    four_floats sums[chains];
    const four_floats factors = {factor, factor, factor, factor};
    const four_floats terms = {term, term, term, term};
    for (int i = 0; i < chains; i++) sums[i] = terms * (float)i;
    uint64_t start = shim_monotonic_nanoseconds();
    for (int step = 0; step < steps; step++)
        for (int i = 0; i < chains; i++) sums[i] = sums[i] * factors + terms;
    uint64_t end = shim_monotonic_nanoseconds();
    float total = 0;
    for (int i = 0; i < chains; i++) total += sums[i][0];
    // Keeps the arithmetic: the compiler can't know that nobody reads this.
    probe_value = total > 0 ? seed : total;
    return end - start;
}
