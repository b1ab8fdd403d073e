static float net_to_data(const net_scale *scale, float number)
{
    float linear = number * scale->scale + scale->offset;
    float size = linear < 0.0f ? -linear : linear;
    float some = linear < 0.0f ? 0.0f : linear;
    switch (scale->rule) {
    case NET_SQUARE_ROOT:
        return some * some;
    case NET_LOGARITHM:
        return net_exp(some) - 1.0f;
    case NET_SIGNED_LOGARITHM:
        return linear < 0.0f ? 1.0f - net_exp(size) : net_exp(size) - 1.0f;
    case NET_INVERSE_SINE: {
        float e = net_exp(0.5f * number);
        return scale->offset + scale->scale * (e - 1.0f / e);
    }
    case NET_NON_NEGATIVE:
        return some;
    default:
        return linear;
    }
}
