static float net_to_data(const net_scale *scale, float number)
{
    return number * scale->scale + scale->offset;
}
