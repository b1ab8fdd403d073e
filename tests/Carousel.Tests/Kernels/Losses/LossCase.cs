using Carousel.Kernels;
using Carousel.Reference.Losses;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Losses;

/// <summary>One loss with its twin and targets that suit it.</summary>
internal sealed record LossCase(
    LossFunction Function, int P, Func<double, double[], double> Value, Func<double, double[], double[]> Slopes)
{
    public static LossCase Of(LossKind kind)
    {
        float[] levels = [0.1f, 0.25f, 0.5f, 0.75f, 0.9f];
        double[] twinLevels = Array.ConvertAll(levels, l => (double)l);
        const float Delta = 0.3f, Smoothing = 0.1f;
        return kind switch
        {
            LossKind.Squared =>
                new(new LossFunction(LossKind.Squared), 1, SquaredLossReference.Value, SquaredLossReference.Slopes),
            LossKind.Absolute =>
                new(new LossFunction(LossKind.Absolute), 1, AbsoluteLossReference.Value, AbsoluteLossReference.Slopes),
            LossKind.Huber =>
                new(
                    new LossFunction(LossKind.Huber, Delta), 1, (t, p) => HuberLossReference.Value(Delta, t, p),
                    (t, p) => HuberLossReference.Slopes(Delta, t, p)),
            LossKind.Quantile => new(
                new LossFunction(LossKind.Quantile, 0, levels), 5,
                (t, p) => QuantileLossReference.Value(twinLevels, t, p),
                (t, p) => QuantileLossReference.Slopes(twinLevels, t, p)),
            LossKind.StudentT =>
                new(new LossFunction(LossKind.StudentT), 3, StudentTLossReference.Value, StudentTLossReference.Slopes),
            LossKind.BinaryCrossEntropy => new(
                new LossFunction(LossKind.BinaryCrossEntropy, Smoothing), 1,
                (t, p) => BinaryCrossEntropyLossReference.Value(Smoothing, t, p),
                (t, p) => BinaryCrossEntropyLossReference.Slopes(Smoothing, t, p)),
            LossKind.CrossEntropy => new(
                new LossFunction(LossKind.CrossEntropy, Smoothing), 70,
                (t, p) => CrossEntropyLossReference.Value(Smoothing, t, p),
                (t, p) => CrossEntropyLossReference.Slopes(Smoothing, t, p)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    /// <summary>M targets of the kind the loss expects, one of them missing where there are several.</summary>
    public double[] Targets(int M, int seed)
    {
        var draws = new Draws(seed);
        var targets = new double[M];
        for (int m = 0; m < M; m++)
        {
            targets[m] = Function.Kind switch
            {
                LossKind.BinaryCrossEntropy => draws.Below(2),
                LossKind.CrossEntropy => draws.Below(P),
                _ => draws.Value(2),
            };
        }

        if (M > 2)
        {
            targets[M / 2] = double.NaN;
        }

        return targets;
    }
}
