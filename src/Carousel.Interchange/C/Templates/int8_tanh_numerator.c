/* e^2x - 1 = 2^n (2^f - 1) + (2^n - 1), 2^f - 1 a polynomial of degree 6: nothing cancels. */
static float net_tanh_numerator(float x)
{
    float power;
    float f = net_reduce(x, -9.1f, 9.1f, 2.88539004f, &power);
    float p = fmaf(0.000153932619f, f, 0.00133817107f);
    p = fmaf(p, f, 0.00961824693f);
    p = fmaf(p, f, 0.0555038452f);
    p = fmaf(p, f, 0.240226507f);
    p = fmaf(p, f, 0.693147182f);
    return fmaf(power, p * f, power - 1.0f);
}
