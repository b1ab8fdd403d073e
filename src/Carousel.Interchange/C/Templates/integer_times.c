/* a b, with 15 fraction bits of a. */
static int32_t net_times(int32_t a, int32_t b)
{
    return (int32_t)net_shift((int64_t)a * b, 15);
}
