// Which sets of kernels can run, and how fast they could be.

#include <time.h>

#include "kernels.h"

bool conv_is_available(conv_instructions instructions) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    switch (instructions) {
    case CONV_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("fma");
    case CONV_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case CONV_SSE: return true;
    }
#endif
    return false;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double conv_peak(conv_instructions instructions) {
    conv_multiplier *multiply = conv_multiply_sse;
#if defined(__x86_64__)
    if (instructions == CONV_AVX2) multiply = conv_multiply_avx2;
    if (instructions == CONV_AVX512) multiply = conv_multiply_avx512;
#endif
    float result = 0;
    double best = 0;
    for (int repeat = 0; repeat < 20; repeat++) {
        const double start = seconds();
        const double operations = multiply(100000, &result);
        const double rate = operations / (seconds() - start);
        if (rate > best) best = rate;
    }
    // The sums are finite, so this keeps the loop without changing the result.
    return result == result ? best : 0;
}
