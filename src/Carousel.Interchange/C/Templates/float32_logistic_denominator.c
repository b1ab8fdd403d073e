/* 1 + e^-x, over which 1 is the logistic function; no more than 1e30, so that products of it stay finite. */
static float net_logistic_denominator(float x)
{
    const float denominator = 1.0f + expf(-x);
    return denominator > 1e30f ? 1e30f : denominator;
}
