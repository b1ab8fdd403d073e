/* sum / count, rounded to the nearest, halves away from 0. */
static int32_t net_divide(int64_t sum, int32_t count)
{
    return (int32_t)(sum < 0 ? -((-sum + count / 2) / count) : (sum + count / 2) / count);
}
