#define _GNU_SOURCE
#include "CSystemShims.h"

#include <time.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

uint64_t shim_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t shim_clock_step_nanoseconds(void) {
    uint64_t smallest = UINT64_MAX;
    for (int i = 0; i < 200; i++) {
        uint64_t before = shim_monotonic_nanoseconds(), after = before;
        while (after == before) after = shim_monotonic_nanoseconds();
        if (after - before < smallest) smallest = after - before;
    }
    return smallest;
}

bool shim_has_timestamp_counter(void) {
#if defined(__x86_64__)
    // The invariant TSC: function 0x80000007, EDX bit 8.
    unsigned a, b, c, d;
    return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & (1u << 8));
#elif defined(__aarch64__)
    return true;
#else
    return false;
#endif
}

uint64_t shim_timestamp_counter(void) {
#if defined(__x86_64__)
    return __rdtsc();
#elif defined(__aarch64__)
    uint64_t value;
    __asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(value));
    return value;
#else
    return 0;
#endif
}

__attribute__((noinline)) void shim_counted_region(void (*body)(void *), void *context) {
    body(context);
    // Keeps the call from becoming a jump, which would leave the function before body returns.
    __asm__ volatile("" ::: "memory");
}
