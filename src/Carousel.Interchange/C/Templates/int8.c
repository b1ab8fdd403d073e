/* A matrix in signed bytes, row after row: the value is byte times the scale of its row. */
typedef struct {
    const int8_t *values; /* [rows, columns] */
    const float *scales; /* [rows] */
    int columns;
} net_matrix;

/* a b + c, rounded once. */
static float net_multiply_add(float a, float b, float c)
{
    return fmaf(a, b, c);
}

/* The whole number nearest to x, ties to even; |x| is at most 2^21. Needs a compiler that keeps IEEE arithmetic: no -ffast-math. */
static float net_round(float x)
{
    const float shift = 12582912.0f; /* 1.5 * 2^23 */
    return (x + shift) - shift;
}

/* The float of some bits. */
static float net_from_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The bytes of x, and the scale that they share: 127 of it is the largest magnitude. NaN where a value is not finite. */
static float net_quantise(const float *x, int count, int8_t *bytes)
{
    float largest = 0.0f;
    for (int k = 0; k < count; k++) {
        float magnitude = x[k] < 0.0f ? -x[k] : x[k];
        if (!(magnitude <= FLT_MAX)) {
            memset(bytes, 0, (size_t)count);
            return NAN;
        }
        largest = magnitude > largest ? magnitude : largest;
    }
    if (!(largest > 0.0f) || 127.0f / largest > FLT_MAX) {
        memset(bytes, 0, (size_t)count);
        return 0.0f;
    }
    float inverse = 127.0f / largest;
    for (int k = 0; k < count; k++) {
        float whole = net_round(x[k] * inverse);
        bytes[k] = (int8_t)(whole < -127.0f ? -127.0f : whole > 127.0f ? 127.0f : whole);
    }
    return largest / 127.0f;
}

/* z += M x, for the rows of M from first on: the sums of bytes are exact. */
static void net_multiply(const net_matrix *matrix, int first, int rows, const float *x, float *z)
{
    int8_t bytes[NET_WIDEST];
    float scale = net_quantise(x, matrix->columns, bytes);
    for (int r = 0; r < rows; r++) {
        const int8_t *row = matrix->values + (first + r) * matrix->columns;
        int32_t sum = 0;
        for (int k = 0; k < matrix->columns; k++) {
            sum += row[k] * bytes[k];
        }
        z[r] = net_multiply_add((float)sum, matrix->scales[first + r] * scale, z[r]);
    }
}

/* x * scale = n + f with n whole and |f| <= 1/2: gives f, and 2^n. */
static float net_reduce(float x, float least, float most, float scale, float *power)
{
    const float shift = 12583039.0f; /* 1.5 * 2^23 + 127: the sum ends in the biased exponent of 2^n. */
    float t = (x < least ? least : x > most ? most : x) * scale;
    float sum = t + shift;
    uint32_t bits;
    memcpy(&bits, &sum, sizeof bits);
    *power = net_from_bits(bits << 23);
    return t - (sum - shift);
}
