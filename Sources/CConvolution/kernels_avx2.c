// Eight lanes with fused multiply-add.

#define LANES 8
#define WIDE 6
#define NAMED(name) name##_avx2
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "kernels.h"

#define LARGER(a, b) (vector) _mm256_max_ps((__m256)(a), (__m256)(b))
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels_template.h"
#pragma clang attribute pop
#endif
