using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>Twin of BinaryCrossEntropyLossKernel: −t′·ln σ(p) − (1 − t′)·ln(1 − σ(p)), t′ = t·(1 − s) + s/2.</summary>
internal static class BinaryCrossEntropyLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double smoothing, double t, double[] p)
    {
        double smooth = (t * (1 - smoothing)) + (smoothing / 2);
        return -(smooth * Math.Log(SpecialFunctionsReference.Logistic(p[0])))
            - ((1 - smooth) * Math.Log(SpecialFunctionsReference.Logistic(-p[0])));
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double smoothing, double t, double[] p) =>
        [SpecialFunctionsReference.Logistic(p[0]) - ((t * (1 - smoothing)) + (smoothing / 2))];
}
