// The kernels for one width of vectors. Included once for each set of instructions, with
//   LANES      floats in a vector
//   WIDE       pixels that a kernel keeps in registers, times CONV_BLOCK channels
//   NAMED(x)   the name of x in this set
//   LARGER     the larger of two vectors, lane by lane (optional)
// A target attribute covers the inclusion, so every helper is inlined here.

#include <string.h>

#include "kernels.h"

enum { VECTORS = CONV_BLOCK / LANES };

typedef float vector __attribute__((vector_size(LANES * 4)));
typedef float vector_in_memory __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t vector_mask __attribute__((vector_size(LANES * 4)));

#define INLINE static inline __attribute__((always_inline))

INLINE vector load(const float *from) { return *(const vector_in_memory *)from; }
INLINE void store(float *to, vector value) { *(vector_in_memory *)to = value; }

INLINE vector rectified(vector value) {
#ifdef LARGER
    return LARGER(value, (vector){0});
#else
    return (vector)((vector_mask)value & (value > (vector){0}));
#endif
}

/// to[i] = max(from[i], 0); count is a multiple of CONV_BLOCK.
INLINE void rectify(float *to, const float *from, size_t count) {
    for (size_t i = 0; i < count; i += CONV_BLOCK)
        for (int v = 0; v < VECTORS; v++)
            store(to + i + v * LANES, rectified(load(from + i + v * LANES)));
}

/// A pixel's CONV_BLOCK results to memory, with what is added to them.
INLINE void finish(const vector *sums, float *to, const float *addend, bool rectifies) {
    for (int v = 0; v < VECTORS; v++) {
        vector value = sums[v];
        if (addend) value += load(addend + v * LANES);
        if (rectifies) value = rectified(value);
        store(to + v * LANES, value);
    }
}

/// sums[pixel] += Σ weights[k][CONV_BLOCK] · from[pixel · pitch + k]. The weights that come `ahead`
/// rows later are fetched meanwhile: those of few tiles are read once, from beyond the second
/// cache, and the hardware's own prefetching then leaves more than half of the time unused.
INLINE void accumulate(
    const int pixels, vector sums[][VECTORS], const float *from, size_t pitch,
    const float *weights, size_t count, const size_t ahead) {
    for (size_t k = 0; k < count; k++) {
        // An address beyond the last weights is never read, only prefetched.
        if (ahead) __builtin_prefetch(weights + (k + ahead) * CONV_BLOCK);
        vector weight[VECTORS];
        for (int v = 0; v < VECTORS; v++) weight[v] = load(weights + k * CONV_BLOCK + v * LANES);
#pragma clang loop unroll(full)
        for (int p = 0; p < pixels; p++) {
            const float value = from[(size_t)p * pitch + k];
            for (int v = 0; v < VECTORS; v++) sums[p][v] += weight[v] * value;
        }
    }
}

/// Where a run of pixels' sums come from and go to.
typedef struct {
    const float *from;
    /// Floats from one of the `rows` stretches of `count` numbers to the next.
    size_t row_pitch;
    size_t pixel_pitch;
    int32_t rows;
    size_t count;
    const float *weights;
    const float *bias;
    float *to;
    const float *addend;
    size_t channels;
    bool rectifies;
} strip;

INLINE void convolve_pixels(const int pixels, const strip *s, int32_t x) {
    vector sums[WIDE][VECTORS];
    for (int p = 0; p < pixels; p++)
        for (int v = 0; v < VECTORS; v++) sums[p][v] = load(s->bias + v * LANES);
    const float *from = s->from + (size_t)x * s->pixel_pitch;
    const float *weights = s->weights;
    for (int32_t row = 0; row < s->rows; row++) {
        accumulate(pixels, sums, from, s->pixel_pitch, weights, s->count, 0);
        from += s->row_pitch;
        weights += s->count * CONV_BLOCK;
    }
    const size_t first = (size_t)x * s->channels;
    for (int p = 0; p < pixels; p++) {
        const size_t at = first + (size_t)p * s->channels;
        finish(sums[p], s->to + at, s->addend ? s->addend + at : NULL, s->rectifies);
    }
}

/// The CONV_BLOCK output channels of a row of pixels.
INLINE void convolve_row(const strip *s, int32_t width) {
    int32_t x = 0;
    for (; x + WIDE <= width; x += WIDE) convolve_pixels(WIDE, s, x);
    if (WIDE > 8)
        for (; x + 8 <= width; x += 8) convolve_pixels(8 < WIDE ? 8 : 1, s, x);
    if (WIDE > 4)
        for (; x + 4 <= width; x += 4) convolve_pixels(4 < WIDE ? 4 : 1, s, x);
    for (; x + 2 <= width; x += 2) convolve_pixels(2, s, x);
    if (x < width) convolve_pixels(1, s, x);
}

static void convolve(const conv_step *step, int32_t thread, int32_t threads, float *scratch) {
    const int32_t size = step->output_size, border = step->kernel / 2;
    const size_t inputs = (size_t)step->input_channels, outputs = (size_t)step->output_channels;
    const size_t source_row = conv_row(step->input_size, step->input_channels);
    const size_t source_image = conv_image(step->input_size, step->input_channels);
    const size_t result_row = conv_row(size, step->output_channels);
    const size_t result_image = conv_image(size, step->output_channels);
    const size_t taps = (size_t)step->kernel * inputs;
    strip s = {
        .pixel_pitch = (size_t)step->stride * inputs, .row_pitch = source_row,
        .rows = step->kernel, .count = taps, .channels = outputs,
        .rectifies = step->rectifies_result,
    };
    const int32_t end = conv_share(step->images * size, thread + 1, threads);
    for (int32_t row = conv_share(step->images * size, thread, threads); row < end; row++) {
        const size_t image = (size_t)(row / size);
        const int32_t y = row % size;
        const float *from = step->source + image * source_image
            + (size_t)(y * step->stride + 1 - border) * source_row;
        if (step->rectifies) {
            rectify(scratch, from, (size_t)step->kernel * source_row);
            from = scratch;
        }
        s.from = from + (size_t)(1 - border) * inputs;
        const size_t at = image * result_image + (size_t)(y + 1) * result_row + outputs;
        for (size_t block = 0; block < outputs; block += CONV_BLOCK) {
            s.weights = step->weights + block * (size_t)step->kernel * taps;
            s.bias = step->bias + block;
            s.to = step->destination + at + block;
            s.addend = step->addend ? step->addend + at + block : NULL;
            convolve_row(&s, size);
        }
    }
}

static void convolve_planes(const conv_step *step, int32_t thread, int32_t threads) {
    const int32_t size = step->output_size;
    const size_t outputs = (size_t)step->output_channels;
    const size_t plane = conv_image(size, 1), width = conv_row(size, 1);
    const size_t result_row = conv_row(size, step->output_channels);
    const size_t result_image = conv_image(size, step->output_channels);
    const int32_t end = conv_share(step->images * size, thread + 1, threads);
    for (int32_t row = conv_share(step->images * size, thread, threads); row < end; row++) {
        const size_t image = (size_t)(row / size);
        const int32_t y = row % size;
        const size_t at = image * result_image + (size_t)(y + 1) * result_row + outputs;
        const float *from = step->source
            + image * (size_t)step->input_channels * plane + (size_t)y * width;
        for (size_t block = 0; block < outputs; block += CONV_BLOCK) {
            const float *weights
                = step->weights + block * (size_t)step->input_channels * 9;
            // Planes one after another: later ones add to the first one's result.
            for (int32_t channel = 0; channel < step->input_channels; channel++) {
                const float zeros[CONV_BLOCK] = {0};
                float *to = step->destination + at + block;
                const bool is_last = channel + 1 == step->input_channels;
                const strip s = {
                    .from = from + (size_t)channel * plane, .row_pitch = width, .pixel_pitch = 1,
                    .rows = 3, .count = 3, .weights = weights + (size_t)channel * 9 * CONV_BLOCK,
                    .bias = channel == 0 ? step->bias + block : zeros, .to = to,
                    .addend = channel == 0 ? NULL : to, .channels = outputs,
                    .rectifies = step->rectifies_result && is_last,
                };
                convolve_row(&s, size);
            }
        }
    }
}

#include "winograd_template.h"

/// The sum of three pixels above one another.
INLINE void sum_column(const float *from, size_t row, vector sums[VECTORS]) {
    for (int v = 0; v < VECTORS; v++)
        sums[v] = load(from + v * LANES) + load(from + row + v * LANES)
            + load(from + 2 * row + v * LANES);
}

static void pool_3x3(const conv_step *step, int32_t thread, int32_t threads) {
    const int32_t size = step->output_size;
    const size_t channels = (size_t)step->output_channels;
    const size_t row_pitch = conv_row(size, step->output_channels);
    const size_t image_pitch = conv_image(size, step->output_channels);
    const int32_t end = conv_share(step->images * size, thread + 1, threads);
    for (int32_t row = conv_share(step->images * size, thread, threads); row < end; row++) {
        const int32_t y = row % size;
        const int32_t rows = 3 - (y == 0) - (y == size - 1);
        const size_t above = (size_t)(row / size) * image_pitch + (size_t)y * row_pitch;
        for (size_t c = 0; c < channels; c += CONV_BLOCK) {
            const float *from = step->source + above + c;
            const size_t at = above + row_pitch + channels + c;
            vector left[VECTORS], middle[VECTORS], right[VECTORS];
            sum_column(from, row_pitch, left);
            sum_column(from + channels, row_pitch, middle);
            for (int32_t x = 0; x < size; x++) {
                const size_t offset = (size_t)x * channels;
                const int32_t columns = 3 - (x == 0) - (x == size - 1);
                const float factor = 1.0f / (float)(rows * columns);
                sum_column(from + offset + 2 * channels, row_pitch, right);
                vector mean[VECTORS];
                for (int v = 0; v < VECTORS; v++) {
                    mean[v] = (left[v] + middle[v] + right[v]) * factor;
                    left[v] = middle[v];
                    middle[v] = right[v];
                }
                finish(
                    mean, step->destination + at + offset,
                    step->addend ? step->addend + at + offset : NULL, step->rectifies_result);
            }
        }
    }
}

static void pool_2x2(const conv_step *step, int32_t thread, int32_t threads) {
    const int32_t size = step->output_size;
    const size_t channels = (size_t)step->output_channels;
    const size_t source_row = conv_row(step->input_size, step->input_channels);
    const int32_t end = conv_share(step->images * size, thread + 1, threads);
    for (int32_t row = conv_share(step->images * size, thread, threads); row < end; row++) {
        const size_t image = (size_t)(row / size), y = (size_t)(row % size);
        const float *from = step->source
            + image * conv_image(step->input_size, step->input_channels)
            + (2 * y + 1) * source_row + channels;
        const size_t at = image * conv_image(size, step->output_channels)
            + (y + 1) * conv_row(size, step->output_channels) + channels;
        for (int32_t x = 0; x < size; x++) {
            for (size_t c = 0; c < channels; c += CONV_BLOCK) {
                const float *corner = from + (size_t)x * 2 * channels + c;
                const size_t to = at + (size_t)x * channels + c;
                vector mean[VECTORS];
                for (int v = 0; v < VECTORS; v++) {
                    const float *first = corner + v * LANES;
                    mean[v] = ((load(first) + load(first + channels))
                        + (load(first + source_row) + load(first + source_row + channels)))
                        * 0.25f;
                }
                finish(
                    mean, step->destination + to, step->addend ? step->addend + to : NULL,
                    step->rectifies_result);
            }
        }
    }
}

/// Whole rows, their zeros at both ends included.
static void add(const conv_step *step, int32_t thread, int32_t threads) {
    const int32_t rows = step->images * (step->output_size + 2);
    const size_t row = conv_row(step->output_size, step->output_channels);
    const size_t end = (size_t)conv_share(rows, thread + 1, threads) * row;
    for (size_t i = (size_t)conv_share(rows, thread, threads) * row; i < end; i += CONV_BLOCK) {
        vector values[VECTORS];
        for (int v = 0; v < VECTORS; v++) values[v] = load(step->source + i + v * LANES);
        finish(
            values, step->destination + i, step->addend ? step->addend + i : NULL,
            step->rectifies_result);
    }
}

static void fill(const conv_step *step, int32_t thread, int32_t threads) {
    const int32_t rows = step->images * (step->output_size + 2);
    const size_t row = conv_row(step->output_size, step->output_channels);
    const size_t first = (size_t)conv_share(rows, thread, threads) * row;
    const size_t end = (size_t)conv_share(rows, thread + 1, threads) * row;
    memset(step->destination + first, 0, (end - first) * sizeof(float));
}

static void import_planes(const conv_step *step, int32_t thread, int32_t threads) {
    const size_t size = (size_t)step->input_size;
    const int32_t planes = step->images * step->input_channels;
    const int32_t end = conv_share(planes, thread + 1, threads);
    for (int32_t plane = conv_share(planes, thread, threads); plane < end; plane++) {
        const float *from = step->source + (size_t)plane * size * size;
        float *to = step->destination + (size_t)plane * conv_image(step->input_size, 1);
        for (size_t y = 0; y < size; y++)
            memcpy(to + (y + 1) * (size + 2) + 1, from + y * size, size * sizeof(float));
    }
}

/// Means of an image's channels after normalisation and ReLU.
INLINE void average(const conv_step *step, const float *image, float *means) {
    const size_t size = (size_t)step->input_size, channels = (size_t)step->input_channels;
    const size_t row = conv_row(step->input_size, step->input_channels);
    const float factor = 1.0f / (float)(size * size);
    for (size_t c = 0; c < channels; c += LANES) {
        const vector scale = load(step->weights + c);
        const vector shift = load(step->weights + channels + c);
        vector sum = {0};
        for (size_t y = 1; y <= size; y++)
            for (size_t x = 1; x <= size; x++)
                sum += rectified(load(image + y * row + x * channels + c) * scale + shift);
        store(means + c, sum * factor);
    }
}

static void classify(const conv_step *step, int32_t thread, int32_t threads, float *scratch) {
    const size_t channels = (size_t)step->input_channels;
    const size_t classes = (size_t)step->output_channels;
    const float *matrix = step->weights + 2 * channels;
    const int32_t end = conv_share(step->images, thread + 1, threads);
    for (int32_t image = conv_share(step->images, thread, threads); image < end; image++) {
        average(
            step,
            step->source + (size_t)image * conv_image(step->input_size, step->input_channels),
            scratch);
        float *to = step->destination + (size_t)image * classes;
        for (size_t i = 0; i < classes; i++) {
            vector products = {0};
            for (size_t c = 0; c < channels; c += LANES)
                products += load(matrix + i * channels + c) * load(scratch + c);
            float sum = step->bias[i];
            for (int lane = 0; lane < LANES; lane++) sum += products[lane];
            to[i] = sum;
        }
    }
}

void NAMED(conv_run)(const conv_step *step, int32_t thread, int32_t threads, float *scratch) {
    switch (step->operation) {
    case CONV_IMPORT: import_planes(step, thread, threads); break;
    case CONV_STEM: convolve_planes(step, thread, threads); break;
    case CONV_DIRECT: convolve(step, thread, threads, scratch); break;
    case CONV_WINOGRAD: convolve_tiles(step, thread, threads, scratch); break;
    case CONV_POOL3: pool_3x3(step, thread, threads); break;
    case CONV_POOL2: pool_2x2(step, thread, threads); break;
    case CONV_FILL: fill(step, thread, threads); break;
    case CONV_ADD: add(step, thread, threads); break;
    case CONV_HEAD: classify(step, thread, threads, scratch); break;
    case CONV_GEMM:
    case CONV_GEMM_STEM: conv_run_gemm(step, thread, threads, scratch); break;
    }
}

/// Multiply-adds in twelve chains, which keep two units of up to six cycles' latency busy.
/// Returns their number, floats and not vectors, times two operations.
double NAMED(conv_multiply)(int64_t rounds, float *result) {
    vector sums[12], factor, term;
    for (int lane = 0; lane < LANES; lane++) {
        factor[lane] = 0.5f + 1e-6f * result[0];
        term[lane] = 0.25f + 1e-6f * result[0];
    }
    for (int i = 0; i < 12; i++) sums[i] = term * (float)i;
    for (int64_t round = 0; round < rounds; round++)
        for (int i = 0; i < 12; i++) sums[i] = sums[i] * factor + term;
    for (int i = 0; i < 12; i++) result[0] += sums[i][0];
    return 2.0 * 12 * LANES * (double)rounds;
}
