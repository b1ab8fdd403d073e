namespace Carousel.Reference.Losses;

/// <summary>Twin of CrossEntropyLossKernel: ln Σ eˣ − (1 − s)·x[t] − s/C·Σ x for a class t.</summary>
internal static class CrossEntropyLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double smoothing, double t, double[] p)
    {
        double sum = 0, spread = 0;
        foreach (double x in p)
        {
            sum += Math.Exp(x);
            spread += x;
        }

        return Math.Log(sum) - ((1 - smoothing) * p[(int)t]) - (smoothing / p.Length * spread);
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double smoothing, double t, double[] p)
    {
        double sum = 0;
        foreach (double x in p)
        {
            sum += Math.Exp(x);
        }

        var slopes = new double[p.Length];
        for (int c = 0; c < p.Length; c++)
        {
            slopes[c] = (Math.Exp(p[c]) / sum) - (c == (int)t ? 1 - smoothing : 0) - (smoothing / p.Length);
        }

        return slopes;
    }
}
