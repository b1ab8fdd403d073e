/* A matrix in signed bytes, row after row. A row's sum of products times its multiplier times 2^-shift has 14 fraction bits. */
typedef struct {
    const int8_t *values; /* [rows, columns] */
    const int32_t *multipliers; /* [rows] */
    int columns;
    int shift;
} net_matrix;

/* value 2^-shift, rounded to the nearest, halves up. Needs a compiler whose >> keeps the sign. */
static int64_t net_shift(int64_t value, int shift)
{
    return (value + ((int64_t)1 << (shift - 1))) >> shift;
}

/* value, held between -most and most. */
static int32_t net_hold(int64_t value, int32_t most)
{
    return value < -most ? -most : value > most ? most : (int32_t)value;
}

/* z += M x, for the rows of M from first on; z has 14 fraction bits. */
static void net_multiply(const net_matrix *matrix, int first, int rows, const int16_t *x, int32_t *z)
{
    for (int r = 0; r < rows; r++) {
        const int8_t *row = matrix->values + (first + r) * matrix->columns;
        net_sum sum = 0;
        for (int k = 0; k < matrix->columns; k++) {
            sum += (net_sum)row[k] * x[k];
        }
        z[r] += net_hold(net_shift((int64_t)sum * matrix->multipliers[first + r], matrix->shift), (int32_t)1 << 28);
    }
}

/* tanh of z, 1/64 being 2^bits of it: between the entries of the table on a straight line; 15 fraction bits. */
static int32_t net_tanh_at(int32_t z, int bits)
{
    uint32_t magnitude = (uint32_t)(z < 0 ? -z : z);
    uint32_t index = magnitude >> bits;
    int32_t y = 32767;
    if (index < 512u) {
        int32_t part = (int32_t)(magnitude & (((uint32_t)1 << bits) - 1u));
        int32_t rise = net_tanh_table[index + 1u] - net_tanh_table[index];
        y = net_tanh_table[index] + (int32_t)net_shift((int64_t)rise * part, bits);
    }
    return z < 0 ? -y : y;
}
