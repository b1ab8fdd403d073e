using Carousel.Kernels.Losses;

namespace Carousel.Tasks.Forecasting;

/// <summary>The loss of a design.</summary>
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
}
