static int32_t net_to_data(const net_scale *scale, int32_t number)
{
    return net_hold(net_shift((int64_t)number * scale->multiplier, scale->shift) + scale->offset, 2147483647);
}
