/* 1 + e^-x = 1 + 2^n 2^f, 2^f a polynomial of degree 5. */
static float net_logistic_denominator(float x)
{
    float power;
    float f = net_reduce(x, -89.0f, 40.0f, -1.44269502f, &power);
    float p = fmaf(0.00132684363f, f, 0.00967149157f);
    p = fmaf(p, f, 0.0555071831f);
    p = fmaf(p, f, 0.240222439f);
    p = fmaf(p, f, 0.693147004f);
    p = fmaf(p, f, 1.0f);
    return fmaf(power, p, 1.0f);
}
