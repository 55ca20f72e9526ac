// Weights in the order in which the kernels read them, and the sizes of buffers.

#include <string.h>

#include "kernels.h"

/// G of F(4×4, 3×3), for the points 0, ±1, ±2 and infinity.
static const double winograd_g[6][3] = {
    {1.0 / 4, 0, 0},
    {-1.0 / 6, -1.0 / 6, -1.0 / 6},
    {-1.0 / 6, 1.0 / 6, -1.0 / 6},
    {1.0 / 24, 1.0 / 12, 1.0 / 6},
    {1.0 / 24, -1.0 / 12, 1.0 / 6},
    {0, 0, 1},
};

static size_t inputs_of(const conv_step *step) { return (size_t)step->input_channels; }
static size_t outputs_of(const conv_step *step) { return (size_t)step->output_channels; }
static size_t taps_of(const conv_step *step) { return (size_t)(step->kernel * step->kernel); }

size_t conv_packed_count(const conv_step *step) {
    switch (step->operation) {
    case CONV_DIRECT:
    case CONV_STEM:
    case CONV_GEMM:
    case CONV_GEMM_STEM: return inputs_of(step) * outputs_of(step) * taps_of(step);
    case CONV_WINOGRAD: return inputs_of(step) * outputs_of(step) * CONV_PRODUCTS;
    default: return 0;
    }
}

/// [output / 16][product][input][output % 16], each GgGᵀ of a 3×3 filter.
static void pack_winograd(const conv_step *step, const float *weights, float *packed) {
    const size_t inputs = inputs_of(step);
    for (size_t o = 0; o < outputs_of(step); o++)
        for (size_t i = 0; i < inputs; i++) {
            const float *filter = weights + (o * inputs + i) * 9;
            double half[6][3];
            for (int y = 0; y < 6; y++)
                for (int x = 0; x < 3; x++) {
                    half[y][x] = 0;
                    for (int k = 0; k < 3; k++)
                        half[y][x] += winograd_g[y][k] * (double)filter[k * 3 + x];
                }
            float *to = packed + o / CONV_BLOCK * CONV_PRODUCTS * inputs * CONV_BLOCK
                + i * CONV_BLOCK + o % CONV_BLOCK;
            for (int y = 0; y < 6; y++)
                for (int x = 0; x < 6; x++) {
                    double sum = 0;
                    for (int k = 0; k < 3; k++) sum += half[y][k] * winograd_g[x][k];
                    to[(size_t)(y * 6 + x) * inputs * CONV_BLOCK] = (float)sum;
                }
        }
}

/// Blocks of output channels outermost, one of them fastest. Between them the kernel's rows and
/// columns and the input channels; for planes the channels come before the rows.
static void pack_blocks(
    const conv_step *step, const float *weights, float *packed, size_t block, bool is_planar) {
    const size_t inputs = inputs_of(step), taps = taps_of(step);
    for (size_t o = 0; o < outputs_of(step); o++)
        for (size_t i = 0; i < inputs; i++)
            for (size_t t = 0; t < taps; t++) {
                const size_t k = is_planar ? i * taps + t : t * inputs + i;
                packed[(o / block * taps * inputs + k) * block + o % block]
                    = weights[(o * inputs + i) * taps + t];
            }
}

void conv_pack(const conv_step *step, const float *weights, float *packed) {
    switch (step->operation) {
    case CONV_WINOGRAD: pack_winograd(step, weights, packed); break;
    case CONV_DIRECT: pack_blocks(step, weights, packed, CONV_BLOCK, false); break;
    case CONV_STEM: pack_blocks(step, weights, packed, CONV_BLOCK, true); break;
    case CONV_GEMM: pack_blocks(step, weights, packed, outputs_of(step), false); break;
    case CONV_GEMM_STEM: pack_blocks(step, weights, packed, outputs_of(step), true); break;
    default: break;
    }
}

size_t conv_scratch_count(const conv_step *step, int32_t threads) {
    switch (step->operation) {
    case CONV_DIRECT:
        return (size_t)step->kernel * conv_row(step->input_size, step->input_channels);
    case CONV_WINOGRAD:
        return CONV_PRODUCTS
            * (conv_transformed(step->input_channels) + conv_transformed(CONV_BLOCK));
    case CONV_HEAD: return inputs_of(step);
    case CONV_GEMM:
    case CONV_GEMM_STEM: {
        // One image's rows of this thread at a time.
        const size_t rows = (size_t)((step->output_size + threads - 1) / threads);
        const size_t pixels = (rows + 1) * (size_t)step->output_size;
        return pixels * (taps_of(step) * inputs_of(step) + outputs_of(step));
    }
    default: return 0;
    }
}
