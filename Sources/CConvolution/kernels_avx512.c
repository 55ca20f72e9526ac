// Sixteen lanes with fused multiply-add.

#define LANES 16
#define WIDE 12
#define NAMED(name) name##_avx512
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "kernels.h"

#define LARGER(a, b) (vector) _mm512_max_ps((__m512)(a), (__m512)(b))
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)
#include "kernels_template.h"
#pragma clang attribute pop
#endif
