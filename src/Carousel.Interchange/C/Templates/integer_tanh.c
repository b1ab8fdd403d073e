/* tanh of z with 14 fraction bits. */
static int32_t net_tanh(int32_t z)
{
    return net_tanh_at(z, 8);
}
