// Convolutions as one matrix product of OpenBLAS an image: pixels gathered (im2col), multiplied,
// and written back with bias and addend.

#include <cblas.h>
#include <string.h>

#include "kernels.h"

static void copy(float *to, const float *from, size_t count, bool rectifies) {
    if (!rectifies) {
        memcpy(to, from, count * sizeof(float));
        return;
    }
    for (size_t i = 0; i < count; i++) to[i] = from[i] > 0 ? from[i] : 0;
}

/// The numbers that one output pixel depends on: [kernel row][kernel column][channel].
static void gather(const conv_step *step, const float *image, int32_t y, int32_t x, float *to) {
    const int32_t border = step->kernel / 2;
    const size_t inputs = (size_t)step->input_channels;
    const size_t row = conv_row(step->input_size, step->input_channels);
    const size_t stretch = (size_t)step->kernel * inputs;
    const float *from = image + (size_t)(y * step->stride + 1 - border) * row
        + (size_t)(x * step->stride + 1 - border) * inputs;
    for (int32_t k = 0; k < step->kernel; k++)
        copy(to + (size_t)k * stretch, from + (size_t)k * row, stretch, step->rectifies);
}

/// The same for kernels that reach beyond the border of zeros.
static void gather_wide(
    const conv_step *step, const float *image, int32_t y, int32_t x, float *to) {
    const int32_t size = step->input_size;
    const size_t inputs = (size_t)step->input_channels;
    const size_t row = conv_row(size, step->input_channels);
    const int32_t left = x * step->stride - step->kernel / 2;
    const int32_t top = y * step->stride - step->kernel / 2;
    const int32_t first = left < 0 ? -left : 0;
    const int32_t end = left + step->kernel > size ? size - left : step->kernel;
    for (int32_t k = 0; k < step->kernel; k++, to += (size_t)step->kernel * inputs) {
        const int32_t at = top + k;
        if (at < 0 || at >= size) {
            memset(to, 0, (size_t)step->kernel * inputs * sizeof(float));
            continue;
        }
        memset(to, 0, (size_t)first * inputs * sizeof(float));
        copy(
            to + (size_t)first * inputs,
            image + (size_t)(at + 1) * row + (size_t)(left + first + 1) * inputs,
            (size_t)(end - first) * inputs, step->rectifies);
        memset(
            to + (size_t)end * inputs, 0,
            (size_t)(step->kernel - end) * inputs * sizeof(float));
    }
}

/// The same from planes: [channel][kernel row][kernel column].
static void gather_planes(
    const conv_step *step, const float *image, int32_t y, int32_t x, float *to) {
    const size_t width = conv_row(step->input_size, 1);
    for (int32_t c = 0; c < step->input_channels; c++)
        for (int32_t k = 0; k < 3; k++)
            memcpy(
                to + (c * 3 + k) * 3,
                image + (size_t)c * conv_image(step->input_size, 1)
                    + (size_t)(y + k) * width + (size_t)x,
                3 * sizeof(float));
}

/// A row of results to its place.
static void scatter(const conv_step *step, const float *from, size_t at) {
    const size_t outputs = (size_t)step->output_channels;
    for (int32_t x = 0; x < step->output_size; x++, at += outputs, from += outputs)
        for (size_t c = 0; c < outputs; c++) {
            float value = from[c] + step->bias[c];
            if (step->addend) value += step->addend[at + c];
            step->destination[at + c] = step->rectifies_result && !(value > 0) ? 0 : value;
        }
}

void conv_run_gemm(const conv_step *step, int32_t thread, int32_t threads, float *scratch) {
    const bool is_planar = step->operation == CONV_GEMM_STEM;
    const int32_t size = step->output_size, outputs = step->output_channels;
    const int32_t first = conv_share(size, thread, threads);
    const int32_t rows = conv_share(size, thread + 1, threads) - first;
    if (rows == 0) return;
    const int32_t depth = step->kernel * step->kernel * step->input_channels;
    const size_t source_image = is_planar
        ? (size_t)step->input_channels * conv_image(step->input_size, 1)
        : conv_image(step->input_size, step->input_channels);
    void (*const gather_pixel)(const conv_step *, const float *, int32_t, int32_t, float *)
        = is_planar ? gather_planes : step->kernel > 3 ? gather_wide : gather;
    float *results = scratch + (size_t)rows * (size_t)size * (size_t)depth;
    for (int32_t image = 0; image < step->images; image++) {
        const float *source = step->source + (size_t)image * source_image;
        float *to = scratch;
        for (int32_t y = first; y < first + rows; y++)
            for (int32_t x = 0; x < size; x++, to += depth)
                gather_pixel(step, source, y, x, to);
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, rows * size, outputs, depth, 1, scratch,
            depth, step->weights, outputs, 0, results, outputs);
        for (int32_t y = 0; y < rows; y++)
            scatter(
                step, results + (size_t)(y * size) * (size_t)outputs,
                (size_t)image * conv_image(size, outputs)
                    + (size_t)(first + y + 1) * conv_row(size, outputs) + (size_t)outputs);
    }
}
