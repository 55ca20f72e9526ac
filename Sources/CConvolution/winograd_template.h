// Stride-1 3×3 convolutions by Winograd's F(4×4, 3×3), for one width of vectors: a part of
// kernels_template.h, which includes it once for each set of instructions and holds the helpers.

/// Bᵀd of a column or row of six values, with the points 0, ±1, ±2.
INLINE void transform_source(const vector d[6], vector t[6]) {
    const vector even = d[4] - 4 * d[2], odd = d[3] - 4 * d[1];
    const vector outer = d[4] - d[2], inner = d[3] - d[1];
    t[0] = 4 * d[0] + (d[4] - 5 * d[2]);
    t[1] = even + odd;
    t[2] = even - odd;
    t[3] = outer + 2 * inner;
    t[4] = outer - 2 * inner;
    t[5] = 4 * d[1] + (d[5] - 5 * d[3]);
}

/// Aᵀm: six products to four pixels.
INLINE void transform_result(const vector m[6], vector y[4]) {
    const vector near = m[1] + m[2], near_odd = m[1] - m[2];
    const vector far = m[3] + m[4], far_odd = m[3] - m[4];
    y[0] = m[0] + near + far;
    y[1] = near_odd + 2 * far_odd;
    y[2] = near + 4 * far;
    y[3] = near_odd + 8 * far_odd + m[5];
}

/// One tile of a vector's channels into the transformed values.
INLINE void transform_tile(
    const float *from, size_t row, size_t channels, bool rectifies, float *to, size_t pitch) {
    vector half[6][6];
    for (int x = 0; x < 6; x++) {
        vector column[6], result[6];
        for (int y = 0; y < 6; y++) {
            column[y] = load(from + (size_t)y * row + (size_t)x * channels);
            if (rectifies) column[y] = rectified(column[y]);
        }
        transform_source(column, result);
        for (int y = 0; y < 6; y++) half[y][x] = result[y];
    }
    for (int y = 0; y < 6; y++) {
        vector result[6];
        transform_source(half[y], result);
        for (int x = 0; x < 6; x++) store(to + (size_t)(y * 6 + x) * pitch, result[x]);
    }
}

/// Offsets of the tiles of a group in the source and in the result.
typedef struct {
    int32_t count;
    size_t source[CONV_TILES];
    size_t result[CONV_TILES];
} tile_group;

INLINE void multiply_tiles(
    const int tiles, const float *values, const float *weights, float *products, size_t inputs) {
    vector sums[WIDE][VECTORS];
    for (int p = 0; p < tiles; p++)
        for (int v = 0; v < VECTORS; v++) sums[p][v] = (vector){0};
    accumulate(tiles, sums, values, inputs, weights, inputs, 128);
    for (int p = 0; p < tiles; p++)
        for (int v = 0; v < VECTORS; v++)
            store(products + p * CONV_BLOCK + v * LANES, sums[p][v]);
}

/// The products of a group of tiles for CONV_BLOCK output channels.
INLINE void multiply_group(
    const conv_step *step, int32_t tiles, const float *values, const float *weights,
    float *products) {
    const size_t inputs = (size_t)step->input_channels;
    for (int product = 0; product < CONV_PRODUCTS; product++) {
        const float *from = values + (size_t)product * conv_transformed(step->input_channels);
        const float *factors = weights + (size_t)product * inputs * CONV_BLOCK;
        float *to = products + (size_t)product * conv_transformed(CONV_BLOCK);
        int32_t t = 0;
#define MULTIPLY(n) \
    for (; t + n <= tiles; t += n) \
        multiply_tiles(n, from + (size_t)t * inputs, factors, to + t * CONV_BLOCK, inputs)
        MULTIPLY(WIDE);
#if WIDE > 8
        MULTIPLY(8);
#endif
#if WIDE > 4
        MULTIPLY(4);
#endif
        MULTIPLY(2);
        MULTIPLY(1);
#undef MULTIPLY
    }
}

/// A tile's products to 4×4 pixels of a vector's channels.
INLINE void finish_tile(
    const float *products, vector bias, float *to, const float *addend, size_t row,
    size_t channels, bool rectifies) {
    const size_t pitch = conv_transformed(CONV_BLOCK);
    vector half[4][6];
    for (int x = 0; x < 6; x++) {
        vector column[6], result[4];
        for (int y = 0; y < 6; y++) column[y] = load(products + (size_t)(y * 6 + x) * pitch);
        transform_result(column, result);
        for (int y = 0; y < 4; y++) half[y][x] = result[y];
    }
    for (int y = 0; y < 4; y++) {
        vector result[4];
        transform_result(half[y], result);
        for (int x = 0; x < 4; x++) {
            const size_t at = (size_t)y * row + (size_t)x * channels;
            vector value = result[x] + bias;
            if (addend) value += load(addend + at);
            if (rectifies) value = rectified(value);
            store(to + at, value);
        }
    }
}

/// Threads divide the tiles among them or, where there are few, the output channels.
static void convolve_tiles(
    const conv_step *step, int32_t thread, int32_t threads, float *scratch) {
    const int32_t inputs = step->input_channels, outputs = step->output_channels;
    const int32_t size = step->output_size, edge = size / CONV_TILE;
    const int32_t tiles = step->images * edge * edge, blocks = outputs / CONV_BLOCK;
    const bool divides_tiles = tiles >= threads * CONV_TILES / 2 || blocks < threads;
    const int32_t first = divides_tiles ? conv_share(tiles, thread, threads) : 0;
    const int32_t end = divides_tiles ? conv_share(tiles, thread + 1, threads) : tiles;
    const int32_t first_block = divides_tiles ? 0 : conv_share(blocks, thread, threads);
    const int32_t end_block = divides_tiles ? blocks : conv_share(blocks, thread + 1, threads);
    const size_t source_row = conv_row(size, inputs), result_row = conv_row(size, outputs);
    float *values = scratch;
    float *products = scratch + CONV_PRODUCTS * conv_transformed(inputs);
    for (int32_t begin = first; begin < end; begin += CONV_TILES) {
        tile_group group = {.count = end - begin < CONV_TILES ? end - begin : CONV_TILES};
        for (int32_t t = 0; t < group.count; t++) {
            const int32_t tile = begin + t;
            const size_t image = (size_t)(tile / (edge * edge));
            const size_t y = (size_t)(tile / edge % edge * CONV_TILE);
            const size_t x = (size_t)(tile % edge * CONV_TILE);
            group.source[t]
                = image * conv_image(size, inputs) + y * source_row + x * (size_t)inputs;
            group.result[t] = image * conv_image(size, outputs) + (y + 1) * result_row
                + (x + 1) * (size_t)outputs;
            for (int32_t c = 0; c < inputs; c += LANES)
                transform_tile(
                    step->source + group.source[t] + c, source_row, (size_t)inputs,
                    step->rectifies, values + (size_t)t * (size_t)inputs + c,
                    conv_transformed(inputs));
        }
        for (int32_t block = first_block; block < end_block; block++) {
            const size_t channel = (size_t)block * CONV_BLOCK;
            multiply_group(
                step, group.count, values,
                step->weights + channel * CONV_PRODUCTS * (size_t)inputs, products);
            for (int32_t t = 0; t < group.count; t++)
                for (int32_t v = 0; v < CONV_BLOCK; v += LANES) {
                    const size_t at = group.result[t] + channel + (size_t)v;
                    finish_tile(
                        products + t * CONV_BLOCK + v, load(step->bias + channel + v),
                        step->destination + at, step->addend ? step->addend + at : NULL,
                        result_row, (size_t)outputs, step->rectifies_result);
                }
        }
    }
}
