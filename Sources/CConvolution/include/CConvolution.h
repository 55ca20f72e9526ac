// Convolution and the other operators of a small CNN, on float32 tensors of this CPU.
//
// A tensor is [image][size + 2][size + 2][channels], row-major: channels last, one pixel of zeros
// around each image. The zeros are the padding of 3×3 operators; no operator writes them. Channels
// come in multiples of CONV_BLOCK, and buffers begin on a 64-byte boundary.

#ifndef CCONVOLUTION_H
#define CCONVOLUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Output channels that a kernel keeps in registers together.
enum { CONV_BLOCK = 16 };

/// Which instructions a step's kernel uses.
typedef enum {
    CONV_SSE = 0,
    CONV_AVX2 = 1,
    CONV_AVX512 = 2,
} conv_instructions;

/// What a step computes.
typedef enum {
    /// Planes [image][channel][size][size] into planes with a border of zeros.
    CONV_IMPORT = 0,
    /// A 3×3 convolution whose source is planes as CONV_IMPORT leaves them.
    CONV_STEM,
    /// A 1×1 or 3×3 convolution, stride 1 or 2, plus a bias.
    CONV_DIRECT,
    /// A 3×3 convolution of stride 1, plus a bias, by Winograd's F(4×4, 3×3) (Lavin and Gray,
    /// 2016, doi:10.1109/CVPR.2016.435); the size is a multiple of 4.
    CONV_WINOGRAD,
    /// Average of 3×3 pixels, those outside the image not counted.
    CONV_POOL3,
    /// Average of 2×2 pixels, stride 2; the size is even.
    CONV_POOL2,
    /// Zeros.
    CONV_FILL,
    /// The source plus the addend, or a copy of the source where there is none.
    CONV_ADD,
    /// Factor and offset per channel, ReLU, mean over the image, matrix and bias.
    CONV_HEAD,
    /// CONV_DIRECT as a matrix product of OpenBLAS on gathered pixels; kernels may be larger.
    CONV_GEMM,
    /// CONV_STEM as a matrix product of OpenBLAS on gathered pixels.
    CONV_GEMM_STEM,
} conv_operation;

/// One operator, with its tensors.
typedef struct {
    conv_operation operation;
    conv_instructions instructions;
    /// Whether negative numbers of the source count as zero (convolutions).
    bool rectifies;
    /// Whether negative numbers of the result become zero (convolutions, pooling, addition).
    bool rectifies_result;
    /// 1 or 3 (convolutions); any odd number (CONV_GEMM).
    int32_t kernel;
    /// 1 or 2 (convolutions).
    int32_t stride;
    int32_t images;
    int32_t input_channels;
    int32_t output_channels;
    int32_t input_size;
    int32_t output_size;
    const float *source;
    /// Added to the result: a tensor of its shape, which may be the destination, or NULL.
    const float *addend;
    float *destination;
    /// As conv_pack leaves them; for CONV_HEAD factors, offsets [channels], then
    /// [classes × channels].
    const float *weights;
    /// [output_channels]
    const float *bias;
} conv_step;

/// Whether this CPU, its operating system and this build have the instructions.
bool conv_is_available(conv_instructions instructions);

/// How many floats conv_pack writes for a step.
size_t conv_packed_count(const conv_step *step);

/// Rearranges weights [output][input][kernel][kernel] for a step's kernel.
void conv_pack(const conv_step *step, const float *weights, float *packed);

/// How many floats of scratch space a step needs for each thread.
size_t conv_scratch_count(const conv_step *step, int32_t threads);

/// Threads that wait for work.
typedef struct conv_team conv_team;

/// Starts `threads - 1` threads, or returns NULL where the system refuses one.
conv_team *conv_team_create(int32_t threads);

/// Ends the threads.
void conv_team_destroy(conv_team *team);

/// Runs steps one after another, each split over the team's threads; allocates nothing.
/// `scratch` holds `scratch_count` floats for each thread.
void conv_run(
    conv_team *team, const conv_step *steps, size_t count, float *scratch, size_t scratch_count);

/// Floating-point operations per second of independent fused (or paired) multiply-adds in
/// registers: the peak that a kernel of those instructions could reach.
double conv_peak(conv_instructions instructions);

#endif
