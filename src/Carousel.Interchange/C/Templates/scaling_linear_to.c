static float net_to_network(const net_scale *scale, float value)
{
    return (value - scale->offset) / scale->scale;
}
