/* The logistic function (1 + tanh(z / 2)) / 2 of z with 14 fraction bits; 15 fraction bits. */
static int32_t net_logistic(int32_t z)
{
    return (32768 + net_tanh_at(z, 9) + 1) >> 1;
}
