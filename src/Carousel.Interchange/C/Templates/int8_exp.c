/* e^x = 2^n e^r, e^r a polynomial of degree 6 in r, |r| <= ln 2 / 2. NaN stays: it is no whole number n. */
static float net_exp(float x)
{
    if (!(x == x)) {
        return x;
    }
    float held = x < -104.0f ? -104.0f : x > 89.0f ? 89.0f : x;
    float n = net_round(held * 1.44269504f);
    float r = fmaf(n, -0.693147182f, held);
    r = fmaf(n, 1.90465430e-9f, r);
    float p = fmaf(0.0013821055f, r, 0.008368675f);
    p = fmaf(p, r, 0.041668262f);
    p = fmaf(p, r, 0.16666521f);
    p = fmaf(p, r, 0.49999994f);
    p = fmaf(r * r, p, r) + 1.0f;

    /* Two factors: n may lie beyond what one exponent holds. */
    float half = net_round(n * 0.5f);
    float one = net_from_bits((uint32_t)((int32_t)half + 127) << 23);
    float other = net_from_bits((uint32_t)((int32_t)(n - half) + 127) << 23);
    return p * one * other;
}
