/* ln x for x >= 1: x = m 2^e, m in 1 ... 2; ln m = 2 artanh((m - 1) / (m + 1)), of which eight terms are enough. Infinity and NaN stay. */
static float net_ln(float x)
{
    if (!(x <= 3.402823466e38f)) {
        return x;
    }
    float e = 0.0f;
    for (; x >= 2.0f; x *= 0.5f) {
        e += 1.0f;
    }
    float s = (x - 1.0f) / (x + 1.0f);
    float square = s * s;
    float sum = 0.0f;
    for (int k = 15; k > 0; k -= 2) {
        sum = sum * square + 1.0f / (float)k;
    }
    return 2.0f * s * sum + e * 0.693147181f;
}

/* The square root of x >= 0 by Newton's steps, which begin above it. Infinity and NaN stay. */
static float net_root(float x)
{
    if (!(x > 0.0f) || !(x <= 3.402823466e38f)) {
        return x;
    }
    float root = x > 1.0f ? x : 1.0f;
    for (;;) {
        float next = 0.5f * (root + x / root);
        if (!(next < root)) {
            return root;
        }
        root = next;
    }
}

static float net_to_network(const net_scale *scale, float value)
{
    float size = value < 0.0f ? -value : value;
    float some = value < 0.0f ? 0.0f : value;
    switch (scale->rule) {
    case NET_SQUARE_ROOT:
        value = net_root(some);
        break;
    case NET_LOGARITHM:
        value = net_ln(1.0f + some);
        break;
    case NET_SIGNED_LOGARITHM:
        value = value < 0.0f ? -net_ln(1.0f + size) : net_ln(1.0f + size);
        break;
    case NET_INVERSE_SINE: {
        float y = (value - scale->offset) / (2.0f * scale->scale);
        float far = y < 0.0f ? -y : y;
        /* Far out the root is far itself to the last bit, and its square may be too large for a float. */
        float result = 2.0f * (far > 1e9f ? net_ln(far) + 0.693147181f : net_ln(far + net_root(far * far + 1.0f)));
        return y < 0.0f ? -result : result;
    }
    default:
        break;
    }
    return (value - scale->offset) / scale->scale;
}
