// What the parts of this library share.

#ifndef CCONVOLUTION_KERNELS_H
#define CCONVOLUTION_KERNELS_H

#include "include/CConvolution.h"

/// The part of a step that falls to one of `threads` threads.
typedef void conv_kernel(
    const conv_step *step, int32_t thread, int32_t threads, float *scratch);

conv_kernel conv_run_sse, conv_run_avx2, conv_run_avx512;
/// Multiply-adds in registers; returns how many operations they were.
typedef double conv_multiplier(int64_t rounds, float *result);
conv_multiplier conv_multiply_sse, conv_multiply_avx2, conv_multiply_avx512;

/// CONV_GEMM and CONV_GEMM_STEM.
conv_kernel conv_run_gemm;

/// Where the first of `count` items of a thread's share begins; that of `thread + 1` ends it.
static inline int32_t conv_share(int32_t count, int32_t thread, int32_t threads) {
    return (int32_t)((int64_t)count * thread / threads);
}

/// Floats of a row of a padded tensor, and of an image.
static inline size_t conv_row(int32_t size, int32_t channels) {
    return (size_t)(size + 2) * (size_t)channels;
}
static inline size_t conv_image(int32_t size, int32_t channels) {
    return (size_t)(size + 2) * conv_row(size, channels);
}

/// Tiles that Winograd's kernel transforms together, their edge in pixels, and the products a tile.
enum { CONV_TILES = 16, CONV_TILE = 4, CONV_PRODUCTS = 36 };

/// Floats between the transformed values of one product and those of the next: a cache line more
/// than they fill, lest all products fall into the same sets of the cache.
static inline size_t conv_transformed(int32_t channels) {
    return (size_t)CONV_TILES * (size_t)channels + CONV_BLOCK;
}

#endif
