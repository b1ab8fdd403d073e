using Carousel.Kernels.Losses;

namespace Carousel.Tasks.Forecasting;

/// <summary>The loss of a design, and how the network's numbers become quantiles.</summary>
internal static class ForecastLosses
{
    private const float HuberWidth = 1;

    /// <summary>The loss that the network is trained on.</summary>
    public static LossFunction Of(ForecastDesign design) => design.Loss switch
    {
        ForecastLoss.Quantile => new LossFunction(LossKind.Quantile, 0, [.. design.Quantiles.Select(q => (float)q)]),
        ForecastLoss.Gaussian => new LossFunction(LossKind.Gaussian),
        ForecastLoss.StudentT => new LossFunction(LossKind.StudentT),
        ForecastLoss.NegativeBinomial => new LossFunction(LossKind.NegativeBinomial),
        ForecastLoss.Absolute => new LossFunction(LossKind.Absolute),
        ForecastLoss.Squared => new LossFunction(LossKind.Squared),
        _ => new LossFunction(LossKind.Huber, HuberWidth),
    };

    /// <summary>True where the network gives a distribution; else one number, and intervals come from its errors alone.</summary>
    public static bool GivesDistribution(ForecastDesign design) =>
        design.Loss is ForecastLoss.Quantile or ForecastLoss.Gaussian or ForecastLoss.StudentT or ForecastLoss.NegativeBinomial;
}
