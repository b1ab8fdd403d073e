static int16_t net_to_network(const net_scale *scale, int32_t value)
{
    return (int16_t)net_hold(net_shift(((int64_t)value - scale->offset) * scale->multiplier, scale->shift), 32767);
}
