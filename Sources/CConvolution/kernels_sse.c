// Four lanes, whatever the compiler's baseline offers.

#define LANES 4
#define WIDE 2
#define NAMED(name) name##_sse
#include "kernels_template.h"
