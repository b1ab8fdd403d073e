/* a b + c, with 15 fraction bits of a. */
static int32_t net_multiply_add(int32_t a, int32_t b, int32_t c)
{
    return c + (int32_t)net_shift((int64_t)a * b, 15);
}
